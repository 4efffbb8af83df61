//! Delta tables as the catalog has them: one for engines that read the log, or one over manifests for those that do not.

use boathouse_catalog::{Column as CatalogColumn, Parameters, PartitionInput};
use boathouse_schema::{S3Uri, SerDe};

use super::super::finds::{Classes, descriptor, found_column, parameters};
use super::super::folder::{Read, Refusal};
use super::schema::{Column, columns};
use super::snapshot::{LOG, Snapshot};
use super::{manifest, segment};
use crate::partition::Shapes;
use crate::plan::{PartitionKeyPlan, Reason};
use crate::table::{FoundColumn, FoundTable};

/// Longer values are cut into parts by Spark, which puts them together again.
const SCHEMA_PART_CHARS_MAX: usize = 4000;
/// What Spark writes for tables that it reads itself.
const NATIVE: Classes = Classes {
    input: "org.apache.hadoop.mapred.SequenceFileInputFormat",
    output: "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat",
    serde: SerDe::LazySimple,
};
const SYMLINK: Classes = Classes {
    input: "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat",
    output: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    serde: SerDe::Parquet,
};

/// A table in the lake and whose crawl it is.
pub(super) struct Place<'a> {
    pub uri: &'a S3Uri,
    pub crawler: &'a str,
}

impl Place<'_> {
    /// The version that says what the table is.
    fn evidence(&self, snapshot: &Snapshot) -> String {
        self.uri.join(LOG).join(&segment::commit_file(snapshot.version)).to_string()
    }

    fn found(&self, columns: Vec<Column>, snapshot: &Snapshot) -> Vec<FoundColumn> {
        let evidence = self.evidence(snapshot);
        let column = |column: Column| {
            let mut found = CatalogColumn::new(column.name.to_lowercase(), column.data_type.to_string());
            found.comment = column.comment;
            found_column(found, "as the transaction log says", &evidence)
        };
        columns.into_iter().map(column).collect()
    }

    /// The table for engines that read the log: with all columns and without partition keys.
    pub fn native(&self, snapshot: &Snapshot) -> Read<FoundTable> {
        let columns = self.found(columns(&snapshot.metadata.schema_string)?, snapshot);
        let location = self.uri.to_string();
        let version = snapshot.version.to_string();
        let mut parameters = parameters(
            self.crawler,
            &[
                ("EXTERNAL", "TRUE"),
                ("classification", "delta"),
                ("delta.lastUpdateVersion", &version),
                ("spark.sql.partitionProvider", "catalog"),
                ("spark.sql.sources.provider", "delta"),
                ("table_type", "DELTA"),
            ],
        );
        if let Some(committed_ms) = snapshot.committed_ms {
            parameters.insert("delta.lastCommitTimestamp".to_owned(), committed_ms.to_string());
        }
        put_schema(&mut parameters, &snapshot.metadata.schema_string);
        let serde = [("path", location.as_str()), ("serialization.format", "1")];
        let plain = columns.iter().map(|column| column.column.clone()).collect();
        Ok(FoundTable {
            base_name: self.uri.last_component().to_owned(),
            descriptor: descriptor(&NATIVE, plain, location.clone(), &serde, parameters),
            columns,
            reason: Reason::new(format!("the Delta table at {} has version {version}", self.uri)),
            ..FoundTable::written(location)
        })
    }

    /// The table over manifests, with its partitions.
    pub fn symlink(&self, snapshot: &Snapshot) -> Read<FoundTable> {
        let metadata = &snapshot.metadata;
        let is_key = |column: &Column| metadata.partition_columns.contains(&column.name);
        let (keys, data): (Vec<Column>, Vec<Column>) = columns(&metadata.schema_string)?.into_iter().partition(is_key);
        let evidence = self.evidence(snapshot);
        let partition_keys = metadata.partition_columns.iter().map(|name| {
            let column = keys.iter().find(|column| column.name == *name);
            let column =
                column.ok_or_else(|| Refusal(format!("its partition column '{name}' is not in its schema")))?;
            let reason = Reason {
                text: "a partition column of the transaction log".to_owned(),
                object: Some(evidence.clone()),
                ..Reason::default()
            };
            Ok(PartitionKeyPlan { name: name.to_lowercase(), data_type: column.data_type.to_string(), reason })
        });
        let partition_keys: Vec<PartitionKeyPlan> = partition_keys.collect::<Read<_>>()?;
        let columns = self.found(data, snapshot);
        let plain: Vec<CatalogColumn> = columns.iter().map(|column| column.column.clone()).collect();
        let parameters = parameters(
            self.crawler,
            &[("classification", "parquet"), ("compressionType", "none"), ("typeOfData", "file")],
        );
        let root = self.uri.join(manifest::FOLDER).folder();
        let describe = |location: String| {
            descriptor(&SYMLINK, plain.clone(), location, &[("serialization.format", "1")], parameters.clone())
        };
        let (mut partitions, mut shapes) = (Vec::new(), Shapes::default());
        if !partition_keys.is_empty() {
            for values in snapshot.files.iter().flat_map(|files| files.by_partition().into_keys()) {
                let folder = root.join(&manifest::partition_folder(&metadata.partition_columns, values));
                partitions.push(shapes.hold(PartitionInput {
                    values: manifest::catalog_values(values),
                    storage_descriptor: Some(describe(folder.to_string())),
                    parameters: Some(parameters.clone()),
                    ..PartitionInput::default()
                }));
            }
        }
        partitions.sort_by(|a, b| a.values.cmp(&b.values));
        Ok(FoundTable {
            base_name: self.uri.last_component().to_owned(),
            descriptor: describe(root.to_string()),
            columns,
            partition_keys,
            partitions,
            reason: Reason::new(format!("manifests of the Delta table at {}", self.uri)),
            ..FoundTable::written(root.to_string())
        })
    }
}

/// The schema as Spark keeps it beside a table.
fn put_schema(parameters: &mut Parameters, schema: &str) {
    let chars: Vec<char> = schema.chars().collect();
    let parts = chars.chunks(SCHEMA_PART_CHARS_MAX);
    parameters.insert("spark.sql.sources.schema.numParts".to_owned(), parts.len().to_string());
    for (number, part) in parts.enumerate() {
        parameters.insert(format!("spark.sql.sources.schema.part.{number}"), part.iter().collect());
    }
}
