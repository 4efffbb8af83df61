//! The declarations of aggregate and window functions.

use std::sync::Arc;

use boathouse_types::{Result, Type};
use datafusion::logical_expr::{AggregateUDF, WindowUDF};

use crate::{Bindings, Bound, Category, Example};

/// An aggregate function with all its overloads.
#[derive(Debug)]
pub struct Aggregate {
    /// Lower-case name.
    pub name: &'static str,
    /// Other names of the same function.
    pub aliases: &'static [&'static str],
    /// Where the documentation lists it.
    pub category: Category,
    /// One sentence.
    pub description: &'static str,
    /// Queries with their single value, shown in the documentation and run by the tests.
    pub examples: &'static [Example],
    /// In the order Trino lists them in its errors.
    pub overloads: &'static [AggregateOverload],
    /// Whether ORDER BY inside the call changes the result.
    pub order_sensitive: bool,
}

/// One overload of an aggregate function.
#[derive(Debug)]
pub struct AggregateOverload {
    /// Trino's signature, see [`crate::Signature`].
    pub signature: &'static str,
    /// The result type where the signature's text cannot compute it.
    pub returns: Option<fn(&Bindings) -> Result<Type>>,
    /// Makes the engine's function for the types of one call.
    pub function: fn(&Bound) -> Result<Arc<AggregateUDF>>,
}

/// A window function that is no aggregate.
#[derive(Debug)]
pub struct Window {
    /// Lower-case name.
    pub name: &'static str,
    /// One sentence.
    pub description: &'static str,
    /// Queries with their first value, shown in the documentation and run by the tests.
    pub examples: &'static [Example],
    /// In the order Trino lists them in its errors.
    pub overloads: &'static [WindowOverload],
}

/// One overload of a window function.
#[derive(Debug)]
pub struct WindowOverload {
    /// Trino's signature, see [`crate::Signature`].
    pub signature: &'static str,
    /// Makes the engine's function for the types of one call.
    pub function: fn(&Bound) -> Result<Arc<WindowUDF>>,
}
