//! A plan as a graph for Graphviz.

use super::node::Node;
use super::text::too_long;
use crate::Failure;

/// Bytes that a graph may have.
const GRAPH_BYTES_MAX: usize = 16 << 20;

/// The graph, with a line feed at its end.
///
/// # Errors
/// When it is too long to be anybody's.
pub(super) fn plan(root: &Node) -> Result<String, Failure> {
    let (mut nodes, mut edges, mut next) = (String::new(), String::new(), 1);
    node(root, &mut next, &mut nodes, &mut edges)?;
    Ok(format!(
        "digraph logical_plan {{\nsubgraph cluster_graphviz_plan {{\nlabel = \"SINGLE\"\n{nodes}}}\n{edges}}}\n"
    ))
}

fn node(it: &Node, next: &mut usize, nodes: &mut String, edges: &mut String) -> Result<usize, Failure> {
    let id = *next;
    *next += 1;
    let said = it.descriptor.iter().map(|(key, value)| format!("{key} = {value}"));
    let said: Vec<String> = said.chain(it.details.iter().cloned()).collect();
    nodes.push_str(&format!(
        "plannode_{id}[label=\"{{{}|{}}}\", style=\"rounded, filled\", shape=record, fillcolor={}];\n",
        escaped(&it.name),
        escaped(&said.join("\n")),
        color(&it.name),
    ));
    if nodes.len() + edges.len() > GRAPH_BYTES_MAX {
        return Err(too_long());
    }
    for child in &it.children {
        let below = node(child, next, nodes, edges)?;
        edges.push_str(&format!("plannode_{id} -> plannode_{below};\n"));
    }
    Ok(id)
}

fn color(name: &str) -> &'static str {
    match name {
        "Output" => "white",
        "Project" | "Filter" => "bisque",
        "TableScan" => "deepskyblue",
        "Values" => "gray",
        "Limit" | "TopN" => "gray83",
        "Sort" => "aliceblue",
        "Aggregate" => "chartreuse3",
        "Window" => "darkolivegreen4",
        "Union" => "turquoise4",
        name if name.ends_with("Join") => "orange",
        _ => "goldenrod4",
    }
}

/// A record's label has signs of its own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '"' | '\\' | '{' | '}' | '|' | '<' | '>' => {
                out.push('\\');
                out.push(c);
            }
            other => out.push(other),
        }
    }
    out
}
