//! Bounds that a footer tells of its columns, as far as they can be relied on.
//!
//! The Parquet library panics on bounds of decimals that are longer than a decimal can be, and casts bounds beyond
//! their type to others. Such bounds are forgotten: more is read, and what is wrong with the values is found then.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as PhysicalType};
use parquet::errors::Result as ParquetResult;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetColumnIndex, ParquetMetaData, RowGroupMetaData};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::statistics::Statistics;
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

/// Bytes that a decimal can have at most.
const DECIMAL_BYTES_MAX: usize = 16;

/// What must hold for the bounds of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// They have at most so many digits.
    Digits(u32),
    /// They are not cut to milliseconds the other way than values are: so many of their units are a millisecond.
    Units(i64),
}

impl Rule {
    fn of(column: &ColumnDescriptor) -> Option<Self> {
        let digits = |precision: i32| Self::Digits(u32::try_from(precision).unwrap_or(0));
        match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Decimal(decimal)), _) => Some(digits(decimal.precision)),
            (Some(LogicalType::Timestamp(timestamp)), _) => match timestamp.unit {
                TimeUnit::MILLIS => None,
                TimeUnit::MICROS => Some(Self::Units(1_000)),
                TimeUnit::NANOS => Some(Self::Units(1_000_000)),
            },
            (None, ConvertedType::DECIMAL) => Some(digits(column.type_precision())),
            (None, ConvertedType::TIMESTAMP_MICROS) => Some(Self::Units(1_000)),
            _ => None,
        }
    }

    fn holds(self, bound: Option<i128>) -> bool {
        match (self, bound) {
            (_, None) => false,
            (Self::Digits(digits), Some(bound)) => {
                10_u128.checked_pow(digits).is_some_and(|limit| bound.unsigned_abs() < limit)
            }
            // Before 1970 a cast cuts to the later millisecond, and values are those of the earlier.
            (Self::Units(units), Some(bound)) => bound >= 0 || bound % i128::from(units) == 0,
        }
    }
}

/// The row groups of a file with bounds that hold.
pub(super) fn of_row_groups(footer: &ParquetMetaData) -> ParquetResult<Vec<RowGroupMetaData>> {
    let schema = footer.file_metadata().schema_descr();
    let rules: Vec<Option<Rule>> = schema.columns().iter().map(|column| Rule::of(column)).collect();
    footer.row_groups().iter().map(|group| of_row_group(group, &rules)).collect()
}

fn of_row_group(group: &RowGroupMetaData, rules: &[Option<Rule>]) -> ParquetResult<RowGroupMetaData> {
    let kept = |chunk: &ColumnChunkMetaData, rule: &Option<Rule>| match rule {
        None => (true, true),
        Some(rule) => (
            chunk.statistics().is_none_or(|known| statistics_hold(*rule, known)),
            chunk.column_index_offset().is_none() || pages_may_hold(*rule, chunk.statistics()),
        ),
    };
    let all = |(chunk, rule)| kept(chunk, rule) == (true, true);
    if group.columns().iter().zip(rules).all(all) {
        return Ok(group.clone());
    }
    let chunks = group.columns().iter().zip(rules).map(|(chunk, rule)| {
        let (statistics, pages) = kept(chunk, rule);
        let mut builder = chunk.clone().into_builder();
        if !statistics {
            builder = builder.clear_statistics();
        }
        if !pages {
            builder = builder.set_column_index_offset(None).set_column_index_length(None);
        }
        builder.build()
    });
    let chunks = chunks.collect::<ParquetResult<Vec<_>>>()?;
    group.clone().into_builder().set_column_metadata(chunks).build()
}

/// Whether bounds of pages, which are not known yet, may be used: of moments those that are all after 1970.
fn pages_may_hold(rule: Rule, known: Option<&Statistics>) -> bool {
    match rule {
        Rule::Digits(_) => true,
        Rule::Units(_) => known
            .and_then(|known| number(known.physical_type(), known.min_bytes_opt()?))
            .is_some_and(|least| least >= 0),
    }
}

