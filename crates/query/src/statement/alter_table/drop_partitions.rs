//! `ALTER TABLE t DROP [IF EXISTS] PARTITION (key < 'value', …), …`: the definitions go, the data stays.
//! <https://docs.aws.amazon.com/athena/latest/ug/alter-table-drop-partition.html>

use boathouse_catalog::{Change, PartitionsRequest, Table};
use boathouse_sql::hive::ast::{Name, PartitionSpec};

use super::super::context::Context;
use super::super::partition_spec::{check_keys, condition};
use super::super::told::Told;
use crate::Failure;

pub(super) async fn run(
    context: &Context<'_>,
    name: &Name,
    if_exists: bool,
    partitions: &[PartitionSpec],
) -> Result<Told, Failure> {
    let table = context.hive_table(name).await?;
    let mut doomed: Vec<Vec<String>> = Vec::new();
    for spec in partitions {
        check_keys(&table, spec)?;
        let expression = expression(&table, spec)?;
        let found = matching(context, &table, expression.clone()).await?;
        if found.is_empty() && !if_exists {
            return Err(Failure::semantic(10006, &format!("Partition not found ({expression})")));
        }
        doomed.extend(found);
    }
    doomed.sort_unstable();
    doomed.dedup();
    let (database, table) = (table.database_name, table.name);
    let change = Change::DeletePartitions { database, table, values: doomed };
    context.catalog.apply(vec![change]).await.map_err(|error| Failure::metastore(&error))?;
    Ok(Told::nothing())
}

/// The clause in the catalog's own language, which compares by the types of the keys.
fn expression(table: &Table, spec: &PartitionSpec) -> Result<String, Failure> {
    let mut terms = Vec::with_capacity(spec.len());
    for given in spec {
        let key = table.partition_keys.iter().find(|key| key.name.eq_ignore_ascii_case(&given.key));
        let (Some(key), Some((sign, value))) = (key, &given.value) else {
            return Err(Failure::meaningless(&format!("partition key {} has no value", given.key)));
        };
        terms.push(condition(key, sign, value));
    }
    Ok(terms.join(" AND "))
}

async fn matching(context: &Context<'_>, table: &Table, expression: String) -> Result<Vec<Vec<String>>, Failure> {
    let request =
        PartitionsRequest { expression: Some(expression), without_columns: true, ..PartitionsRequest::default() };
    let mut scan = context.catalog.scan_partitions(&table.database_name, &table.name, request);
    let mut values = Vec::new();
    while let Some(page) = scan.next_page().await.map_err(|error| Failure::metastore(&error))? {
        values.extend(page.into_iter().map(|partition| partition.values));
    }
    Ok(values)
}
