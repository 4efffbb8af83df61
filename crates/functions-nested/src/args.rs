//! Arguments read without repeating single values for every row.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::Field;
use boathouse_functions::{Invocation, trino_error};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::ColumnarValue;

/// An argument: a column, or one value that stands for every row.
pub(crate) struct Column {
    pub(crate) array: ArrayRef,
    nulls: Option<NullBuffer>,
    repeated: bool,
}

impl Column {
    pub(crate) fn of(call: &Invocation<'_>, index: usize) -> Result<Self> {
        let (array, repeated) = match call.value(index)? {
            ColumnarValue::Array(array) => (Arc::clone(array), false),
            ColumnarValue::Scalar(scalar) => (scalar.to_array().map_err(trino_error)?, true),
        };
        // A column of NULLs alone has no null buffer of its own.
        Ok(Self { nulls: array.logical_nulls(), array, repeated })
    }

    /// Where the value of a row is.
    pub(crate) fn place(&self, row: usize) -> usize {
        if self.repeated { 0 } else { row }
    }

    pub(crate) fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(self.place(row)))
    }
}

/// An argument that is an array or a map: children, and for each row the part of them it holds.
pub(crate) struct Nested {
    offsets: OffsetBuffer<i32>,
    nulls: Option<NullBuffer>,
    /// The elements, or the keys and the values.
    children: Vec<ArrayRef>,
    repeated: bool,
}

impl Nested {
    /// An argument that is an array.
    pub(crate) fn list(call: &Invocation<'_>, index: usize) -> Result<Self> {
        let column = Column::of(call, index)?;
        Self::of_list(&column.array, column.repeated)
    }

    /// A column of arrays.
    pub(crate) fn of_list(array: &ArrayRef, repeated: bool) -> Result<Self> {
        let list = array.as_list_opt::<i32>().ok_or_else(|| held("an array", array))?;
        let children = vec![Arc::clone(list.values())];
        Ok(Self { offsets: list.offsets().clone(), nulls: list.nulls().cloned(), children, repeated })
    }

    /// An argument that is a map.
    pub(crate) fn map(call: &Invocation<'_>, index: usize) -> Result<Self> {
        let column = Column::of(call, index)?;
        let map = column.array.as_map_opt().ok_or_else(|| held("a map", &column.array))?;
        let children = vec![Arc::clone(map.keys()), Arc::clone(map.values())];
        let nulls = map.nulls().cloned();
        Ok(Self { offsets: map.offsets().clone(), nulls, children, repeated: column.repeated })
    }

    /// The elements of an array, the keys of a map.
    pub(crate) fn elements(&self) -> &ArrayRef {
        &self.children[0]
    }

    /// The values of a map.
    pub(crate) fn values(&self) -> &ArrayRef {
        &self.children[self.children.len() - 1]
    }

    pub(crate) fn children(&self) -> &[ArrayRef] {
        &self.children
    }

    /// Whether one value stands for every row.
    pub(crate) fn is_repeated(&self) -> bool {
        self.repeated
    }

    /// A column of arrays as long as these, of other elements in the same places.
    pub(crate) fn list_of(&self, element: &Type, elements: &ArrayRef) -> Result<ArrayRef> {
        let field = Arc::new(Field::new("item", element.to_arrow(), true));
        let list = ListArray::try_new(field, self.offsets.clone(), Arc::clone(elements), self.nulls.clone())?;
        Ok(Arc::new(list))
    }

    /// The part of the children that a row holds; none for NULL.
    pub(crate) fn range(&self, row: usize) -> Option<Range<usize>> {
        let row = if self.repeated { 0 } else { row };
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        Some(self.offsets[row] as usize..self.offsets[row + 1] as usize)
    }
}

/// The nulls of a column, those of a column of NULLs alone included.
pub(crate) fn null_at(nulls: Option<&NullBuffer>, index: usize) -> bool {
    nulls.is_some_and(|nulls| nulls.is_null(index))
}

fn held(wanted: &str, array: &ArrayRef) -> TrinoError {
    TrinoError::internal(format!("{wanted} is held as {}", array.data_type()))
}
