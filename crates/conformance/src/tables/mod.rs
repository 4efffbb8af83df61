//! The tables cases name: TPC-H at 0.01 and the analyzer tests' own.

mod analyzer;
mod build;
mod parquet;
mod tpch;
mod views;

pub(crate) use analyzer::analyzer_tables;
pub(crate) use parquet::add_parquet;
pub(crate) use tpch::tpch_tables;
pub(crate) use views::add_views;

/// A table with its rows.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) batch: arrow::array::RecordBatch,
}
