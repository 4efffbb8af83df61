//! What an expression says about the order that partitions are kept in.
//!
//! Keys are kept sorted by the text of their values, so conditions on string keys, joined by `AND`, cut
//! ranges out of that order: equal values of the leading keys, then at most one key with bounds. Rows in
//! the ranges are still looked at one by one, so a range may be too large but never too small. Typed keys
//! stay out: `1` and `01` are equal there.

use std::collections::BTreeSet;
use std::ops::Range;

use super::eval::{Key, Node};
use super::value::{Kind, Value};
use crate::partition_key;

/// More ranges than this cost more than they save.
const RANGES_MAX: usize = 1_000;

/// What is known of one key.
#[derive(Default)]
struct Known<'a> {
    equal: Option<BTreeSet<&'a str>>,
    low: Option<&'a str>,
    high: Option<&'a str>,
}

pub(super) fn key_ranges(root: &Node) -> Option<Vec<Range<Vec<u8>>>> {
    let conditions = match root {
        Node::And(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut prefixes: Vec<Vec<&str>> = vec![Vec::new()];
    let mut ranges = None;
    for at in 0.. {
        let known = known(conditions, at);
        match known.equal {
            Some(values) if prefixes.len() * values.len() <= RANGES_MAX => {
                prefixes =
                    prefixes.iter().flat_map(|prefix| values.iter().map(move |value| longer(prefix, value))).collect();
                ranges = Some(prefixes.iter().map(|prefix| partition_key::starting_with(prefix)).collect());
            }
            _ => {
                if known.low.is_some() || known.high.is_some() {
                    ranges = Some(prefixes.iter().map(|prefix| bounded(prefix, known.low, known.high)).collect());
                }
                break;
            }
        }
    }
    ranges
}

/// Everything the conditions say of the key at this position, as far as it orders text.
fn known(conditions: &[Node], at: usize) -> Known<'_> {
    let mut known = Known::default();
    let is_it = |key: &Key| key.at == at && key.kind == Kind::Text;
    for condition in conditions {
        match condition {
            Node::Compare { key, operator, value: Value::Text(value) } if is_it(key) => match *operator {
                "=" => only(&mut known, BTreeSet::from([value.as_str()])),
                ">" | ">=" => known.low = known.low.max(Some(value)),
                "<" | "<=" => lower(&mut known, value),
                _ => {}
            },
            Node::In { key, list, negated: false } if is_it(key) => {
                only(&mut known, list.iter().filter_map(text).collect())
            }
            Node::Between { key, low: Value::Text(low), high: Value::Text(high), negated: false } if is_it(key) => {
                known.low = known.low.max(Some(low));
                lower(&mut known, high);
            }
            _ => {}
        }
    }
    known
}

fn only<'a>(known: &mut Known<'a>, values: BTreeSet<&'a str>) {
    known.equal = Some(match known.equal.take() {
        Some(before) => before.intersection(&values).copied().collect(),
        None => values,
    });
}

fn lower<'a>(known: &mut Known<'a>, value: &'a str) {
    known.high = Some(known.high.map_or(value, |before| before.min(value)));
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The keys that begin with `prefix` and whose next value lies between the bounds, both inclusive.
fn bounded(prefix: &[&str], low: Option<&str>, high: Option<&str>) -> Range<Vec<u8>> {
    let all = partition_key::starting_with(prefix);
    let start = low.map_or(all.start, |low| partition_key::encode(&longer(prefix, low)));
    let end = high.map_or(all.end, |high| partition_key::starting_with(&longer(prefix, high)).end);
    start..end
}

fn longer<'a>(prefix: &[&'a str], value: &'a str) -> Vec<&'a str> {
    prefix.iter().copied().chain([value]).collect()
}
