//! Whether the first record names the columns, and what they are called.

use std::collections::HashSet;

use boathouse_schema::HiveType;

use super::{CsvRules, Mismatch, Records, cell};
use crate::infer::{Shape, TypeRules};

/// A header cell this long is text, unless it is the last.
const HEADER_CELL_CHARS_MAX: usize = 150;
const NAME_LENGTH_MAX: usize = 255;

/// Glue's rule: every cell is text, short and a legal name, and some cell below is no text.
pub(super) fn detect(records: &Records<'_>, rules: &CsvRules) -> bool {
    let Some((first, data)) = records.spans().split_first() else { return false };
    let cells: Vec<String> = records.row(first).map(|cell| cell.text(true).into_owned()).collect();
    if !rules.names.is_empty() && cells.iter().zip(&rules.names).all(|(cell, name)| cell.eq_ignore_ascii_case(name)) {
        return true;
    }
    let last = cells.len().saturating_sub(1);
    let all_text =
        cells.iter().all(|cell| matches!(cell::shape(cell), Shape::Unknown | Shape::Scalar(HiveType::String)));
    let all_short = cells[..last].iter().all(|cell| cell.chars().count() < HEADER_CELL_CHARS_MAX);
    let all_legal = cells.iter().all(|cell| is_legal_name(cell)) && cells.iter().any(|cell| !cell.is_empty());
    all_text
        && all_short
        && all_legal
        && data.iter().any(|span| {
            records.row(span).any(|value| {
                let text = value.text(rules.trim_values);
                let shape = cell::shape(&text);
                let shape = if rules.types == TypeRules::Precise { cell::precise(&text, &shape) } else { shape };
                !matches!(shape, Shape::Unknown | Shape::Scalar(HiveType::String))
            })
        })
}

/// Glue's single-line string pattern; an empty cell is given a name of its own.
fn is_legal_name(cell: &str) -> bool {
    cell.len() <= NAME_LENGTH_MAX
        && cell.chars().all(|c| matches!(c, '\t' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..))
}

/// One distinct lower-case name a column: from the rules, the header, or `col0`, `col1`, …
pub(super) fn names(records: &Records<'_>, has_header: bool, rules: &CsvRules) -> Result<Vec<String>, Mismatch> {
    let given: Vec<String> = if !rules.names.is_empty() {
        rules.names.clone()
    } else if let (true, Some(first)) = (has_header, records.spans().first()) {
        records.row(first).map(|cell| cell.text(true).into_owned()).collect()
    } else {
        vec![String::new(); records.cells()]
    };
    if let Some(long) = given.iter().find(|name| !is_legal_name(name)) {
        let shown: String = long.chars().take(40).collect();
        return Err(Mismatch::new(format!("the header cell '{shown}…' is no legal column name")));
    }
    let mut taken = HashSet::new();
    Ok(given.iter().enumerate().map(|(i, name)| distinct(name.trim().to_lowercase(), i, &mut taken)).collect())
}

fn distinct(name: String, place: usize, taken: &mut HashSet<String>) -> String {
    let base = if name.is_empty() { format!("col{place}") } else { name };
    let mut candidate = base.clone();
    let mut n = 0usize;
    while !taken.insert(candidate.clone()) {
        n += 1;
        candidate = format!("{base}_{n}");
    }
    candidate
}
