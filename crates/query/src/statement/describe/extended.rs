//! `DESCRIBE EXTENDED`: the columns, then everything as Hive's objects print themselves.

use std::collections::BTreeMap;

use boathouse_catalog::{Column, Partition, StorageDescriptor, Table};

use super::{BLANK, columns};

pub(super) fn lines(table: &Table, partition: Option<&Partition>) -> Vec<String> {
    let mut lines = columns(table, partition);
    lines.push(BLANK.to_owned());
    lines.push(match partition {
        Some(partition) => format!("Detailed Partition Information\t{}\t", partition_text(table, partition)),
        None => format!("Detailed Table Information\t{}\t", table_text(table)),
    });
    lines
}

fn table_text(table: &Table) -> String {
    let original = table.view_original_text.as_deref().unwrap_or("null");
    let expanded = table.view_expanded_text.as_deref().unwrap_or("null");
    format!(
        "Table(tableName:{}, dbName:{}, owner:{}, createTime:{}, lastAccessTime:{}, retention:{}, sd:{}, \
         partitionKeys:{}, parameters:{}, viewOriginalText:{original}, viewExpandedText:{expanded}, tableType:{})",
        table.name,
        table.database_name,
        table.owner.as_deref().unwrap_or("null"),
        table.create_time_ms.div_euclid(1000),
        seconds(table.last_access_time_ms),
        table.retention.unwrap_or_default(),
        descriptor_text(&table.storage_descriptor.clone().unwrap_or_default()),
        fields(&table.partition_keys),
        map(&table.parameters),
        table.table_type.as_deref().unwrap_or("null"),
    )
}

fn partition_text(table: &Table, partition: &Partition) -> String {
    format!(
        "Partition(values:[{}], dbName:{}, tableName:{}, createTime:{}, lastAccessTime:{}, sd:{}, parameters:{})",
        partition.values.join(", "),
        table.database_name,
        table.name,
        partition.creation_time_ms.div_euclid(1000),
        seconds(partition.last_access_time_ms),
        descriptor_text(&partition.storage_descriptor.clone().unwrap_or_default()),
        map(&partition.parameters.clone().unwrap_or_default()),
    )
}

fn seconds(time_ms: Option<i64>) -> i64 {
    time_ms.unwrap_or_default().div_euclid(1000)
}

fn descriptor_text(descriptor: &StorageDescriptor) -> String {
    let serde = descriptor.serde_info.clone().unwrap_or_default();
    let sorted = descriptor.sort_columns.iter().flatten();
    let sorted: Vec<String> =
        sorted.map(|order| format!("Order(col:{}, order:{})", order.column, order.sort_order)).collect();
    let skewed = descriptor.skewed_info.clone().unwrap_or_default();
    let or_null = |text: &Option<String>| text.clone().unwrap_or_else(|| "null".to_owned());
    format!(
        "StorageDescriptor(cols:{}, location:{}, inputFormat:{}, outputFormat:{}, compressed:{}, numBuckets:{}, \
         serdeInfo:SerDeInfo(name:{}, serializationLib:{}, parameters:{}), bucketCols:[{}], sortCols:[{}], \
         parameters:{}, skewedInfo:SkewedInfo(skewedColNames:[{}], skewedColValues:[{}], \
         skewedColValueLocationMaps:{}), storedAsSubDirectories:{})",
        fields(&descriptor.columns),
        or_null(&descriptor.location),
        or_null(&descriptor.input_format),
        or_null(&descriptor.output_format),
        descriptor.compressed,
        descriptor.number_of_buckets.unwrap_or(-1),
        or_null(&serde.name),
        or_null(&serde.serialization_library),
        map(&serde.parameters.unwrap_or_default()),
        descriptor.bucket_columns.clone().unwrap_or_default().join(", "),
        sorted.join(", "),
        map(&descriptor.parameters.clone().unwrap_or_default()),
        skewed.skewed_column_names.unwrap_or_default().join(", "),
        skewed.skewed_column_values.unwrap_or_default().join(", "),
        map(&skewed.skewed_column_value_location_maps.unwrap_or_default()),
        descriptor.stored_as_sub_directories,
    )
}

fn fields(columns: &[Column]) -> String {
    let texts = columns.iter().map(|column| {
        let data_type = column.data_type.as_deref().unwrap_or("string");
        format!(
            "FieldSchema(name:{}, type:{data_type}, comment:{})",
            column.name,
            column.comment.as_deref().unwrap_or("null")
        )
    });
    format!("[{}]", texts.collect::<Vec<_>>().join(", "))
}

fn map(entries: &BTreeMap<String, String>) -> String {
    let texts: Vec<String> = entries.iter().map(|(key, value)| format!("{key}={value}")).collect();
    format!("{{{}}}", texts.join(", "))
}
