//! What targets give whose tables are not inferred: they are written down in the lake.

use boathouse_catalog::{Column, Connections, Parameters, SerDeInfo, StorageDescriptor};
use boathouse_lake::{Lake, Meter};
use boathouse_schema::{S3Uri, SerDe};

use super::JdbcRoot;
use super::folder::{Read, Refusal};
use crate::plan::{LogLine, ManifestsPlan, Reason};
use crate::table::{FoundColumn, FoundTable};

/// What a look at such targets works with.
pub(crate) struct Survey<'a> {
    pub lake: &'a Lake,
    pub meter: &'a Meter,
    pub crawler: &'a str,
    pub connections: &'a Connections,
    /// Whose connections.
    pub scope: &'a str,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Finds {
    pub tables: Vec<FoundTable>,
    /// Folders in which a table of this crawler's that was not found is gone.
    pub roots: Vec<S3Uri>,
    /// Parts of servers of which the same is true.
    pub servers: Vec<JdbcRoot>,
    /// Folders of tables that could not be read: what the catalog has of them stays as it is.
    pub spared: Vec<S3Uri>,
    pub manifests: Vec<ManifestsPlan>,
    pub log: Vec<LogLine>,
}

impl Finds {
    /// A table that is not registered, and why.
    pub fn refuse(&mut self, kind: &str, folder: &S3Uri, why: &Refusal) {
        self.spared.push(folder.clone());
        self.log.push(LogLine::error(format!("The {kind} table at {folder} is not registered: {why}")));
    }

    /// A path below which no table can be looked for, and why.
    pub fn refuse_all(&mut self, kind: &str, path: &S3Uri, why: &Refusal) {
        self.spared.push(path.clone());
        self.log.push(LogLine::error(format!("No {kind} tables at {path} are registered: {why}")));
    }
}

/// Does work on a task of its own, so that a panic in a decoder is one table that cannot be read.
pub(super) async fn apart<T: Send + 'static>(work: impl Future<Output = Read<T>> + Send + 'static) -> Read<T> {
    match tokio::spawn(work).await {
        Ok(done) => done,
        Err(_) => Err(Refusal::new("its decoder failed on it")),
    }
}

/// Parameters that every such table has.
pub(super) fn parameters(crawler: &str, more: &[(&str, &str)]) -> Parameters {
    let mine = [
        ("CrawlerSchemaDeserializerVersion", "1.0"),
        ("CrawlerSchemaSerializerVersion", "1.0"),
        ("UPDATED_BY_CRAWLER", crawler),
    ];
    mine.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// How bytes become rows, by class names.
pub(super) struct Classes {
    pub input: &'static str,
    pub output: &'static str,
    pub serde: SerDe,
}

pub(super) fn descriptor(
    classes: &Classes,
    columns: Vec<Column>,
    location: String,
    serde: &[(&str, &str)],
    parameters: Parameters,
) -> StorageDescriptor {
    StorageDescriptor {
        columns,
        location: Some(location),
        input_format: Some(classes.input.to_owned()),
        output_format: Some(classes.output.to_owned()),
        number_of_buckets: Some(-1),
        serde_info: Some(SerDeInfo {
            name: None,
            serialization_library: Some(classes.serde.class_name().to_owned()),
            parameters: Some(serde.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()),
        }),
        bucket_columns: Some(Vec::new()),
        sort_columns: Some(Vec::new()),
        parameters: Some(parameters),
        ..StorageDescriptor::default()
    }
}

/// A column and where it is written down.
pub(super) fn found_column(column: Column, text: &str, object: &str) -> FoundColumn {
    let reason = Reason { text: text.to_owned(), object: Some(object.to_owned()), ..Reason::default() };
    FoundColumn { column, reason }
}
