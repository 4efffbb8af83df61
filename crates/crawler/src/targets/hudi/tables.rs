//! Hudi tables as the catalog has them. One of data files and logs of changes is two: its files alone, and with what the
//! logs say.

use boathouse_catalog::{Column, Parameters, PartitionInput};
use boathouse_formats::infer::avro_columns;
use boathouse_schema::{S3Uri, SerDe};

use super::super::finds::{Classes, descriptor, found_column, parameters};
use super::super::folder::{Read, Refusal};
use super::partitions::values;
use super::properties::{Kind, Properties};
use super::timeline::Newest;
use crate::partition::Shapes;
use crate::plan::{LogLine, PartitionKeyPlan, Reason};
use crate::table::{FoundColumn, FoundTable};

const OUTPUT: &str = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat";
/// Data files only.
const FILES: Classes =
    Classes { input: "org.apache.hudi.hadoop.HoodieParquetInputFormat", output: OUTPUT, serde: SerDe::Parquet };
/// Data files and logs.
const FILES_AND_LOGS: Classes = Classes {
    input: "org.apache.hudi.hadoop.realtime.HoodieParquetRealtimeInputFormat",
    output: OUTPUT,
    serde: SerDe::Parquet,
};
const META_FIELDS: &[&str] = &[
    "_hoodie_commit_time",
    "_hoodie_commit_seqno",
    "_hoodie_record_key",
    "_hoodie_partition_path",
    "_hoodie_file_name",
];
const OPERATION_FIELD: &str = "_hoodie_operation";

/// All that was read of a table.
pub(super) struct Facts {
    pub uri: S3Uri,
    pub properties: Properties,
    pub newest: Newest,
    /// Folders of partitions.
    pub folders: Vec<String>,
    pub crawler: String,
}

impl Facts {
    pub fn tables(&self) -> Read<Vec<FoundTable>> {
        match self.properties.kind {
            Kind::CopyOnWrite => Ok(vec![self.table("", &FILES)?]),
            Kind::MergeOnRead => {
                let mut tables = vec![self.table("_ro", &FILES)?, self.table("_rt", &FILES_AND_LOGS)?];
                tables.iter_mut().for_each(|table| table.shares_location = true);
                Ok(tables)
            }
        }
    }

    fn table(&self, suffix: &str, classes: &Classes) -> Read<FoundTable> {
        let (columns, keys, notes) = self.columns()?;
        let plain: Vec<Column> = columns.iter().map(|column| column.column.clone()).collect();
        let location = self.uri.to_string();
        let parameters = self.parameters();
        let is_read_optimized = if classes.input == FILES.input { "true" } else { "false" };
        let serde = [
            ("hoodie.query.as.ro.table", is_read_optimized),
            ("path", location.as_str()),
            ("serialization.format", "1"),
        ];
        let describe = |location: String| descriptor(classes, plain.clone(), location, &serde, parameters.clone());
        let (mut partitions, mut shapes, mut log) = (Vec::new(), Shapes::default(), notes);
        for folder in self.folders.iter().filter(|_| !keys.is_empty()) {
            let Some(values) = values(folder, &self.properties.keys) else {
                log.push(LogLine::warn(format!(
                    "Folder partition keys do not match table partition keys, skipped folder: {}",
                    self.uri.join(folder).to_string().trim_start_matches("s3://")
                )));
                continue;
            };
            partitions.push(shapes.hold(PartitionInput {
                values,
                storage_descriptor: Some(describe(self.uri.join(folder).folder().to_string())),
                parameters: Some(parameters.clone()),
                ..PartitionInput::default()
            }));
        }
        partitions.sort_by(|a, b| a.values.cmp(&b.values));
        partitions.dedup_by(|b, a| a.values == b.values);
        Ok(FoundTable {
            base_name: format!("{}{suffix}", self.uri.last_component()),
            descriptor: describe(location.clone()),
            columns,
            partition_keys: keys,
            partitions,
            reason: Reason { object: Some(self.newest.file.clone()), ..Reason::new("a Hudi table's timeline") },
            log,
            ..FoundTable::written(location)
        })
    }

    fn parameters(&self) -> Parameters {
        let mut parameters = parameters(
            &self.crawler,
            &[("EXTERNAL", "TRUE"), ("classification", super::CLASSIFICATION), ("spark.sql.sources.provider", "hudi")],
        );
        if let Some(instant) = &self.newest.instant {
            parameters.insert("last_commit_time_sync".to_owned(), instant.clone());
        }
        parameters
    }

    /// Columns, partition keys, and what types lost.
    fn columns(&self) -> Read<(Vec<FoundColumn>, Vec<PartitionKeyPlan>, Vec<LogLine>)> {
        let file = &self.newest.file;
        let (fields, notes) =
            avro_columns(&self.newest.schema).map_err(|why| Refusal(format!("the schema in {file}: {why}")))?;
        let notes = notes.into_iter().map(|note| LogLine::warn(format!("{file}: {note}"))).collect();
        let mut all: Vec<Column> = Vec::with_capacity(fields.len() + META_FIELDS.len() + 1);
        if self.properties.meta_fields {
            all.extend(META_FIELDS.iter().map(|name| Column::new(*name, "string")));
            let operation = self.properties.operation_field.then(|| Column::new(OPERATION_FIELD, "string"));
            all.extend(operation);
        }
        for field in fields {
            if !all.iter().any(|column| column.name == field.name) {
                all.push(Column::new(&field.name, field.shape.to_hive().to_string()));
            }
        }
        let keys: Vec<PartitionKeyPlan> = self.properties.keys.iter().map(|key| self.key(key, &all)).collect();
        all.retain(|column| !keys.iter().any(|key| key.name == column.name));
        let columns = all.into_iter().map(|column| found_column(column, "as the timeline says", file)).collect();
        Ok((columns, keys, notes))
    }

    /// A key has the type of the column that it stands for; without one, what folders are called is text.
    fn key(&self, key: &str, columns: &[Column]) -> PartitionKeyPlan {
        let name = key.to_lowercase();
        let column = columns.iter().find(|column| column.name == name);
        let data_type = column.and_then(|column| column.data_type.clone()).unwrap_or_else(|| "string".to_owned());
        let object = Some(self.uri.join(super::BOOKS).join(super::PROPERTIES).to_string());
        let reason = Reason { object, ..Reason::new("a partition field of the table's properties") };
        PartitionKeyPlan { name, data_type, reason }
    }
}
