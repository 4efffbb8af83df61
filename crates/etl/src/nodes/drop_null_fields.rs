//! `DropNullFields`: leaves out columns in which every value is null or counts as null. Reads its input
//! once to find them.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::{DataType, Field, Int64Type};
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::logical_expr::{Expr, cast, lit, when};
use serde::{Deserialize, Serialize};

use super::fields::column;
use crate::Result;
use crate::plan::{Frame, Planner};

/// The node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DropNullFields {
    /// Shown in Studio.
    pub name: String,
    /// The node that is read.
    pub inputs: Vec<String>,
    /// What counts as null besides null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub null_check_box_list: Option<NullCheckBoxList>,
    /// Further values that count as null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub null_text_list: Option<Vec<NullValueField>>,
}

/// What counts as null besides null.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NullCheckBoxList {
    /// Empty text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_empty: Option<bool>,
    /// The text `null`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_null_string: Option<bool>,
    /// The number -1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_neg_one: Option<bool>,
}

/// A value that counts as null in columns of its type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NullValueField {
    /// The value as text.
    pub value: String,
    /// The type of the columns it is looked for in.
    pub datatype: Datatype,
}

/// A type as Studio names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Datatype {
    /// The type word.
    pub id: String,
    /// Shown in Studio.
    pub label: String,
}

impl DropNullFields {
    pub(super) fn check(&self) -> Result<(), String> {
        for field in self.null_text_list.iter().flatten() {
            if kind_of_word(&field.datatype.id).is_none() {
                return Err(format!("NullTextList: the Datatype '{}' is not known", field.datatype.id));
            }
        }
        Ok(())
    }

    pub(crate) async fn plan(&self, planner: &Planner<'_>, id: &str, input: Frame) -> Result<Frame> {
        let schema = input.schema().clone();
        let mut aggregates = vec![count(lit(1_i64)).alias("rows")];
        for (at, field) in schema.fields().iter().enumerate() {
            let counted = when(self.counts_as_null(field), lit(0_i64)).otherwise(lit(1_i64))?;
            aggregates.push(sum(counted).alias(format!("kept{at}")));
        }
        let batches = input.clone().aggregate(vec![], aggregates)?.collect().await?;
        let value = |at: usize| {
            batches
                .iter()
                .filter(|b| b.num_rows() > 0)
                .map(|b| b.column(at).as_primitive::<Int64Type>().value(0))
                .sum::<i64>()
        };
        if value(0) == 0 {
            return Ok(input);
        }
        let (kept, dropped): (Vec<_>, Vec<_>) = (0..schema.fields().len()).partition(|at| value(at + 1) > 0);
        if kept.is_empty() {
            return Err(planner.node_error(id, "every column holds nothing but nulls: none would be left"));
        }
        let name = |at: usize| schema.field(at).name().as_str();
        if !dropped.is_empty() {
            let names: Vec<&str> = dropped.iter().map(|at| name(*at)).collect();
            planner.note(id, format!("left out, as they hold nothing but nulls: {}", names.join(", ")));
        }
        Ok(input.select(kept.iter().map(|at| column(name(*at))).collect::<Vec<_>>())?)
    }

    fn counts_as_null(&self, field: &Field) -> Expr {
        let value = column(field.name());
        let boxes = self.null_check_box_list.clone().unwrap_or_default();
        let kind = Kind::of(field.data_type());
        let mut null = value.clone().is_null();
        let text = cast(value, DataType::Utf8);
        let mut also = |condition: Expr| null = null.clone().or(condition);
        if kind == Kind::Text && boxes.is_empty == Some(true) {
            also(text.clone().eq(lit("")));
        }
        if kind == Kind::Text && boxes.is_null_string == Some(true) {
            also(text.clone().eq(lit("null")));
        }
        if boxes.is_neg_one == Some(true) {
            match kind {
                Kind::Text => also(text.clone().eq(lit("-1"))),
                Kind::Integer | Kind::Fraction => also(column(field.name()).eq(lit(-1_i64))),
                Kind::Boolean | Kind::Other => {}
            }
        }
        for custom in self.null_text_list.iter().flatten() {
            if kind_of_word(&custom.datatype.id) != Some(kind) {
                continue;
            }
            match (kind, custom.value.trim().parse::<f64>()) {
                (Kind::Integer | Kind::Fraction, Ok(number)) => also(column(field.name()).eq(lit(number))),
                _ => also(text.clone().eq(lit(custom.value.as_str()))),
            }
        }
        null
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Integer,
    Fraction,
    Boolean,
    Other,
}

impl Kind {
    fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Text,
            DataType::Boolean => Self::Boolean,
            other if other.is_integer() => Self::Integer,
            other if other.is_numeric() => Self::Fraction,
            _ => Self::Other,
        }
    }
}

fn kind_of_word(word: &str) -> Option<Kind> {
    Some(match word.to_ascii_lowercase().as_str() {
        "string" | "char" | "varchar" => Kind::Text,
        "byte" | "tinyint" | "short" | "smallint" | "int" | "integer" | "long" | "bigint" => Kind::Integer,
        "float" | "double" | "decimal" => Kind::Fraction,
        "boolean" => Kind::Boolean,
        "date" | "timestamp" => Kind::Other,
        _ => return None,
    })
}
