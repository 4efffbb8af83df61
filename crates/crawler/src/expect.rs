//! The schema of what was found as a file to hold later crawls against.
//!
//! It holds what readers of the tables depend on, and nothing of sizes, counts and times: two crawls of data of one
//! schema give the same bytes.

use std::collections::BTreeMap;

use boathouse_catalog::{Parameters, TableInput};
use serde::{Deserialize, Serialize};

use crate::difference::{Aspect, Difference, between};
use crate::plan::Plan;
use crate::{Error, Result};

const FORMAT: &str = "boathouse-crawl-schema";
const VERSION: u32 = 1;
/// Parameters that say how the data is read.
const READ_BY: &[&str] = &[
    "classification",
    "commentCharacter",
    "compressionType",
    "delimiter",
    "grokPattern",
    "jsonPath",
    "rowTag",
    "skip.header.line.count",
    "table_type",
];

/// A column or partition key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSchema {
    /// Name.
    pub name: String,
    /// Type.
    #[serde(rename = "type")]
    pub data_type: String,
}

/// A table as the data shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableSchema {
    /// Name.
    pub name: String,
    /// Columns in their order.
    pub columns: Vec<ColumnSchema>,
    /// Partition keys in their order.
    pub partition_keys: Vec<ColumnSchema>,
    /// How the data is read: classification, compression, delimiter and the like.
    pub parameters: BTreeMap<String, String>,
    /// The class that reads records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serde: Option<String>,
    /// Properties of that class.
    pub serde_parameters: BTreeMap<String, String>,
}

impl TableSchema {
    pub(crate) fn of(input: &TableInput) -> Self {
        let column = |column: &boathouse_catalog::Column| ColumnSchema {
            name: column.name.clone(),
            data_type: column.data_type.clone().unwrap_or_default(),
        };
        let read_by = |parameters: &Parameters| {
            let known = READ_BY.iter().filter_map(|name| parameters.get_key_value(*name));
            known.map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        let descriptor = input.storage_descriptor.as_ref();
        let serde = descriptor.and_then(|sd| sd.serde_info.as_ref());
        Self {
            name: input.name.clone(),
            columns: descriptor.iter().flat_map(|sd| &sd.columns).map(column).collect(),
            partition_keys: input.partition_keys.iter().map(column).collect(),
            parameters: read_by(&input.parameters),
            serde: serde.and_then(|serde| serde.serialization_library.clone()),
            serde_parameters: serde
                .and_then(|serde| serde.parameters.clone())
                .unwrap_or_default()
                .into_iter()
                .collect(),
        }
    }

    fn facts(&self) -> Vec<((Aspect, String), String)> {
        let columns = |aspect, columns: &[ColumnSchema]| -> Vec<_> {
            columns.iter().map(|column| ((aspect, column.name.clone()), column.data_type.clone())).collect()
        };
        let pairs = |aspect, pairs: &BTreeMap<String, String>| -> Vec<_> {
            pairs.iter().map(|(name, value)| ((aspect, name.clone()), value.clone())).collect()
        };
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let mut facts = columns(Aspect::Column, &self.columns);
        facts.extend(columns(Aspect::PartitionKey, &self.partition_keys));
        facts.push(((Aspect::ColumnOrder, String::new()), names.join(", ")));
        facts.extend(self.serde.iter().map(|class| ((Aspect::SerDe, String::new()), class.clone())));
        facts.extend(pairs(Aspect::SerDeParameter, &self.serde_parameters));
        facts.extend(pairs(Aspect::Parameter, &self.parameters));
        facts
    }
}

/// The tables of a crawl, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrawlSchema {
    format: String,
    version: u32,
    /// Tables.
    pub tables: Vec<TableSchema>,
}

/// A table that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// The table's name.
    pub table: String,
    /// Whether it is there but should not be, is missing, or is another one.
    pub kind: DriftKind,
    /// What is different in it; `old` is what was expected.
    pub differences: Vec<Difference>,
}

/// How a table drifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftKind {
    /// Nobody expected it.
    Unexpected,
    /// It was expected and is not there.
    Missing,
    /// It is there and is another one.
    Changed,
}

impl CrawlSchema {
    /// The schema of what a plan found.
    pub fn of(plan: &Plan) -> Self {
        let mut tables = plan.found.clone();
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        Self { format: FORMAT.to_owned(), version: VERSION, tables }
    }

