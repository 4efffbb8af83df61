//! The partition index that a crawler makes of all partition keys of its tables.

use std::time::Duration;

use boathouse_catalog::{Catalog, Column, Error as CatalogError, PartitionIndexInput};

use crate::Result;
use crate::plan::{Plan, TableAction, TablePlan};

const NAME: &str = "crawler_partition_index";
/// No value of an indexed key has these characters.
const FORBIDDEN: [char; 3] = ['\0', '\u{1}', '\u{2}'];
/// How long a new index waits for the one that it replaces to be taken apart.
const WAITS_MAX: usize = 100;
const WAIT: Duration = Duration::from_millis(20);

/// The index of a new table, if it gets one.
pub(super) fn of_new(plan: &Plan, table: &TablePlan) -> Vec<PartitionIndexInput> {
    let is_forbidden = |value: &String| value.contains(FORBIDDEN);
    let has_forbidden = table.partitions.create.iter().any(|partition| partition.values.iter().any(is_forbidden));
    let keys = table.input.as_ref().map_or(&[][..], |input| &input.partition_keys);
    if plan.partition_index && !has_forbidden { over(keys).into_iter().collect() } else { Vec::new() }
}

fn over(keys: &[Column]) -> Option<PartitionIndexInput> {
    let keys: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
    (!keys.is_empty()).then(|| PartitionIndexInput { name: NAME.to_owned(), keys })
}

/// Takes the index off tables that get other partition keys, which it would not allow; their names.
pub(super) async fn take_off(catalog: &Catalog, plan: &Plan) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for table in plan.tables.iter().filter(|table| table.action == TableAction::Update) {
        let Some(input) = &table.input else { continue };
        let indexes = match catalog.partition_indexes(&plan.database, &table.name).await {
            // The transaction will say so.
            Err(CatalogError::DatabaseNotFound(_) | CatalogError::TableNotFound { .. }) => continue,
            indexes => indexes?,
        };
        let is_same = |keys: &[Column]| {
            let plain = |key: &Column| (key.name.clone(), key.data_type.clone());
            keys.iter().map(plain).eq(input.partition_keys.iter().map(plain))
        };
        if indexes.iter().any(|index| index.name == NAME && !is_same(&index.keys)) {
            catalog.delete_partition_index(&plan.database, &table.name, NAME).await?;
            names.push(table.name.clone());
        }
    }
    Ok(names)
}

/// Gives these tables an index of the keys that they have now.
pub(super) async fn put_on(catalog: &Catalog, plan: &Plan, names: &[String]) -> Result<()> {
    for name in names.iter().filter(|_| plan.partition_index) {
        let keys = catalog.table(&plan.database, name).await?.partition_keys;
        let Some(index) = over(&keys) else { continue };
        for wait in 0..=WAITS_MAX {
            match catalog.create_partition_index(&plan.database, name, index.clone()).await {
                Err(CatalogError::PartitionIndexBusy { .. }) if wait < WAITS_MAX => tokio::time::sleep(WAIT).await,
                Err(error @ CatalogError::PartitionIndexBusy { .. }) => {
                    // Queries are the same without it.
                    tracing::warn!(table = name, %error, "the table has no partition index");
                }
                made => {
                    made?;
                    break;
                }
            }
        }
    }
    Ok(())
}
