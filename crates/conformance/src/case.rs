//! A case as its JSON line states it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Flags of cases that need what no stand-alone SQL engine has: sessions, test functions, other catalogs.
const NOT_RUN: [&str; 6] = ["session", "testfn", "internal", "catalog", "volatile", "fuzzy"];

/// One statement and what Trino answers.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) category: String,
    #[serde(default)]
    pub(crate) flags: Vec<String>,
    pub(crate) sql: String,
    /// The same with its arguments taken from a column, so that nothing is constant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sql_columns: Option<String>,
    pub(crate) source_file: String,
    pub(crate) line: u32,
    #[serde(rename = "match")]
    pub(crate) comparison: Comparison,
    #[serde(default)]
    pub(crate) ordered: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expected_sql: Option<String>,
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub(crate) expected_value: serde_json::Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expected_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expected_error_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expected_message: Option<Message>,
}

/// How an answer is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Comparison {
    /// With the rows of another query.
    Sql,
    /// With one value as text.
    Value,
    /// With rows as text.
    Rows,
    /// With another engine's answer, which is not at hand here.
    Oracle,
    /// It fails.
    Error,
    /// It parses.
    ParseOk,
    /// It runs.
    Ok,
    /// It has no rows.
    Empty,
    /// Its type is compared.
    TypeOnly,
    /// Its rows include those of another query.
    Contains,
}

/// What the text of an error must be like.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Message {
    pub(crate) op: String,
    pub(crate) text: String,
}

impl Case {
    /// Whether it can be run here at all.
    pub(crate) fn is_run(&self) -> bool {
        self.comparison != Comparison::Oracle && !self.flags.iter().any(|flag| NOT_RUN.contains(&flag.as_str()))
    }

    /// A statement that takes longer counts as failed: those over the tables of scale 1 read millions of rows.
    pub(crate) fn time_max(&self) -> Duration {
        Duration::from_secs(if self.reads_benchmark_tables() { 240 } else { 20 })
    }

    /// Whether it needs the tables that are generated into files.
    pub(crate) fn reads_benchmark_tables(&self) -> bool {
        matches!(self.category.as_str(), "product/tpcds" | "product/hive_tpch")
    }

    /// Whether it is about what the product leaves out: picoseconds, geometry, Teradata, row patterns.
    pub(crate) fn is_outside_the_core(&self) -> bool {
        self.category.contains("geospatial") || self.category.contains("teradata") || self.is_fine_datetime() || {
            let upper = self.sql.to_ascii_uppercase();
            upper.contains("MATCH_RECOGNIZE") || self.source_file.contains("RowPattern")
        }
    }

    /// A fraction of more than nine digits, or a type that has so many.
    fn is_fine_datetime(&self) -> bool {
        if !self.category.starts_with("operator/scalar/time") {
            return false;
        }
        let text = format!("{} {}", self.sql, self.expected_sql.as_deref().unwrap_or_default());
        let bytes = text.as_bytes();
        let mut digits = 0;
        for (i, byte) in bytes.iter().enumerate() {
            digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
            let fraction = i >= digits && bytes.get(i.wrapping_sub(digits)) == Some(&b'.');
            if digits > 9 && fraction {
                return true;
            }
        }
        ["(10)", "(11)", "(12)"].iter().any(|precision| text.contains(precision))
    }
}
