//! Timestamps of one representation in another.

use arrow::array::{Array, ArrayRef};

use crate::Result;
use crate::datetime::{TimestampBuilder, round_picos, timestamp_picos};

/// A column of timestamps, however it holds them, as `timestamp(precision)` is held; what is finer is rounded.
///
/// # Errors
/// When the column holds no timestamps, or one that Trino cannot hold.
pub fn timestamp_column(column: &dyn Array, precision: u8) -> Result<ArrayRef> {
    let timestamps = timestamp_picos(column)?;
    let mut builder = TimestampBuilder::new(precision, timestamps.len());
    for row in 0..timestamps.len() {
        builder.push(timestamps.get(row).map(|picos| round_picos(picos, precision)))?;
    }
    Ok(builder.finish())
}
