//! Every function of this crate by name.

use boathouse_functions::{Aggregate, Function, Window};

use crate::{collect, digest, simple, window};

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[
    &digest::approx_distinct::CARDINALITY,
    &digest::set_functions::CARDINALITY,
    &digest::approx_distinct::EMPTY_APPROX_SET,
    &digest::set_functions::HASH_COUNTS,
    &digest::set_functions::INTERSECTION_CARDINALITY,
    &digest::set_functions::JACCARD_INDEX,
    &digest::at_quantile::QUANTILE_AT_VALUE,
    &digest::at_quantile::VALUE_AT_QUANTILE,
    &digest::at_quantile::VALUES_AT_QUANTILES,
];

/// Every aggregate function, in order of name.
pub const AGGREGATES: &[&Aggregate] = &[
    &digest::approx_distinct::APPROX_DISTINCT,
    &collect::approx_most_frequent::APPROX_MOST_FREQUENT,
    &digest::approx_percentile::APPROX_PERCENTILE,
    &digest::approx_distinct::APPROX_SET,
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
    &digest::set_functions::MAKE_SET_DIGEST,
    &collect::map_agg::MAP_AGG,
    &collect::map_union::MAP_UNION,
    &simple::min_max::MAX,
    &simple::extreme::MAX_BY,
    &digest::quantiles::MERGE,
    &digest::set_functions::MERGE_SET_DIGEST,
    &simple::min_max::MIN,
    &simple::extreme::MIN_BY,
    &collect::map_agg::MULTIMAP_AGG,
    &collect::numeric_histogram::NUMERIC_HISTOGRAM,
    &digest::quantiles::QDIGEST_AGG,
    &collect::reduce_agg::REDUCE_AGG,
    &simple::statistics::REGR_INTERCEPT,
    &simple::statistics::REGR_SLOPE,
    &simple::statistics::SKEWNESS,
    &simple::statistics::STDDEV_POP,
    &simple::statistics::STDDEV_SAMP,
    &simple::sum::SUM,
    &digest::quantiles::TDIGEST_AGG,
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