    /// Reads what [`CrawlSchema::text`] wrote.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let parsed: Self = serde_json::from_str(text)
            .map_err(|error| Error::invalid(format!("this is no schema of a crawl: {error}")))?;
        if (parsed.format.as_str(), parsed.version) == (FORMAT, VERSION) {
            return Ok(parsed);
        }
        Err(Error::invalid(format!(
            "this is no schema of a crawl that is known here: its format is '{}' version {}, and '{FORMAT}' version {VERSION} is read",
            parsed.format, parsed.version
        )))
    }

    /// The schema as JSON for people and for version control.
    ///
    /// # Errors
    /// None that a schema can cause.
    pub fn text(&self) -> Result<String> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self)?))
    }

    /// In what `found` is not this schema; empty when it is.
    pub fn drift(&self, found: &Self) -> Vec<Drift> {
        let by_name = |schema: &Self| -> BTreeMap<String, TableSchema> {
            schema.tables.iter().map(|table| (table.name.clone(), table.clone())).collect()
        };
        let (mut expected, found) = (by_name(self), by_name(found));
        let mut drifts = Vec::new();
        for (name, table) in found {
            let known = expected.remove(&name);
            let kind = if known.is_some() { DriftKind::Changed } else { DriftKind::Unexpected };
            let mut differences = between(known.map(|known| known.facts()).unwrap_or_default(), table.facts());
            // The order is another one only where the columns are the same.
            let columns_differ = differences.iter().any(|difference| difference.aspect == Aspect::Column);
            differences.retain(|difference| difference.aspect != Aspect::ColumnOrder || !columns_differ);
            if !differences.is_empty() {
                drifts.push(Drift { table: name, kind, differences });
            }
        }
        let missing = expected.into_keys();
        drifts.extend(missing.map(|table| Drift { table, kind: DriftKind::Missing, differences: Vec::new() }));
        drifts.sort_by(|a, b| a.table.cmp(&b.table));
        drifts
    }
}

impl std::fmt::Display for Drift {
    /// A line for the table, and one more for each difference.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind {
            DriftKind::Unexpected => write!(f, "+ table {} was not expected", self.table)?,
            DriftKind::Missing => write!(f, "- table {} is missing", self.table)?,
            DriftKind::Changed => write!(f, "~ table {}", self.table)?,
        }
        self.differences.iter().try_for_each(|difference| write!(f, "\n    {difference}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(tables: &[(&str, &[(&str, &str)])]) -> CrawlSchema {
        let column = |(name, data_type): &(&str, &str)| ColumnSchema {
            name: (*name).to_owned(),
            data_type: (*data_type).to_owned(),
        };
        let table = |(name, columns): &(&str, &[(&str, &str)])| TableSchema {
            name: (*name).to_owned(),
            columns: columns.iter().map(column).collect(),
            ..TableSchema::default()
        };
        CrawlSchema { format: FORMAT.to_owned(), version: VERSION, tables: tables.iter().map(table).collect() }
    }

    #[test]
    fn drift_in_words() {
        let expected = schema(&[("a", &[("x", "int"), ("y", "date")]), ("b", &[("x", "int")])]);
        for (found, words) in [
            (schema(&[("a", &[("x", "int"), ("y", "date")]), ("b", &[("x", "int")])]), ""),
            (schema(&[("a", &[("x", "int"), ("y", "date")])]), "- table b is missing"),
            (
                schema(&[("a", &[("x", "bigint")]), ("b", &[("x", "int")])]),
                "~ table a\n    ~ column x int -> bigint\n    - column y date",
            ),
            (
                schema(&[("a", &[("y", "date"), ("x", "int")]), ("b", &[("x", "int")])]),
                "~ table a\n    ~ order of columns x, y -> y, x",
            ),
            (
                schema(&[("a", &[("x", "int"), ("y", "date")]), ("b", &[("x", "int")]), ("c", &[("z", "int")])]),
                "+ table c was not expected\n    + column z int",
            ),
        ] {
            let drift: Vec<String> = expected.drift(&found).iter().map(ToString::to_string).collect();
            assert_eq!(drift.join("\n"), words);
        }
    }

    #[test]
    fn files_come_back() {
        let whole = schema(&[("a", &[("x", "int")])]);
        let text = whole.text().unwrap();
        assert_eq!(CrawlSchema::parse(&text).unwrap(), whole);
        for text in ["", "{}", "[]", "{\"format\":\"boathouse-crawl-schema\",\"version\":2,\"tables\":[]}"] {
            assert!(matches!(CrawlSchema::parse(text), Err(Error::InvalidInput(_))), "{text}");
        }
    }
}
