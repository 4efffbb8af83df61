//! Scenarios that are no folder, and why.

/// The number of the scenario, and where it is shown instead or what is missing.
pub(super) const SCENARIOS: &[(usize, &str)] = &[
    (18, "the guide's table of exclusions is `crate::glob::tests`; folder 19 crawls with two of them"),
    (
        49,
        "new folders of a stored crawler: `scenarios::incremental`; the refused policies are in `scenarios::lifecycle`",
    ),
    (52, "states of stored crawlers: `scenarios::lifecycle`"),
    (53, "the history of stored crawlers: `scenarios::lifecycle`, and the golden folder ListCrawls of boathouse-glue"),
    (54, "schedules: `crate::cron::tests` and `scenarios::schedules`"),
    (55, "real servers: `test_s55_postgresql` and `test_s55_mariadb` in test_crawler_jdbc.py of boathouse-testing"),
    (58, "versions of tables: the golden folder UpdateTable of boathouse-glue"),
    (59, "expressions on partitions: `expression::matrix_tests` of boathouse-catalog"),
    (62, "expressions on partitions: `expression::tests` of boathouse-catalog"),
    (64, "tables with partition indexes: `partition_index::tests` of boathouse-catalog"),
];
