//! What came of a statement, and whether two ways of running it told the same.

use boathouse_types::TrinoError;

use super::describe::Described;
use crate::compare::{Cell, cells_equal};

/// What came of a statement.
#[derive(Debug)]
pub(super) enum Told {
    Rows(Rows),
    Failed(Failed),
}

/// The rows with their header, as Athena's first page has it.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) columns: Vec<Described>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// Why there are no rows.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) code: String,
    pub(super) text: String,
}

impl Failed {
    /// Of `NAME: text`.
    pub(super) fn of_reason(reason: &str) -> Self {
        let (code, text) = reason.split_once(": ").unwrap_or(("", reason));
        Self { code: code.to_owned(), text: text.to_owned() }
    }
}

impl From<TrinoError> for Failed {
    fn from(error: TrinoError) -> Self {
        Self { code: error.code.as_str().to_owned(), text: error.to_string() }
    }
}

/// What catalogs say about names, which are not the same here and there.
const OF_CATALOGS: [&str; 4] = ["TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND", "CATALOG_NOT_FOUND", "MISSING_CATALOG_NAME"];
/// What Athena adds to the text about a column.
const AUTHORIZED: &str = " or requester is not authorized to access requested resources";

/// How what the wire tells differs from what was told in this process.
pub(super) fn difference(here: &Told, wire: &Told, ordered: bool) -> Option<String> {
    match (here, wire) {
        (Told::Rows(here), Told::Rows(wire)) => of_rows(here, wire, ordered),
        (Told::Failed(here), Told::Failed(wire)) => of_failures(here, wire),
        (Told::Rows(here), Told::Failed(wire)) => {
            Some(format!("failure: {}: {}, wanted {} rows", wire.code, wire.text, here.rows.len().saturating_sub(1)))
        }
        (Told::Failed(here), Told::Rows(wire)) => {
            Some(format!("success: {:?}, wanted {}: {}", wire.rows.get(1), here.code, here.text))
        }
    }
}

fn of_failures(here: &Failed, wire: &Failed) -> Option<String> {
    if OF_CATALOGS.contains(&here.code.as_str()) && OF_CATALOGS.contains(&wire.code.as_str()) {
        return None;
    }
    if here.code != wire.code {
        return Some(format!("code: {}: {}, wanted {}: {}", wire.code, wire.text, here.code, here.text));
    }
    // Which grammar refuses a text, and how it is told at the start, is Athena's own.
    let same =
        here.code == "SYNTAX_ERROR" || wire.text == here.text || wire.text == format!("{}{AUTHORIZED}", here.text);
    (!same).then(|| format!("text: {:?}, wanted {:?}", wire.text, here.text))
}

fn of_rows(here: &Rows, wire: &Rows, ordered: bool) -> Option<String> {
    if here.columns != wire.columns {
        return Some(format!("columns: {:?}, wanted {:?}", wire.columns, here.columns));
    }
    let sorted = |rows: &[Vec<Cell>]| {
        // The header stays where it is.
        let mut rows = rows.to_vec();
        if !ordered && let Some(rest) = rows.get_mut(1..) {
            rest.sort();
        }
        rows
    };
    let (a, b) = (sorted(&here.rows), sorted(&wire.rows));
    if a.len() != b.len() {
        return Some(format!("rows: {}, wanted {}", b.len(), a.len()));
    }
    let unequal = a.iter().zip(&b).find(|(a, b)| !is_row(a, b, &here.columns));
    unequal.map(|(a, b)| format!("row: {b:?}, wanted {a:?}"))
}

/// The same texts; sums of floating-point numbers depend on the order of what is summed up, but the same number is
/// written the same.
fn is_row(a: &[Cell], b: &[Cell], columns: &[Described]) -> bool {
    let same = |((a, b), column): ((&Cell, &Cell), &Described)| {
        let number = |cell: &Cell| cell.as_ref().and_then(|text| text.parse::<f64>().ok());
        a == b || (column.is_floating() && number(a) != number(b) && cells_equal(a.as_deref(), b.as_deref()))
    };
    a.len() == b.len() && a.len() == columns.len() && a.iter().zip(b).zip(columns).all(same)
}
