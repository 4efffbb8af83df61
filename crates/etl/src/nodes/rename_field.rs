//! `RenameField`: one column under another name.

use serde::{Deserialize, Serialize};

use super::fields::{column, find, names};
use crate::Result;
use crate::plan::{Frame, Planner};

/// The node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RenameField {
    /// Shown in Studio.
    pub name: String,
    /// The node that is read.
    pub inputs: Vec<String>,
    /// Path of the column.
    pub source_path: Vec<String>,
    /// Its new name.
    pub target_path: Vec<String>,
}

impl RenameField {
    pub(super) fn check(&self) -> Result<(), String> {
        match (self.source_path.as_slice(), self.target_path.as_slice()) {
            ([_], [_]) => Ok(()),
            _ => Err("SourcePath and TargetPath must name one column each: nested fields are not supported yet".into()),
        }
    }

    pub(crate) fn plan(&self, planner: &Planner<'_>, id: &str, input: Frame) -> Result<Frame> {
        let (source, target) = (self.source_path.concat(), self.target_path.concat());
        let unquoted = source.trim_matches('`');
        let Some(from) = find(input.schema().fields(), unquoted).map(|field| field.name().clone()) else {
            let message = format!("there is no column '{source}': there are {}", names(input.schema()));
            return Err(planner.node_error(id, message));
        };
        let target = target.trim_matches('`').to_owned();
        if target != from && input.schema().fields().iter().any(|field| *field.name() == target) {
            return Err(planner.node_error(id, format!("there is a column '{target}' already")));
        }
        let select: Vec<_> = input
            .schema()
            .fields()
            .iter()
            .map(|field| {
                let name = if *field.name() == from { &target } else { field.name() };
                column(field.name()).alias(name)
            })
            .collect();
        Ok(input.select(select)?)
    }
}
