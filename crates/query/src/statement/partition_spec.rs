//! `PARTITION (key = value, …)` of a statement, put to the keys of a table.

use boathouse_catalog::{Column, Table};
use boathouse_sql::hive::ast::PartitionSpec;

use crate::Failure;

/// The values of a clause that gives one to every key, in the order of the keys.
///
/// # Errors
/// As Hive says it, for a table without keys, a key that is none, and one that is missing.
pub(super) fn values(table: &Table, spec: &PartitionSpec) -> Result<Vec<String>, Failure> {
    check_keys(table, spec)?;
    let value_of = |key: &Column| {
        let given = spec.iter().find(|given| given.key.eq_ignore_ascii_case(&key.name));
        given.and_then(|given| given.value.as_ref()).filter(|(sign, _)| sign == "=").map(|(_, value)| value.clone())
    };
    let found: Option<Vec<String>> = table.partition_keys.iter().map(value_of).collect();
    found.filter(|found| found.len() == spec.len()).ok_or_else(|| {
        let count = table.partition_keys.len();
        Failure::meaningless(&format!("partition spec {} doesn't contain all ({count}) partition columns", text(spec)))
    })
}

/// Whether every key of the clause is one of the table's.
pub(super) fn check_keys(table: &Table, spec: &PartitionSpec) -> Result<(), Failure> {
    if table.partition_keys.is_empty() {
        let text = format!("table is not partitioned but partition spec exists: {}", text(spec));
        return Err(Failure::meaningless(&text));
    }
    for given in spec {
        if !table.partition_keys.iter().any(|key| key.name.eq_ignore_ascii_case(&given.key)) {
            let text = format!("Non-Partition column appears in the partition specification: {}", given.key);
            return Err(Failure::semantic(10098, &text));
        }
    }
    Ok(())
}

/// `{a=1, b=x}`, as Java prints a map.
fn text(spec: &PartitionSpec) -> String {
    let items = spec.iter().map(|given| {
        let value = given.value.as_ref().map_or("null", |(_, value)| value.as_str());
        format!("{}={value}", given.key.to_lowercase())
    });
    format!("{{{}}}", items.collect::<Vec<_>>().join(", "))
}

/// The failure that no partition has these values.
pub(super) fn not_found(table: &Table, values: &[String]) -> Failure {
    let keys = table.partition_keys.iter().zip(values);
    let terms: Vec<String> = keys.map(|(key, value)| condition(key, "=", value)).collect();
    Failure::semantic(10006, &format!("Partition not found ({})", terms.join(" AND ")))
}

/// `key = 'value'`, as Hive prints a condition and the catalog reads one.
pub(super) fn condition(key: &Column, sign: &str, value: &str) -> String {
    let sign = if sign == "!=" { "<>" } else { sign };
    format!("{} {sign} '{}'", key.name, value.replace('\'', "''"))
}

/// `key=value/key=value`: a partition as folders and listings name it.
pub(super) fn folder(keys: &[Column], values: &[String]) -> String {
    let segments =
        keys.iter().zip(values).map(|(key, value)| boathouse_schema::partition_segment(&key.name, Some(value)));
    segments.collect::<Vec<_>>().join("/")
}
