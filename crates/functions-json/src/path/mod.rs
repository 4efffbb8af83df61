//! SQL's JSON path language: lax and strict mode, accessors, filters, arithmetic and methods.

mod arithmetic;
mod evaluate;
mod item;
mod lexer;
mod method;
mod navigate;
mod number;
mod parser;
mod predicate;

pub(crate) use evaluate::evaluate;
pub(crate) use item::Item;
pub(crate) use number::Number;

use boathouse_types::{ErrorCode, Result, TrinoError};

use number::Number as Literal;

/// A compiled path.
#[derive(Debug)]
pub(crate) struct Path {
    /// Whether structural errors are passed over.
    pub(crate) lax: bool,
    root: Node,
}

/// An expression of a path.
#[derive(Debug)]
enum Node {
    /// `$`
    Context,
    /// `@`
    Current,
    /// `$name`
    Variable(String),
    /// `last`
    Last,
    Null,
    Bool(bool),
    Text(String),
    Number(Literal),
    Negate(Box<Node>),
    Plus(Box<Node>),
    Arithmetic(Operator, Box<Node>, Box<Node>),
    /// `.name`
    Member(Box<Node>, String),
    /// `.*`
    Members(Box<Node>),
    /// `..name`
    Descendants(Box<Node>, String),
    /// `[1, 3 to 5]`
    Elements(Box<Node>, Vec<(Node, Option<Node>)>),
    /// `[*]`
    AllElements(Box<Node>),
    /// `? (…)`
    Filter(Box<Node>, Box<Predicate>),
    Method(Box<Node>, Method),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Type,
    Size,
    Double,
    Ceiling,
    Floor,
    Abs,
    KeyValue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A condition; it may be unknown.
#[derive(Debug)]
enum Predicate {
    Not(Box<Predicate>),
    And(Box<Predicate>, Box<Predicate>),
    Or(Box<Predicate>, Box<Predicate>),
    Compare(Comparison, Node, Node),
    Exists(Node),
    IsUnknown(Box<Predicate>),
    StartsWith(Node, Node),
}

impl Path {
    /// Reads a path.
    pub(crate) fn new(text: &str) -> Result<Self> {
        parser::parse(text)
    }

    /// Checks that every variable of the path is passed.
    pub(crate) fn check(&self, names: &[&str]) -> Result<()> {
        match self.root.missing(names) {
            None => Ok(()),
            Some(name) => {
                let other = names.iter().any(|known| known.eq_ignore_ascii_case(name));
                let hint = if other {
                    format!(". Try quoting \"{name}\" in the PASSING clause to match case")
                } else {
                    String::new()
                };
                let text = format!("no value passed for parameter {name}{hint}");
                Err(TrinoError::new(ErrorCode::InvalidPath, text))
            }
        }
    }
}

impl Node {
    /// A variable that has none of the names.
    fn missing(&self, names: &[&str]) -> Option<&str> {
        match self {
            Self::Variable(name) => (!names.contains(&name.as_str())).then_some(name.as_str()),
            Self::Context | Self::Current | Self::Last => None,
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::Number(_) => None,
            Self::Negate(inner) | Self::Plus(inner) | Self::Member(inner, _) | Self::Members(inner) => {
                inner.missing(names)
            }
            Self::Descendants(inner, _) | Self::AllElements(inner) | Self::Method(inner, _) => inner.missing(names),
            Self::Arithmetic(_, left, right) => left.missing(names).or_else(|| right.missing(names)),
            Self::Elements(inner, subscripts) => inner.missing(names).or_else(|| {
                let ends = subscripts.iter().flat_map(|(from, to)| std::iter::once(from).chain(to));
                ends.into_iter().find_map(|end| end.missing(names))
            }),
            Self::Filter(inner, predicate) => inner.missing(names).or_else(|| predicate.missing(names)),
        }
    }
}

impl Predicate {
    fn missing(&self, names: &[&str]) -> Option<&str> {
        match self {
            Self::Not(inner) | Self::IsUnknown(inner) => inner.missing(names),
            Self::And(left, right) | Self::Or(left, right) => left.missing(names).or_else(|| right.missing(names)),
            Self::Compare(_, left, right) | Self::StartsWith(left, right) => {
                left.missing(names).or_else(|| right.missing(names))
            }
            Self::Exists(inner) => inner.missing(names),
        }
    }
}

/// What went wrong in evaluating.
fn failed(text: impl std::fmt::Display) -> TrinoError {
    TrinoError::new(ErrorCode::PathEvaluationError, format!("path evaluation failed: {text}"))
}

fn wrong_type(expected: &str, actual: &str) -> TrinoError {
    failed(format_args!("invalid item type. Expected: {expected}, actual: {actual}"))
}

fn structural(text: impl std::fmt::Display) -> TrinoError {
    failed(format_args!("structural error: {text}"))
}

#[cfg(test)]
mod tests;