fn statistics_hold(rule: Rule, known: &Statistics) -> bool {
    let physical = known.physical_type();
    let bounds = [known.min_bytes_opt(), known.max_bytes_opt()];
    bounds.into_iter().flatten().all(|bound| rule.holds(number(physical, bound)))
}

/// A bound as it is kept: numbers from the low byte on, bytes from the high.
fn number(physical: PhysicalType, bytes: &[u8]) -> Option<i128> {
    match physical {
        PhysicalType::INT32 => bytes.try_into().ok().map(|bytes| i128::from(i32::from_le_bytes(bytes))),
        PhysicalType::INT64 => bytes.try_into().ok().map(|bytes| i128::from(i64::from_le_bytes(bytes))),
        PhysicalType::BYTE_ARRAY | PhysicalType::FIXED_LEN_BYTE_ARRAY => unscaled(bytes),
        _ => None,
    }
}

/// The number that bytes are, from the high one on; nothing for none and for more than a decimal has.
pub(super) fn unscaled(bytes: &[u8]) -> Option<i128> {
    let first = *bytes.first().filter(|_| bytes.len() <= DECIMAL_BYTES_MAX)?;
    let start = if first & 0x80 == 0 { 0 } else { -1 };
    Some(bytes.iter().fold(start, |number: i128, byte| number << 8 | i128::from(*byte)))
}

/// Pages' bounds without those that do not hold.
pub(super) fn of_pages(index: &ParquetColumnIndex, schema: &SchemaDescriptor) -> ParquetColumnIndex {
    let checked = |(column, pages): (usize, &ColumnIndexMetaData)| match schema.columns().get(column) {
        Some(column) if !Rule::of(column).is_none_or(|rule| pages_hold(rule, pages)) => ColumnIndexMetaData::NONE,
        _ => pages.clone(),
    };
    index.iter().map(|group| group.iter().enumerate().map(checked).collect()).collect()
}

fn pages_hold(rule: Rule, pages: &ColumnIndexMetaData) -> bool {
    let holds = |bound: Option<i128>| rule.holds(bound);
    match pages {
        ColumnIndexMetaData::INT32(pages) => {
            let all = pages.min_values_iter().chain(pages.max_values_iter()).flatten();
            all.copied().all(|bound| holds(Some(bound.into())))
        }
        ColumnIndexMetaData::INT64(pages) => {
            let all = pages.min_values_iter().chain(pages.max_values_iter()).flatten();
            all.copied().all(|bound| holds(Some(bound.into())))
        }
        ColumnIndexMetaData::BYTE_ARRAY(pages) | ColumnIndexMetaData::FIXED_LEN_BYTE_ARRAY(pages) => {
            pages.min_values_iter().chain(pages.max_values_iter()).flatten().all(|bound| holds(unscaled(bound)))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_numbers_from_the_high_one_on() {
        for (bytes, expected) in [
            (&[][..], None),
            (&[1], Some(1)),
            (&[0xff], Some(-1)),
            (&[0x80, 0], Some(-32_768)),
            (&[0, 0x80], Some(128)),
            (&[0xff; 16], Some(-1)),
            (&[0x7f; 17], None),
        ] {
            assert_eq!(unscaled(bytes), expected, "{bytes:?}");
        }
        assert_eq!(unscaled(&i128::MIN.to_be_bytes()), Some(i128::MIN));
    }

    #[test]
    fn rules_hold_or_not() {
        for (rule, bound, holds) in [
            (Rule::Digits(5), Some(99_999), true),
            (Rule::Digits(5), Some(-99_999), true),
            (Rule::Digits(5), Some(100_000), false),
            (Rule::Digits(5), None, false),
            (Rule::Digits(38), Some(i128::MAX), false),
            (Rule::Digits(0), Some(1), false),
            (Rule::Units(1_000), Some(1_999), true),
            (Rule::Units(1_000), Some(-1_999), false),
            (Rule::Units(1_000), Some(-2_000), true),
        ] {
            assert_eq!(rule.holds(bound), holds, "{rule:?} {bound:?}");
        }
    }
}
