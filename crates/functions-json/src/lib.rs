//! The JSON type, its functions and SQL's JSON path language.
//!
//! Casts to and from json are `functions-cast`'s.

mod document;
mod function;
mod path;
mod sql;

#[cfg(test)]
mod tests;

use boathouse_functions::Function;

pub use crate::sql::{
    Behavior, Encoding, Options, Parameter, TableCell, TableColumn, TablePath, TablePlan, TableSpec, Wrapper,
    check_path,
};

use crate::function::{array, extract, parse};
use crate::sql::{build, exists, query, table, value};

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[
    &build::ARRAY,
    &exists::FUNCTION,
    &build::OBJECT,
    &query::FUNCTION,
    &table::FUNCTION,
    &value::FUNCTION,
    &parse::IS_SCALAR,
    &array::CONTAINS,
    &array::GET,
    &array::LENGTH,
    &extract::EXTRACT,
    &extract::EXTRACT_SCALAR,
    &parse::FORMAT,
    &parse::PARSE,
    &extract::SIZE,
];
