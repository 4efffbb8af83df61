//! Shapes of `boathouse cost`.

use std::collections::BTreeMap;

use boathouse_query::{Spending, SpendingTotal};
use serde::{Deserialize, Serialize};

/// Whose cost is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostCommand {
    /// Of executions that were started within so many milliseconds; of all that are kept when absent.
    pub since_ms: Option<i64>,
    /// Of executions in this workgroup only.
    pub workgroup: Option<String>,
}

/// What executions have read and what Athena would have charged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CostOutcome {
    /// All together.
    pub total: SpendingTotal,
    /// Each one, the newest first.
    pub queries: Vec<Spending>,
    /// By workgroup, the most expensive first.
    pub workgroups: Vec<SpendingTotal>,
    /// By table, the most expensive first.
    pub tables: Vec<SpendingTotal>,
}

/// A query that is to be measured over copies of its tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIfCommand {
    /// Id of its execution.
    pub query_id: String,
    /// Columns that become partition keys, by `database.table`; other tables keep theirs.
    pub partition_by: BTreeMap<String, Vec<String>>,
    /// What the copies are packed with; Athena's own choice, gzip, when absent.
    pub compression: Option<String>,
}

/// What a query scans, measured twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatIfOutcome {
    /// Over its tables.
    pub now: Measured,
    /// Over copies of them in Parquet.
    pub then: Measured,
    /// What was copied.
    pub tables: Vec<CopiedTable>,
}

/// One run of a query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Bytes read from tables' objects.
    pub scanned_bytes: u64,
    /// Bytes that Athena would bill.
    pub billed_bytes: u64,
    /// US dollars that Athena would charge.
    pub usd: f64,
    /// Rows of the answer.
    pub rows: u64,
}

/// A table that was copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiedTable {
    /// `database.table`
    pub table: String,
    /// The partition keys of the copy.
    pub partition_by: Vec<String>,
    /// Its rows.
    pub rows: u64,
    /// Bytes of the table's objects that were read to copy it.
    pub bytes: u64,
    /// Bytes of the copy's objects.
    pub copied_bytes: u64,
}
