//! Window functions that are no aggregates.

mod function;
pub(crate) mod ntile;
pub(crate) mod offset;
pub(crate) mod rank;
pub(crate) mod value;

use boathouse_functions::Bound;
use datafusion::logical_expr::WindowUDF;
use function::TrinoWindow;

/// The name and the types of the call a function was made for.
pub(crate) fn call(function: &WindowUDF) -> Option<(&'static str, &Bound)> {
    TrinoWindow::<value::Value>::call_of(function)
        .or_else(|| TrinoWindow::<offset::Offset>::call_of(function))
        .or_else(|| TrinoWindow::<ntile::Deal>::call_of(function))
}
