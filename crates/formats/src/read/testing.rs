//! Tables in memory, for the tests of this module.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use boathouse_schema::{HiveType, S3Uri};
use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::prelude::{SessionConfig, SessionContext};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

use super::*;
use crate::{Error, Result};

/// A session with the bucket `b` in memory.
pub(crate) struct Fixture {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) session: SessionContext,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self::over(Arc::new(InMemory::new()))
    }

    pub(crate) fn over(store: Arc<dyn ObjectStore>) -> Self {
        let session = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(2));
        session.register_object_store(&"s3://b".try_into().unwrap(), Arc::clone(&store));
        Self { store, session }
    }

    pub(crate) async fn put(&self, key: &str, bytes: impl Into<Vec<u8>>) {
        self.store.put(&Path::parse(key).unwrap(), PutPayload::from(bytes.into())).await.unwrap();
    }

    /// A table without partition keys at `s3://b/t`.
    pub(crate) fn read(&self, format: RowFormat, columns: &str) -> Result<DataFrame> {
        let name = "db.t".to_owned();
        let layout =
            TableLayout { name, format, columns: parse_columns(columns), partition_keys: vec![], bucketing: None };
        self.read_from(layout, vec![partition("s3://b/t", &[], None)])
    }

    pub(crate) fn read_from(&self, layout: TableLayout, partitions: Vec<PartitionLocation>) -> Result<DataFrame> {
        let table = LakeTable::new(layout, Arc::new(FixedPartitions(partitions)))?;
        Ok(self.session.read_table(Arc::new(table))?)
    }

    /// The rows of one object, as [`rows`] shows them, or the message of what went wrong.
    pub(crate) async fn rows_of(format: RowFormat, columns: &str, key: &str, bytes: &[u8]) -> String {
        let fixture = Self::new();
        fixture.put(key, bytes).await;
        match fixture.read(format, columns) {
            Ok(frame) => rows(frame).await,
            Err(error) => error.to_string(),
        }
    }
}

/// Rows as text: cells separated by `|`, rows by a blank; or the message of this crate's error.
pub(crate) async fn rows(frame: DataFrame) -> String {
    match frame.collect().await {
        Ok(batches) => show(&batches),
        Err(error) => message(&error),
    }
}

/// The message of this crate's error in an engine error.
pub(crate) fn message(error: &DataFusionError) -> String {
    Error::find_in(error).map_or_else(|| format!("not ours: {error}"), ToString::to_string)
}

pub(crate) fn show(batches: &[RecordBatch]) -> String {
    let options = FormatOptions::default().with_null("NULL");
    let mut rows = Vec::new();
    for batch in batches {
        let columns: Vec<ArrayFormatter<'_>> =
            batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options).unwrap()).collect();
        for row in 0..batch.num_rows() {
            let cells: Vec<String> = columns.iter().map(|column| column.value(row).to_string()).collect();
            rows.push(cells.join("|"));
        }
    }
    rows.join(" ; ")
}

/// `name:type` pairs separated by `;`.
pub(crate) fn parse_columns(text: &str) -> Vec<(String, HiveType)> {
    let parse = |column: &str| {
        let (name, hive) = column.trim().split_once(':').unwrap();
        (name.to_owned(), hive.parse().unwrap())
    };
    text.split(';').filter(|column| !column.trim().is_empty()).map(parse).collect()
}

pub(crate) fn partition(location: &str, values: &[&str], layout: Option<TableLayout>) -> PartitionLocation {
    let location: S3Uri = location.parse().unwrap();
    PartitionLocation { location, values: values.iter().map(|value| (*value).to_owned()).collect(), layout }
}

/// A row format from a SerDe class and `name=value` properties.
pub(crate) fn serde(class: &str, properties: &[(&str, &str)]) -> Result<RowFormat> {
    let properties = properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    RowFormat::from_serde(class, &properties, &BTreeMap::new())
}

pub(crate) const LAZY: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
pub(crate) const OPEN_CSV: &str = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
pub(crate) const OPENX: &str = "org.openx.data.jsonserde.JsonSerDe";
pub(crate) const HIVE_JSON: &str = "org.apache.hive.hcatalog.data.JsonSerDe";
pub(crate) const PARQUET: &str = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
pub(crate) const ORC: &str = "org.apache.hadoop.hive.ql.io.orc.OrcSerde";
pub(crate) const AVRO: &str = "org.apache.hadoop.hive.serde2.avro.AvroSerDe";
pub(crate) const REGEX: &str = "org.apache.hadoop.hive.serde2.RegexSerDe";
pub(crate) const ION: &str = "com.amazon.ionhiveserde.IonHiveSerDe";
pub(crate) const CLOUDTRAIL: &str = "com.amazon.emr.hive.serde.CloudTrailSerde";
pub(crate) const MULTI_DELIMIT: &str = "org.apache.hadoop.hive.serde2.MultiDelimitSerDe";
