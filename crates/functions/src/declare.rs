//! The declaration of a scalar function: what its file states as a constant.

use boathouse_types::{Result, Type};

use crate::{Bindings, Bound, Kernel};

/// A scalar function with all its overloads. Operators are functions too, with names such as `$add`.
#[derive(Debug)]
pub struct Function {
    /// Lower-case name.
    pub name: &'static str,
    /// Other names of the same function.
    pub aliases: &'static [&'static str],
    /// Where the documentation lists it.
    pub category: Category,
    /// One sentence.
    pub description: &'static str,
    /// Calls with their results, shown in the documentation and run by the tests.
    pub examples: &'static [Example],
    /// In the order Trino lists them in its errors.
    pub overloads: &'static [Overload],
    /// Whether equal arguments give equal results.
    pub deterministic: bool,
    /// Whether a call can fail on some values of the right type, so that guards before it must hold.
    pub fallible: bool,
    /// Whether the body sees NULL arguments; else a NULL argument makes the result NULL without a call.
    pub called_on_null: bool,
}

impl Function {
    /// Values most functions share, to be completed by `..Function::DEFAULT`.
    pub const DEFAULT: Self = Self {
        name: "",
        aliases: &[],
        category: Category::Operator,
        description: "",
        examples: &[],
        overloads: &[],
        deterministic: true,
        fallible: false,
        called_on_null: false,
    };
}

/// A call, and what it prints.
#[derive(Debug)]
pub struct Example {
    /// An expression.
    pub sql: &'static str,
    /// Its value as text.
    pub result: &'static str,
}

/// One overload of a function.
#[derive(Debug)]
pub struct Overload {
    /// Trino's signature: `<T: comparable> contains(array(T), T) -> boolean`, see [`crate::Signature`].
    pub signature: &'static str,
    /// The result type where the signature's text cannot compute it.
    pub returns: Option<fn(&Bindings) -> Result<Type>>,
    /// Makes the body for the types of one call.
    pub kernel: fn(&Bound) -> Result<Kernel>,
}

/// The groups of Trino's documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// Aggregate
    Aggregate,
    /// Array
    Array,
    /// Binary
    Binary,
    /// Bitwise
    Bitwise,
    /// Color
    Color,
    /// Comparison
    Comparison,
    /// Conditional
    Conditional,
    /// Conversion
    Conversion,
    /// Date and time
    DateTime,
    /// HyperLogLog
    HyperLogLog,
    /// IP address
    IpAddress,
    /// JSON
    Json,
    /// Lambda
    Lambda,
    /// Map
    Map,
    /// Mathematical
    Math,
    /// Operators, not called by name
    Operator,
    /// Quantile digest
    QuantileDigest,
    /// Regular expression
    Regexp,
    /// Session
    Session,
    /// Set digest
    SetDigest,
    /// String
    String,
    /// System
    System,
    /// T-Digest
    TDigest,
    /// URL
    Url,
    /// UUID
    Uuid,
    /// Window
    Window,
}
