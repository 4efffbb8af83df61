//! `SHOW FUNCTIONS [LIKE 'pattern' [ESCAPE 'c']]`: every function a query can call by name, with each of its
//! signatures.

use std::sync::Arc;

use boathouse_functions::{Library, Signature};
use boathouse_sql::analyzer::OutputColumn;
use boathouse_types::{Result as TypeResult, Type};
use datafusion::arrow::array::{ArrayRef, BooleanArray, RecordBatch, StringViewArray};
use datafusion::arrow::datatypes::Schema;

use crate::Failure;

/// Operators are functions under names that begin so.
const OPERATOR: char = '$';

/// The columns of the listing.
pub(crate) fn columns() -> Vec<OutputColumn> {
    let text = ["Function", "Return Type", "Argument Types", "Function Type", "Deterministic", "Description"];
    let column = |name: &str| OutputColumn {
        name: name.to_owned(),
        data_type: if name == "Deterministic" { Type::Boolean } else { Type::VARCHAR },
    };
    text.into_iter().map(column).collect()
}

/// The rows, by name.
///
/// # Errors
/// Internal failure.
pub(crate) fn rows(library: &Library, like: Option<&str>, escape: Option<char>) -> Result<RecordBatch, Failure> {
    let mut rows = listed(library)?;
    rows.retain(|row| like.is_none_or(|pattern| is_like(&row.name, pattern, escape)));
    rows.sort();
    rows.dedup();
    let text = |cell: fn(&Row) -> &str| Arc::new(StringViewArray::from_iter_values(rows.iter().map(cell))) as ArrayRef;
    let deterministic = BooleanArray::from(rows.iter().map(|row| row.deterministic).collect::<Vec<_>>());
    let cells = vec![
        text(|row| &row.name),
        text(|row| &row.returns),
        text(|row| &row.arguments),
        text(|row| row.kind),
        Arc::new(deterministic) as ArrayRef,
        text(|row| row.description),
    ];
    let fields: Vec<_> = columns().iter().map(|column| column.data_type.to_field(&column.name)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), cells).map_err(|error| Failure::internal(&error))
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    name: String,
    returns: String,
    arguments: String,
    kind: &'static str,
    deterministic: bool,
    description: &'static str,
}

fn listed(library: &Library) -> TypeResult<Vec<Row>> {
    let mut rows = Vec::new();
    for function in library.scalars() {
        let signatures = function.overloads.iter().map(|overload| overload.signature);
        let names = (function.name, function.aliases);
        push(&mut rows, names, signatures, ("scalar", function.deterministic, function.description))?;
    }
    for function in library.aggregates() {
        let signatures = function.overloads.iter().map(|overload| overload.signature);
        push(&mut rows, (function.name, function.aliases), signatures, ("aggregate", true, function.description))?;
    }
    for function in library.windows() {
        let signatures = function.overloads.iter().map(|overload| overload.signature);
        push(&mut rows, (function.name, &[]), signatures, ("window", true, function.description))?;
    }
    Ok(rows)
}

fn push<'a>(
    rows: &mut Vec<Row>,
    (name, aliases): (&str, &[&str]),
    signatures: impl Iterator<Item = &'a str>,
    (kind, deterministic, description): (&'static str, bool, &'static str),
) -> TypeResult<()> {
    for signature in signatures {
        let signature = Signature::parse(signature)?;
        let arguments: Vec<String> = signature.arguments.iter().map(ToString::to_string).collect();
        for name in std::iter::once(&name).chain(aliases).filter(|name| !name.starts_with(OPERATOR)) {
            rows.push(Row {
                name: (*name).to_owned(),
                returns: signature.returns.to_string(),
                arguments: arguments.join(", "),
                kind,
                deterministic,
                description,
            });
        }
    }
    Ok(())
}

/// SQL's LIKE over a short name.
fn is_like(name: &str, pattern: &str, escape: Option<char>) -> bool {
    let mut parts = Vec::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        parts.push(match c {
            c if Some(c) == escape => Part::Exactly(characters.next().unwrap_or(c)),
            '%' => Part::Any,
            '_' => Part::One,
            c => Part::Exactly(c),
        });
    }
    // Which places of the name the pattern so far can have come to.
    let name: Vec<char> = name.chars().collect();
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    for part in parts {
        let mut next = vec![false; name.len() + 1];
        for at in 0..=name.len() {
            next[at] = match &part {
                Part::Any => reached[at] || (at > 0 && next[at - 1]),
                Part::One => at > 0 && reached[at - 1],
                Part::Exactly(c) => at > 0 && reached[at - 1] && name[at - 1] == *c,
            };
        }
        reached = next;
    }
    reached[name.len()]
}

enum Part {
    Any,
    One,
    Exactly(char),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, escape, matches) in [
            ("array_%", None, true),
            ("%min", None, true),
            ("array_mi_", None, true),
            ("array", None, false),
            ("array!_min", Some('!'), true),
            ("array!%", Some('!'), false),
            ("%%%", None, true),
            ("", None, false),
        ] {
            assert_eq!(is_like("array_min", pattern, escape), matches, "{pattern}");
        }
    }
}
