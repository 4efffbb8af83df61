//! Results that are used again: of a query whose rows depend on nothing but its text and its tables, asked for again
//! within the age that its caller allows.

use boathouse_schema::S3Uri;
use boathouse_sql::{Symbol, TokenKind, tokenize};

use super::execution::{Execution, ResultReuse};
use super::store::{self, StoredResult};
use crate::statement::OutputName;
use crate::views::{ViewDefinition, is_view};
use crate::{CATALOG_NAME, Queries, Result, planner};

/// Minutes a result may be old when nobody says.
const AGE_MINUTES_DEFAULT: i32 = 60;
const MINUTE_MS: i64 = 60_000;
/// Views that are looked into, one inside of the other.
const VIEW_DEPTH_MAX: usize = 100;

/// Functions whose answers are others each time, or each day, or for each caller.
const CHANGING: &[&str] = &[
    "CURRENT_CATALOG",
    "CURRENT_DATE",
    "CURRENT_GROUPS",
    "CURRENT_PATH",
    "CURRENT_SCHEMA",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "CURRENT_TIMEZONE",
    "CURRENT_USER",
    "LOCALTIME",
    "LOCALTIMESTAMP",
    "NOW",
    "RAND",
    "RANDOM",
    "SHUFFLE",
    "TABLESAMPLE",
    "UUID",
];

/// What a query's results are found again by; none when they are not to be used again. Who may not read everything
/// has results of their own.
pub(super) fn key(queries: &Queries, execution: &Execution, is_own_text: bool) -> Option<i64> {
    let is_select = execution.kind.output == OutputName::Csv
        && execution.kind.substatement_type.as_deref() == Some("SELECT")
        && is_own_text;
    (is_select && !execution.is_managed() && queries.access().is_none()).then(|| {
        let text = format!("{:?}", same(execution));
        text.bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
            .cast_signed()
    })
}

/// What has to be the same.
fn same(execution: &Execution) -> impl PartialEq + std::fmt::Debug + '_ {
    let names = (&execution.sql, &execution.database, &execution.catalog, &execution.workgroup);
    (names, &execution.settings, &execution.parameters)
}

/// An earlier result that answers this execution, with the execution that made it.
pub(super) async fn earlier(queries: &Queries, execution: &Execution) -> Result<Option<(Execution, StoredResult)>> {
    let Some(ResultReuse { enabled: true, age_minutes_max }) = execution.result_reuse else { return Ok(None) };
    let Some(key) = key(queries, execution, true) else { return Ok(None) };
    let (scope, at) = (queries.scope(), key);
    let found = queries
        .state()
        .read(move |connection| {
            let Some(earlier) = store::newest_of_key(connection, &scope, at)? else { return Ok(None) };
            let result = store::result(connection, &earlier.id)?;
            Ok::<_, crate::Error>(result.map(|result| (earlier, result)))
        })
        .await?;
    let Some((earlier, result)) = found else { return Ok(None) };
    let age_ms = queries.now_ms() - earlier.completed_ms.unwrap_or(i64::MIN);
    let age_ms_max = i64::from(age_minutes_max.unwrap_or(AGE_MINUTES_DEFAULT)) * MINUTE_MS;
    let fits = same(&earlier) == same(execution) && age_ms <= age_ms_max;
    if fits && is_readable(queries, &earlier, &result).await && is_repeatable(queries, execution).await {
        return Ok(Some((earlier, result)));
    }
    Ok(None)
}

async fn is_readable(queries: &Queries, earlier: &Execution, result: &StoredResult) -> bool {
    let Ok(location) = earlier.output_location.parse::<S3Uri>() else { return false };
    queries.lake().head(&location.bucket, &location.key).await.is_ok_and(|info| info.size == result.index.bytes)
}

/// Whether the query's text and those of its views give the same rows from the same tables.
async fn is_repeatable(queries: &Queries, execution: &Execution) -> bool {
    let mut waiting = vec![(execution.sql.clone(), execution.database.clone(), 0)];
    while let Some((sql, schema, depth)) = waiting.pop() {
        if depth > VIEW_DEPTH_MAX || !is_repeatable_text(&sql) {
            return false;
        }
        let Ok(names) = planner::tables_of(&sql) else { return false };
        for name in names {
            let (database, table) = match (&name[..], &schema) {
                ([table], Some(schema)) => (schema.clone(), table.clone()),
                ([database, table], _) => (database.clone(), table.clone()),
                ([catalog, database, table], _) if catalog == CATALOG_NAME => (database.clone(), table.clone()),
                _ => return false,
            };
            let Ok(found) = queries.catalog().table(&database, &table).await else { return false };
            if is_view(&found) {
                let Ok(view) = ViewDefinition::of(&found) else { return false };
                waiting.push((view.original_sql, view.schema.or_else(|| schema.clone()), depth + 1));
            } else if found.parameters.contains_key("table_type") {
                return false;
            }
        }
    }
    true
}

/// Whether nothing in a text makes its rows others each time: no function that changes, and no LIMIT without an order.
fn is_repeatable_text(sql: &str) -> bool {
    let mut ordered = vec![false];
    for token in tokenize(sql) {
        match token.kind {
            TokenKind::Word(word) => {
                let word = word.to_uppercase();
                if CHANGING.binary_search(&word.as_str()).is_ok() {
                    return false;
                }
                let here = ordered.last().copied().unwrap_or(false);
                match word.as_str() {
                    "ORDER" => ordered.iter_mut().last().into_iter().for_each(|last| *last = true),
                    "LIMIT" | "FETCH" | "OFFSET" if !here => return false,
                    _ => {}
                }
            }
            TokenKind::Symbol(Symbol::LeftParen) => ordered.push(false),
            TokenKind::Symbol(Symbol::RightParen) if ordered.len() > 1 => drop(ordered.pop()),
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gives_the_same_rows_again() {
        assert!(CHANGING.is_sorted());
        for (sql, is_repeatable) in [
            ("SELECT 1", true),
            ("SELECT a FROM t WHERE b = 'now()'", true),
            ("SELECT a FROM t ORDER BY a LIMIT 3", true),
            ("SELECT a FROM t LIMIT 3", false),
            ("SELECT a FROM (SELECT a FROM t ORDER BY a LIMIT 3) ORDER BY a", true),
            ("SELECT a FROM (SELECT a FROM t LIMIT 3) ORDER BY a LIMIT 2", false),
            ("SELECT array_agg(a ORDER BY a) FROM t FETCH FIRST 2 ROWS ONLY", false),
            ("SELECT now()", false),
            ("SELECT Current_Date", false),
            ("SELECT uuid() FROM t", false),
            ("SELECT a FROM t TABLESAMPLE BERNOULLI (10)", false),
            ("SELECT ')' FROM t LIMIT 1", false),
        ] {
            assert_eq!(is_repeatable_text(sql), is_repeatable, "{sql}");
        }
    }
}
