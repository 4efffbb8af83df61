//! The exact shape in which a crawler writes tables of database servers.

use boathouse_catalog::{Column, Parameters, SerDeInfo, StorageDescriptor};
use boathouse_jdbc::{Engine, Relation, RelationColumn, RelationKind};

use super::path::{self, IncludePath};
use super::{JdbcMetadata, JdbcTarget};
use crate::Result;
use crate::plan::Reason;
use crate::table::{FoundColumn, FoundTable};

/// The parameter that says through which connection a table is reached.
pub(crate) const CONNECTION_NAME: &str = "connectionName";
/// The parameter of a column that says what the server calls its type.
const RAW_TYPE: &str = "rawType";
/// What the catalog takes as a comment of a column, and as a description of a table.
const COMMENT_CHARS_MAX: usize = 255;
const DESCRIPTION_CHARS_MAX: usize = 2048;

/// What tables of one target have in common.
pub(super) struct Tables<'a> {
    pub target: &'a JdbcTarget,
    pub engine: Engine,
    pub path: &'a IncludePath,
    pub crawler: &'a str,
}

impl Tables<'_> {
    /// The tables of those relations that the target wants.
    pub fn of(&self, relations: &[Relation]) -> Result<Vec<FoundTable>> {
        let exclusions = path::exclusions(&self.target.exclusions)?;
        let wanted = relations.iter().filter(|relation| {
            let (schema, name) = (relation.schema.as_deref(), relation.name.as_str());
            self.path.wants(schema, name) && !path::is_excluded(&exclusions, self.path, schema, name)
        });
        Ok(wanted.map(|relation| self.table(relation)).collect())
    }

    fn table(&self, relation: &Relation) -> FoundTable {
        let parts: Vec<&str> = [self.path.database.as_str()]
            .into_iter()
            .chain(relation.schema.as_deref())
            .chain([relation.name.as_str()])
            .collect();
        let location = parts.join(".");
        let columns = self.columns(relation, &location);
        let comment = relation.comment.as_deref().filter(|_| self.adds(JdbcMetadata::Comments));
        FoundTable {
            base_name: parts.join("_"),
            descriptor: StorageDescriptor {
                columns: columns.iter().map(|column| column.column.clone()).collect(),
                location: Some(location.clone()),
                number_of_buckets: Some(-1),
                serde_info: Some(SerDeInfo { parameters: Some(Parameters::new()), ..SerDeInfo::default() }),
                bucket_columns: Some(Vec::new()),
                sort_columns: Some(Vec::new()),
                parameters: Some(self.parameters(relation.kind)),
                ..StorageDescriptor::default()
            },
            columns,
            description: comment.map(|text| shortened(text, DESCRIPTION_CHARS_MAX)),
            reason: Reason::new(format!(
                "connection {} of {} shows the {} {location}",
                self.target.connection,
                self.engine.name(),
                kind(relation.kind),
            )),
            ..FoundTable::written(location)
        }
    }

    fn parameters(&self, relation: RelationKind) -> Parameters {
        let mut parameters: Parameters = [
            ("CrawlerSchemaDeserializerVersion", "1.0"),
            ("CrawlerSchemaSerializerVersion", "1.0"),
            ("UPDATED_BY_CRAWLER", self.crawler),
            ("classification", self.engine.name()),
            ("compressionType", "none"),
            (CONNECTION_NAME, self.target.connection.as_str()),
            ("typeOfData", kind(relation)),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        if !self.target.exclusions.is_empty() {
            parameters.insert("exclusions".to_owned(), self.exclusions());
        }
        parameters
    }

    /// `["db/schema/HR*"]`, as crawlers of S3 write theirs.
    fn exclusions(&self) -> String {
        let whole = format!("{}/", self.path.database);
        let absolute: Vec<String> = self
            .target
            .exclusions
            .iter()
            .map(
                |pattern| {
                    if pattern.starts_with(&whole) { pattern.clone() } else { format!("{}{pattern}", self.path.base) }
                },
            )
            .collect();
        serde_json::to_string(&absolute).unwrap_or_default()
    }

    /// The catalog has names in lower case; two that fall together are told apart.
    fn columns(&self, relation: &Relation, location: &str) -> Vec<FoundColumn> {
        let mut columns: Vec<FoundColumn> = Vec::with_capacity(relation.columns.len());
        for column in &relation.columns {
            let base = column.name.to_lowercase();
            let mut name = base.clone();
            let mut n = 0usize;
            while columns.iter().any(|taken| taken.column.name == name) {
                n += 1;
                name = format!("{base}_{n}");
            }
            columns.push(self.column(column, name, location));
        }
        columns
    }

    fn column(&self, column: &RelationColumn, name: String, location: &str) -> FoundColumn {
        let mut written = Column::new(name, column.data_type.to_string());
        if self.adds(JdbcMetadata::Comments) {
            written.comment = column.comment.as_deref().map(|text| shortened(text, COMMENT_CHARS_MAX));
        }
        if self.adds(JdbcMetadata::RawTypes) {
            written.parameters.insert(RAW_TYPE.to_owned(), column.native_type.clone());
        }
        let reason = Reason {
            text: format!("{} in {}", column.native_type, self.engine.name()),
            object: Some(location.to_owned()),
            ..Reason::default()
        };
        FoundColumn { column: written, reason }
    }

    fn adds(&self, what: JdbcMetadata) -> bool {
        self.target.additional_metadata.contains(&what)
    }
}

fn kind(relation: RelationKind) -> &'static str {
    match relation {
        RelationKind::Table => "table",
        RelationKind::View => "view",
    }
}

fn shortened(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).collect()
}
