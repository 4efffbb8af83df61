//! The table that CREATE TABLE AS leaves in the catalog.

use boathouse_catalog::{Column, Parameters, PartitionInput, SerDeInfo, SkewedInfo, StorageDescriptor, TableInput};
use boathouse_formats::write::{Buckets, FileKind, WriteReport, partition_folder};
use boathouse_schema::{HiveType, S3Uri, SerDe, StorageFormat};

use super::format::Files;
use super::place::catalog_values;
use crate::statement::OWNER;

/// What `trino_version` says: the version that Athena's tables name, and who wrote this one.
const ENGINE_VERSION: &str = concat!("0.215-boathouse-", env!("CARGO_PKG_VERSION"));

/// What a table is made of.
#[derive(Debug, Clone)]
pub(super) struct Definition<'a> {
    pub(super) name: &'a str,
    pub(super) comment: Option<String>,
    pub(super) location: &'a S3Uri,
    pub(super) files: &'a Files,
    pub(super) columns: &'a [(String, HiveType)],
    pub(super) keys: &'a [(String, HiveType)],
    pub(super) buckets: Option<&'a Buckets>,
    pub(super) query_id: &'a str,
}

impl Definition<'_> {
    pub(super) fn table(&self) -> TableInput {
        TableInput {
            owner: Some(OWNER.to_owned()),
            retention: Some(0),
            storage_descriptor: Some(self.descriptor()),
            partition_keys: columns(self.keys),
            table_type: Some("EXTERNAL_TABLE".to_owned()),
            parameters: self.parameters(),
            ..TableInput::named(self.name)
        }
    }

    fn parameters(&self) -> Parameters {
        let codec = self.files.format.codec_name();
        let mut parameters: Parameters = [
            ("EXTERNAL", "TRUE"),
            ("auto.purge", "false"),
            ("has_encrypted_data", "false"),
            ("numFiles", "-1"),
            ("totalSize", "-1"),
            ("transactional", "false"),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .chain(writer(self.query_id))
        .collect();
        let compression = match (self.files.compression_property, self.files.format.kind()) {
            (Some("write_compression"), _) => "write.compression",
            (_, FileKind::Parquet) => "parquet.compression",
            (_, FileKind::Orc) => "orc.compress",
            (_, FileKind::Avro | FileKind::Json | FileKind::Text { .. }) => "write.compression",
        };
        parameters.insert(compression.to_owned(), codec.to_owned());
        if let Some(comment) = &self.comment {
            parameters.insert("comment".to_owned(), comment.clone());
        }
        parameters
    }

    fn descriptor(&self) -> StorageDescriptor {
        let serde = match self.files.format.kind() {
            FileKind::Parquet => SerDe::Parquet,
            FileKind::Orc => SerDe::Orc,
            FileKind::Avro => SerDe::Avro,
            FileKind::Json => SerDe::HiveJson,
            FileKind::Text { .. } => SerDe::LazySimple,
        };
        let format = StorageFormat::of(serde);
        let mut serde_parameters = Parameters::new();
        let delimiter = self.files.field_delimiter.map(String::from);
        serde_parameters.insert("serialization.format".to_owned(), delimiter.clone().unwrap_or_else(|| "1".to_owned()));
        if let Some(delimiter) = delimiter {
            serde_parameters.insert("field.delim".to_owned(), delimiter);
        }
        StorageDescriptor {
            columns: columns(self.columns),
            location: Some(self.location.to_string()),
            input_format: Some(format.input_format.to_owned()),
            output_format: Some(format.output_format.to_owned()),
            compressed: false,
            number_of_buckets: Some(self.buckets.map_or(-1, |it| i32::try_from(it.count).unwrap_or(i32::MAX))),
            serde_info: Some(SerDeInfo {
                name: Some(self.name.to_owned()),
                serialization_library: Some(serde.class_name().to_owned()),
                parameters: Some(serde_parameters),
            }),
            bucket_columns: Some(self.buckets.map(|it| it.columns.clone()).unwrap_or_default()),
            sort_columns: Some(Vec::new()),
            parameters: Some(Parameters::new()),
            skewed_info: Some(SkewedInfo {
                skewed_column_names: Some(Vec::new()),
                skewed_column_values: Some(Vec::new()),
                skewed_column_value_location_maps: Some(Parameters::new()),
            }),
            ..StorageDescriptor::default()
        }
    }
}

fn columns(columns: &[(String, HiveType)]) -> Vec<Column> {
    columns.iter().map(|(name, data_type)| Column::new(name, data_type.to_string())).collect()
}

/// Who made a table or a partition.
fn writer(query_id: &str) -> impl Iterator<Item = (String, String)> {
    let said = [("trino_query_id", query_id), ("trino_version", ENGINE_VERSION)];
    said.map(|(key, value)| (key.to_owned(), value.to_owned())).into_iter()
}

/// The partitions that rows were written to, each with the table's format and a folder of its own.
pub(super) fn partitions(
    report: &WriteReport,
    descriptor: &StorageDescriptor,
    (folder, keys): (&S3Uri, &[String]),
    query_id: &str,
) -> Vec<PartitionInput> {
    let mut values: Vec<&Vec<Option<String>>> = report.files.iter().map(|file| &file.partition_values).collect();
    values.sort();
    values.dedup();
    let partition = |values: &Vec<Option<String>>| {
        let key = partition_folder(&folder.key, keys, values);
        let location = Some(S3Uri::new(&folder.bucket, key).to_string());
        PartitionInput {
            values: catalog_values(values),
            storage_descriptor: Some(StorageDescriptor { location, ..descriptor.clone() }),
            parameters: Some(writer(query_id).collect()),
            ..PartitionInput::default()
        }
    };
    values.into_iter().filter(|values| !values.is_empty()).map(partition).collect()
}
