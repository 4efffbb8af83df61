//! `listagg`: texts joined, up to the length Trino allows.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringViewBuilder};
use boathouse_functions::{Aggregate, AggregateOverload, Category, Example};
use boathouse_types::{ErrorCode, Result, TrinoError};

use crate::columns::{booleans, texts};
use crate::engine::{Arranged, Finish, TrinoAggregate};

/// Bytes of the longest result.
const BYTES_MAX: usize = 1_048_576;
/// Bytes of the longest text that stands for what was left out.
const FILLER_MAX: usize = 65_536;

/// `listagg(x, separator ON OVERFLOW …)` is called with three constant arguments more: whether an overflow is
/// an error, the text that stands for what is left out (`...` if the clause names none), and whether their
/// number follows it. WITHIN GROUP is the call's ORDER BY.
pub(crate) const LISTAGG: Aggregate = Aggregate {
    name: "listagg",
    aliases: &[],
    category: Category::Aggregate,
    description: "The texts joined with a separator.",
    examples: &[Example {
        sql: "SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a') t(x)",
        result: "a,b",
    }],
    overloads: &[
        AggregateOverload {
            signature: "listagg(varchar(v)) -> varchar",
            returns: None,
            function: |bound| Ok(TrinoAggregate::of_rows("listagg", bound, Joined)),
        },
        AggregateOverload {
            signature: "listagg(varchar(v), varchar(d)) -> varchar",
            returns: None,
            function: |bound| Ok(TrinoAggregate::of_rows("listagg", bound, Joined)),
        },
        AggregateOverload {
            signature: "listagg(varchar(v), varchar(d), boolean, varchar(f), boolean) -> varchar",
            returns: None,
            function: |bound| Ok(TrinoAggregate::of_rows("listagg", bound, Joined)),
        },
    ],
    order_sensitive: true,
};

#[derive(Debug)]
struct Joined;

/// What happens where the result grows too long.
struct Overflow<'a> {
    fails: bool,
    filler: &'a str,
    counts: bool,
}

impl Finish for Joined {
    fn finish(&self, rows: &Arranged) -> Result<ArrayRef> {
        let values = texts(&rows.columns, 0)?;
        let separators = if rows.columns.len() > 1 { Some(texts(&rows.columns, 1)?) } else { None };
        let mut joined = StringViewBuilder::new();
        for window in rows.offsets.windows(2) {
            let places: Vec<usize> = (window[0]..window[1]).filter(|row| values.is_valid(*row)).collect();
            let Some(first) = places.first().copied() else {
                joined.append_null();
                continue;
            };
            let separator = separators.filter(|s| s.is_valid(first)).map_or("", |s| s.value(first));
            let overflow = overflow(rows, first)?;
            let texts: Vec<&str> = places.iter().map(|row| values.value(*row)).collect();
            joined.append_value(join(&texts, separator, &overflow, BYTES_MAX)?);
        }
        Ok(Arc::new(joined.finish()))
    }
}

fn overflow(rows: &Arranged, row: usize) -> Result<Overflow<'_>> {
    if rows.columns.len() < 5 {
        return Ok(Overflow { fails: true, filler: "...", counts: false });
    }
    let (fails, fillers, counts) = (booleans(&rows.columns, 2)?, texts(&rows.columns, 3)?, booleans(&rows.columns, 4)?);
    let filler = fillers.value(row);
    if filler.len() > FILLER_MAX {
        let text = format!("Overflow filler length {} exceeds maximum length {FILLER_MAX}", filler.len());
        return Err(TrinoError::invalid_argument(text));
    }
    Ok(Overflow { fails: fails.value(row), filler, counts: counts.value(row) })
}

fn join(texts: &[&str], separator: &str, overflow: &Overflow<'_>, bytes_max: usize) -> Result<String> {
    let mut joined = String::new();
    for (i, text) in texts.iter().enumerate() {
        let lead = if i > 0 { separator } else { "" };
        if joined.len() + lead.len() + text.len() <= bytes_max {
            joined.push_str(lead);
            joined.push_str(text);
            continue;
        }
        if overflow.fails {
            let text = format!(
                "Concatenated string has the length in bytes larger than the maximum output length {bytes_max}"
            );
            return Err(TrinoError::new(ErrorCode::ExceededFunctionMemoryLimit, text));
        }
        joined.push_str(lead);
        joined.push_str(overflow.filler);
        if overflow.counts {
            joined.push_str(&format!("({})", texts.len() - i));
        }
        break;
    }
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_fails_or_is_left_out() {
        let texts = ["aaa", "bbb", "ccc", "ddd"];
        for (bytes, fails, counts, expected) in [
            (15, true, false, Ok("aaa,bbb,ccc,ddd")),
            (14, false, true, Ok("aaa,bbb,ccc,...(1)")),
            (8, false, false, Ok("aaa,bbb,...")),
            (2, false, true, Ok("...(4)")),
            (8, true, false, Err(ErrorCode::ExceededFunctionMemoryLimit)),
        ] {
            let overflow = Overflow { fails, filler: "...", counts };
            let found = join(&texts, ",", &overflow, bytes).map_err(|e| e.code);
            assert_eq!(found.as_deref(), expected.as_ref().map(|s| *s), "{bytes}");
        }
    }
}
