//! Block comments: Athena's own parser takes them, and Hive's, which sees some statements again, does not.

use boathouse_sql::hive::ast::StatementKind as Hive;
use boathouse_sql::{Span, tokenize_with_backslashes};

use crate::Failure;

/// Fails statements that Hive reads from their text, when a block comment stands inside of them.
///
/// # Errors
/// Hive's parse error.
pub(super) fn check(statement: &Hive, sql: &str) -> Result<(), Failure> {
    let words = match statement {
        Hive::ShowCreateTable(_) => "ddl",
        Hive::Describe(_) => "describe",
        Hive::AlterTable { .. } => "alter",
        Hive::MsckRepair(_) => "",
        _ => return Ok(()),
    };
    let tokens = tokenize_with_backslashes(sql);
    let spans: Vec<Span> = tokens.iter().map(|token| token.span).collect();
    for pair in spans.windows(2) {
        let [before, after] = pair else { continue };
        let between = sql.get(before.end as usize..after.start.offset as usize).unwrap_or_default();
        let Some(found) = comment(between) else { continue };
        let mut place = before.start;
        for c in sql.get(before.start.offset as usize..before.end as usize + found).unwrap_or_default().chars() {
            if c == '\n' {
                (place.line, place.column) = (place.line + 1, 1);
            } else {
                place.column += 1;
            }
        }
        let word = before.text(sql);
        let first = before.start.offset == spans.first().map_or(0, |span| span.start.offset);
        return Err(match words {
            "ddl" | "describe" if first => Failure::hive_syntax(
                place,
                &format!("cannot recognize input near '{word}' '/' '*' in {words} statement"),
            ),
            "alter" if first => {
                let detail = format!("cannot recognize input near '{word}' '/' '*' in alter statement");
                Failure::hive_syntax(before.start, &detail)
            }
            _ => Failure::hive_syntax(place, &format!("missing EOF at '/' near '{word}'")),
        });
    }
    Ok(())
}

/// Where a block comment begins in what stands between two tokens.
fn comment(between: &str) -> Option<usize> {
    let mut offset = 0;
    while let Some(rest) = between.get(offset..) {
        let (block, line) = (rest.find("/*")?, rest.find("--"));
        match line {
            // The rest of that line is blank to both parsers.
            Some(line) if line < block => offset += line + rest[line..].find('\n')? + 1,
            _ => return Some(offset + block),
        }
    }
    None
}
