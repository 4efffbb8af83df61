//! `Filter`: rows for which all, or any, of the conditions hold.
//!
//! Conditions mean what Studio's generated Python means: equality knows NULL (`None == None`), other
//! comparisons with NULL never hold, negated or not, and REGEX is `re.match`, anchored at the start.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::DFSchema;
use datafusion::functions::string::expr_fn::btrim;
use datafusion::logical_expr::{Expr, Operator, binary_expr, cast, lit, try_cast};
use serde::{Deserialize, Serialize};

use super::fields::resolve;
use crate::Result;
use crate::plan::{Frame, Planner};

/// The node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Filter {
    /// Shown in Studio.
    pub name: String,
    /// The node that is read.
    pub inputs: Vec<String>,
    /// `AND` or `OR`.
    pub logical_operator: String,
    /// The conditions.
    pub filters: Vec<FilterExpression>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FilterExpression {
    /// `EQ`, `LT`, `GT`, `LTE`, `GTE`, `REGEX` or `ISNULL`.
    pub operation: String,
    /// The opposite is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negated: Option<bool>,
    /// What is compared.
    pub values: Vec<FilterValue>,
}

/// A column or a constant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FilterValue {
    /// `COLUMNEXTRACTED` or `CONSTANT`.
    #[serde(rename = "Type")]
    pub value_type: String,
    /// A path, or one constant.
    pub value: Vec<String>,
}

impl Filter {
    pub(super) fn check(&self) -> Result<(), String> {
        self.any()?;
        if self.filters.is_empty() {
            return Err("Filters names no condition".to_owned());
        }
        self.filters.iter().try_for_each(FilterExpression::check)
    }

    fn any(&self) -> Result<bool, String> {
        match self.logical_operator.as_str() {
            "AND" => Ok(false),
            "OR" => Ok(true),
            other => Err(format!("LogicalOperator '{other}' is neither AND nor OR")),
        }
    }

    pub(crate) fn plan(&self, planner: &Planner<'_>, id: &str, input: Frame) -> Result<Frame> {
        let predicate = self.predicate(input.schema()).map_err(|message| planner.node_error(id, message))?;
        Ok(input.filter(predicate)?)
    }

    fn predicate(&self, schema: &DFSchema) -> Result<Expr, String> {
        let conditions = self.filters.iter().map(|filter| filter.expr(schema)).collect::<Result<Vec<_>, _>>()?;
        let all = conditions.into_iter().reduce(if self.any()? { Expr::or } else { Expr::and });
        all.ok_or_else(|| "Filters names no condition".to_owned())
    }
}

impl FilterExpression {
    fn check(&self) -> Result<(), String> {
        let wanted = match self.operation.as_str() {
            "ISNULL" => 1,
            "REGEX" => {
                regex::Regex::new(&self.pattern()?).map_err(|error| format!("REGEX: {error}"))?;
                2
            }
            "EQ" | "LT" | "GT" | "LTE" | "GTE" => 2,
            other => return Err(format!("Operation '{other}' is none of EQ, LT, GT, LTE, GTE, REGEX and ISNULL")),
        };
        if self.values.len() != wanted {
            return Err(format!("{} compares {wanted} values, not {}", self.operation, self.values.len()));
        }
        for value in &self.values {
            match (value.value_type.as_str(), value.value.len()) {
                ("COLUMNEXTRACTED", 1..) | ("CONSTANT", 1) => {}
                ("CONSTANT", count) => return Err(format!("a CONSTANT is one value, not {count}")),
                (other, _) => return Err(format!("a value's Type '{other}' is not COLUMNEXTRACTED or CONSTANT")),
            }
        }
        if self.values.iter().all(|value| value.value_type == "CONSTANT") {
            return Err(format!("{} compares no column", self.operation));
        }
        Ok(())
    }

    fn pattern(&self) -> Result<String, String> {
        match self.values.get(1) {
            Some(value) if value.value_type == "CONSTANT" => Ok(format!("^(?:{})", value.value.concat())),
            _ => Err("REGEX needs a CONSTANT pattern as its second value".to_owned()),
        }
    }

