//! One file an operation; this table is all that registers them.

boathouse_wire::operations! {
    crate::Glue {
        batch_create_partition => "BatchCreatePartition",
        batch_delete_partition => "BatchDeletePartition",
        batch_delete_table => "BatchDeleteTable",
        batch_delete_table_version => "BatchDeleteTableVersion",
        batch_get_partition => "BatchGetPartition",
        batch_update_partition => "BatchUpdatePartition",
        create_database => "CreateDatabase",
        create_partition => "CreatePartition",
        create_table => "CreateTable",
        delete_database => "DeleteDatabase",
        delete_partition => "DeletePartition",
        delete_table => "DeleteTable",
        delete_table_version => "DeleteTableVersion",
        get_database => "GetDatabase",
        get_databases => "GetDatabases",
        get_partition => "GetPartition",
        get_partitions => "GetPartitions",
        get_table => "GetTable",
        get_table_version => "GetTableVersion",
        get_table_versions => "GetTableVersions",
        get_tables => "GetTables",
        get_tags => "GetTags",
        tag_resource => "TagResource",
        untag_resource => "UntagResource",
        update_database => "UpdateDatabase",
        update_partition => "UpdatePartition",
        update_table => "UpdateTable",
    }
}
