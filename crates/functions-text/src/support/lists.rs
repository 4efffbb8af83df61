//! Columns of arrays of text.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, StringViewBuilder};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::Field;
use boathouse_types::{Result, Type};

/// Builds a column of `array(varchar)`.
pub(crate) struct TextLists {
    values: StringViewBuilder,
    lengths: Vec<usize>,
    valid: Vec<bool>,
    open: usize,
}

impl TextLists {
    pub(crate) fn new(rows: usize) -> Self {
        Self {
            values: StringViewBuilder::new(),
            lengths: Vec::with_capacity(rows),
            valid: Vec::with_capacity(rows),
            open: 0,
        }
    }

    /// Adds an element to the array that is being built.
    pub(crate) fn push(&mut self, element: Option<&str>) {
        self.values.append_option(element);
        self.open += 1;
    }

    /// Ends the array of a row.
    pub(crate) fn end_row(&mut self, valid: bool) {
        self.lengths.push(std::mem::take(&mut self.open));
        self.valid.push(valid);
    }

    pub(crate) fn finish(mut self) -> Result<ListArray> {
        list_of(Arc::new(self.values.finish()), self.lengths, Some(NullBuffer::from(self.valid)))
    }
}

/// A list column of text elements.
pub(crate) fn list_of(values: ArrayRef, lengths: Vec<usize>, nulls: Option<NullBuffer>) -> Result<ListArray> {
    let field = Arc::new(Field::new("item", Type::VARCHAR.to_arrow(), true));
    debug_assert_eq!(values.data_type(), field.data_type());
    Ok(ListArray::try_new(field, OffsetBuffer::from_lengths(lengths), values, nulls)?)
}
