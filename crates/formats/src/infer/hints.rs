//! What a column's type does not say of its values.

use boathouse_schema::HiveType;
use serde::{Deserialize, Serialize};

use super::{Evidence, Shape};

/// By which rules values of text get their types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeRules {
    /// Those of Glue's crawlers: `bigint`, `double`, `boolean`, `string`, and `int` in JSON.
    #[default]
    Glue,
    /// No value loses anything: `int`, `decimal`, `date` and `timestamp` as well, and numbers with leading zeros are
    /// texts.
    Precise,
}

/// Integers beyond this are not all doubles.
const EXACT_DOUBLE_MAX: u64 = 1 << 53;

/// True for an integer that a `double` need not hold.
pub(super) fn is_wide(magnitude: u64) -> bool {
    magnitude > EXACT_DOUBLE_MAX
}

/// Something that readers of a column should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HintKind {
    /// A number has leading zeros, which its type does not keep.
    LeadingZeros,
    /// Every value is a date, and the type is `string`.
    Dates,
    /// Every value is a timestamp, and the type is `string`.
    Timestamps,
    /// An integer beyond 2^53 is in a column of doubles.
    WideIntegers,
    /// Every value is 0 or 1, and both are there.
    ZeroOne,
    /// A value is quoted, where the table's SerDe does not know quotes.
    Quoted,
}

impl HintKind {
    /// Whether it says something of every value, so that one object without it takes it back.
    pub fn is_of_every_value(self) -> bool {
        matches!(self, Self::Dates | Self::Timestamps | Self::ZeroOne)
    }
}

/// A hint with the value that it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// The column's name.
    pub column: String,
    /// What it is.
    pub kind: HintKind,
    /// The first value that shows it.
    pub evidence: Evidence,
}

/// The hint that every value is a date or a timestamp.
pub(super) fn temporal_hint(column: &str, precise: &Shape, evidence: Option<&Evidence>) -> Option<Hint> {
    let kind = match precise {
        Shape::Scalar(HiveType::Date) => HintKind::Dates,
        Shape::Scalar(HiveType::Timestamp) => HintKind::Timestamps,
        _ => return None,
    };
    Some(Hint { column: column.to_owned(), kind, evidence: evidence?.clone() })
}
