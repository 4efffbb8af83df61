//! Amazon Ion, text and binary: structs at the top level, one a row.
//! <https://amazon-ion.github.io/ion-docs/docs/spec.html>

mod shown;
#[cfg(test)]
mod tests;

use boathouse_schema::HiveType;

use super::columns::Columns;
use super::merge::merge_fields;
use super::{InferredColumn, Mismatch, Shape};
pub use crate::ion::ION_MAGIC;
use crate::ion::{Broken, IonReader, IonValue, Top};

/// Values nested deeper are registered as `string`: type texts of more levels are not read back.
const NESTING_DEPTH_MAX: u8 = 48;

/// What a sample of Ion says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IonSchema {
    /// Columns in the order of first appearance, names lower case.
    pub columns: Vec<InferredColumn>,
    /// Whole structs in the sample.
    pub records: u64,
    /// Their bytes.
    pub record_bytes: u64,
}

/// Infers the columns of an Ion sample. `complete` says that the sample is the whole file.
///
/// # Errors
/// [`Mismatch`] when the sample is no Ion or holds anything but structs at its top level; with
/// `needs_more` when no struct ends within it.
pub fn infer_ion(sample: &[u8], complete: bool) -> Result<IonSchema, Mismatch> {
    let mut rows = Rows::default();
    let (mut reader, mut rest) = (IonReader::default(), sample);
    loop {
        match reader.next(&mut rest, complete) {
            Ok(Top::Row(fields, bytes)) => rows.add(fields, bytes)?,
            Ok(Top::NoData) => {}
            Ok(Top::End) => break,
            Err(Broken::Cut) if !complete => break,
            Err(broken) => return Err(mismatch(broken, rows.records + 1)),
        }
    }
    if rows.records == 0 {
        return Err(Mismatch { reason: "no whole struct was found".to_owned(), needs_more: !complete });
    }
    let columns = rows.columns.finish().0;
    if columns.is_empty() {
        return Err(Mismatch::new("its structs are empty"));
    }
    Ok(IonSchema { columns, records: rows.records as u64, record_bytes: rows.record_bytes as u64 })
}

#[derive(Default)]
struct Rows {
    columns: Columns,
    records: usize,
    record_bytes: usize,
}

impl Rows {
    fn add(&mut self, fields: Vec<(String, IonValue)>, bytes: usize) -> Result<(), Mismatch> {
        self.records += 1;
        self.record_bytes += bytes;
        let shapes = fields.iter().map(|(name, value)| (name.clone(), shape(value, 1))).collect();
        self.columns.add_showing(shapes, self.records, |path| {
            let value = fields.iter().find(|(name, _)| name == path).map(|(_, value)| value);
            value.and_then(shown::text)
        })
    }
}

fn mismatch(broken: Broken, record: usize) -> Mismatch {
    match broken {
        Broken::Cut => Mismatch::new(format!("value {record} ends early")),
        Broken::Wrong(why) => Mismatch::new(format!("value {record}: {why}")),
    }
}

fn shape(value: &IonValue, depth: u8) -> Shape {
    let scalar = Shape::Scalar;
    match value {
        IonValue::Null => Shape::Unknown,
        IonValue::Boolean(_) => scalar(HiveType::Boolean),
        IonValue::Integer(Some(value)) if i32::try_from(*value).is_ok() => scalar(HiveType::Int),
        IonValue::Integer(Some(value)) if i64::try_from(*value).is_ok() => scalar(HiveType::BigInt),
        IonValue::Integer(_) => scalar(HiveType::Decimal { precision: 38, scale: 0 }),
        IonValue::Float(_) => scalar(HiveType::Double),
        // Ion says nothing of a decimal's digits.
        IonValue::Decimal(_) => scalar(HiveType::Decimal { precision: 38, scale: 18 }),
        IonValue::Timestamp(_) => scalar(HiveType::Timestamp),
        IonValue::Text(_) => scalar(HiveType::String),
        IonValue::Bytes(_) => scalar(HiveType::Binary),
        IonValue::List(_) | IonValue::Struct(_) if depth > NESTING_DEPTH_MAX => scalar(HiveType::String),
        IonValue::List(items) => {
            let items = items.iter().map(|item| shape(item, depth + 1));
            Shape::Array(Box::new(items.fold(Shape::Unknown, Shape::join)))
        }
        IonValue::Struct(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.to_lowercase(), shape(value, depth + 1)));
            Shape::Struct(merge_fields(fields))
        }
    }
}
