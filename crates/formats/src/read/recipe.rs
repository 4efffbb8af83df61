//! How the files of a scan are read, besides what the engine knows of them.

use std::collections::HashSet;
use std::sync::Arc;

use arrow_schema::Schema;
use boathouse_schema::HiveType;
use datafusion::common::config::TableParquetOptions;
use datafusion::datasource::physical_plan::FileSource;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr_adapter::PhysicalExprAdapterFactory;
use object_store::ObjectStore;
use serde::{Deserialize, Serialize};

use super::cache::BucketMetadataCache;
use super::documents::Documents;
use super::footer_meter::ScannedFooters;
use super::orc::{OrcFooters, OrcFormat};
use super::parquet::{self, LakeExprAdapterFactory, ParquetColumn, ParquetColumns};
use super::source::{LakeFormat, LakeSource, RecordLayout, SourceColumn};
use super::{RowFormat, TableLayout};
use crate::{Error, Result};

/// More columns than any record has.
const WIDTH_MAX: usize = 1 << 20;

/// Files of one bucket, one format and one set of columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recipe {
    bucket: String,
    format: RowFormat,
    /// Columns a record is declared to have.
    width: usize,
    /// One a file column of the table.
    columns: Vec<RecipeColumn>,
}

/// A column of the table, in a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecipeColumn {
    position: Option<usize>,
    name: String,
    /// The type the record's values are read as, in Hive's words.
    hive: String,
    /// The query needs it.
    used: bool,
}

/// Where files are read, and with what.
pub(crate) struct Kitchen<'a> {
    pub(crate) runtime: &'a RuntimeEnv,
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) parquet: TableParquetOptions,
    /// The footers that are looked at.
    pub(crate) scanned: ScannedFooters,
}

/// What reads the files.
pub(crate) struct Dish {
    pub(crate) source: Arc<dyn FileSource>,
    /// Makes expressions over the table's columns ones over a file's, where the engine does it file by file.
    pub(crate) adapter: Option<Arc<dyn PhysicalExprAdapterFactory>>,
}

impl Recipe {
    /// How files of `records`' columns become rows of the table; `used` tells which columns the query needs.
    pub(crate) fn new(
        bucket: &str,
        records: &TableLayout,
        columns: &[SourceColumn],
        used: impl Fn(usize) -> bool,
    ) -> Self {
        let columns = columns.iter().enumerate().map(|(index, column)| RecipeColumn {
            position: column.position,
            name: column.name.clone(),
            hive: column.hive.to_string(),
            used: used(index),
        });
        Self {
            bucket: bucket.to_owned(),
            format: records.format.clone(),
            width: records.columns.len(),
            columns: columns.collect(),
        }
    }

    /// Fails for what no scan of this table is read by.
    pub(crate) fn check(&self, table: &TableSchema) -> Result<()> {
        let wrong = |what: String| Err(Error::InvalidLayout(what));
        self.format.check()?;
        if self.columns.len() != table.file_schema().fields().len() {
            return wrong(format!("{} columns are read of {}", self.columns.len(), table.file_schema().fields().len()));
        }
        if self.width > WIDTH_MAX {
            return wrong(format!("records of {} columns", self.width));
        }
        let mut taken = HashSet::new();
        for column in &self.columns {
            column.hive()?;
            let Some(position) = column.position else { continue };
            // Records are gone through from left to right; by name, a position means nothing.
            let again = !taken.insert(position) && self.format.is_positional();
            if again || position >= WIDTH_MAX {
                return wrong(format!("the column '{}' cannot be at place {position} of a record", column.name));
            }
        }
        Ok(())
    }

    /// The columns of the table in Parquet files.
    pub(crate) fn parquet_columns(&self, table: &Schema) -> Result<ParquetColumns> {
        let columns = self.columns.iter().zip(table.fields()).map(|(column, field)| {
            Ok(ParquetColumn {
                name: field.name().clone(),
                file: column.position.map(|position| (column.name.clone(), position)),
                hive: column.hive()?,
                used: column.used,
            })
        });
        Ok(ParquetColumns { columns: columns.collect::<Result<_>>()?, by_position: self.format.is_positional() })
    }

    /// What reads the files; rows for which `predicate` is not true are not needed.
    pub(crate) fn source(
        &self,
        table: &TableSchema,
        predicate: Option<Arc<dyn PhysicalExpr>>,
        kitchen: Kitchen<'_>,
    ) -> Result<Dish> {
        let ours = match self.format.clone() {
            RowFormat::Parquet(_) => return self.parquet(table, predicate, kitchen),
            RowFormat::Orc(options) => {
                let footers = OrcFooters::new(BucketMetadataCache::of(kitchen.runtime, &self.bucket), kitchen.scanned);
                self.files(OrcFormat { options, footers }, table, predicate)?
            }
            RowFormat::Avro(options) => self.files(options, table, predicate)?,
            RowFormat::LazySimple(options) => self.files(options, table, predicate)?,
            RowFormat::OpenCsv(options) => self.files(options, table, predicate)?,
            RowFormat::Grok(options) => self.files(options, table, predicate)?,
            RowFormat::Regex(options) => self.files(options, table, predicate)?,
            RowFormat::Json(options) => self.files(options, table, predicate)?,
            RowFormat::Ion(options) => self.files(Documents(options), table, predicate)?,
            RowFormat::CloudTrail(options) => self.files(Documents(options), table, predicate)?,
        };
        Ok(Dish { source: Arc::new(ours), adapter: None })
    }

    /// Files of a format of ours.
    fn files(
        &self,
        format: impl LakeFormat,
        table: &TableSchema,
        predicate: Option<Arc<dyn PhysicalExpr>>,
    ) -> Result<LakeSource> {
        let columns = self.columns.iter().zip(table.file_schema().fields()).map(|(column, field)| {
            let (hive, target) = (column.hive()?, field.data_type().clone());
            Ok(SourceColumn { position: column.position, name: column.name.clone(), hive, target })
        });
        let layout = RecordLayout { columns: columns.collect::<Result<_>>()?, width: self.width };
        Ok(LakeSource::new(format, layout, &self.bucket, table.clone(), predicate))
    }

    fn parquet(
        &self,
        table: &TableSchema,
        predicate: Option<Arc<dyn PhysicalExpr>>,
        kitchen: Kitchen<'_>,
    ) -> Result<Dish> {
        let columns = Arc::new(self.parquet_columns(table.file_schema())?);
        let mut source = parquet::source(kitchen, table.clone(), &self.bucket, Arc::clone(&columns));
        if let Some(predicate) = predicate {
            source = source.with_predicate(predicate);
        }
        Ok(Dish { source: Arc::new(source), adapter: Some(Arc::new(LakeExprAdapterFactory(columns))) })
    }
}

impl RecipeColumn {
    fn hive(&self) -> Result<HiveType> {
        Ok(self.hive.parse()?)
    }
}
