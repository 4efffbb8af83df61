//! Text columns as the types their first values had.

use std::sync::Arc;

use boathouse_schema::HiveType;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringViewArray};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use parking_lot::Mutex;

use crate::{Error, Result};

/// A value that a later part of the data has and the inferred type has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    pub column: String,
    pub value: String,
}

/// Casts batches of text, and remembers the first value that does not fit.
#[derive(Debug)]
pub(crate) struct TypedColumns {
    schema: SchemaRef,
    pub misfit: Mutex<Option<Misfit>>,
}

impl TypedColumns {
    pub fn new(schema: SchemaRef) -> Self {
        Self { schema, misfit: Mutex::default() }
    }

    /// The batch in the schema's types: empty text is NULL in every column that is no text.
    pub fn cast(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let columns = batch
            .columns()
            .iter()
            .zip(self.schema.fields())
            .map(|(column, field)| self.cast_column(column, field.name(), field.data_type()))
            .collect::<Result<Vec<_>>>()?;
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
    }

    fn cast_column(&self, column: &ArrayRef, name: &str, data_type: &DataType) -> Result<ArrayRef> {
        if column.data_type() == data_type {
            return Ok(Arc::clone(column));
        }
        let cast = cast_with_options(column, data_type, &CastOptions { safe: true, ..CastOptions::default() })?;
        let text = column.as_string_view();
        if first_misfit(text, &cast).is_none() {
            return Ok(cast);
        }
        let trimmed: StringViewArray = text.iter().map(|value| value.map(str::trim)).collect();
        let cast = cast_with_options(&trimmed, data_type, &CastOptions { safe: true, ..CastOptions::default() })?;
        let Some(value) = first_misfit(&trimmed, &cast) else { return Ok(cast) };
        let message = format!("column '{name}' has the value '{value}', which is no {data_type}");
        self.misfit.lock().get_or_insert(Misfit { column: name.to_owned(), value });
        Err(Error::data("the source", message))
    }
}

/// A text that is not empty and became NULL.
fn first_misfit(text: &StringViewArray, cast: &ArrayRef) -> Option<String> {
    if cast.null_count() == text.null_count() {
        return None;
    }
    let row = (0..text.len()).find(|row| cast.is_null(*row) && text.is_valid(*row) && !text.value(*row).is_empty())?;
    Some(text.value(row).to_owned())
}

/// The next wider type that holds the value too.
pub(crate) fn widened(data_type: &HiveType, value: &str) -> HiveType {
    let integer = matches!(data_type, HiveType::TinyInt | HiveType::SmallInt | HiveType::Int);
    let number = integer || matches!(data_type, HiveType::BigInt | HiveType::Float | HiveType::Decimal { .. });
    if integer && value.trim().parse::<i64>().is_ok() {
        HiveType::BigInt
    } else if number && value.trim().parse::<f64>().is_ok() {
        HiveType::Double
    } else {
        HiveType::String
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::datatypes::{Field, Schema};

    #[test]
    fn misfits_are_remembered_and_widen() {
        let schema = Arc::new(Schema::new(vec![Field::new("n", DataType::Int64, true)]));
        let typed = TypedColumns::new(schema);
        let batch = |values: Vec<Option<&str>>| {
            RecordBatch::try_from_iter([("n", Arc::new(StringViewArray::from(values)) as ArrayRef)]).unwrap()
        };
        let good = typed.cast(&batch(vec![Some("1"), Some(" 2 "), Some(""), None])).unwrap();
        assert_eq!(good.column(0).null_count(), 2);
        typed.cast(&batch(vec![Some("1"), Some("1.5")])).unwrap_err();
        let misfit = typed.misfit.lock().clone().unwrap();
        assert_eq!(misfit, Misfit { column: "n".into(), value: "1.5".into() });
        assert_eq!(widened(&HiveType::BigInt, "1.5"), HiveType::Double);
        assert_eq!(widened(&HiveType::Int, "5000000000"), HiveType::BigInt);
        assert_eq!(widened(&HiveType::Double, "abc"), HiveType::String);
    }
}
