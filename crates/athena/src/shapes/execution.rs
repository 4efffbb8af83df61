//! Query executions and how they went.

use boathouse_query::{Execution, ExecutionState, StageNode};
use boathouse_wire::EpochSeconds;
use serde::Serialize;

use super::results::ResultConfiguration;
use super::workgroup::{EngineVersion, ManagedQueryResultsConfiguration};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct QueryExecution {
    query_execution_id: String,
    query: String,
    statement_type: boathouse_query::StatementType,
    #[serde(skip_serializing_if = "Option::is_none")]
    substatement_type: Option<String>,
    result_configuration: ResultConfiguration,
    #[serde(skip_serializing_if = "Option::is_none")]
    managed_query_results_configuration: Option<ManagedQueryResultsConfiguration>,
    result_reuse_configuration: ResultReuseConfiguration,
    query_execution_context: QueryExecutionContext,
    status: Status,
    statistics: Statistics,
    work_group: String,
    engine_version: EngineVersion,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResultReuseConfiguration {
    result_reuse_by_age_configuration: ResultReuseByAge,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResultReuseByAge {
    enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_age_in_minutes: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct QueryExecutionContext {
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    catalog: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    state: ExecutionState,
    #[serde(skip_serializing_if = "Option::is_none")]
    state_change_reason: Option<String>,
    submission_date_time: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    completion_date_time: Option<EpochSeconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    athena_error: Option<AthenaError>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct AthenaError {
    error_category: u8,
    error_type: u16,
    retryable: bool,
    error_message: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statistics {
    engine_execution_time_in_millis: u64,
    data_scanned_in_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_manifest_location: Option<String>,
    total_execution_time_in_millis: u64,
    query_queue_time_in_millis: u64,
    service_pre_processing_time_in_millis: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_planning_time_in_millis: Option<u64>,
    service_processing_time_in_millis: u64,
    result_reuse_information: ResultReuseInformation,
    #[serde(skip_serializing_if = "Option::is_none")]
    dpu_count: Option<f64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResultReuseInformation {
    reused_previous_result: bool,
}

impl From<boathouse_query::Statistics> for Statistics {
    fn from(taken: boathouse_query::Statistics) -> Self {
        Self {
            engine_execution_time_in_millis: taken.engine_ms,
            data_scanned_in_bytes: taken.scanned_bytes,
            data_manifest_location: taken.manifest_location,
            total_execution_time_in_millis: taken.total_ms,
            query_queue_time_in_millis: taken.queue_ms,
            service_pre_processing_time_in_millis: 0,
            query_planning_time_in_millis: taken.planning_ms,
            service_processing_time_in_millis: taken.service_ms,
            result_reuse_information: ResultReuseInformation { reused_previous_result: taken.reused },
            dpu_count: taken.dpus.map(f64::from),
        }
    }
}

impl From<Execution> for QueryExecution {
    fn from(execution: Execution) -> Self {
        let failure = execution.failure;
        let reuse = execution.result_reuse;
        // A cancelled query has a reason and no error.
        let athena_error =
            failure.as_ref().filter(|_| execution.state == ExecutionState::Failed).map(|f| AthenaError {
                error_category: f.category,
                error_type: f.error_type,
                retryable: f.retryable,
                error_message: f.message.clone(),
            });
        let (sql, database) = match execution.echo {
            Some(shown) => (shown.sql, shown.database),
            None => (execution.sql, execution.database),
        };
        let mut statistics = Statistics::from(execution.statistics);
        if execution.managed.is_some() {
            // Nobody is told where results lie that are read through Athena alone.
            statistics.data_manifest_location = None;
        }
        let output_location = Some(execution.output_location).filter(|_| execution.managed.is_none());
        Self {
            query_execution_id: execution.id,
            query: sql,
            statement_type: execution.kind.statement_type,
            substatement_type: execution.kind.substatement_type,
            result_configuration: ResultConfiguration { output_location, ..execution.settings.into() },
            managed_query_results_configuration: execution.managed.map(Into::into),
            result_reuse_configuration: ResultReuseConfiguration {
                result_reuse_by_age_configuration: ResultReuseByAge {
                    enabled: reuse.is_some_and(|reuse| reuse.enabled),
                    max_age_in_minutes: reuse.and_then(|reuse| reuse.age_minutes_max),
                },
            },
            query_execution_context: QueryExecutionContext {
                database,
                catalog: execution.catalog.map(|catalog| catalog.to_lowercase()),
            },
            status: Status {
                state: execution.state,
                state_change_reason: failure.map(|failure| failure.reason),
                submission_date_time: execution.submitted_ms.into(),
                completion_date_time: execution.completed_ms.map(EpochSeconds),
                athena_error,
            },
            statistics,
            work_group: execution.workgroup,
            engine_version: EngineVersion::chosen(&execution.engine_version),
        }
    }
}

/// A stage of a query's plan.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Stage {
    stage_id: u64,
    state: &'static str,
    output_bytes: u64,
    output_rows: u64,
    input_bytes: u64,
    input_rows: u64,
    execution_time: u64,
    query_stage_plan: PlanNode,
    sub_stages: Vec<Stage>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PlanNode {
    name: String,
    identifier: String,
    children: Vec<PlanNode>,
    remote_sources: Vec<String>,
}

impl From<boathouse_query::Stage> for Stage {
    fn from(stage: boathouse_query::Stage) -> Self {
        Self {
            stage_id: stage.id,
            state: "FINISHED",
            output_bytes: stage.output_bytes,
            output_rows: stage.output_rows,
            input_bytes: stage.input_bytes,
            input_rows: stage.input_rows,
            execution_time: stage.compute_ms,
            query_stage_plan: stage.plan.into(),
            sub_stages: stage.stages.into_iter().map(Self::from).collect(),
        }
    }
}

impl From<StageNode> for PlanNode {
    fn from(node: StageNode) -> Self {
        Self {
            name: node.name,
            identifier: node.identifier,
            children: node.children.into_iter().map(Self::from).collect(),
            remote_sources: node.sources.iter().map(u64::to_string).collect(),
        }
    }
}
