//! Types that lose nothing must also hold what no sample has shown.

use boathouse_formats::infer::Shape;
use boathouse_schema::HiveType;

use crate::schema::{Format, MergedColumn};

/// Digits of a decimal that fits 64 bits, and of the longest.
const DECIMAL_DIGITS: [u8; 2] = [18, 38];

/// Whether values are typed by what they look like.
fn is_typed_by_values(format: &Format) -> bool {
    matches!(format, Format::Csv { .. } | Format::Json { .. })
}

/// Gives decimals room for digits before the point that no sample has shown.
pub(super) fn widen(columns: &mut [MergedColumn], format: &Format) {
    if !matches!(format, Format::Csv { .. }) {
        return;
    }
    for column in columns {
        if let Shape::Scalar(HiveType::Decimal { precision, .. }) = &mut column.shape
            && let Some(digits) = DECIMAL_DIGITS.iter().find(|digits| **digits >= *precision)
        {
            *precision = *digits;
        }
    }
}

/// Gives a partition's columns the table's types: text is read by them as well, and a partition whose few values fit a
/// narrower type would not go with its table.
pub(super) fn inherit(columns: &mut [MergedColumn], table: &[MergedColumn], format: &Format) {
    if !is_typed_by_values(format) {
        return;
    }
    for column in columns {
        if let Some(known) = table.iter().find(|known| known.name == column.name) {
            column.shape.clone_from(&known.shape);
        }
    }
}
