//! What functions see of the session that runs a query.

use boathouse_types::Zone;

/// The session of a query. Fixed when the query starts, so that every use of the clock agrees.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Session {
    /// `current_timezone()`
    pub zone: Zone,
    /// When the query started, in microseconds since the epoch.
    pub start_micros: i64,
    /// `current_user`
    pub user: String,
    /// `current_catalog`
    pub catalog: Option<String>,
    /// `current_schema`
    pub schema: Option<String>,
    /// `version()`
    pub version: String,
    /// Whether a literal such as `1.5` is a double, as in Athena, or a decimal, as in Trino.
    pub decimal_literals_as_double: bool,
    /// Most entries that `sequence` gives: 10,000 in Trino, 50,000 in Athena.
    pub sequence_entries_max: i64,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            zone: Zone::UTC,
            start_micros: 0,
            user: "user".to_owned(),
            catalog: None,
            schema: None,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            decimal_literals_as_double: false,
            sequence_entries_max: 10_000,
        }
    }
}
