//! What is legal and will be regretted: said, and never acted upon.
//!
//! A lint is one file: a function from a table that was found to what there is to say of it.

mod bool_as_number;
mod dates_as_text;
mod leading_zeros;
mod near_miss;
mod partition_schema;
mod quoted_values;
mod table_formats;
mod wide_integers;

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::sync::Arc;

use boathouse_formats::infer::{Evidence, Hint, HintKind, Shape};
use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

pub(crate) use self::near_miss::near_miss;
pub(crate) use self::partition_schema::{PartitionColumns, partition_schema};
use crate::group::Candidate;
use crate::schema::{CommonSchema, Known, Object, Outcome};
use crate::table_format::TableFormat;

/// What one lint says of one table; of more, only the first.
const SAID_MAX: usize = 20;

/// One thing that somebody should know before it costs them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lint {
    /// Which lint, as `leading-zeros`.
    pub code: String,
    /// The table's name, or the folder where there is no table.
    pub table: String,
    /// The column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What is the matter, and what helps.
    pub text: String,
    /// The object that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The record in that object, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// The value in that record, shortened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Lint {
    fn of_table(code: &str, text: String) -> Self {
        Self {
            code: code.to_owned(),
            table: String::new(),
            column: None,
            text,
            object: None,
            record: None,
            value: None,
        }
    }

    fn of_column(code: &str, shown: &Shown<'_>, text: String) -> Self {
        let Evidence { record, value } = &shown.hint.evidence;
        Self {
            column: Some(shown.hint.column.clone()),
            object: Some(shown.object.clone()),
            record: Some(*record),
            value: Some(value.clone()),
            ..Self::of_table(code, text)
        }
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: table {}", self.code, self.table)?;
        if let Some(column) = &self.column {
            write!(f, ", column '{column}'")?;
        }
        write!(f, ": {}", self.text)?;
        if let (Some(object), Some(record), Some(value)) = (&self.object, self.record, &self.value) {
            write!(f, " ({object} record {record} has '{value}')")?;
        }
        Ok(())
    }
}

/// A table that was found, and what it was found in.
pub(crate) struct Found<'a> {
    pub candidate: &'a Candidate,
    /// All objects of the target.
    pub objects: &'a [Object],
    /// The include path.
    pub root: &'a S3Uri,
    /// Folders with books of a table format, relative to the include path.
    pub formats: &'a BTreeMap<String, TableFormat>,
}

/// A hint of an object.
struct Shown<'a> {
    object: String,
    hint: &'a Hint,
}

type Check = fn(&Found<'_>) -> Vec<Lint>;

/// The lints of tables of files.
const CHECKS: &[Check] = &[
    bool_as_number::check,
    dates_as_text::check,
    leading_zeros::check,
    quoted_values::check,
    table_formats::check,
    wide_integers::check,
];

/// Everything there is to say of a table; its name is filled in by whoever knows it.
pub(crate) fn lints(found: &Found<'_>) -> Vec<Lint> {
    CHECKS.iter().flat_map(|check| check(found).into_iter().take(SAID_MAX)).collect()
}

impl<'a> Found<'a> {
    fn files(&self) -> impl Iterator<Item = &'a Object> {
        let objects = self.objects;
        self.candidate.leaves.iter().flat_map(|leaf| &leaf.files).map(move |i| &objects[*i])
    }

    /// The first hint of a kind for each column. One of every value counts only where every object with values of the
    /// column gives it.
    fn shown(&self, kind: HintKind) -> Vec<Shown<'a>> {
        let mut shown: BTreeMap<&'a str, Shown<'a>> = BTreeMap::new();
        let mut denied: Vec<&'a str> = Vec::new();
        // Objects of one schema without hints deny the same columns.
        let mut without: HashSet<*const CommonSchema> = HashSet::new();
        for object in self.files() {
            let Outcome::Known(Known { schema, own }) = &object.outcome else { continue };
            let hints: Vec<&Hint> = own.hints.iter().filter(|hint| hint.kind == kind).collect();
            for hint in &hints {
                let uri = || format!("s3://{}/{}", self.root.bucket, object.key);
                shown.entry(hint.column.as_str()).or_insert_with(|| Shown { object: uri(), hint });
            }
            if kind.is_of_every_value() && (!hints.is_empty() || without.insert(Arc::as_ptr(schema))) {
                let has = |name: &str| hints.iter().any(|hint| hint.column == name);
                let valued = schema.columns.iter().filter(|column| column.shape != Shape::Unknown);
                denied.extend(valued.map(|column| column.name.as_str()).filter(|name| !has(name)));
            }
        }
        denied.sort_unstable();
        shown.into_values().filter(|shown| denied.binary_search(&shown.hint.column.as_str()).is_err()).collect()
    }

    /// The type of a column of the table.
    fn type_of(&self, column: &str) -> String {
        let known = self.candidate.columns.columns.iter().find(|known| known.name == column);
        known.map(|known| known.shape.to_hive().to_string()).unwrap_or_default()
    }
}
