//! Column statistics of tables and partitions, as whoever analyzed the data reports them.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use store::MIGRATIONS;

pub use model::{ColumnStatistics, ColumnStatisticsData, DecimalNumber, Extremes};
pub use store::{ColumnFailure, FoundStatistics, StatisticsFailure, StatisticsOwner};
