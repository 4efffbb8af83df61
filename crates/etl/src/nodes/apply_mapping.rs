//! `ApplyMapping`: exactly the mapped fields, in order, renamed, moved and cast. A value that cannot be
//! cast is NULL.

use boathouse_schema::{HiveType, to_arrow};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::DFSchema;
use datafusion::functions::core::expr_fn::get_field;
use datafusion::functions::string::expr_fn::btrim;
use datafusion::logical_expr::{Expr, try_cast};
use serde::{Deserialize, Serialize};

use super::fields::{find, resolve, split_path, struct_like, struct_of};
use crate::Result;
use crate::plan::{Frame, Planner};

/// The node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApplyMapping {
    /// Shown in Studio.
    pub name: String,
    /// The node that is read.
    pub inputs: Vec<String>,
    /// One for each field of the output.
    pub mapping: Vec<Mapping>,
}

/// Where a field comes from and what becomes of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Mapping {
    /// Name in the output; dots nest, backticks keep a name together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_key: Option<String>,
    /// Path in the input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_path: Option<Vec<String>>,
    /// Which member of a choice is meant; there are no choices here, so the data's own type counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_type: Option<String>,
    /// Type in the output; the input's unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_type: Option<String>,
    /// The field is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<bool>,
    /// What becomes of the fields inside a struct; those not named stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub children: Option<Vec<Mapping>>,
}

impl Mapping {
    fn is_dropped(&self) -> bool {
        self.dropped == Some(true)
    }

    fn children(&self) -> &[Self] {
        self.children.as_deref().unwrap_or_default()
    }

    fn path(&self) -> &[String] {
        self.from_path.as_deref().unwrap_or_default()
    }

    /// The key of the output: `ToKey`, or the last name of `FromPath`.
    fn key(&self) -> Option<String> {
        self.to_key.clone().filter(|key| !key.is_empty()).or_else(|| self.path().last().map(|name| format!("`{name}`")))
    }

    fn check(&self) -> Result<(), String> {
        if self.is_dropped() {
            return Ok(());
        }
        if self.path().is_empty() {
            return Err(format!("the mapping to '{}' has no FromPath", self.key().unwrap_or_default()));
        }
        target_type(self.to_type.as_deref()).map(drop)?;
        self.children().iter().try_for_each(Self::check)
    }
}

impl ApplyMapping {
    pub(super) fn check(&self) -> Result<(), String> {
        self.mapping.iter().try_for_each(Mapping::check)?;
        if self.mapping.iter().all(Mapping::is_dropped) { Err("Mapping leaves no field".to_owned()) } else { Ok(()) }
    }

    pub(crate) fn plan(&self, planner: &Planner<'_>, id: &str, input: Frame) -> Result<Frame> {
        let select = self.select(input.schema()).map_err(|message| planner.node_error(id, message))?;
        Ok(input.select(select)?)
    }

    fn select(&self, schema: &DFSchema) -> Result<Vec<Expr>, String> {
        let mut tree = Vec::new();
        for mapping in self.mapping.iter().filter(|mapping| !mapping.is_dropped()) {
            let (expr, data_type) = resolve(schema, mapping.path())?;
            let expr = mapped(mapping, expr, &data_type)?;
            insert(&mut tree, &split_path(&mapping.key().unwrap_or_default()), expr)?;
        }
        Ok(tree.into_iter().map(|(name, branch)| branch.into_expr().alias(name)).collect())
    }
}

/// The value at a mapping's path, its children mapped and cast.
fn mapped(mapping: &Mapping, expr: Expr, data_type: &DataType) -> Result<Expr, String> {
    if !mapping.children().is_empty() {
        return with_children(mapping, expr, data_type);
    }
    match target_type(mapping.to_type.as_deref())? {
        Some(target) => cast(expr, data_type, target),
        None => Ok(expr),
    }
}

fn with_children(mapping: &Mapping, expr: Expr, data_type: &DataType) -> Result<Expr, String> {
    let path = mapping.path().join(".");
    let DataType::Struct(fields) = data_type else {
        return Err(format!("Children of '{path}' are only supported when it is a struct, and it is {data_type}"));
    };
    let mut members = Vec::new();
    for field in fields {
        let value = get_field(expr.clone(), field.name().as_str());
        let child = mapping.children().iter().find(|child| {
            child.path().last().and_then(|name| find(fields, name)).is_some_and(|found| found.name() == field.name())
        });
        match child {
            None => insert(&mut members, std::slice::from_ref(field.name()), value)?,
            Some(child) if child.is_dropped() => {}
            Some(child) => {
                let value = mapped(child, value, field.data_type())?;
                insert(&mut members, &split_path(&child.key().unwrap_or_default()), value)?;
            }
        }
    }
    for child in mapping.children() {
        if child.path().last().is_none_or(|name| find(fields, name).is_none()) {
            return Err(format!("'{path}' has no field '{}'", child.path().join(".")));
        }
    }
    struct_like(expr, members.into_iter().map(|(name, branch)| (name, branch.into_expr())).collect())
}

/// The type a type word stands for; nothing for the words that keep what is there.
fn target_type(word: Option<&str>) -> Result<Option<HiveType>, String> {
    let word = word.unwrap_or_default().trim().to_ascii_lowercase();
    let hive = match word.as_str() {
        "" | "struct" | "array" | "map" => return Ok(None),
        "byte" => "tinyint",
        "short" => "smallint",
        "long" => "bigint",
        other => other,
    };
    hive.parse().map(Some).map_err(|error| format!("ToType: {error}"))
}

/// NULL where the value is none of the target type. Text is trimmed first, as Spark does.
fn cast(expr: Expr, from: &DataType, target: HiveType) -> Result<Expr, String> {
    let to = to_arrow(&target).map_err(|error| format!("ToType: {error}"))?;
    let text = matches!(from, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    let to_text = matches!(target, HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) | HiveType::Binary);
    if from == &to {
        return Ok(expr);
    }
    if from.is_nested() != to.is_nested() {
        return Err(format!("a value of type {from} cannot be cast to {target}"));
    }
    Ok(try_cast(if text && !to_text { btrim(vec![expr]) } else { expr }, to))
}

/// An output field, or a struct being put together of several mappings.
enum Branch {
    Leaf(Expr),
    Node(Vec<(String, Branch)>),
}

impl Branch {
    fn into_expr(self) -> Expr {
        match self {
            Self::Leaf(expr) => expr,
            Self::Node(members) => struct_of(members.into_iter().map(|(name, b)| (name, b.into_expr())).collect()),
        }
    }
}

fn insert(tree: &mut Vec<(String, Branch)>, path: &[String], expr: Expr) -> Result<(), String> {
    let [first, rest @ ..] = path else { return Err("ToKey is empty".to_owned()) };
    let taken = || Err(format!("ToKey '{}' is given twice", path.join(".")));
    let place = tree.iter().position(|(name, _)| name == first);
    match (place.and_then(|at| tree.get_mut(at)), rest) {
        (None, []) => tree.push((first.clone(), Branch::Leaf(expr))),
        (None, rest) => {
            let mut members = Vec::new();
            insert(&mut members, rest, expr)?;
            tree.push((first.clone(), Branch::Node(members)));
        }
        (Some((_, Branch::Node(members))), rest) if !rest.is_empty() => insert(members, rest, expr)?,
        _ => return taken(),
    }
    Ok(())
}
