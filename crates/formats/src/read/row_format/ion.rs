//! Options of `IonHiveSerDe`.
//! <https://docs.aws.amazon.com/athena/latest/ug/ion-serde-using-ion-serde-properties.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::properties::{Properties, invalid};
use crate::Result;

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum IonStep {
    /// The field of this name.
    Field(String),
    /// The item at this place, from 0.
    Item(usize),
}

/// How an Ion value becomes a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IonOptions {
    /// A number that its column cannot hold is an error; otherwise it is cut to the column's bits.
    pub fail_on_overflow: bool,
    /// Columns for which it is otherwise.
    pub column_overflow: BTreeMap<String, bool>,
    /// Names of fields are compared with regard to case.
    pub case_sensitive: bool,
    /// What is no Ion ends a file instead of failing the query.
    pub ignore_malformed: bool,
    /// Columns that are not in the field of their name.
    pub paths: BTreeMap<String, Vec<IonStep>>,
}

impl Default for IonOptions {
    fn default() -> Self {
        Self {
            fail_on_overflow: true,
            column_overflow: BTreeMap::new(),
            case_sensitive: false,
            ignore_malformed: false,
            paths: BTreeMap::new(),
        }
    }
}

impl IonOptions {
    /// Properties of encodings, offsets and nulls are about writing, and change nothing here.
    pub(super) fn from_properties(properties: &Properties<'_>) -> Result<Self> {
        let mut options = Self {
            fail_on_overflow: properties.boolean("ion.fail_on_overflow", true)?,
            case_sensitive: properties.boolean("ion.path_extractor.case_sensitive", false)?,
            ignore_malformed: properties.boolean("ion.ignore_malformed", false)?,
            ..Self::default()
        };
        for (name, value) in properties.with_prefix("ion.") {
            if let Some(column) = name.strip_suffix(".path_extractor") {
                let path = path(value).ok_or_else(|| {
                    invalid(&format!("ion.{name}"), value, "a path of names and numbers such as (name 0 'other name')")
                })?;
                options.paths.insert(column.to_lowercase(), path);
            } else if let Some(column) = name.strip_suffix(".fail_on_overflow") {
                let fails = properties.boolean(&format!("ion.{name}"), true)?;
                options.column_overflow.insert(column.to_lowercase(), fails);
            }
        }
        Ok(options)
    }
}

/// The steps of `(name 0 'other name')`. Wildcards would make many values of one, which no column holds.
fn path(text: &str) -> Option<Vec<IonStep>> {
    let mut rest = text.trim().strip_prefix('(')?.strip_suffix(')')?.trim();
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let (step, after) = match quote {
            Some(quote) => {
                let (name, after) = rest[1..].split_once(quote)?;
                (IonStep::Field(name.to_owned()), after)
            }
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                if word == "*" {
                    return None;
                }
                (word.parse().map_or_else(|_| IonStep::Field(word.to_owned()), IonStep::Item), after)
            }
        };
        steps.push(step);
        rest = after.trim_start();
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let field = |name: &str| IonStep::Field(name.to_owned());
        for (text, expected) in [
            ("(a)", Some(vec![field("a")])),
            (" ( a 0 'b c' \"d\" ) ", Some(vec![field("a"), IonStep::Item(0), field("b c"), field("d")])),
            ("()", Some(vec![])),
            ("(a *)", None),
            ("a", None),
            ("('a)", None),
        ] {
            assert_eq!(path(text), expected, "{text}");
        }
    }
}
