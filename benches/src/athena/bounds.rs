//! What the figures have to be. A figure beyond its bound ends the command with an error.

/// `SELECT 1` from its start to its row, the median.
pub(super) const ONE_MEDIAN_MS_MAX: f64 = 6.0;
/// From a query's start to its rows over the wire, to the time of the same plan in the process.
pub(super) const WIRE_TO_INSIDE_MAX: f64 = 1.10;
/// Milliseconds that starting, writing and fetching may add to a query that reads nothing.
pub(super) const WIRE_ADDS_MS_MAX: f64 = ONE_MEDIAN_MS_MAX;
/// Queries of the load that may fail.
pub(super) const LOAD_ERRORS_MAX: f64 = 0.0;
/// The server's memory under the load.
pub(super) const LOAD_PEAK_MIB_MAX: f64 = 1_024.0;
/// The most that a client gets done, to the least.
pub(super) const LOAD_MOST_TO_LEAST_MAX: f64 = 2.0;
/// The first page of a large result, from the query's end.
pub(super) const FIRST_PAGE_MS_MAX: f64 = 300.0;
/// A page anywhere in a large result, to the first one, medians of many.
pub(super) const LATER_TO_FIRST_PAGE_MAX: f64 = 1.25;
/// A few rows out of ten thousand files whose footers are known.
pub(super) const POINT_AGAIN_MS_MAX: f64 = 300.0;
/// The server's memory while it makes and serves a large result.
pub(super) const LARGE_PEAK_MIB_MAX: f64 = 512.0;
