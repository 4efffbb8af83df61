//! Aggregates whose result holds the rows: arrays, maps, texts.

pub(crate) mod approx_most_frequent;
pub(crate) mod array_agg;
pub(crate) mod histogram;
pub(crate) mod listagg;
pub(crate) mod map_agg;
pub(crate) mod map_union;
pub(crate) mod numeric_histogram;
pub(crate) mod reduce_agg;
