//! `SelectFields`: the named columns and no others; a nested path selects the column it is in, a path
//! that is not there is passed over, as Glue does.

use serde::{Deserialize, Serialize};

use super::fields::{column, find, names, split_path};
use crate::Result;
use crate::plan::{Frame, Planner};

/// The node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SelectFields {
    /// Shown in Studio.
    pub name: String,
    /// The node that is read.
    pub inputs: Vec<String>,
    /// Paths of names.
    pub paths: Vec<Vec<String>>,
}

impl SelectFields {
    pub(super) fn check(&self) -> Result<(), String> {
        if self.paths.iter().any(Vec::is_empty) { Err("Paths has an empty path".to_owned()) } else { Ok(()) }
    }

    pub(crate) fn plan(&self, planner: &Planner<'_>, id: &str, input: Frame) -> Result<Frame> {
        let mut chosen: Vec<String> = Vec::new();
        for path in &self.paths {
            let first = path.first().map(String::as_str).unwrap_or_default();
            let fields = input.schema().fields();
            let top = find(fields, first).or_else(|| find(fields, split_path(first).first()?));
            match top {
                Some(field) if !chosen.contains(field.name()) => chosen.push(field.name().clone()),
                Some(_) => {}
                None => planner.note(id, format!("the path '{}' is not there and was passed over", path.join("."))),
            }
        }
        if chosen.is_empty() {
            let message = format!("none of the paths is there: there are {}", names(input.schema()));
            return Err(planner.node_error(id, message));
        }
        Ok(input.select(chosen.iter().map(|name| column(name)).collect::<Vec<_>>())?)
    }
}