    fn expr(&self, schema: &DFSchema) -> Result<Expr, String> {
        let negated = self.negated == Some(true);
        let operator = match self.operation.as_str() {
            "ISNULL" => {
                let (value, _) = self.column(schema, 0)?;
                return Ok(if negated { value.is_not_null() } else { value.is_null() });
            }
            "REGEX" => {
                let (value, _) = self.column(schema, 0)?;
                let operator = if negated { Operator::RegexNotMatch } else { Operator::RegexMatch };
                return Ok(binary_expr(cast(value, DataType::Utf8), operator, lit(self.pattern()?)));
            }
            "EQ" if negated => Operator::IsDistinctFrom,
            "EQ" => Operator::IsNotDistinctFrom,
            "LT" => {
                if negated {
                    Operator::GtEq
                } else {
                    Operator::Lt
                }
            }
            "LTE" => {
                if negated {
                    Operator::Gt
                } else {
                    Operator::LtEq
                }
            }
            "GT" => {
                if negated {
                    Operator::LtEq
                } else {
                    Operator::Gt
                }
            }
            _ => {
                if negated {
                    Operator::Lt
                } else {
                    Operator::GtEq
                }
            }
        };
        let (left, right) = self.sides(schema)?;
        Ok(binary_expr(left, operator, right))
    }

    fn column(&self, schema: &DFSchema, index: usize) -> Result<(Expr, DataType), String> {
        match self.values.get(index) {
            Some(value) if value.value_type == "COLUMNEXTRACTED" => resolve(schema, &value.value),
            _ => Err(format!("{} needs a column as its first value", self.operation)),
        }
    }

    /// Both values, of types that compare.
    fn sides(&self, schema: &DFSchema) -> Result<(Expr, Expr), String> {
        let [left, right] = self.values.as_slice() else { return Err("two values are compared".to_owned()) };
        match (left.value_type.as_str(), right.value_type.as_str()) {
            ("COLUMNEXTRACTED", "COLUMNEXTRACTED") => {
                let (left, left_type) = resolve(schema, &left.value)?;
                let (right, right_type) = resolve(schema, &right.value)?;
                Ok((as_other(left, &left_type, &right_type), as_other(right, &right_type, &left_type)))
            }
            ("COLUMNEXTRACTED", _) => {
                let (column, data_type) = resolve(schema, &left.value)?;
                Ok((column, constant(&right.value.concat(), &data_type)?))
            }
            _ => {
                let (column, data_type) = resolve(schema, &right.value)?;
                Ok((constant(&left.value.concat(), &data_type)?, column))
            }
        }
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// Text compared with something else is read as that; what cannot be read so is NULL.
fn as_other(expr: Expr, own: &DataType, other: &DataType) -> Expr {
    if is_text(own) && !is_text(other) { try_cast(btrim(vec![expr]), other.clone()) } else { expr }
}

/// A constant as a value that compares with a column of this type.
fn constant(text: &str, data_type: &DataType) -> Result<Expr, String> {
    let refused = || format!("the constant '{text}' cannot be compared with a column of type {data_type}");
    Ok(match data_type {
        text_type if is_text(text_type) => lit(text),
        number if number.is_integer() || number.is_floating() => match text.trim().parse::<i64>() {
            Ok(whole) => lit(whole),
            Err(_) => lit(text.trim().parse::<f64>().map_err(|_| refused())?),
        },
        DataType::Boolean => lit(match text.trim().to_ascii_lowercase().as_str() {
            "true" => true,
            "false" => false,
            _ => return Err(refused()),
        }),
        nested if nested.is_nested() => return Err(refused()),
        other => {
            let value = datafusion::scalar::ScalarValue::Utf8(Some(text.trim().to_owned()));
            let value = value.cast_to(other).map_err(|_| refused())?;
            lit(value)
        }
    })
}
