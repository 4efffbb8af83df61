//! What is known about a column's values.

use serde::{Deserialize, Serialize};

/// Statistics of one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnStatistics {
    /// Name of the column.
    pub column: String,
    /// Its type, in the words of whoever analyzed it.
    pub column_type: String,
    /// Milliseconds since the epoch.
    pub analyzed_time_ms: i64,
    /// What was found.
    pub data: ColumnStatisticsData,
}

/// The smallest and the largest value, where there are any.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extremes<T> {
    /// The smallest.
    pub minimum: Option<T>,
    /// The largest.
    pub maximum: Option<T>,
}

/// A decimal number: `unscaled` is a two's complement integer, most significant byte first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecimalNumber {
    /// The digits.
    pub unscaled: Vec<u8>,
    /// How many of them stand behind the point.
    pub scale: i32,
}

/// What was found, by the kind of the column. Counts are never negative.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnStatisticsData {
    /// Truth values.
    Boolean {
        /// Rows with true.
        trues: i64,
        /// Rows with false.
        falses: i64,
        /// Rows without a value.
        nulls: i64,
    },
    /// Days, as milliseconds since the epoch.
    Date {
        /// First and last.
        extremes: Extremes<i64>,
        /// Rows without a value.
        nulls: i64,
        /// Different values.
        distinct_values: i64,
    },
    /// Decimal numbers.
    Decimal {
        /// Smallest and largest.
        extremes: Extremes<DecimalNumber>,
        /// Rows without a value.
        nulls: i64,
        /// Different values.
        distinct_values: i64,
    },
    /// Floating-point numbers.
    Double {
        /// Smallest and largest.
        extremes: Extremes<f64>,
        /// Rows without a value.
        nulls: i64,
        /// Different values.
        distinct_values: i64,
    },
    /// Whole numbers.
    Long {
        /// Smallest and largest.
        extremes: Extremes<i64>,
        /// Rows without a value.
        nulls: i64,
        /// Different values.
        distinct_values: i64,
    },
    /// Texts.
    String {
        /// Length of the longest.
        maximum_length: i64,
        /// Mean length.
        average_length: f64,
        /// Rows without a value.
        nulls: i64,
        /// Different values.
        distinct_values: i64,
    },
    /// Bytes.
    Binary {
        /// Length of the longest.
        maximum_length: i64,
        /// Mean length.
        average_length: f64,
        /// Rows without a value.
        nulls: i64,
    },
}
