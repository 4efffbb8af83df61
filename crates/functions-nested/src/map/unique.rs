//! What keys of a map must be: not NULL, without NULL inside, and each only once.

use std::ops::Range;

use arrow::array::{Array, ArrayRef};
use arrow::buffer::NullBuffer;
use arrow::row::Rows;
use boathouse_functions::{is_indeterminate, row_keys};
use boathouse_types::{Result, TrinoError, Type};

use crate::args::null_at;
use crate::value::set::Seen;
use crate::value::text_of;

/// A column of keys, and what tells them apart.
pub(crate) struct Keys<'a> {
    data_type: &'a Type,
    column: &'a ArrayRef,
    rows: Rows,
    nulls: Option<NullBuffer>,
}

impl<'a> Keys<'a> {
    pub(crate) fn new(data_type: &'a Type, column: &'a ArrayRef) -> Result<Self> {
        Ok(Self { data_type, column, rows: row_keys(data_type, column)?, nulls: column.logical_nulls() })
    }

    pub(crate) fn row(&self, place: usize) -> arrow::row::Row<'_> {
        self.rows.row(place)
    }

    pub(crate) fn not_null(&self, place: usize) -> Result<()> {
        if null_at(self.nulls.as_ref(), place) {
            return Err(TrinoError::invalid_argument("map key cannot be null"));
        }
        Ok(())
    }

    pub(crate) fn determinate(&self, place: usize) -> Result<()> {
        self.not_null(place)?;
        let nested = matches!(self.data_type, Type::Array(_) | Type::Map(..) | Type::Row(_));
        if nested && is_indeterminate(self.data_type, self.column, place)? {
            let text = text_of(self.data_type, self.column, place)?;
            return Err(TrinoError::invalid_argument(format!("map key cannot be indeterminate: {text}")));
        }
        Ok(())
    }

    /// Checks the keys of a row against each other.
    pub(crate) fn unique<'k>(&'k self, places: Range<usize>, seen: &mut Seen<'k>) -> Result<()> {
        seen.clear();
        for place in places {
            if !seen.add(self.rows.row(place), place) {
                let text = text_of(self.data_type, self.column, place)?;
                return Err(TrinoError::invalid_argument(format!("Duplicate map keys ({text}) are not allowed")));
            }
        }
        Ok(())
    }
}
