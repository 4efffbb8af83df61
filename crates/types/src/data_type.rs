//! The types and their names.

use std::fmt;
use std::sync::Arc;

/// Longest `varchar(n)`; unbounded varchar is a type of its own.
pub(crate) const VARCHAR_LENGTH_MAX: u32 = 2_147_483_646;
/// Longest `char(n)`.
pub(crate) const CHAR_LENGTH_MAX: u32 = 65_536;
/// Digits of the widest decimal.
pub(crate) const DECIMAL_PRECISION_MAX: u8 = 38;
/// Fraction digits of the finest time and timestamp: picoseconds.
pub(crate) const DATETIME_PRECISION_MAX: u8 = 12;

/// A Trino type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// `unknown`: the type of NULL
    Unknown,
    /// `boolean`
    Boolean,
    /// `tinyint`
    TinyInt,
    /// `smallint`
    SmallInt,
    /// `integer`
    Integer,
    /// `bigint`
    BigInt,
    /// `real`
    Real,
    /// `double`
    Double,
    /// `decimal(p, s)`
    Decimal {
        /// Digits in all, 1 to 38.
        precision: u8,
        /// Digits behind the point, 0 to `precision`.
        scale: u8,
    },
    /// `varchar` and `varchar(n)`, n in code points.
    Varchar(Option<u32>),
    /// `char(n)`; values are held without the blanks that pad them.
    Char(u32),
    /// `varbinary`
    Varbinary,
    /// `date`
    Date,
    /// `time(p)`
    Time(u8),
    /// `time(p) with time zone`
    TimeTz(u8),
    /// `timestamp(p)`
    Timestamp(u8),
    /// `timestamp(p) with time zone`
    TimestampTz(u8),
    /// `interval day to second`
    IntervalDayToSecond,
    /// `interval year to month`
    IntervalYearToMonth,
    /// `array(T)`
    Array(Arc<Type>),
    /// `map(K, V)`
    Map(Arc<Type>, Arc<Type>),
    /// `row(a T, U)`
    Row(Arc<[RowField]>),
    /// `json`
    Json,
    /// The compiled path of `json_extract` and its kin.
    JsonPath,
    /// `uuid`
    Uuid,
    /// `ipaddress`
    IpAddress,
    /// `HyperLogLog`
    HyperLogLog,
    /// `P4HyperLogLog`
    P4HyperLogLog,
    /// `SetDigest`
    SetDigest,
    /// `qdigest(T)`
    QDigest(Arc<Type>),
    /// `tdigest`
    TDigest,
    /// `color`
    Color,
    /// `function(T, …, R)`: the type of a lambda.
    Function(Arc<[Type]>, Arc<Type>),
}

/// A field of a row type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowField {
    /// Its name, as written; anonymous fields have none.
    pub name: Option<Arc<str>>,
    /// Its type.
    pub data_type: Type,
}

impl Type {
    /// Unbounded `varchar`.
    pub const VARCHAR: Self = Self::Varchar(None);

    /// `array(element)`
    pub fn array(element: Self) -> Self {
        Self::Array(Arc::new(element))
    }

    /// `map(key, value)`
    pub fn map(key: Self, value: Self) -> Self {
        Self::Map(Arc::new(key), Arc::new(value))
    }

    /// A row whose fields have no names.
    pub fn anonymous_row(types: impl IntoIterator<Item = Self>) -> Self {
        Self::Row(types.into_iter().map(|data_type| RowField { name: None, data_type }).collect())
    }

    /// `decimal(precision, scale)`
    pub const fn decimal(precision: u8, scale: u8) -> Self {
        Self::Decimal { precision, scale }
    }

    /// tinyint, smallint, integer, bigint.
    pub fn is_integer(&self) -> bool {
        matches!(self, Self::TinyInt | Self::SmallInt | Self::Integer | Self::BigInt)
    }

    /// Integers, decimals, real and double.
    pub fn is_numeric(&self) -> bool {
        self.is_integer() || matches!(self, Self::Real | Self::Double | Self::Decimal { .. })
    }

