//! `DESCRIBE FORMATTED`: the columns, then a table of everything else for people to read.

use std::collections::BTreeMap;

use boathouse_catalog::{Partition, StorageDescriptor, Table};
use chrono::DateTime;

use super::{BLANK, column_names, heading, own_columns, padded, push_partition_keys, row};

pub(super) fn lines(table: &Table, partition: Option<&Partition>) -> Vec<String> {
    let mut lines = vec![column_names(), BLANK.to_owned()];
    lines.extend(own_columns(table, partition).iter().map(row));
    push_partition_keys(&mut lines, table);
    lines.push(BLANK.to_owned());
    match partition {
        Some(partition) => push_partition(&mut lines, table, partition),
        None => push_table(&mut lines, table),
    }
    lines.push(BLANK.to_owned());
    let descriptor = match partition {
        Some(partition) => &partition.storage_descriptor,
        None => &table.storage_descriptor,
    };
    push_storage(&mut lines, &descriptor.clone().unwrap_or_default());
    lines
}

fn entry(label: &str, value: &str) -> String {
    format!("{}\t{}\t ", padded(label), padded(value))
}

fn push_table(lines: &mut Vec<String>, table: &Table) {
    lines.push(heading("# Detailed Table Information"));
    lines.push(entry("Database:", &table.database_name));
    lines.push(entry("Owner:", table.owner.as_deref().unwrap_or("null")));
    lines.push(entry("CreateTime:", &time(table.create_time_ms)));
    lines.push(entry("LastAccessTime:", "UNKNOWN"));
    lines.push(entry("Protect Mode:", "None"));
    lines.push(entry("Retention:", &table.retention.unwrap_or_default().to_string()));
    lines.push(entry("Location:", table.location().unwrap_or_default()));
    lines.push(entry("Table Type:", table.table_type.as_deref().unwrap_or_default()));
    push_parameters(lines, "Table Parameters:", &table.parameters);
}

fn push_partition(lines: &mut Vec<String>, table: &Table, partition: &Partition) {
    lines.push(heading("# Detailed Partition Information"));
    lines.push(entry("Partition Value:", &format!("[{}]", partition.values.join(", "))));
    lines.push(entry("Database:", &table.database_name));
    lines.push(entry("Table:", &table.name));
    lines.push(entry("CreateTime:", &time(partition.creation_time_ms)));
    lines.push(entry("LastAccessTime:", "UNKNOWN"));
    lines.push(entry("Protect Mode:", "None"));
    lines.push(entry("Location:", partition.location().unwrap_or_default()));
    push_parameters(lines, "Partition Parameters:", &partition.parameters.clone().unwrap_or_default());
}

fn push_storage(lines: &mut Vec<String>, descriptor: &StorageDescriptor) {
    let serde = descriptor.serde_info.clone().unwrap_or_default();
    let sorted = descriptor.sort_columns.iter().flatten();
    let sorted: Vec<String> =
        sorted.map(|order| format!("Order(col:{}, order:{})", order.column, order.sort_order)).collect();
    lines.push(heading("# Storage Information"));
    lines.push(entry("SerDe Library:", serde.serialization_library.as_deref().unwrap_or("null")));
    lines.push(entry("InputFormat:", descriptor.input_format.as_deref().unwrap_or("null")));
    lines.push(entry("OutputFormat:", descriptor.output_format.as_deref().unwrap_or("null")));
    lines.push(entry("Compressed:", if descriptor.compressed { "Yes" } else { "No" }));
    lines.push(entry("Num Buckets:", &descriptor.number_of_buckets.unwrap_or(-1).to_string()));
    let bucket_columns = descriptor.bucket_columns.clone().unwrap_or_default();
    lines.push(entry("Bucket Columns:", &format!("[{}]", bucket_columns.join(", "))));
    lines.push(entry("Sort Columns:", &format!("[{}]", sorted.join(", "))));
    push_parameters(lines, "Storage Desc Params:", &serde.parameters.unwrap_or_default());
}

fn push_parameters(lines: &mut Vec<String>, label: &str, parameters: &BTreeMap<String, String>) {
    if parameters.is_empty() {
        return;
    }
    lines.push(format!("{}\t \t ", padded(label)));
    lines.extend(parameters.iter().map(|(key, value)| format!("\t{}\t{}", padded(key), padded(&visible(value)))));
}

/// Delimiters that are control characters, as Java writes them.
fn visible(text: &str) -> String {
    let escape = |c: char| match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c if c < ' ' => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

/// As Java prints a date.
fn time(time_ms: i64) -> String {
    let time = DateTime::from_timestamp_millis(time_ms).unwrap_or_default();
    time.format("%a %b %d %H:%M:%S UTC %Y").to_string()
}
