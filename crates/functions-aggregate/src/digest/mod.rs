//! Digests: summaries of many values in few bytes, laid out as Trino lays them out.

pub(crate) mod approx_distinct;
pub(crate) mod approx_percentile;
pub(crate) mod at_quantile;
mod bias;
mod digesting;
mod hll;
mod murmur;
mod qdigest;
pub(crate) mod quantiles;
mod reader;
mod set;
pub(crate) mod set_functions;
mod sortable;
mod tdigest;
mod text;