    /// varchar and char.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Varchar(_) | Self::Char(_))
    }

    /// A decimal that fits 64 bits, Trino's short decimal.
    pub fn is_short_decimal(&self) -> bool {
        matches!(self, Self::Decimal { precision, .. } if *precision <= 18)
    }

    /// Whether `=` is defined on it.
    pub fn is_comparable(&self) -> bool {
        match self {
            Self::HyperLogLog
            | Self::P4HyperLogLog
            | Self::SetDigest
            | Self::QDigest(_)
            | Self::TDigest
            | Self::JsonPath
            | Self::Color
            | Self::Function(..) => false,
            Self::Array(element) => element.is_comparable(),
            Self::Map(key, value) => key.is_comparable() && value.is_comparable(),
            Self::Row(fields) => fields.iter().all(|f| f.data_type.is_comparable()),
            _ => true,
        }
    }

    /// Whether `<` is defined on it.
    pub fn is_orderable(&self) -> bool {
        match self {
            Self::Json | Self::Map(..) => false,
            Self::Array(element) => element.is_orderable(),
            Self::Row(fields) => fields.iter().all(|f| f.data_type.is_orderable()),
            other => other.is_comparable(),
        }
    }

    /// The name without parameters: `varchar`, `decimal`, `timestamp with time zone`.
    pub fn base_name(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Boolean => "boolean",
            Self::TinyInt => "tinyint",
            Self::SmallInt => "smallint",
            Self::Integer => "integer",
            Self::BigInt => "bigint",
            Self::Real => "real",
            Self::Double => "double",
            Self::Decimal { .. } => "decimal",
            Self::Varchar(_) => "varchar",
            Self::Char(_) => "char",
            Self::Varbinary => "varbinary",
            Self::Date => "date",
            Self::Time(_) => "time",
            Self::TimeTz(_) => "time with time zone",
            Self::Timestamp(_) => "timestamp",
            Self::TimestampTz(_) => "timestamp with time zone",
            Self::IntervalDayToSecond => "interval day to second",
            Self::IntervalYearToMonth => "interval year to month",
            Self::Array(_) => "array",
            Self::Map(..) => "map",
            Self::Row(_) => "row",
            Self::Json => "json",
            Self::JsonPath => "JsonPath",
            Self::Uuid => "uuid",
            Self::IpAddress => "ipaddress",
            Self::HyperLogLog => "HyperLogLog",
            Self::P4HyperLogLog => "P4HyperLogLog",
            Self::SetDigest => "SetDigest",
            Self::QDigest(_) => "qdigest",
            Self::TDigest => "tdigest",
            Self::Color => "color",
            Self::Function(..) => "function",
        }
    }
}

/// Prints the name Trino shows: `varchar(3)`, `timestamp(3) with time zone`, `row(a bigint)`.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decimal { precision, scale } => write!(f, "decimal({precision},{scale})"),
            Self::Varchar(Some(length)) => write!(f, "varchar({length})"),
            Self::Char(length) => write!(f, "char({length})"),
            Self::Time(p) => write!(f, "time({p})"),
            Self::TimeTz(p) => write!(f, "time({p}) with time zone"),
            Self::Timestamp(p) => write!(f, "timestamp({p})"),
            Self::TimestampTz(p) => write!(f, "timestamp({p}) with time zone"),
            Self::Array(element) => write!(f, "array({element})"),
            Self::Map(key, value) => write!(f, "map({key}, {value})"),
            Self::QDigest(element) => write!(f, "qdigest({element})"),
            Self::Row(fields) => {
                f.write_str("row(")?;
                for (i, field) in fields.iter().enumerate() {
                    write!(f, "{}{field}", if i > 0 { ", " } else { "" })?;
                }
                f.write_str(")")
            }
            Self::Function(parameters, result) => {
                f.write_str("function(")?;
                for parameter in parameters.iter() {
                    write!(f, "{parameter},")?;
                }
                write!(f, "{result})")
            }
            plain => f.write_str(plain.base_name()),
        }
    }
}

impl fmt::Display for RowField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            None => write!(f, "{}", self.data_type),
            Some(name) if is_plain_identifier(name) => write!(f, "{name} {}", self.data_type),
            Some(name) => write!(f, "\"{}\" {}", name.replace('"', "\"\""), self.data_type),
        }
    }
}

fn is_plain_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
