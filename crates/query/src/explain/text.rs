//! A plan as text, in Trino's shape.

use super::figures::{bytes, count, duration};
use super::node::{Figures, Fragment, Node};
use crate::Failure;

/// Bytes that the text of a plan may have.
const TEXT_BYTES_MAX: usize = 16 << 20;
const INDENT: &str = "    ";

/// The fragments, each with an empty line behind it.
///
/// # Errors
/// When the text is too long to be anybody's.
pub(super) fn fragments(fragments: &[Fragment]) -> Result<String, Failure> {
    let mut text = String::new();
    for fragment in fragments {
        let layout: Vec<&str> = fragment.root.layout.iter().map(|(name, _)| name.as_str()).collect();
        text.push_str(&format!("Fragment {} [{}]\n", fragment.id, fragment.partitioning));
        if let Some(figures) = &fragment.root.figures {
            line(&mut text, 1, &taken(&Figures { cpu_nanos: cpu(&fragment.root), ..figures.clone() }));
        }
        line(&mut text, 1, &format!("Output layout: [{}]", layout.join(", ")));
        line(&mut text, 1, &format!("Output partitioning: {}", fragment.output));
        node(&mut text, 1, &fragment.root)?;
        text.push('\n');
    }
    Ok(text)
}

/// A plan that is in one piece.
///
/// # Errors
/// When the text is too long to be anybody's.
pub(super) fn plan(root: &Node) -> Result<String, Failure> {
    let mut text = String::new();
    node(&mut text, 0, root)?;
    text.push('\n');
    Ok(text)
}

fn node(text: &mut String, depth: usize, it: &Node) -> Result<(), Failure> {
    line(text, depth, &format!("- {}", it.title()));
    let layout: Vec<String> = it.layout.iter().map(|(name, kind)| format!("{name}:{kind}")).collect();
    line(text, depth + 2, &format!("Layout: [{}]", layout.join(", ")));
    match &it.figures {
        Some(figures) => {
            line(text, depth + 2, &taken(figures));
            if let Some(read) = figures.scanned_bytes {
                line(text, depth + 2, &format!("Physical input: {}", bytes(Some(read))));
            }
            for (name, value) in &figures.all {
                line(text, depth + 2, &format!("'{name}' = {value}"));
            }
        }
        None => {
            let (rows, size) = (count(it.estimate.rows), bytes(it.estimate.bytes));
            line(text, depth + 2, &format!("Estimates: {{rows: {rows} ({size}), cpu: ?, memory: ?, network: ?}}"));
        }
    }
    for detail in &it.details {
        line(text, depth + 2, detail);
    }
    if text.len() > TEXT_BYTES_MAX {
        return Err(too_long());
    }
    it.children.iter().try_for_each(|child| node(text, depth + 1, child))
}

pub(super) fn too_long() -> Failure {
    Failure::not_supported("EXPLAIN of a plan whose text is longer than 16 MiB")
}

/// What the operators of a fragment computed together.
fn cpu(it: &Node) -> Option<usize> {
    let own = it.figures.as_ref().and_then(|figures| figures.cpu_nanos);
    it.children.iter().map(cpu).fold(own, |sum, below| match (sum, below) {
        (Some(sum), Some(below)) => Some(sum.saturating_add(below)),
        (sum, below) => sum.or(below),
    })
}

fn taken(figures: &Figures) -> String {
    let cpu = figures.cpu_nanos.map_or_else(|| "?".to_owned(), duration);
    format!("CPU: {cpu}, Output: {} rows ({})", count(figures.output_rows), bytes(figures.output_bytes))
}

/// A line of a result is a line: what is told of literals keeps none of their breaks.
fn line(text: &mut String, depth: usize, content: &str) {
    for _ in 0..depth {
        text.push_str(INDENT);
    }
    text.push_str(&content.replace('\n', "\\n"));
    text.push('\n');
}
