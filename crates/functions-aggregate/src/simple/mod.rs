//! Counts, sums, averages, extremes and the like.

pub(crate) mod any;
pub(crate) mod avg;
pub(crate) mod bits;
pub(crate) mod booleans;
pub(crate) mod checksum;
pub(crate) mod count;
mod count_rows;
pub(crate) mod extreme;
pub(crate) mod extreme_n;
pub(crate) mod min_max;
pub(crate) mod moments;
pub(crate) mod statistics;
pub(crate) mod sum;
mod wide;

pub(crate) use count_rows::CountRows;
