//! Protocol Buffers definitions (`.proto`, syntax 2 and 3): what they say, and whether messages of one can
//! be read with another. Extensions and groups are not supported, as in the service that this stands for.

mod check;
mod compatible;
mod known_types;
mod lexer;
mod options;
mod parser;

use std::collections::BTreeMap;

pub(crate) use compatible::readable;
pub(crate) use lexer::canonical;

/// A whole definition, with every type by its full name.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct File {
    pub syntax: Syntax,
    pub package: String,
    pub imports: Vec<String>,
    /// Messages by their full names without the package: `Outer.Inner`.
    pub messages: BTreeMap<String, Message>,
    pub enums: BTreeMap<String, Enum>,
    /// Services: a name and the request and response types of each call.
    pub services: BTreeMap<String, Vec<(String, String)>>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    #[default]
    Proto2,
    Proto3,
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Message {
    pub fields: Vec<Field>,
    /// Names of the oneofs, which fields refer to by index.
    pub oneofs: Vec<String>,
    pub reserved: Reserved,
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Reserved {
    /// Both ends are in.
    pub ranges: Vec<(i64, i64)>,
    pub names: Vec<String>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Field {
    pub name: String,
    pub number: i64,
    pub label: Label,
    pub kind: Kind,
    pub oneof: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// Present or not, or present with its default.
    Singular,
    Required,
    Repeated,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Scalar(Scalar),
    Message(Reference),
    Enum(Reference),
    Map(Scalar, Box<Kind>),
    /// A name as it was written, until the whole file is read.
    Unresolved(String),
}

/// A type of this file (without its package) or of another one (whole).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reference {
    Here(String),
    Elsewhere(String),
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Enum {
    pub values: Vec<(String, i64)>,
    pub alias_allowed: bool,
    pub reserved: Reserved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    Double,
    Float,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Sint32,
    Sint64,
    Fixed32,
    Fixed64,
    Sfixed32,
    Sfixed64,
    Bool,
    String,
    Bytes,
}

impl Scalar {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "double" => Self::Double,
            "float" => Self::Float,
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "uint32" => Self::Uint32,
            "uint64" => Self::Uint64,
            "sint32" => Self::Sint32,
            "sint64" => Self::Sint64,
            "fixed32" => Self::Fixed32,
            "fixed64" => Self::Fixed64,
            "sfixed32" => Self::Sfixed32,
            "sfixed64" => Self::Sfixed64,
            "bool" => Self::Bool,
            "string" => Self::String,
            "bytes" => Self::Bytes,
            _ => return None,
        })
    }
}

/// Reads a definition.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn parse(text: &str) -> Result<File, String> {
    let mut file = parser::parse(text)?;
    check::resolve(&mut file)?;
    check::check(&file)?;
    Ok(file)
}

#[cfg(test)]
mod tests;
