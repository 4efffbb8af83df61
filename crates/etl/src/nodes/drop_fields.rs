//! `DropFields`: everything but the named fields, nested ones too; a path that is not there is passed over.

use datafusion::arrow::datatypes::DataType;
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::Expr;
use serde::{Deserialize, Serialize};

use super::fields::{column, find, split_path, struct_like};
use crate::Result;
use crate::plan::{Frame, Planner};

/// The node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DropFields {
    /// Shown in Studio.
    pub name: String,
    /// The node that is read.
    pub inputs: Vec<String>,
    /// Paths of names.
    pub paths: Vec<Vec<String>>,
}

impl DropFields {
    pub(super) fn check(&self) -> Result<(), String> {
        if self.paths.iter().any(Vec::is_empty) { Err("Paths has an empty path".to_owned()) } else { Ok(()) }
    }

    pub(crate) fn plan(&self, planner: &Planner<'_>, id: &str, input: Frame) -> Result<Frame> {
        let schema = input.schema();
        let mut dropped: Vec<Vec<String>> = Vec::new();
        for path in &self.paths {
            let path = match path.as_slice() {
                [one] if find(schema.fields(), one).is_none() => split_path(one),
                _ => path.clone(),
            };
            match super::fields::resolve(schema, &path) {
                Ok(_) => dropped.push(path),
                Err(_) => planner.note(id, format!("the path '{}' is not there and was passed over", path.join("."))),
            }
        }
        let mut kept = Vec::new();
        for field in schema.fields() {
            let expr = column(field.name());
            let kept_expr =
                without(expr, field.name(), field.data_type(), &dropped.iter().map(Vec::as_slice).collect::<Vec<_>>());
            if let Some(expr) = kept_expr.map_err(|message| planner.node_error(id, message))? {
                kept.push(expr.alias(field.name()));
            }
        }
        if kept.is_empty() {
            return Err(planner.node_error(id, "Paths leaves no field"));
        }
        Ok(input.select(kept)?)
    }
}

/// The value without the fields below it that are dropped; nothing when it is dropped itself.
fn without(expr: Expr, name: &str, data_type: &DataType, dropped: &[&[String]]) -> Result<Option<Expr>, String> {
    let below: Vec<&[String]> = dropped
        .iter()
        .filter(|p| p.first().is_some_and(|first| first.eq_ignore_ascii_case(name)))
        .map(|p| &p[1..])
        .collect();
    if below.iter().any(|path| path.is_empty()) {
        return Ok(None);
    }
    let (DataType::Struct(fields), false) = (data_type, below.is_empty()) else { return Ok(Some(expr)) };
    let mut members = Vec::new();
    for field in fields {
        let value = get_field(expr.clone(), field.name().as_str());
        if let Some(value) = without(value, field.name(), field.data_type(), &below)? {
            members.push((field.name().clone(), value));
        }
    }
    if members.is_empty() { Ok(None) } else { struct_like(expr, members).map(Some) }
}
