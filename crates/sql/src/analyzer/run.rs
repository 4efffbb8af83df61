//! Running a planned query.

use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{Schema, SchemaRef};
use boathouse_functions::{engine_error, trino_error};
use boathouse_types::{Result, TrinoError};
use datafusion::common::Result as EngineResult;
use datafusion::execution::context::SessionContext;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::prelude::SessionConfig;
use futures::StreamExt;

use super::{Analyzed, optimizer};

impl Analyzed {
    /// The result's schema: labels, and Trino's types in the fields' extension metadata.
    pub fn schema(&self) -> SchemaRef {
        Arc::new(Schema::new(self.columns.iter().map(|c| c.data_type.to_field(&c.name)).collect::<Vec<_>>()))
    }
}

/// The engine's options the plans need.
pub fn session_config() -> SessionConfig {
    let mut config = SessionConfig::new();
    let options = config.options_mut();
    options.sql_parser.enable_ident_normalization = false;
    options.execution.skip_physical_aggregate_schema_check = true;
    config
}

/// A session for planned queries: types are settled, so the engine's own typing is left out, and what can fail stays
/// behind the conditions that guard it.
pub fn session_state(config: SessionConfig) -> SessionState {
    SessionStateBuilder::new()
        .with_config(config)
        .with_default_features()
        .with_analyzer_rules(Vec::new())
        .with_optimizer_rules(optimizer::logical_rules())
        .with_physical_optimizer_rules(optimizer::physical_rules())
        .with_query_planner(super::query_planner())
        .build()
}

/// Runs a query in a session of its own.
///
/// # Errors
/// What the query raises.
pub async fn collect(analyzed: &Analyzed) -> Result<Vec<RecordBatch>> {
    let context = SessionContext::new_with_state(session_state(session_config()));
    let mut stream = execute_stream(analyzed, &context).await?;
    let mut batches = Vec::new();
    while let Some(batch) = stream.next().await {
        batches.push(batch.map_err(trino_error)?);
    }
    Ok(batches)
}

/// Starts a query; its batches carry the labels, and errors in them are Trino's, as `trino_error` finds.
///
/// # Errors
/// What planning raises.
pub async fn execute_stream(analyzed: &Analyzed, context: &SessionContext) -> Result<SendableRecordBatchStream> {
    let state = context.state();
    let plan = state.create_physical_plan(&analyzed.plan).await.map_err(trino_error)?;
    let task: Arc<TaskContext> = context.task_ctx();
    let stream = datafusion::physical_plan::execute_stream(plan, task).map_err(trino_error)?;
    let schema = analyzed.schema();
    let labelled = Arc::clone(&schema);
    let stream = stream.map(move |batch| relabel(batch?, &labelled));
    Ok(Box::pin(RecordBatchStreamAdapter::new(schema, stream)))
}

fn relabel(batch: RecordBatch, schema: &SchemaRef) -> EngineResult<RecordBatch> {
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let columns = batch.columns().to_vec();
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)
        .map_err(|e| engine_error(TrinoError::internal(e.to_string())))
}
