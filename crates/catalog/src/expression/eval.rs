//! A condition compiled for a table's keys, and its evaluation.

use std::cmp::Ordering;

use super::parser::{Condition, Literal};
use super::value::{Kind, Value};
use crate::{Column, Error, Result};

/// One key of the table and how its values compare.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    /// Position among the partition keys.
    pub at: usize,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub(super) enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Compare {
        key: Key,
        operator: &'static str,
        value: Value,
    },
    In {
        key: Key,
        list: Vec<Value>,
        negated: bool,
    },
    Between {
        key: Key,
        low: Value,
        high: Value,
        negated: bool,
    },
    Like {
        key: Key,
        pattern: Vec<char>,
        negated: bool,
    },
    /// What does not look at the values: no value is ever NULL.
    Always(bool),
}

/// Resolves columns and casts literals.
pub(super) fn compile(condition: Condition, keys: &[Column]) -> Result<Node> {
    let all = |parts: Vec<Condition>| parts.into_iter().map(|part| compile(part, keys)).collect::<Result<Vec<_>>>();
    Ok(match condition {
        Condition::And(parts) => Node::And(all(parts)?),
        Condition::Or(parts) => Node::Or(all(parts)?),
        Condition::Compare(column, operator, literal) => {
            let key = key(&column, keys)?;
            Node::Compare { key, operator, value: cast(key, &literal)? }
        }
        Condition::In { column, list, negated } => {
            let key = key(&column, keys)?;
            let list = list.iter().map(|literal| cast(key, literal)).collect::<Result<_>>()?;
            Node::In { key, list, negated }
        }
        Condition::Between { column, low, high, negated } => {
            let key = key(&column, keys)?;
            Node::Between { key, low: cast(key, &low)?, high: cast(key, &high)?, negated }
        }
        Condition::Like { column, pattern, negated } => {
            let key = key(&column, keys)?;
            if let Some(kind) = key.kind.without_like() {
                return Err(Error::InvalidExpression(format!("{kind} data type doesn't support operation 'LIKE'")));
            }
            Node::Like { key, pattern: pattern.0.chars().collect(), negated }
        }
        Condition::IsNull { column, negated } => {
            key(&column, keys)?;
            Node::Always(negated)
        }
    })
}

fn key(column: &str, keys: &[Column]) -> Result<Key> {
    let at = keys.iter().position(|key| key.name.eq_ignore_ascii_case(column));
    let at = at.ok_or_else(|| Error::InvalidExpression("Invalid partition expression!".to_owned()))?;
    let kind = Kind::of(keys[at].data_type.as_deref()).map_err(Error::InvalidExpression)?;
    Ok(Key { at, kind })
}

fn cast(key: Key, literal: &Literal) -> Result<Value> {
    key.kind.value(&literal.0).map_err(Error::InvalidExpression)
}

impl Node {
    /// Whether the values fit. A value that its type does not read is an error only where the outcome hangs on it,
    /// so that neither the order of the conditions nor an index makes a difference.
    pub fn matches(&self, values: &[String]) -> Result<bool> {
        match self {
            Self::And(parts) => decided(parts, values, false),
            Self::Or(parts) => decided(parts, values, true),
            Self::Compare { key, operator, value } => Ok(holds(operator, compare(*key, values, value)?)),
            Self::In { key, list, negated } => {
                let stored = stored(*key, values)?;
                Ok(list.contains(&stored) != *negated)
            }
            Self::Between { key, low, high, negated } => {
                let stored = stored(*key, values)?;
                Ok((*low <= stored && stored <= *high) != *negated)
            }
            Self::Like { key, pattern, negated } => Ok(like(text(*key, values)?, pattern) != *negated),
            Self::Always(outcome) => Ok(*outcome),
        }
    }

    /// Whether nothing that begins with these values can fit.
    pub fn excludes(&self, first: &[String]) -> bool {
        self.outcome(first) == Some(false)
    }

    /// The outcome as far as the first values decide it.
    fn outcome(&self, first: &[String]) -> Option<bool> {
        let all = |parts: &[Self], deciding: bool| {
            let mut open = false;
            for part in parts {
                match part.outcome(first) {
                    Some(outcome) if outcome == deciding => return Some(deciding),
                    Some(_) => {}
                    None => open = true,
                }
            }
            (!open).then_some(!deciding)
        };
        match self {
            Self::And(parts) => all(parts, false),
            Self::Or(parts) => all(parts, true),
            Self::Compare { key, .. } | Self::In { key, .. } | Self::Between { key, .. } | Self::Like { key, .. }
                if key.at >= first.len() =>
            {
                None
            }
            _ => self.matches(first).ok(),
        }
    }
}

/// `deciding` when any part comes to it, whatever is wrong with the others.
fn decided(parts: &[Node], values: &[String], deciding: bool) -> Result<bool> {
    let mut wrong = None;
    for part in parts {
        match part.matches(values) {
            Ok(outcome) if outcome == deciding => return Ok(deciding),
            Ok(_) => {}
            Err(error) => wrong = wrong.or(Some(error)),
        }
    }
    wrong.map_or(Ok(!deciding), Err)
}

fn holds(operator: &str, order: Ordering) -> bool {
    match operator {
        "=" => order.is_eq(),
        "<>" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    }
}

/// Texts, the most common kind, are compared without making a value of them.
fn compare(key: Key, values: &[String], value: &Value) -> Result<Ordering> {
    match value {
        Value::Text(wanted) => Ok(text(key, values)?.cmp(wanted.as_str())),
        _ => Ok(stored(key, values)?.cmp(value)),
    }
}

fn text(key: Key, values: &[String]) -> Result<&str> {
    // The keys of a table may have changed since the partition was made.
    let value = values.get(key.at);
    value
        .map(String::as_str)
        .ok_or_else(|| Error::InvalidPartitionValue(format!("the partition has no value for key {}", key.at + 1)))
}

fn stored(key: Key, values: &[String]) -> Result<Value> {
    key.kind.value(text(key, values)?).map_err(Error::InvalidPartitionValue)
}

/// `%` is any run of characters and `_` any one; the whole text must match.
fn like(text: &str, pattern: &[char]) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut in_pattern) = (0, 0);
    // Where to go on when what follows the last `%` does not fit: one character further in the text.
    let mut retry: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(in_pattern) {
            Some('%') => {
                retry = Some((at, in_pattern + 1));
                in_pattern += 1;
            }
            Some(wanted) if *wanted == '_' || *wanted == text[at] => {
                at += 1;
                in_pattern += 1;
            }
            _ => match &mut retry {
                Some((from, after)) => {
                    *from += 1;
                    (at, in_pattern) = (*from, *after);
                }
                None => return false,
            },
        }
    }
    pattern[in_pattern..].iter().all(|c| *c == '%')
}
