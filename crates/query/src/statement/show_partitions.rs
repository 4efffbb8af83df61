//! `SHOW PARTITIONS table`
//! <https://docs.aws.amazon.com/athena/latest/ug/show-partitions.html>

use boathouse_catalog::PartitionsRequest;
use boathouse_sql::hive::ast::Name;

use super::context::Context;
use super::partition_spec::folder;
use super::told::Told;
use crate::Failure;

pub(super) async fn run(context: &Context<'_>, name: &Name) -> Result<Told, Failure> {
    let table = context.described_table(name, "SHOW PARTITIONS").await?;
    if table.partition_keys.is_empty() {
        let text = format!("Table {}.{} is not a partitioned table", table.database_name, table.name);
        return Err(Failure::task(&text));
    }
    let request = PartitionsRequest { without_columns: true, ..PartitionsRequest::default() };
    let mut scan = context.catalog.scan_partitions(&table.database_name, &table.name, request);
    let mut lines = Vec::new();
    while let Some(page) = scan.next_page().await.map_err(|error| Failure::metastore(&error))? {
        lines.extend(page.iter().map(|partition| folder(&table.partition_keys, &partition.values)));
    }
    Ok(Told::listed(&["partition"], lines))
}
