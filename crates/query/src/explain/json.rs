//! A plan as JSON, in Trino's shape. What is not known is `NaN`, as Trino writes it; figures that were not counted are
//! left out.

use super::document::{Document, object, text};
use super::node::{Figures, Fragment, Node};
use super::text::too_long;
use crate::Failure;

/// Bytes that a plan's document may have.
const JSON_BYTES_MAX: usize = 16 << 20;
/// Operators one below the other; the indentation of more would be most of the document.
const DEPTH_MAX: usize = 1_000;

/// The fragments by their numbers.
///
/// # Errors
/// When the document is too long to be anybody's.
pub(super) fn fragments(fragments: &[Fragment]) -> Result<String, Failure> {
    let mut ids = 0;
    let members = fragments
        .iter()
        .map(|fragment| Ok((fragment.id.to_string(), node(&fragment.root, &mut ids, 0)?)))
        .collect::<Result<_, Failure>>()?;
    printed(&Document::Object(members))
}

/// A plan that is in one piece.
///
/// # Errors
/// When the document is too long to be anybody's.
pub(super) fn plan(root: &Node) -> Result<String, Failure> {
    printed(&node(root, &mut 0, 0)?)
}

fn printed(document: &Document) -> Result<String, Failure> {
    let text = document.print();
    if text.len() > JSON_BYTES_MAX { Err(too_long()) } else { Ok(text) }
}

fn node(it: &Node, ids: &mut u64, depth: usize) -> Result<Document, Failure> {
    if depth > DEPTH_MAX {
        return Err(too_long());
    }
    let id = ids.to_string();
    *ids += 1;
    let descriptor = it.descriptor.iter().map(|(key, value)| ((*key).to_owned(), text(value))).collect();
    let outputs = it.layout.iter().map(|(name, kind)| object([("symbol", text(name)), ("type", text(kind))])).collect();
    let Document::Object(mut members) = object([
        ("id", Document::Text(id)),
        ("name", text(&it.name)),
        ("descriptor", Document::Object(descriptor)),
        ("outputs", Document::Array(outputs)),
        ("details", Document::Array(it.details.iter().map(|detail| text(detail)).collect())),
    ]) else {
        return Err(Failure::internal(&"an object is no object"));
    };
    members.push(match &it.figures {
        Some(figures) => ("statistics".to_owned(), taken(figures)),
        None => ("estimates".to_owned(), Document::Array(vec![estimate(it)])),
    });
    let children = it.children.iter().map(|child| node(child, ids, depth + 1)).collect::<Result<_, _>>()?;
    members.push(("children".to_owned(), Document::Array(children)));
    Ok(Document::Object(members))
}

fn estimate(it: &Node) -> Document {
    object([
        ("outputRowCount", Document::Number(it.estimate.rows)),
        ("outputSizeInBytes", Document::Number(it.estimate.bytes)),
        ("cpuCost", Document::Number(None)),
        ("memoryCost", Document::Number(None)),
        ("networkCost", Document::Number(None)),
    ])
}

fn taken(figures: &Figures) -> Document {
    let counts = [
        ("cpuNanos", figures.cpu_nanos),
        ("outputRows", figures.output_rows),
        ("outputBytes", figures.output_bytes),
        ("physicalInputBytes", figures.scanned_bytes),
    ];
    let counted =
        counts.into_iter().filter_map(|(name, count)| Some((name.to_owned(), Document::Integer(count? as u64))));
    let all = figures.all.iter().map(|(name, value)| (name.clone(), text(value)));
    let mut members: Vec<_> = counted.collect();
    if !figures.all.is_empty() {
        members.push(("metrics".to_owned(), Document::Object(all.collect())));
    }
    Document::Object(members)
}
