//! Aggregate and window functions, and the digests some of them keep.

mod collect;
mod columns;
mod engine;
mod simple;
#[cfg(test)]
mod tests;
mod window;
mod xxhash;

use boathouse_functions::{Aggregate, Function, Window};

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[];

/// Every aggregate function, in order of name.
pub const AGGREGATES: &[&Aggregate] = &[
    &simple::any::ARBITRARY,
    &collect::array_agg::ARRAY_AGG,
    &simple::avg::AVG,
    &simple::bits::AND,
    &simple::bits::OR,
    &simple::bits::XOR,
    &simple::booleans::BOOL_AND,
    &simple::booleans::BOOL_OR,
    &simple::checksum::CHECKSUM,
    &simple::statistics::CORR,
    &simple::count::COUNT,
    &simple::count::COUNT_IF,
    &simple::statistics::COVAR_POP,
    &simple::statistics::COVAR_SAMP,
    &simple::statistics::GEOMETRIC_MEAN,
    &collect::histogram::HISTOGRAM,
    &simple::statistics::KURTOSIS,
    &collect::listagg::LISTAGG,
    &collect::map_agg::MAP_AGG,
    &collect::map_union::MAP_UNION,
    &simple::min_max::MAX,
    &simple::extreme::MAX_BY,
    &simple::min_max::MIN,
    &simple::extreme::MIN_BY,
    &collect::map_agg::MULTIMAP_AGG,
    &collect::reduce_agg::REDUCE_AGG,
    &simple::statistics::REGR_INTERCEPT,
    &simple::statistics::REGR_SLOPE,
    &simple::statistics::SKEWNESS,
    &simple::statistics::STDDEV_POP,
    &simple::statistics::STDDEV_SAMP,
    &simple::sum::SUM,
    &simple::statistics::VAR_POP,
    &simple::statistics::VAR_SAMP,
];

/// Every window function, in order of name.
pub const WINDOWS: &[&Window] = &[
    &window::rank::CUME_DIST,
    &window::rank::DENSE_RANK,
    &window::value::FIRST_VALUE,
    &window::offset::LAG,
    &window::value::LAST_VALUE,
    &window::offset::LEAD,
    &window::value::NTH_VALUE,
    &window::ntile::NTILE,
    &window::rank::PERCENT_RANK,
    &window::rank::RANK,
    &window::rank::ROW_NUMBER,
];
