//! Batches for people: what Arrow's own printing would show as numbers or halves of a value, as text.

use std::collections::HashMap;
use std::sync::Arc;

use boathouse_types::{EXTENSION_METADATA_KEY, EXTENSION_NAME, EXTENSION_NAME_KEY, Type};
use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringViewBuilder};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion::arrow::error::ArrowError;

use super::ColumnText;

/// The batch with Athena's text in the columns whose types Arrow does not know: times with a zone, padded
/// text, identifiers, intervals and whatever holds them. Their fields' metadata names the type.
///
/// # Errors
/// When a column is not held as its field says.
pub fn readable(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = batch.schema_ref();
    let (mut fields, mut columns) = (Vec::with_capacity(batch.num_columns()), Vec::with_capacity(batch.num_columns()));
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        let (field, column) = match Type::from_field(field).filter(takes_text) {
            Some(data_type) => text_column(field, &data_type, column)?,
            None => (field.clone(), column.clone()),
        };
        fields.push(field);
        columns.push(column);
    }
    let schema = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(schema, columns, &options)
}

fn takes_text(data_type: &Type) -> bool {
    match data_type {
        Type::TimeTz(_)
        | Type::Time(10..)
        | Type::Timestamp(7..)
        | Type::TimestampTz(_)
        | Type::IntervalDayToSecond
        | Type::IntervalYearToMonth
        | Type::Char(_)
        | Type::Uuid
        | Type::IpAddress => true,
        Type::Array(element) => takes_text(element),
        Type::Map(key, value) => takes_text(key) || takes_text(value),
        Type::Row(fields) => fields.iter().any(|field| takes_text(&field.data_type)),
        _ => false,
    }
}

fn text_column(field: &Field, data_type: &Type, column: &ArrayRef) -> Result<(FieldRef, ArrayRef), ArrowError> {
    let printer = ColumnText::new(data_type, column)?;
    let mut texts = StringViewBuilder::with_capacity(column.len());
    let mut text = String::new();
    for row in 0..column.len() {
        if printer.is_null(row) {
            texts.append_null();
        } else {
            text.clear();
            printer.write(row, &mut text);
            texts.append_value(&text);
        }
    }
    let field = Field::new(field.name(), DataType::Utf8View, true).with_metadata(HashMap::from([
        (EXTENSION_NAME_KEY.to_owned(), EXTENSION_NAME.to_owned()),
        (EXTENSION_METADATA_KEY.to_owned(), data_type.to_string()),
    ]));
    Ok((Arc::new(field), Arc::new(texts.finish())))
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::{AsArray, DurationMillisecondArray, Int64Array};

    use super::*;

    #[test]
    fn only_what_arrow_does_not_know_becomes_text() {
        let fields = vec![Type::BigInt.to_field("n"), Type::IntervalDayToSecond.to_field("i")];
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
        let intervals: ArrayRef = Arc::new(DurationMillisecondArray::from(vec![Some(86_400_000), None]));
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), vec![numbers.clone(), intervals]);
        let shown = readable(&batch.expect("a batch")).expect("printable");
        assert_eq!(shown.column(0), &numbers);
        let texts: Vec<_> = shown.column(1).as_string_view().iter().collect();
        assert_eq!(texts, [Some("1 00:00:00.000"), None]);
    }
}
