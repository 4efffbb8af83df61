//! Avro schemas: what they say, whether data of one can be read with another, their columns.

mod defaults;
mod hive;
mod logical;
mod parse;
mod resolve;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use hive::columns;
pub(crate) use parse::parse;
pub(crate) use resolve::readable;

/// A whole definition: its root, and every type with a name by its full name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Avro {
    pub root: Schema,
    pub named: BTreeMap<String, Named>,
}

/// A type where it is used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Schema {
    Primitive(Primitive, Option<Logical>),
    Array(Box<Schema>),
    Map(Box<Schema>),
    Union(Vec<Schema>),
    /// A record, enum or fixed by its full name.
    Named(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Primitive {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
}

/// The logical types that change how data is resolved or which column it makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Logical {
    Decimal { precision: u64, scale: u64 },
    Date,
    TimestampMillis,
    Varchar(u32),
    Char(u32),
}

/// A type with a name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named {
    /// Other full names under which a reader takes a writer's type for this one.
    pub aliases: Vec<String>,
    pub kind: NamedKind,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NamedKind {
    Record(Vec<Field>),
    Enum { symbols: Vec<String>, default: Option<String> },
    Fixed { size: u64, logical: Option<Logical> },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub name: String,
    pub aliases: Vec<String>,
    pub doc: Option<String>,
    pub schema: Schema,
    pub default: Option<Value>,
}

impl Primitive {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "int" => Self::Int,
            "long" => Self::Long,
            "float" => Self::Float,
            "double" => Self::Double,
            "bytes" => Self::Bytes,
            "string" => Self::String,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Int => "int",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::Bytes => "bytes",
            Self::String => "string",
        }
    }
}

/// The part of a full name behind its last dot.
fn simple_name(full: &str) -> &str {
    full.rsplit('.').next().unwrap_or(full)
}

#[cfg(test)]
mod tests;
