//! What the line editor asks: is the statement whole, and what could this word become.

use std::sync::Arc;

use parking_lot::Mutex;
use rustyline::completion::Completer;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use crate::repl::dot;
use crate::sql_text::split_statements;

const KEYWORDS: &[&str] = &[
    "ALTER",
    "AND",
    "AS",
    "ASC",
    "BETWEEN",
    "BY",
    "CASE",
    "CAST",
    "CREATE",
    "CROSS",
    "DATABASE",
    "DELETE",
    "DESC",
    "DESCRIBE",
    "DISTINCT",
    "DROP",
    "ELSE",
    "END",
    "EXISTS",
    "EXPLAIN",
    "EXTERNAL",
    "FROM",
    "FULL",
    "GROUP",
    "HAVING",
    "IF",
    "IN",
    "INNER",
    "INSERT",
    "INTERVAL",
    "INTO",
    "IS",
    "JOIN",
    "LEFT",
    "LIKE",
    "LIMIT",
    "LOCATION",
    "NOT",
    "NULL",
    "OFFSET",
    "ON",
    "OR",
    "ORDER",
    "OUTER",
    "OVER",
    "PARTITION",
    "PARTITIONED",
    "REPAIR",
    "RIGHT",
    "SCHEMA",
    "SELECT",
    "SHOW",
    "STORED",
    "TABLE",
    "TABLES",
    "THEN",
    "UNION",
    "UNNEST",
    "USING",
    "VALUES",
    "VIEW",
    "WHEN",
    "WHERE",
    "WITH",
];

pub(super) struct SqlHelper {
    names: Arc<Mutex<Vec<String>>>,
}

impl SqlHelper {
    pub(super) fn new(names: Arc<Mutex<Vec<String>>>) -> Self {
        Self { names }
    }
}

/// Whether Enter ends the typing: dot commands are one line, statements end with `;`.
fn is_whole(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('.') || split_statements(text).1.is_none()
}

fn candidates(names: &[String], line: &str, pos: usize) -> (usize, Vec<String>) {
    let before = &line[..pos];
    if before.starts_with('.') && !before.contains(' ') {
        let found = dot::COMMANDS.iter().map(|(name, _)| *name).filter(|name| name.starts_with(before));
        return (0, found.map(str::to_owned).collect());
    }
    let start = before
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let word = &before[start..];
    if word.is_empty() {
        return (start, Vec::new());
    }
    let mut found: Vec<String> = names.iter().filter(|name| name.starts_with(&word.to_lowercase())).cloned().collect();
    found.extend(
        KEYWORDS
            .iter()
            .filter(|keyword| keyword.starts_with(&word.to_uppercase()))
            .map(|keyword| (*keyword).to_owned()),
    );
    (start, found)
}

impl Completer for SqlHelper {
    type Candidate = String;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(candidates(&self.names.lock(), line, pos))
    }
}

impl Validator for SqlHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if is_whole(context.input()) { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Hinter for SqlHelper {
    type Hint = String;
}

impl Highlighter for SqlHelper {}
impl Helper for SqlHelper {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_ends_whole_statements_only() {
        for (text, whole) in
            [("SELECT 1", false), ("SELECT 1;", true), ("SELECT ';", false), (".tables", true), ("", true)]
        {
            assert_eq!(is_whole(text), whole, "{text}");
        }
    }

    #[test]
    fn tab_knows_tables_keywords_and_dot_commands() {
        let names = ["shop.trips".to_owned(), "trips".to_owned()];
        for (line, start, expected) in [
            ("SELECT * FROM tr", 14, &["trips"][..]),
            ("sel", 0, &["SELECT"]),
            ("SELECT é, shop.", 11, &["shop.trips"]),
            (".ti", 0, &[".timer"]),
            ("SELECT ", 7, &[]),
        ] {
            let (at, found) = candidates(&names, line, line.len());
            assert_eq!(
                (at, found.iter().map(String::as_str).collect::<Vec<_>>()),
                (start, expected.to_vec()),
                "{line}"
            );
        }
    }
}
