//! A catalog table as a DataFusion table.

use std::sync::Arc;

use arrow_schema::{Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result as EngineResult;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;

use super::{PartitionSource, TableLayout};
use crate::Result;

/// A table whose rows are in objects, as a catalog describes it.
#[derive(Debug)]
pub struct LakeTable {
    layout: Arc<TableLayout>,
    source: Arc<dyn PartitionSource>,
    schema: SchemaRef,
}

impl LakeTable {
    /// A table of this layout over these partitions.
    ///
    /// # Errors
    /// [`Error::InvalidLayout`](crate::Error::InvalidLayout) for columns that clash, and
    /// [`Error::UnsupportedColumn`](crate::Error::UnsupportedColumn) for a type the row format cannot hold.
    pub fn new(layout: TableLayout, source: Arc<dyn PartitionSource>) -> Result<Self> {
        let fields = layout
            .columns
            .iter()
            .chain(&layout.partition_keys)
            .map(|(name, hive)| Ok(Field::new(name, boathouse_schema::to_arrow(hive)?, true)))
            .collect::<Result<Vec<_>>>()?;
        Ok(Self { layout: Arc::new(layout), source, schema: Arc::new(Schema::new(fields)) })
    }

    /// The layout the table was made of.
    pub fn layout(&self) -> &TableLayout {
        &self.layout
    }
}

#[async_trait]
impl TableProvider for LakeTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> EngineResult<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Unsupported; filters.len()])
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        _projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> EngineResult<Arc<dyn ExecutionPlan>> {
        let _ = &self.source;
        Err(datafusion::error::DataFusionError::NotImplemented("scanning lake tables".to_owned()))
    }
}
