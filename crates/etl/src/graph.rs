//! A job as a graph of nodes, in the form Glue Studio writes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::nodes::Node;
use crate::{Error, Result};

/// Nodes by id.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Graph {
    /// The nodes; `Inputs` of a node name others by these ids.
    pub nodes: BTreeMap<String, Node>,
}

impl Graph {
    /// Checks everything that can be known without data: types, options, inputs, cycles.
    ///
    /// # Errors
    /// The first thing that is wrong, naming its node.
    pub fn check(&self) -> Result<()> {
        for (id, node) in &self.nodes {
            match node {
                Node::Unknown(kind) => {
                    return Err(Error::UnknownNodeType { node: id.clone(), kind: kind.clone() });
                }
                Node::Unsupported(kind) => {
                    return Err(Error::UnsupportedNodeType { node: id.clone(), kind: kind.clone() });
                }
                Node::Malformed(message) => {
                    return Err(Error::Graph(format!("has the node '{id}' {message}")));
                }
                _ => node.check().map_err(|message| self.node_error(id, message))?,
            }
            self.check_inputs(id, node)?;
        }
        self.order().map(drop)
    }

    /// What a run needs besides [`Graph::check`].
    ///
    /// # Errors
    /// When there is nothing to write, or a node leads nowhere.
    pub fn check_runnable(&self) -> Result<()> {
        self.check()?;
        if !self.nodes.values().any(Node::is_target) {
            return Err(Error::Graph("has no target: add a node that writes".to_owned()));
        }
        let used: BTreeSet<&String> = self.nodes.values().flat_map(Node::inputs).collect();
        match self.nodes.iter().find(|(id, node)| !node.is_target() && !used.contains(id)) {
            Some((id, node)) => Err(self.node_error(id, format!("no node reads from this {}", node.kind()))),
            None => Ok(()),
        }
    }

    fn check_inputs(&self, id: &str, node: &Node) -> Result<()> {
        let inputs = node.inputs();
        let wanted = usize::from(!node.is_source());
        if inputs.len() != wanted {
            let message = format!("needs {wanted} input{}, not {}", if wanted == 1 { "" } else { "s" }, inputs.len());
            return Err(self.node_error(id, message));
        }
        for input in inputs {
            match self.nodes.get(input) {
                Some(node) if node.is_target() => {
                    return Err(self.node_error(id, format!("the input '{input}' is a target and gives no rows")));
                }
                Some(_) => {}
                None => return Err(self.node_error(id, format!("there is no node '{input}' to be its input"))),
            }
        }
        Ok(())
    }

    /// Node ids, inputs before the nodes that read them.
    ///
    /// # Errors
    /// When nodes wait for each other in a circle.
    pub fn order(&self) -> Result<Vec<String>> {
        let mut order: Vec<String> = Vec::with_capacity(self.nodes.len());
        let mut done: BTreeSet<&str> = BTreeSet::new();
        while done.len() < self.nodes.len() {
            let ready = self.nodes.iter().find(|(id, node)| {
                !done.contains(id.as_str()) && node.inputs().iter().all(|input| done.contains(input.as_str()))
            });
            let Some((id, _)) = ready else {
                let waiting: Vec<&str> =
                    self.nodes.keys().map(String::as_str).filter(|id| !done.contains(id)).collect();
                return Err(Error::Graph(format!("has a cycle among the nodes {}", waiting.join(", "))));
            };
            done.insert(id);
            order.push(id.clone());
        }
        Ok(order)
    }

    pub(crate) fn node_error(&self, id: &str, message: impl Into<String>) -> Error {
        let kind = self.nodes.get(id).map_or("", Node::kind);
        Error::Node { node: id.to_owned(), kind, message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: &str) {
        let graph: Graph = serde_json::from_str(json).unwrap();
        let found = graph.check_runnable().map_err(|error| error.to_string());
        assert_eq!(found.err().unwrap_or_default(), expected, "{json}");
    }

    const SOURCE: &str = r#""a":{"S3JsonSource":{"Name":"in","Paths":["s3://b/x"],"Recurse":true}}"#;

    #[test]
    fn graphs_are_checked() {
        let target = |inputs: &str| {
            format!(r#""t":{{"S3GlueParquetTarget":{{"Name":"out","Inputs":[{inputs}],"Path":"s3://b/y"}}}}"#)
        };
        check(&format!("{{{SOURCE},{}}}", target("\"a\"")), "");
        check(
            &format!("{{{SOURCE},{}}}", target("\"z\"")),
            "node 't' (S3GlueParquetTarget): there is no node 'z' to be its input",
        );
        check(
            &format!("{{{SOURCE},{}}}", target("\"a\",\"a\"")),
            "node 't' (S3GlueParquetTarget): needs 1 input, not 2",
        );
        check(&format!("{{{SOURCE}}}"), "the graph has no target: add a node that writes");
        check(
            &format!(r#"{{"b":{{"S3JsonSource":{{"Name":"in","Paths":["s3://b/x"]}}}},{SOURCE},{}}}"#, target("\"a\"")),
            "node 'b' (S3JsonSource): no node reads from this S3JsonSource",
        );
        check(
            r#"{"j":{"Join":{"Name":"x","Inputs":["a","b"],"JoinType":"left","Columns":[]}}}"#,
            "node 'j' has the type 'Join', which is not supported yet",
        );
        check(r#"{"j":{"Frobnicate":{}}}"#, "node 'j' has the unknown type 'Frobnicate'");
        check(r#"{"j":{}}"#, "the graph has the node 'j' without a type: give it exactly one member");
        let field = r#"{"SelectFields":{"Name":"s","Inputs":["#;
        check(
            &format!(
                r#"{{"p":{field}"q"],"Paths":[["x"]]}}}},"q":{field}"p"],"Paths":[["x"]]}}}},{}}}"#,
                target("\"q\"")
            ),
            "the graph has a cycle among the nodes p, q, t",
        );
        check(
            r#"{"t":{"S3DirectTarget":{"Name":"o","Inputs":["a"],"Path":"s3://b/y","Format":"orc"}}}"#,
            "node 't' (S3DirectTarget): Format orc is not supported yet: use parquet",
        );
    }
}
