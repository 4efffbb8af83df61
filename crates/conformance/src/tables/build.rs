//! Columns from text.

use std::error::Error;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, RecordBatchOptions, StringArray, StringViewArray,
};
use arrow::datatypes::{DataType, Schema};
use boathouse_types::Type;

use super::Table;

/// A table of `name type` columns from rows of text.
pub(super) fn table(name: &'static str, columns: &str, rows: &[Vec<String>]) -> Result<Table, Box<dyn Error>> {
    let mut types = Vec::new();
    for column in columns.split(';') {
        let (name, data_type) = column.trim().split_once(' ').ok_or("a column has a name and a type")?;
        types.push((name.to_owned(), data_type.parse::<Type>()?));
    }
    let mut arrays = Vec::with_capacity(types.len());
    for (i, (_, data_type)) in types.iter().enumerate() {
        arrays.push(column(data_type, rows.iter().map(|row| row[i].as_str()))?);
    }
    let schema = Schema::new(types.iter().map(|(name, t)| t.to_field(name)).collect::<Vec<_>>());
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    let batch = RecordBatch::try_new_with_options(Arc::new(schema), arrays, &options)?;
    Ok(Table { name, batch })
}

fn column<'a>(data_type: &Type, values: impl Iterator<Item = &'a str>) -> Result<ArrayRef, Box<dyn Error>> {
    Ok(match data_type {
        Type::BigInt => Arc::new(Int64Array::from(values.map(str::parse).collect::<Result<Vec<i64>, _>>()?)),
        Type::Integer => Arc::new(Int32Array::from(values.map(str::parse).collect::<Result<Vec<i32>, _>>()?)),
        Type::Double => Arc::new(Float64Array::from(values.map(str::parse).collect::<Result<Vec<f64>, _>>()?)),
        Type::Varchar(_) => Arc::new(values.map(Some).collect::<StringViewArray>()),
        Type::Date => arrow::compute::cast(&values.map(Some).collect::<StringArray>(), &DataType::Date32)?,
        other => arrow::array::new_empty_array(&other.to_arrow()),
    })
}
