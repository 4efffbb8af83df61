//! Values as members of sets, in order, and in the words of errors.

pub(crate) mod set;
pub(crate) mod sort;

use arrow::array::ArrayRef;
use boathouse_functions_cast::{RowText, ValueText};
use boathouse_types::{Result, Type};

/// A value as Trino's errors show it.
pub(crate) fn text_of(data_type: &Type, column: &ArrayRef, row: usize) -> Result<String> {
    let text = ValueText::with_rows(data_type, column, RowText::List)?.get(row);
    Ok(text.unwrap_or_else(|| "null".to_owned()))
}
