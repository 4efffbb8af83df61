//! Amazon Ion, text and binary: structs at the top level, one a row.
//! <https://amazon-ion.github.io/ion-docs/docs/spec.html>

mod binary;
mod symbols;
#[cfg(test)]
mod tests;
mod text;
mod tokens;

use boathouse_schema::HiveType;

use super::columns::Columns;
use super::merge::merge_fields;
use super::{InferredColumn, Mismatch, Shape};

/// First bytes of binary Ion.
pub const ION_MAGIC: &[u8; 4] = b"\xe0\x01\x00\xea";

/// Values nested deeper are registered as `string`: type texts of more levels are not read back.
const NESTING_DEPTH_MAX: u8 = 48;
/// Nesting at which a reader gives up: its own stack is not endless.
const READ_DEPTH_MAX: u8 = 128;

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
    if sample.starts_with(ION_MAGIC) {
        binary::read(sample, complete, &mut rows)
    } else {
        text::read(sample, complete, &mut rows)
    }?;
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
    fn add(&mut self, fields: Vec<(String, Shape)>, bytes: usize) -> Result<(), Mismatch> {
        self.records += 1;
        self.record_bytes += bytes;
        self.columns.add(fields, self.records)
    }
}

/// Why a value could not be read.
enum Broken {
    /// The sample ends within it.
    Cut,
    /// It is no Ion, or not Ion that has rows.
    Wrong(String),
}

impl Broken {
    fn wrong(why: impl Into<String>) -> Self {
        Self::Wrong(why.into())
    }

    fn of(self, record: usize) -> Mismatch {
        match self {
            Self::Cut => Mismatch::new(format!("value {record} ends early")),
            Self::Wrong(why) => Mismatch::new(format!("value {record}: {why}")),
        }
    }
}

fn scalar(data_type: HiveType) -> Shape {
    Shape::Scalar(data_type)
}

/// Ion says nothing of a decimal's digits.
fn decimal() -> Shape {
    scalar(HiveType::Decimal { precision: 38, scale: 18 })
}

/// An integer of this magnitude; `None` is beyond 64 bits.
fn integer(magnitude: Option<u64>, negative: bool) -> Shape {
    let value = magnitude.map(i128::from).map(|value| if negative { -value } else { value });
    scalar(match value {
        Some(value) if i32::try_from(value).is_ok() => HiveType::Int,
        Some(value) if i64::try_from(value).is_ok() => HiveType::BigInt,
        _ => HiveType::Decimal { precision: 38, scale: 0 },
    })
}

fn list(items: Vec<Shape>, depth: u8) -> Shape {
    if depth > NESTING_DEPTH_MAX {
        return scalar(HiveType::String);
    }
    Shape::Array(Box::new(items.into_iter().fold(Shape::Unknown, Shape::join)))
}

fn structure(fields: Vec<(String, Shape)>, depth: u8) -> Shape {
    if depth > NESTING_DEPTH_MAX {
        return scalar(HiveType::String);
    }
    Shape::Struct(merge_fields(fields.into_iter().map(|(name, shape)| (name.to_lowercase(), shape))))
}
