//! The kind of a statement of Trino's grammar.

use boathouse_sql::ast::{
    Expr, ExprKind, Literal, Query, QueryBodyKind, SelectItemKind, Statement, StatementKind as Trino,
};
use boathouse_sql::trino;

use super::kind::OutputName::{Bare, Csv, Tables, Txt};
use super::kind::StatementKind;
use super::kind::StatementType::{Ddl, Dml, Utility};
use crate::explain::ANALYZE_WORDS;

/// The kind of `statement`; none for what Athena does not run at all.
pub(super) fn kind(statement: &Statement) -> Option<StatementKind> {
    let (statement_type, substatement, words, output) = match &statement.kind {
        Trino::Query(_) => (Dml, "SELECT", "SELECT", Csv),
        Trino::CreateTableAs { .. } => (Ddl, "CREATE_TABLE_AS_SELECT", "CREATE TABLE AS SELECT", Tables),
        Trino::Insert { .. } => (Dml, "INSERT", "INSERT", Bare),
        Trino::Delete { .. } => (Dml, "DELETE", "DELETE", Csv),
        Trino::Update { .. } => (Dml, "UPDATE", "UPDATE", Csv),
        Trino::Merge(_) => (Dml, "MERGE", "MERGE", Csv),
        Trino::Unload { .. } => (Dml, "UNLOAD", "UNLOAD", Csv),
        Trino::CreateView { .. } => (Ddl, "CREATE_VIEW", "CREATE VIEW", Txt),
        Trino::DropView { .. } => (Ddl, "DROP_VIEW", "DROP VIEW", Txt),
        Trino::Prepare { .. } => (Ddl, "PREPARE", "PREPARE", Txt),
        Trino::Execute { .. } => (Dml, "EXECUTE", "EXECUTE", Csv),
        Trino::ExecuteImmediate { sql, .. } => {
            // It is reported as what it runs; text that is no statement fails when it is analysed.
            let inner = trino::parse_statement(sql).ok().filter(|inner| !is_about_statements(inner));
            return Some(
                inner
                    .and_then(|inner| kind(&inner))
                    .unwrap_or_else(|| StatementKind::new(Dml, "EXECUTE", "EXECUTE IMMEDIATE", Csv)),
            );
        }
        Trino::Deallocate(_) => (Ddl, "DEALLOCATE_PREPARE", "DEALLOCATE PREPARE", Txt),
        Trino::Explain { analyze: true, .. } => (Dml, "EXPLAIN", ANALYZE_WORDS, Txt),
        Trino::Explain { .. } => (Dml, "EXPLAIN", "EXPLAIN", Txt),
        Trino::Optimize { .. } => (Ddl, "CREATE_TABLE_AS_SELECT", "OPTIMIZE", Tables),
        Trino::Vacuum(_) => (Dml, "VACUUM_TABLE", "VACUUM", Csv),
        Trino::ShowFunctions { .. } => (Utility, "SHOW_FUNCTIONS", "SHOW FUNCTIONS", Csv),
        Trino::Other { .. } => return None,
    };
    Some(StatementKind::new(statement_type, substatement, words, output))
}

fn is_about_statements(statement: &Statement) -> bool {
    matches!(
        statement.kind,
        Trino::Prepare { .. } | Trino::Execute { .. } | Trino::ExecuteImmediate { .. } | Trino::Deallocate(_)
    )
}

/// `SELECT` of bare literals, each with an alias or without, and nothing else: Athena answers it without
/// its engine.
pub(super) fn is_literal_only(statement: &Statement) -> bool {
    let Trino::Query(query) = &statement.kind else { return false };
    let Query { with: None, order_by, offset: None, limit: None, body, .. } = &**query else { return false };
    let QueryBodyKind::Select(select) = &body.kind else { return false };
    let bare = select.from.is_empty()
        && select.filter.is_none()
        && select.group_by.is_none()
        && select.having.is_none()
        && select.windows.is_empty()
        && !select.distinct
        && order_by.is_empty();
    bare && select.items.iter().all(|item| match &item.kind {
        SelectItemKind::Expression { value, .. } => is_literal(value),
        _ => false,
    })
}

fn is_literal(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Sign { value, .. } => is_literal(value),
        ExprKind::Literal(literal) => matches!(
            literal,
            Literal::Boolean(_) | Literal::Integer(_) | Literal::Decimal(_) | Literal::Double(_) | Literal::String(_)
        ),
        _ => false,
    }
}
