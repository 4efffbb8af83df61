//! Wire shapes that several operations share.

use std::collections::BTreeMap;

use boathouse_query::{Execution, ExecutionState, Workgroup};
use boathouse_wire::EpochSeconds;
use serde::Serialize;

/// The engine's version as Athena names it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EngineVersion {
    selected_engine_version: &'static str,
    effective_engine_version: &'static str,
}

pub(crate) const ENGINE_VERSION: EngineVersion =
    EngineVersion { selected_engine_version: "AUTO", effective_engine_version: "Athena engine version 3" };

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct QueryExecution {
    query_execution_id: String,
    query: String,
    statement_type: boathouse_query::StatementType,
    #[serde(skip_serializing_if = "Option::is_none")]
    substatement_type: Option<String>,
    result_configuration: ResultConfiguration,
    result_reuse_configuration: ResultReuseConfiguration,
    query_execution_context: QueryExecutionContext,
    status: Status,
    statistics: Statistics,
    work_group: String,
    engine_version: EngineVersion,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ResultConfiguration {
    pub(crate) output_location: String,
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
    total_execution_time_in_millis: u64,
    query_queue_time_in_millis: u64,
    service_pre_processing_time_in_millis: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_planning_time_in_millis: Option<u64>,
    service_processing_time_in_millis: u64,
    result_reuse_information: ResultReuseInformation,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResultReuseInformation {
    reused_previous_result: bool,
}

impl From<Execution> for QueryExecution {
    fn from(execution: Execution) -> Self {
        let failure = execution.failure;
        let reuse = execution.result_reuse;
        let statistics = execution.statistics;
        // A cancelled query has a reason and no error.
        let athena_error =
            failure.as_ref().filter(|_| execution.state == ExecutionState::Failed).map(|f| AthenaError {
                error_category: f.category,
                error_type: f.error_type,
                retryable: f.retryable,
                error_message: f.message.clone(),
            });
        Self {
            query_execution_id: execution.id,
            query: execution.sql,
            statement_type: execution.kind.statement_type,
            substatement_type: execution.kind.substatement_type,
            result_configuration: ResultConfiguration { output_location: execution.output_location },
            result_reuse_configuration: ResultReuseConfiguration {
                result_reuse_by_age_configuration: ResultReuseByAge {
                    enabled: reuse.is_some_and(|reuse| reuse.enabled),
                    max_age_in_minutes: reuse.and_then(|reuse| reuse.age_minutes_max),
                },
            },
            query_execution_context: QueryExecutionContext {
                database: execution.database,
                catalog: execution.catalog.map(|catalog| catalog.to_lowercase()),
            },
            status: Status {
                state: execution.state,
                state_change_reason: failure.map(|failure| failure.reason),
                submission_date_time: execution.submitted_ms.into(),
                completion_date_time: execution.completed_ms.map(EpochSeconds),
                athena_error,
            },
            statistics: Statistics {
                engine_execution_time_in_millis: statistics.engine_ms,
                data_scanned_in_bytes: statistics.scanned_bytes,
                total_execution_time_in_millis: statistics.total_ms,
                query_queue_time_in_millis: statistics.queue_ms,
                service_pre_processing_time_in_millis: 0,
                query_planning_time_in_millis: statistics.planning_ms,
                service_processing_time_in_millis: statistics.service_ms,
                result_reuse_information: ResultReuseInformation { reused_previous_result: false },
            },
            work_group: execution.workgroup,
            engine_version: ENGINE_VERSION,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct WorkGroup {
    configuration: WorkGroupConfiguration,
    name: String,
    state: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct WorkGroupConfiguration {
    enable_minimum_encryption_configuration: bool,
    enforce_work_group_configuration: bool,
    engine_version: EngineVersion,
    publish_cloud_watch_metrics_enabled: bool,
    requester_pays_enabled: bool,
    result_configuration: ResultConfiguration,
}

impl From<Workgroup> for WorkGroup {
    fn from(workgroup: Workgroup) -> Self {
        Self {
            configuration: WorkGroupConfiguration {
                enable_minimum_encryption_configuration: false,
                enforce_work_group_configuration: false,
                engine_version: ENGINE_VERSION,
                publish_cloud_watch_metrics_enabled: false,
                requester_pays_enabled: false,
                result_configuration: ResultConfiguration { output_location: workgroup.output_location },
            },
            name: workgroup.name,
            state: "ENABLED",
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Database {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<BTreeMap<String, String>>,
}

impl From<boathouse_catalog::Database> for Database {
    fn from(database: boathouse_catalog::Database) -> Self {
        Self { name: database.name, description: database.description, parameters: database.parameters }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Column {
    name: String,
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    data_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

impl From<boathouse_catalog::Column> for Column {
    fn from(column: boathouse_catalog::Column) -> Self {
        Self { name: column.name, data_type: column.data_type, comment: column.comment }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TableMetadata {
    name: String,
    create_time: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_access_time: Option<EpochSeconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table_type: Option<String>,
    columns: Vec<Column>,
    partition_keys: Vec<Column>,
    parameters: BTreeMap<String, String>,
}

impl From<boathouse_catalog::Table> for TableMetadata {
    fn from(table: boathouse_catalog::Table) -> Self {
        let columns = table.columns().iter().cloned().map(Column::from).collect();
        Self {
            parameters: flat_parameters(&table),
            name: table.name,
            create_time: table.create_time_ms.into(),
            last_access_time: table.last_access_time_ms.map(EpochSeconds),
            table_type: table.table_type,
            columns,
            partition_keys: table.partition_keys.into_iter().map(Column::from).collect(),
        }
    }
}

/// The table's parameters and, under names of their own, what its storage descriptor says.
fn flat_parameters(table: &boathouse_catalog::Table) -> BTreeMap<String, String> {
    let mut flat = table.parameters.clone();
    let Some(descriptor) = &table.storage_descriptor else { return flat };
    let serde = descriptor.serde_info.as_ref();
    for (key, value) in [
        ("location", &descriptor.location),
        ("inputformat", &descriptor.input_format),
        ("outputformat", &descriptor.output_format),
        ("serde.serialization.lib", &serde.and_then(|info| info.serialization_library.clone())),
    ] {
        if let Some(value) = value {
            flat.insert(key.to_owned(), value.clone());
        }
    }
    for (key, value) in serde.and_then(|info| info.parameters.as_ref()).into_iter().flatten() {
        flat.insert(format!("serde.param.{key}"), value.clone());
    }
    flat
}
