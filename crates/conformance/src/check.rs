//! Whether a case passes.

use regex::Regex;

use crate::case::{Case, Comparison, Message};
use crate::compare::{Cell, round_to, row_equal, rows_equal, value_equal};
use crate::engine::{Answer, Engine, Surroundings};
use crate::script;
use boathouse_types::TrinoError;

/// Why a case failed.
pub(crate) type Verdict = Result<(), String>;

/// Which form of a case is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As written.
    Constant,
    /// With its arguments from columns.
    Columns,
}

/// How cases are run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mode {
    pub(crate) form: Form,
    /// Errors must have Trino's text too.
    pub(crate) texts: bool,
}

pub(crate) fn check(engine: Surroundings<'_>, case: &Case, mode: Mode) -> Verdict {
    let sql = match (mode.form, &case.sql_columns) {
        (Form::Columns, Some(sql)) => sql,
        _ => &case.sql,
    };
    match case.comparison {
        Comparison::ParseOk => Engine::parse(sql).map_err(|e| e.to_string()),
        Comparison::Error => check_error(engine, case, sql, mode.texts),
        _ if case.kind == "product" => check_answer(case, &script::run(engine, sql).map_err(|e| text_of(&e))?, engine),
        _ => check_answer(case, &engine.run(sql).map_err(|e| text_of(&e))?, engine),
    }
}

fn text_of(error: &TrinoError) -> String {
    format!("{}: {error}", error.code.as_str())
}

fn check_answer(case: &Case, answer: &Answer, engine: Surroundings<'_>) -> Verdict {
    if !answer.is_query && case.comparison != Comparison::Ok {
        return Err("the statement is not carried out".to_owned());
    }
    if let Some(expected) = case.expected_type.as_deref() {
        check_type(expected, answer)?;
    }
    match case.comparison {
        Comparison::Empty if answer.rows.is_empty() => Ok(()),
        Comparison::Empty => Err(format!("has {} rows", answer.rows.len())),
        Comparison::Value => check_value(case, answer),
        Comparison::Rows => {
            let mut expected = expected_rows(&case.expected_value)?;
            if case.flags.iter().any(|flag| flag == "rounded") {
                round_to(&mut expected, &answer.rows);
            }
            check_rows(&expected, answer, case.ordered)
        }
        Comparison::Sql | Comparison::Contains => {
            let sql = expected_sql(case);
            let expected = engine.run(&sql).map_err(|e| format!("the expected query: {}", text_of(&e)))?;
            if case.comparison == Comparison::Contains {
                let missing = expected.rows.iter().find(|row| !answer.rows.iter().any(|found| row_equal(row, found)));
                return missing.map_or(Ok(()), |row| Err(format!("does not contain {row:?}")));
            }
            check_rows(&expected.rows, answer, case.ordered)
        }
        _ => Ok(()),
    }
}

fn check_type(expected: &str, answer: &Answer) -> Verdict {
    let found: Vec<_> = answer.types.iter().map(ToString::to_string).collect();
    let plain = |text: &str| text.to_lowercase().replace(' ', "");
    match expected.parse::<boathouse_types::Type>() {
        Ok(wanted) if answer.types.as_slice() == std::slice::from_ref(&wanted) => Ok(()),
        _ if found.len() == 1 && plain(&found[0]) == plain(expected) => Ok(()),
        _ => Err(format!("type {found:?}, wanted {expected}")),
    }
}

fn check_value(case: &Case, answer: &Answer) -> Verdict {
    let expected = cell_of(&case.expected_value);
    let mut found = None;
    for rows in [&answer.rows, &answer.listed] {
        let [row] = rows.as_slice() else { return Err(format!("{} rows", rows.len())) };
        let [cell] = row.as_slice() else { return Err(format!("{} columns", row.len())) };
        if value_equal(answer.types.first(), cell.as_deref(), expected.as_deref()) {
            return Ok(());
        }
        found = found.or(cell.clone());
    }
    Err(format!("got {found:?}, wanted {expected:?}"))
}

