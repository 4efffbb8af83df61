//! What can be set about queries.

use std::time::Duration;

use boathouse_state::{DEFAULT_ACCOUNT, DEFAULT_REGION};
use serde::{Deserialize, Serialize};

use crate::Price;

/// The name of the one catalog, as the engine spells it; callers may use any case.
pub const CATALOG_NAME: &str = "awsdatacatalog";

/// The longest statement there is, in bytes.
pub const STATEMENT_BYTES_MAX: usize = 262_144;

/// Limits and places. Every default is meant for a laptop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueryConfig {
    /// Partitions a plan is split into; 0 is one for each core.
    pub target_partitions: usize,
    /// Bytes that all running queries together may hold in sorts, joins and aggregates; more spills to
    /// temporary files or fails the query.
    pub memory_bytes_max: usize,
    /// Bytes that all running queries together may put aside on the disk; more fails the query.
    pub spill_bytes_max: u64,
    /// Bytes of Parquet footers kept between queries.
    pub footer_cache_bytes_max: usize,
    /// Queries that run at the same time; the others wait their turn.
    pub running_max: usize,
    /// Queries that an account may have running or waiting in a region; more are refused.
    pub active_max: usize,
    /// The same of DDL and utility statements; AWS's own limit is 20.
    pub ddl_active_max: usize,
    /// Seconds a query may run.
    pub dml_timeout_s: u64,
    /// Seconds a DDL statement may run.
    pub ddl_timeout_s: u64,
    /// `s3://bucket/prefix/` for results when neither the caller nor the workgroup names one; `None` is
    /// the bucket `aws-athena-query-results-<account>-<region>`, made when needed.
    pub output_location: Option<String>,
    /// The account in the default bucket's name in the default scope.
    pub account_id: String,
    /// The region in the default bucket's name in the default scope.
    pub region: String,
    /// Whether results show what Athena's show even where that says nothing: bytes within lists, maps and rows as
    /// `[B@…`, and footers as nothing scanned.
    pub strict: bool,
    /// How often an account may call.
    pub rates: CallRates,
    /// What Athena charges.
    pub price: Price,
}

/// How often an account may call each operation in a region. AWS has these limits; nobody needs them at home, so they
/// count only when they are switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CallRates {
    /// Whether calls beyond them are refused.
    pub enabled: bool,
    /// Starting and stopping queries.
    pub start: CallRate,
    /// Looking at one query and at its results.
    pub get: CallRate,
    /// Looking at many queries.
    pub batch: CallRate,
    /// Listings, and looking at many named queries.
    pub list: CallRate,
    /// Everything else.
    pub other: CallRate,
}

/// So many calls a second, and so many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallRate {
    /// Calls that become free each second.
    pub per_s: u32,
    /// Calls that can be free.
    pub burst: u32,
}

impl Default for CallRates {
    fn default() -> Self {
        Self {
            enabled: false,
            start: CallRate { per_s: 20, burst: 80 },
            get: CallRate { per_s: 100, burst: 200 },
            batch: CallRate { per_s: 20, burst: 40 },
            list: CallRate { per_s: 5, burst: 10 },
            other: CallRate { per_s: 5, burst: 20 },
        }
    }
}

impl Default for QueryConfig {
    fn default() -> Self {
        Self {
            target_partitions: 0,
            memory_bytes_max: 1 << 30,
            spill_bytes_max: 10 << 30,
            footer_cache_bytes_max: 32 << 20,
            running_max: 8,
            active_max: 200,
            ddl_active_max: 200,
            dml_timeout_s: 30 * 60,
            ddl_timeout_s: 600 * 60,
            output_location: None,
            account_id: DEFAULT_ACCOUNT.to_owned(),
            region: DEFAULT_REGION.to_owned(),
            strict: false,
            rates: CallRates::default(),
            price: Price::default(),
        }
    }
}

impl QueryConfig {
    pub(crate) fn timeout(&self, is_ddl: bool) -> Duration {
        Duration::from_secs(if is_ddl { self.ddl_timeout_s } else { self.dml_timeout_s })
    }
}
