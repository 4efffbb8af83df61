//! `GetQueryRuntimeStatistics`: what a finished query read, wrote and took.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryRuntimeStatistics.html>

use boathouse_query::{ExecutionState, StatementType};
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    query_execution_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    query_runtime_statistics: RuntimeStatistics,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct RuntimeStatistics {
    timeline: Timeline,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Rows>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_stage: Option<shapes::Stage>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Timeline {
    query_queue_time_in_millis: u64,
    service_pre_processing_time_in_millis: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_planning_time_in_millis: Option<u64>,
    engine_execution_time_in_millis: u64,
    service_processing_time_in_millis: u64,
    total_execution_time_in_millis: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Rows {
    input_rows: u64,
    input_bytes: u64,
    output_bytes: u64,
    output_rows: u64,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let execution = athena.queries.execution(&input.query_execution_id).await?;
    let stages = athena.queries.stages(&execution.id).await?;
    let taken = execution.statistics;
    let has_rows = execution.state == ExecutionState::Succeeded && execution.kind.statement_type == StatementType::Dml;
    Ok(Output {
        query_runtime_statistics: RuntimeStatistics {
            timeline: Timeline {
                query_queue_time_in_millis: taken.queue_ms,
                service_pre_processing_time_in_millis: 0,
                query_planning_time_in_millis: taken.planning_ms,
                engine_execution_time_in_millis: taken.engine_ms,
                service_processing_time_in_millis: taken.service_ms,
                total_execution_time_in_millis: taken.total_ms,
            },
            rows: has_rows.then_some(Rows {
                input_rows: taken.input_rows,
                input_bytes: taken.scanned_bytes,
                output_bytes: taken.output_bytes,
                output_rows: taken.output_rows,
            }),
            output_stage: stages.filter(|_| has_rows).map(shapes::Stage::from),
        },
    })
}
