//! Scenarios that are no folder.

/// The number of the scenario, the file below `crates` and the test in it that shows the scenario.
pub(super) const TESTS: &[(usize, &str, &str)] = &[
    // How long a query runs is nothing to write down.
    (13, "testing/python/test_athena_api.py", "test_a_running_query"),
    (14, "query/src/executions/tests.rs", "stopping_stops"),
    (86, "testing/python/test_dbt.py", "test_a_project"),
];

/// The number of the scenario, and what statements on Iceberg tables would have to do, which are refused by name.
pub(super) const ICEBERG: &[(usize, &str)] = &[
    (44, "UPDATE touching two rows leaves `<id>.csv.metadata` of 75 bytes alone"),
    (60, "MSCK, SET LOCATION and ADD PARTITION are of a type not supported by Athena Iceberg"),
    (61, "DROP TABLE leaves one line feed, and metadata of 41 bytes"),
    (85, "one of two MERGEs at once fails with ICEBERG_COMMIT_ERROR"),
];
