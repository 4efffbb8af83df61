//! Whether two answers are the same.

use std::io;

use datafusion::arrow::array::{Array, RecordBatch};
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

/// How far two doubles may be apart, relative to their size: a sum of doubles depends on the order of its
/// additions, and files of different sizes are added in a different order. Everything else must be equal.
pub(super) const DOUBLE_TOLERANCE: f64 = 1e-9;

/// One value.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Null,
    Double(f64),
    Exact(String),
}

/// The first difference between two answers, in words.
pub(super) fn difference(csv: &[RecordBatch], parquet: &[RecordBatch]) -> io::Result<Option<String>> {
    let (left, right) = (rows(csv)?, rows(parquet)?);
    if left.len() != right.len() {
        return Ok(Some(format!("{} rows from CSV, {} from Parquet", left.len(), right.len())));
    }
    for (i, (a, b)) in left.iter().zip(&right).enumerate() {
        if a.len() != b.len() {
            return Ok(Some(format!("{} columns from CSV, {} from Parquet", a.len(), b.len())));
        }
        if let Some(column) = a.iter().zip(b).position(|(a, b)| !same(a, b)) {
            return Ok(Some(format!(
                "row {i}, column {column}: {:?} from CSV, {:?} from Parquet",
                a[column], b[column]
            )));
        }
    }
    Ok(None)
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Double(a), Value::Double(b)) => {
            (a - b).abs() <= DOUBLE_TOLERANCE * a.abs().max(b.abs()) || (a.is_nan() && b.is_nan())
        }
        _ => a == b,
    }
}

fn rows(batches: &[RecordBatch]) -> io::Result<Vec<Vec<Value>>> {
    let mut rows = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            rows.push(batch.columns().iter().map(|column| value(column.as_ref(), row)).collect::<io::Result<_>>()?);
        }
    }
    Ok(rows)
}

fn value(array: &dyn Array, row: usize) -> io::Result<Value> {
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    let invalid = |error: &dyn std::error::Error| io::Error::new(io::ErrorKind::InvalidData, error.to_string());
    let options = FormatOptions::new();
    let formatter = ArrayFormatter::try_new(array, &options).map_err(|error| invalid(&error))?;
    let text = formatter.value(row).try_to_string().map_err(|error| invalid(&error))?;
    match array.data_type() {
        DataType::Float32 | DataType::Float64 => text.parse().map(Value::Double).map_err(|error| invalid(&error)),
        _ => Ok(Value::Exact(text)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};

    use super::*;

    fn batch(n: &[Option<i64>], t: &[&str], d: &[f64]) -> RecordBatch {
        let n: ArrayRef = Arc::new(Int64Array::from(n.to_vec()));
        let t: ArrayRef = Arc::new(StringArray::from(t.to_vec()));
        let d: ArrayRef = Arc::new(Float64Array::from(d.to_vec()));
        RecordBatch::try_from_iter([("n", n), ("t", t), ("d", d)]).expect("batch")
    }

    #[test]
    fn only_doubles_have_room() {
        let base = batch(&[Some(1), None], &["a", "b"], &[1.0, 2.0]);
        for (other, equal) in [
            (batch(&[Some(1), None], &["a", "b"], &[1.0 + 1e-12, 2.0]), true),
            (batch(&[Some(1), None], &["a", "b"], &[1.0 + 1e-6, 2.0]), false),
            (batch(&[Some(2), None], &["a", "b"], &[1.0, 2.0]), false),
            (batch(&[Some(1), Some(0)], &["a", "b"], &[1.0, 2.0]), false),
            (batch(&[Some(1), None], &["a", "B"], &[1.0, 2.0]), false),
            (base.slice(0, 1), false),
        ] {
            let found = difference(std::slice::from_ref(&base), std::slice::from_ref(&other)).expect("compares");
            assert_eq!(found.is_none(), equal, "{found:?}");
        }
        // Batches may be cut anywhere.
        assert_eq!(difference(&[base.slice(0, 1), base.slice(1, 1)], &[base]).expect("compares"), None);
    }
}
