//! Cases of several statements, as the product tests have them: the views that the first ones make, and the answer of
//! the last.

use boathouse_sql::analyzer::{AnalyzedStatement, Catalog, CreateView, TableEntry, ViewEntry};
use boathouse_sql::{Symbol, TokenKind, tokenize};
use boathouse_types::{Result, TrinoError};

use crate::engine::{Answer, Surroundings};

/// Runs the statements of a text, one after the other.
pub(crate) fn run(surroundings: Surroundings<'_>, sql: &str) -> Result<Answer> {
    let mut statements = statements(sql);
    let Some(last) = statements.pop() else { return surroundings.run(sql) };
    if statements.is_empty() {
        return surroundings.run(sql);
    }
    let mut views = Vec::new();
    for statement in statements {
        let catalog = WithViews { views: &views, base: surroundings.catalog };
        match (Surroundings { catalog: &catalog, ..surroundings }).analyze(statement)? {
            AnalyzedStatement::CreateView(view) => views.push(entry(*view)),
            _ => return Err(TrinoError::not_supported("only views are made before the last statement of a case")),
        }
    }
    let catalog = WithViews { views: &views, base: surroundings.catalog };
    Surroundings { catalog: &catalog, ..surroundings }.run(last)
}

/// Whether a text is a single statement.
pub(crate) fn is_one(sql: &str) -> bool {
    statements(sql).len() == 1
}

/// The statements between semicolons.
fn statements(sql: &str) -> Vec<&str> {
    let mut from = 0;
    let mut found = Vec::new();
    for token in tokenize(sql) {
        if matches!(token.kind, TokenKind::Symbol(Symbol::Semicolon) | TokenKind::End) {
            let statement = sql.get(from..token.span.start.offset as usize).unwrap_or_default();
            found.extend(Some(statement).filter(|statement| !statement.trim().is_empty()));
            from = token.span.end as usize;
        }
    }
    found
}

fn entry(view: CreateView) -> ViewEntry {
    let columns = view.columns.into_iter().map(|column| (column.name, column.data_type)).collect();
    ViewEntry { name: view.name, sql: view.sql, columns, catalog: None, schema: None }
}

struct WithViews<'a> {
    views: &'a [ViewEntry],
    base: &'a dyn Catalog,
}

impl Catalog for WithViews<'_> {
    fn table(&self, name: &[String]) -> Result<TableEntry> {
        let view = self.views.iter().rev().find(|view| view.name.ends_with(name) || name.ends_with(&view.name));
        view.map_or_else(|| self.base.table(name), |view| Ok(TableEntry::View(view.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_end_at_semicolons() {
        for (sql, expected) in [
            ("SELECT 1", vec!["SELECT 1"]),
            ("SELECT ';' ; ", vec!["SELECT ';' "]),
            ("CREATE VIEW v AS SELECT 1;\nSELECT 2", vec!["CREATE VIEW v AS SELECT 1", "\nSELECT 2"]),
            (" ", vec![]),
        ] {
            assert_eq!(statements(sql), expected, "{sql}");
        }
    }
}
