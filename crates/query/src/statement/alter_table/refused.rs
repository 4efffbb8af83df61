//! What Athena's grammar takes and its engine refuses for every table that is not Iceberg's.

use boathouse_sql::hive::ast::Name;
use boathouse_sql::{Position, TokenKind, tokenize_with_backslashes};

use super::super::context::Context;
use super::super::told::Told;
use crate::Failure;

/// `ALTER TABLE t DROP COLUMN c`: Hive's own grammar knows only `DROP PARTITION`.
pub(super) async fn drop_column(context: &Context<'_>, name: &Name) -> Result<Told, Failure> {
    context.changed_table(name).await?;
    let at = place_of_column(context.sql);
    Err(Failure::wrong_engine(format!(
        "FAILED: ParseException line {}:{} mismatched input 'COLUMN' expecting PARTITION near 'DROP' in drop partition \
         statement",
        at.line,
        at.column.saturating_sub(1)
    )))
}

/// `ALTER TABLE t RENAME TO u`: the catalog does not rename tables.
pub(super) async fn rename(context: &Context<'_>, name: &Name) -> Result<Told, Failure> {
    context.changed_table(name).await?;
    let reason = Failure::task("Table cannot be renamed").reason;
    Err(Failure::wrong_engine(reason))
}

fn place_of_column(sql: &str) -> Position {
    let tokens = tokenize_with_backslashes(sql);
    let is = |at: usize, word: &str| matches!(tokens.get(at).map(|t| &t.kind), Some(TokenKind::Word(w)) if w.eq_ignore_ascii_case(word));
    let found = (1..tokens.len()).find(|at| is(*at, "COLUMN") && is(*at - 1, "DROP"));
    found.and_then(|at| tokens.get(at)).map_or(Position::START, |token| token.span.start)
}