fn check_rows(expected: &[Vec<Cell>], answer: &Answer, ordered: bool) -> Verdict {
    if rows_equal(expected, &answer.rows, ordered) || rows_equal(expected, &answer.listed, ordered) {
        return Ok(());
    }
    let few = |rows: &[Vec<Cell>]| format!("{} rows {:?}", rows.len(), rows.iter().take(3).collect::<Vec<_>>());
    Err(format!("got {}, wanted {}", few(&answer.rows), few(expected)))
}

fn cell_of(value: &serde_json::Value) -> Cell {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn expected_rows(value: &serde_json::Value) -> Result<Vec<Vec<Cell>>, String> {
    let rows = value.as_array().ok_or("the expected rows are no list")?;
    let cell = |value: &serde_json::Value| cell_of(value).filter(|text| text != "null");
    let row = |row: &serde_json::Value| row.as_array().map(|cells| cells.iter().map(cell).collect());
    rows.iter().map(row).collect::<Option<_>>().ok_or_else(|| "an expected row is no list".to_owned())
}

/// The query whose rows are expected: `VALUES x` of an expression is the value x itself.
fn expected_sql(case: &Case) -> String {
    let sql = case.expected_sql.as_deref().unwrap_or_default();
    match sql.strip_prefix("VALUES ") {
        Some(value) if case.kind == "expression" => {
            let value = value.trim();
            let start = value.to_ascii_lowercase();
            if start.starts_with('(') || start.starts_with("row(") || start.starts_with("row (") {
                return format!("SELECT * FROM (VALUES {value}) t(x)");
            }
            format!("SELECT {value}")
        }
        _ => sql.to_owned(),
    }
}

fn check_error(engine: Surroundings<'_>, case: &Case, sql: &str, texts: bool) -> Verdict {
    let error = match engine.run(sql) {
        Ok(answer) => return Err(format!("succeeded with {:?}", answer.rows.first())),
        Err(error) => error,
    };
    let code = error.code.as_str();
    if let Some(expected) = &case.expected_error_code
        && !expected.split('|').any(|wanted| wanted == code)
    {
        return Err(format!("wanted {expected}, got {}", text_of(&error)));
    }
    // A message alone still must be an error of the user's doing.
    match &case.expected_message {
        Some(message) if (texts || case.expected_error_code.is_none()) && !message_fits(message, &error) => {
            Err(format!("wanted '{}', got {}", message.text, text_of(&error)))
        }
        None if case.expected_error_code.is_none() && code == "GENERIC_INTERNAL_ERROR" => Err(text_of(&error)),
        _ => Ok(()),
    }
}

/// Whether the text is what Trino says, places left aside.
pub(crate) fn message_fits(message: &Message, error: &TrinoError) -> bool {
    let place = Regex::new(r"line \d+:\d+: ").ok();
    let bare = |text: &str| place.as_ref().map_or(text.to_owned(), |p| p.replace_all(text, "").into_owned());
    let (wanted, whole, got) = (bare(&message.text), error.to_string(), bare(&error.to_string()));
    match message.op.as_str() {
        "eq" => got == wanted || whole == message.text,
        "contains" => got.contains(&wanted),
        "starts" => got.starts_with(&wanted),
        "ends" => got.ends_with(&wanted),
        _ => Regex::new(&unquoted(&message.text)).map_or_else(|_| got == wanted, |p| p.is_match(&whole)),
    }
}

/// A pattern of Java's, whose `\Q…\E` quotes what is between.
fn unquoted(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, quoted)) = rest.split_once("\\Q") {
        let (inner, after) = quoted.split_once("\\E").unwrap_or((quoted, ""));
        out.push_str(before);
        out.push_str(&regex::escape(inner));
        rest = after;
    }
    out.push_str(rest);
    out
}
