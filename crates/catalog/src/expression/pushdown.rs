//! What an expression says about an order of encoded keys: the order partitions are kept in, or an index's.
//!
//! Conditions joined by `AND` cut ranges out of it: equal values of the leading keys, then at most one key with
//! bounds. Rows in the ranges are still looked at one by one, so a range may be too large but never too small.
//! What a condition would fail on is in the ranges too: values that their type does not read, and partitions
//! that have too few values.

use std::collections::BTreeSet;
use std::ops::Range;

use super::eval::{Key, Node};
use super::value::{Kind, Value};
use crate::partitions::key::{self, AS_WRITTEN, BEHIND_ALL, END, ordered};

/// More ranges than this cost more than they save.
const RANGES_MAX: usize = 1_000;

/// What is known of one key, as bytes that its values begin with.
#[derive(Default)]
struct Known {
    equal: Option<BTreeSet<Vec<u8>>>,
    /// Where the values begin.
    low: Option<Vec<u8>>,
    /// What is behind them.
    high: Option<Vec<u8>>,
}

pub(super) fn key_ranges(root: &Node, order: &[Key]) -> Option<Vec<Range<Vec<u8>>>> {
    let conditions = match root {
        Node::And(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut prefixes: Vec<Vec<u8>> = vec![Vec::new()];
    let mut ranges = Vec::new();
    for (level, key) in order.iter().enumerate() {
        let known = known(conditions, *key);
        if known.equal.is_none() && known.low.is_none() && known.high.is_none() {
            if level == 0 {
                return None;
            }
            break;
        }
        ranges.extend(prefixes.iter().map(|prefix| strays(prefix, key.kind)));
        match known.equal {
            Some(values) if prefixes.len() * values.len() <= RANGES_MAX => {
                prefixes = equal(&prefixes, &values, key.kind, &mut ranges);
            }
            Some(values) => {
                let (low, high) = (values.first(), values.last().map(|last| longer(last, &[BEHIND_ALL])));
                ranges.extend(prefixes.drain(..).map(|prefix| bounded(&prefix, low, high.as_ref(), key.kind)));
            }
            None => {
                let (low, high) = (known.low.as_ref(), known.high.as_ref());
                ranges.extend(prefixes.drain(..).map(|prefix| bounded(&prefix, low, high, key.kind)));
            }
        }
        if prefixes.is_empty() {
            break;
        }
    }
    ranges.extend(prefixes.into_iter().map(|prefix| {
        let end = longer(&prefix, &[BEHIND_ALL]);
        prefix..end
    }));
    ranges.retain(|range| range.start < range.end);
    ranges.sort_unstable_by(|a, b| a.start.cmp(&b.start));
    Some(ranges)
}

/// Everything the conditions say of the key.
fn known(conditions: &[Node], of: Key) -> Known {
    let mut known = Known::default();
    for condition in conditions {
        match condition {
            Node::Compare { key, operator, value } if key.at == of.at => match *operator {
                "=" => only(&mut known, BTreeSet::from([bytes(value)])),
                ">" => higher(&mut known, longer(&bytes(value), &[BEHIND_ALL])),
                ">=" => higher(&mut known, bytes(value)),
                "<" => lower(&mut known, bytes(value)),
                "<=" => lower(&mut known, longer(&bytes(value), &[BEHIND_ALL])),
                _ => {}
            },
            Node::In { key, list, negated: false } if key.at == of.at => {
                only(&mut known, list.iter().map(bytes).collect());
            }
            Node::Between { key, low, high, negated: false } if key.at == of.at => {
                higher(&mut known, bytes(low));
                lower(&mut known, longer(&bytes(high), &[BEHIND_ALL]));
            }
            Node::Like { key, pattern, negated: false } if key.at == of.at => {
                let fixed: String = pattern.iter().take_while(|c| !matches!(c, '%' | '_')).collect();
                let mut start = Vec::new();
                key::push_text_start(&mut start, &fixed);
                if !start.is_empty() {
                    lower(&mut known, longer(&start, &[BEHIND_ALL]));
                    higher(&mut known, start);
                }
            }
            _ => {}
        }
    }
    known
}

/// What the encoding of a value begins with; for a text that is all of it.
fn bytes(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    match value {
        Value::Text(text) => key::push_text(&mut bytes, text),
        other => ordered::push(&mut bytes, other),
    }
    bytes
}

fn only(known: &mut Known, values: BTreeSet<Vec<u8>>) {
    known.equal = Some(match known.equal.take() {
        Some(before) => before.intersection(&values).cloned().collect(),
        None => values,
    });
}

fn higher(known: &mut Known, low: Vec<u8>) {
    known.low = known.low.take().max(Some(low));
}

fn lower(known: &mut Known, high: Vec<u8>) {
    known.high = Some(known.high.take().map_or(high.clone(), |before| before.min(high)));
}

/// The keys that end with the prefix, and those whose next value its type does not read.
fn strays(prefix: &[u8], kind: Kind) -> Range<Vec<u8>> {
    let end = if kind == Kind::Text { END } else { AS_WRITTEN + 1 };
    prefix.to_vec()..longer(prefix, &[end])
}

/// The prefixes with each value behind each. Values that are written unusually get a range of their own:
/// what follows them in a key does not stand at one place.
fn equal(
    prefixes: &[Vec<u8>],
    values: &BTreeSet<Vec<u8>>,
    kind: Kind,
    ranges: &mut Vec<Range<Vec<u8>>>,
) -> Vec<Vec<u8>> {
    let mut longer_ones = Vec::with_capacity(prefixes.len() * values.len());
    for prefix in prefixes {
        for value in values {
            let mut with_value = longer(prefix, value);
            if kind != Kind::Text {
                ranges.push(longer(&with_value, &[AS_WRITTEN])..longer(&with_value, &[AS_WRITTEN + 1]));
                with_value.push(END);
            }
            longer_ones.push(with_value);
        }
    }
    longer_ones
}

/// The keys that begin with `prefix` and whose next value lies between the bounds.
fn bounded(prefix: &[u8], low: Option<&Vec<u8>>, high: Option<&Vec<u8>>, kind: Kind) -> Range<Vec<u8>> {
    let readable = strays(prefix, kind).end;
    let start = low.map_or(readable, |low| longer(prefix, low));
    let end = high.map_or_else(|| longer(prefix, &[BEHIND_ALL]), |high| longer(prefix, high));
    start..end
}

fn longer(prefix: &[u8], more: &[u8]) -> Vec<u8> {
    [prefix, more].concat()
}
