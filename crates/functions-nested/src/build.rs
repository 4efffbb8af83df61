//! Results that are arrays or maps, put together from places in other columns.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, MapArray, StructArray, UInt32Array, new_empty_array};
use arrow::buffer::{BooleanBuffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::{interleave, take};
use arrow_schema::{DataType, Field};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};

/// Elements the results of one batch may have in all, so that a product of sizes cannot take all memory.
const ELEMENTS_MAX: usize = 1 << 27;

/// Where the rows of a result begin, and which of them are NULL.
#[derive(Default)]
pub(crate) struct Shape {
    offsets: Vec<i32>,
    valid: Vec<bool>,
    any_null: bool,
}

impl Shape {
    pub(crate) fn with_capacity(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self { offsets, valid: Vec::with_capacity(rows), any_null: false }
    }

    /// Ends a row; `elements` counts those of all rows so far.
    pub(crate) fn end(&mut self, elements: usize) -> Result<()> {
        self.offsets.push(checked(elements)?);
        self.valid.push(true);
        Ok(())
    }

    /// A row that is NULL.
    pub(crate) fn null(&mut self) {
        self.offsets.push(self.offsets.last().copied().unwrap_or_default());
        self.valid.push(false);
        self.any_null = true;
    }

    fn parts(self) -> (OffsetBuffer<i32>, Option<NullBuffer>) {
        let nulls = self.any_null.then(|| NullBuffer::new(BooleanBuffer::from(self.valid)));
        (OffsetBuffer::new(ScalarBuffer::from(self.offsets)), nulls)
    }

    /// A column of arrays of these elements.
    pub(crate) fn list(self, element: &Type, elements: ArrayRef) -> Result<ArrayRef> {
        let (offsets, nulls) = self.parts();
        let field = Arc::new(Field::new("item", element.to_arrow(), true));
        Ok(Arc::new(ListArray::try_new(field, offsets, elements, nulls)?))
    }

    /// A column of maps of these entries.
    pub(crate) fn map(self, key: &Type, value: &Type, keys: ArrayRef, values: ArrayRef) -> Result<ArrayRef> {
        let DataType::Map(entries, sorted) = Type::map(key.clone(), value.clone()).to_arrow() else {
            return Err(TrinoError::internal("a map is not held as one"));
        };
        let DataType::Struct(fields) = entries.data_type() else {
            return Err(TrinoError::internal("entries are not held as a structure"));
        };
        let (offsets, nulls) = self.parts();
        let structure = StructArray::try_new(fields.clone(), vec![keys, values], None)?;
        Ok(Arc::new(MapArray::try_new(entries, offsets, structure, nulls, sorted)?))
    }
}

/// A count of elements as an offset.
pub(crate) fn checked(elements: usize) -> Result<i32> {
    if elements > ELEMENTS_MAX {
        let text = format!("arrays of one batch have more than {ELEMENTS_MAX} elements");
        return Err(TrinoError::new(ErrorCode::ExceededFunctionMemoryLimit, text));
    }
    Ok(elements as i32)
}

/// Rows picked from the children of one argument.
pub(crate) struct Picks {
    pub(crate) places: Vec<u32>,
    pub(crate) shape: Shape,
}

impl Picks {
    pub(crate) fn new(rows: usize) -> Self {
        Self { places: Vec::new(), shape: Shape::with_capacity(rows) }
    }

    pub(crate) fn push(&mut self, place: usize) {
        self.places.push(place as u32);
    }

    pub(crate) fn end(&mut self) -> Result<()> {
        self.shape.end(self.places.len())
    }

    pub(crate) fn null(&mut self) {
        self.shape.null();
    }

    /// A column of arrays of the elements at these places.
    pub(crate) fn list(self, element: &Type, elements: &ArrayRef) -> Result<ArrayRef> {
        let elements = take(elements, &UInt32Array::from(self.places), None)?;
        self.shape.list(element, elements)
    }

    /// A column of maps of the entries at these places.
    pub(crate) fn map(self, key: &Type, value: &Type, keys: &ArrayRef, values: &ArrayRef) -> Result<ArrayRef> {
        let places = UInt32Array::from(self.places);
        self.shape.map(key, value, take(keys, &places, None)?, take(values, &places, None)?)
    }
}

/// Rows picked from several columns: which column, and where in it.
pub(crate) struct Mixed {
    pub(crate) places: Vec<(usize, usize)>,
    pub(crate) shape: Shape,
}

impl Mixed {
    pub(crate) fn new(rows: usize) -> Self {
        Self { places: Vec::new(), shape: Shape::with_capacity(rows) }
    }

    pub(crate) fn push(&mut self, column: usize, place: usize) {
        self.places.push((column, place));
    }

    pub(crate) fn end(&mut self) -> Result<()> {
        self.shape.end(self.places.len())
    }

    pub(crate) fn null(&mut self) {
        self.shape.null();
    }

    /// A column of arrays of the elements at these places.
    pub(crate) fn list(self, element: &Type, columns: &[&ArrayRef]) -> Result<ArrayRef> {
        let elements = mix(columns, &self.places, &element.to_arrow())?;
        self.shape.list(element, elements)
    }
}

/// The values at places of several columns.
pub(crate) fn mix(columns: &[&ArrayRef], places: &[(usize, usize)], data_type: &DataType) -> Result<ArrayRef> {
    if places.is_empty() {
        return Ok(new_empty_array(data_type));
    }
    let columns: Vec<&dyn Array> = columns.iter().map(|c| c.as_ref()).collect();
    Ok(interleave(&columns, places)?)
}

/// The element type of an array type.
pub(crate) fn element_of(data_type: &Type) -> Result<Type> {
    match data_type {
        Type::Array(element) => Ok(element.as_ref().clone()),
        other => Err(TrinoError::internal(format!("{other} is no array"))),
    }
}

/// The key and value type of a map type.
pub(crate) fn entry_of(data_type: &Type) -> Result<(Type, Type)> {
    match data_type {
        Type::Map(key, value) => Ok((key.as_ref().clone(), value.as_ref().clone())),
        other => Err(TrinoError::internal(format!("{other} is no map"))),
    }
}
