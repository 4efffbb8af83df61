//! Where a table's columns are in the records of one partition, whose columns may be others.
//!
//! <https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html>

use boathouse_schema::{HiveType, to_arrow};

use super::source::SourceColumn;
use super::{PartitionLocation, TableLayout};
use crate::{Error, Result};

/// The table's columns as the records of `partition` hold them: by position for positional formats, by
/// name otherwise. A column the partition does not declare is NULL by position; by name it is read as the table
/// declares it, since files that were added later may have it.
///
/// # Errors
/// [`Error::Partition`] for a column whose type in the partition cannot become its type in the table.
pub(crate) fn source_columns(
    table: &TableLayout,
    records: &TableLayout,
    partition: &PartitionLocation,
) -> Result<Vec<SourceColumn>> {
    table
        .columns
        .iter()
        .enumerate()
        .map(|(index, (name, hive))| {
            let (position, declared) = if records.format.is_positional() {
                ((index < records.columns.len()).then_some(index), records.columns.get(index))
            } else {
                let found = records.columns.iter().position(|(other, _)| other.eq_ignore_ascii_case(name));
                (Some(found.unwrap_or(index)), found.and_then(|found| records.columns.get(found)))
            };
            let (record_name, record_type) = declared.map_or((name, hive), |(n, t)| (n, t));
            if !is_coercible(record_type, hive) {
                return Err(mismatch((name, hive), (record_name, record_type), table, partition));
            }
            // Nested values are matched to the table's type by name, so they are read as that at once.
            let read_type = if hive.is_nested() { hive.clone() } else { narrower(record_type, hive) };
            Ok(SourceColumn { position, name: record_name.clone(), hive: read_type, target: to_arrow(hive)? })
        })
        .collect()
}

/// What text of a partition's type is read as, so that it is cut for both; other types as they are.
fn narrower(record: &HiveType, table: &HiveType) -> HiveType {
    use HiveType::{Char, String, Varchar};
    match (record, table) {
        (String, Varchar(_) | Char(_)) => table.clone(),
        (Varchar(one), Varchar(other)) => Varchar(*one.min(other)),
        (Char(one), Char(other) | Varchar(other)) | (Varchar(one), Char(other)) => Char(*one.min(other)),
        _ => record.clone(),
    }
}

/// Whether values of a partition's type may become values of the table's type: otherwise a query of the table ends with
/// `HIVE_PARTITION_SCHEMA_MISMATCH`.
pub fn is_coercible(from: &HiveType, to: &HiveType) -> bool {
    use HiveType::{Array, BigInt, Char, Decimal, Double, Float, Int, Map, SmallInt, String, Struct, TinyInt, Varchar};
    match (from, to) {
        _ if from == to => true,
        (TinyInt, SmallInt | Int | BigInt) | (SmallInt, Int | BigInt) | (Int, BigInt) => true,
        (Float, Double) | (Double, Float) => true,
        (TinyInt | SmallInt | Int | BigInt, String) => true,
        // Where the longest number fits: what does not fit would not be the number any more.
        (TinyInt, Varchar(chars)) => *chars >= 4,
        (SmallInt, Varchar(chars)) => *chars >= 6,
        (Int, Varchar(chars)) => *chars >= 11,
        (BigInt, Varchar(chars)) => *chars >= 20,
        (String | Varchar(_) | Char(_), String | Varchar(_) | Char(_)) => true,
        (Decimal { precision: p, scale: s }, Decimal { precision: q, scale: t }) => {
            t >= s && q - t >= p.saturating_sub(*s)
        }
        (Array(from), Array(to)) => is_coercible(from, to),
        (Map(from_key, from_value), Map(to_key, to_value)) => {
            is_coercible(from_key, to_key) && is_coercible(from_value, to_value)
        }
        (Struct(from), Struct(to)) => to.iter().all(|field| {
            let same = from.iter().find(|other| other.name.eq_ignore_ascii_case(&field.name));
            same.is_none_or(|other| is_coercible(&other.data_type, &field.data_type))
        }),
        _ => false,
    }
}

fn mismatch(
    (name, declared): (&str, &HiveType),
    (record_name, found): (&str, &HiveType),
    table: &TableLayout,
    partition: &PartitionLocation,
) -> Error {
    let values: Vec<String> =
        table.partition_keys.iter().zip(&partition.values).map(|((key, _), value)| format!("{key}={value}")).collect();
    Error::Partition {
        message: format!(
            "HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition schemas. The types are \
             incompatible and cannot be coerced. The column '{name}' in table '{}' is declared as type '{declared}', but \
             partition '{}' declared column '{record_name}' as type '{found}'.",
            table.name,
            values.join("/")
        ),
        location: partition.location.to_string(),
    }
}
