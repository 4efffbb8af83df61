//! The Hive type tree and its canonical text.

use std::fmt;

/// A Hive type as Glue and Athena's DDL write it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HiveType {
    /// `boolean`
    Boolean,
    /// `tinyint`, 8 bits
    TinyInt,
    /// `smallint`, 16 bits
    SmallInt,
    /// `int`, 32 bits
    Int,
    /// `bigint`, 64 bits
    BigInt,
    /// `float`, 32 bits
    Float,
    /// `double`, 64 bits
    Double,
    /// `decimal(precision,scale)`, precision 1 to 38
    Decimal {
        /// Digits in all.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// `string`
    String,
    /// `varchar(n)`, n characters
    Varchar(u32),
    /// `char(n)`, n characters
    Char(u32),
    /// `binary`
    Binary,
    /// `date`
    Date,
    /// `timestamp`, without a zone
    Timestamp,
    /// `array<T>`
    Array(Box<HiveType>),
    /// `map<K,V>`
    Map(Box<HiveType>, Box<HiveType>),
    /// `struct<name:T,…>`
    Struct(Vec<Field>),
    /// `uniontype<T,…>`
    Union(Vec<HiveType>),
}

/// One field of a struct.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    /// Name, case kept.
    pub name: String,
    /// Type of the values.
    pub data_type: HiveType,
}

impl Field {
    /// A field of this name and type.
    pub fn new(name: impl Into<String>, data_type: HiveType) -> Self {
        Self { name: name.into(), data_type }
    }
}

impl HiveType {
    /// True for array, map, struct and union.
    pub fn is_nested(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Map(..) | Self::Struct(_) | Self::Union(_))
    }
}

/// Names that would not survive the struct grammar are written in backticks.
fn write_field_name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let needs_quotes =
        name.is_empty() || name.chars().any(|c| matches!(c, ':' | ',' | '<' | '>' | '`') || c.is_whitespace());
    if needs_quotes { write!(f, "`{}`", name.replace('`', "``")) } else { f.write_str(name) }
}

impl fmt::Display for HiveType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => f.write_str("boolean"),
            Self::TinyInt => f.write_str("tinyint"),
            Self::SmallInt => f.write_str("smallint"),
            Self::Int => f.write_str("int"),
            Self::BigInt => f.write_str("bigint"),
            Self::Float => f.write_str("float"),
            Self::Double => f.write_str("double"),
            Self::Decimal { precision, scale } => write!(f, "decimal({precision},{scale})"),
            Self::String => f.write_str("string"),
            Self::Varchar(n) => write!(f, "varchar({n})"),
            Self::Char(n) => write!(f, "char({n})"),
            Self::Binary => f.write_str("binary"),
            Self::Date => f.write_str("date"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Array(item) => write!(f, "array<{item}>"),
            Self::Map(key, value) => write!(f, "map<{key},{value}>"),
            Self::Struct(fields) => {
                f.write_str("struct<")?;
                for (i, field) in fields.iter().enumerate() {
                    if i > 0 {
                        f.write_str(",")?;
                    }
                    write_field_name(f, &field.name)?;
                    write!(f, ":{}", field.data_type)?;
                }
                f.write_str(">")
            }
            Self::Union(members) => {
                f.write_str("uniontype<")?;
                for (i, member) in members.iter().enumerate() {
                    if i > 0 {
                        f.write_str(",")?;
                    }
                    write!(f, "{member}")?;
                }
                f.write_str(">")
            }
        }
    }
}
