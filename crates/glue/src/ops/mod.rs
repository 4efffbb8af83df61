//! One file an operation; this table is all that registers them.

boathouse_wire::operations! {
    crate::Glue {
        batch_create_partition => "BatchCreatePartition",
        batch_delete_partition => "BatchDeletePartition",
        batch_delete_table => "BatchDeleteTable",
        batch_delete_table_version => "BatchDeleteTableVersion",
        batch_get_crawlers => "BatchGetCrawlers",
        batch_get_jobs => "BatchGetJobs",
        batch_get_partition => "BatchGetPartition",
        batch_stop_job_run => "BatchStopJobRun",
        batch_update_partition => "BatchUpdatePartition",
        create_classifier => "CreateClassifier",
        create_crawler => "CreateCrawler",
        create_database => "CreateDatabase",
        create_job => "CreateJob",
        create_partition => "CreatePartition",
        create_partition_index => "CreatePartitionIndex",
        create_table => "CreateTable",
        delete_classifier => "DeleteClassifier",
        delete_crawler => "DeleteCrawler",
        delete_database => "DeleteDatabase",
        delete_job => "DeleteJob",
        delete_partition => "DeletePartition",
        delete_partition_index => "DeletePartitionIndex",
        delete_table => "DeleteTable",
        delete_table_version => "DeleteTableVersion",
        get_classifier => "GetClassifier",
        get_classifiers => "GetClassifiers",
        get_crawler => "GetCrawler",
        get_crawler_metrics => "GetCrawlerMetrics",
        get_crawlers => "GetCrawlers",
        get_database => "GetDatabase",
        get_databases => "GetDatabases",
        get_job => "GetJob",
        get_job_run => "GetJobRun",
        get_job_runs => "GetJobRuns",
        get_jobs => "GetJobs",
        get_partition => "GetPartition",
        get_partition_indexes => "GetPartitionIndexes",
        get_partitions => "GetPartitions",
        get_table => "GetTable",
        get_table_version => "GetTableVersion",
        get_table_versions => "GetTableVersions",
        get_tables => "GetTables",
        get_tags => "GetTags",
        list_crawlers => "ListCrawlers",
        list_crawls => "ListCrawls",
        list_jobs => "ListJobs",
        start_crawler => "StartCrawler",
        start_job_run => "StartJobRun",
        stop_crawler => "StopCrawler",
        tag_resource => "TagResource",
        untag_resource => "UntagResource",
        update_classifier => "UpdateClassifier",
        update_crawler => "UpdateCrawler",
        update_database => "UpdateDatabase",
        update_job => "UpdateJob",
        update_partition => "UpdatePartition",
        update_table => "UpdateTable",
    }
}

#[cfg(test)]
mod crawler_tests;
#[cfg(test)]
mod job_tests;
#[cfg(test)]
mod partition_tests;
#[cfg(test)]
mod tests;
