//! The operations that are served, one file each.

use crate::service::Athena;

boathouse_wire::operations! {
    Athena {
        batch_get_query_execution => "BatchGetQueryExecution",
        get_data_catalog => "GetDataCatalog",
        get_database => "GetDatabase",
        get_query_execution => "GetQueryExecution",
        get_query_results => "GetQueryResults",
        get_query_runtime_statistics => "GetQueryRuntimeStatistics",
        get_table_metadata => "GetTableMetadata",
        get_work_group => "GetWorkGroup",
        list_data_catalogs => "ListDataCatalogs",
        list_databases => "ListDatabases",
        list_engine_versions => "ListEngineVersions",
        list_query_executions => "ListQueryExecutions",
        list_table_metadata => "ListTableMetadata",
        list_work_groups => "ListWorkGroups",
        start_query_execution => "StartQueryExecution",
        stop_query_execution => "StopQueryExecution",
    }
}
