//! Accessors: members, descendants and elements.

use boathouse_types::Result;

use super::evaluate::{Inner, Scope, Sequence};
use super::item::{Item, Kind};
use super::{Node, failed, structural, wrong_type};

pub(super) fn member<'d>(scope: &Scope<'_, 'd>, items: Sequence<'d>, name: &str) -> Result<Sequence<'d>> {
    let mut found = Vec::new();
    for item in items {
        match item.member(name) {
            Some(Some(value)) => found.push(value),
            _ if scope.lax => {}
            Some(None) => return Err(structural(format_args!("missing member '{name}' in JSON object"))),
            None => return Err(wrong_type("OBJECT", item.type_name())),
        }
    }
    Ok(found)
}

pub(super) fn members<'d>(scope: &Scope<'_, 'd>, items: Sequence<'d>) -> Result<Sequence<'d>> {
    let mut found = Vec::new();
    for item in items {
        match item.members() {
            Some(members) => found.extend(members.into_iter().map(|(_, value)| value)),
            None if scope.lax => {}
            None => return Err(wrong_type("OBJECT", item.type_name())),
        }
    }
    Ok(found)
}

/// Members of a name at any depth, those of an object before those within it.
pub(super) fn descendants<'d>(scope: &Scope<'_, 'd>, items: &[Item<'d>], name: &str) -> Result<Sequence<'d>> {
    let mut found = Vec::new();
    let mut open: Vec<Item<'d>> = items.iter().rev().cloned().collect();
    while let Some(item) = open.pop() {
        scope.count(1)?;
        if let Some(Some(value)) = item.member(name) {
            found.push(value);
        }
        if let Some(members) = item.members() {
            open.extend(members.into_iter().rev().map(|(_, value)| value));
        } else if let Some(elements) = item.elements() {
            open.extend(elements.into_iter().rev());
        }
    }
    Ok(found)
}

pub(super) fn all_elements<'d>(scope: &Scope<'_, 'd>, items: Sequence<'d>) -> Result<Sequence<'d>> {
    let mut found = Vec::new();
    for item in items {
        match item.elements() {
            Some(elements) => found.extend(elements),
            // In lax mode anything else is an array of itself.
            None if scope.lax => found.push(item),
            None => return Err(wrong_type("ARRAY", item.type_name())),
        }
    }
    Ok(found)
}

pub(super) fn elements<'d>(
    scope: &Scope<'_, 'd>,
    items: Sequence<'d>,
    subscripts: &[(Node, Option<Node>)],
    inner: Inner<'_, 'd>,
) -> Result<Sequence<'d>> {
    let mut found = Vec::new();
    for item in items {
        let elements = match item.elements() {
            Some(elements) => elements,
            None if scope.lax => vec![item],
            None => return Err(wrong_type("ARRAY", item.type_name())),
        };
        let size = elements.len() as i64;
        let inner = Inner { last: Some(size - 1), ..inner };
        for (from, to) in subscripts {
            let first = subscript(scope, from, inner)?;
            let last = match to {
                Some(to) => subscript(scope, to, inner)?,
                None => first,
            };
            if !scope.lax && (first < 0 || first >= size || last < first || last >= size) {
                let text = format!("invalid array subscript: [{first}, {last}] for array of size {size}");
                return Err(structural(text));
            }
            let (first, last) = (first.max(0), last.min(size - 1));
            if first <= last {
                let range = first as usize..=last as usize;
                found.extend(elements.get(range).unwrap_or_default().iter().cloned());
            }
            scope.count(1)?;
        }
    }
    Ok(found)
}

fn subscript<'d>(scope: &Scope<'_, 'd>, node: &Node, inner: Inner<'_, 'd>) -> Result<i64> {
    let items = scope.run(node, inner)?;
    let [item] = items.as_slice() else {
        return Err(failed("array subscript 'from' value must be singleton numeric"));
    };
    match item.kind() {
        Kind::Number(number) => number.to_subscript().ok_or_else(|| failed("array subscript value is out of range")),
        _ => Err(failed("array subscript value must be singleton numeric")),
    }
}
