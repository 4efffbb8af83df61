//! The partition index that a crawler makes of all partition keys of its tables.

use std::time::Duration;

use boathouse_catalog::{Catalog, Column, Error as CatalogError, PartitionIndexInput, TableInput};

use crate::Result;
use crate::plan::{LogLine, Plan, TableAction, TablePlan};
use crate::targets::HUDI;

const NAME: &str = "crawler_partition_index";
/// No value of an indexed key has these characters.
const FORBIDDEN: [char; 3] = ['\0', '\u{1}', '\u{2}'];
/// Types that an index can hold. Keys of folders are text; those of table formats may be of any type.
const INDEXABLE: [&str; 6] = ["string", "int", "bigint", "long", "tinyint", "smallint"];
/// How long a new index waits for the one that it replaces to be taken apart.
const WAITS_MAX: usize = 100;
const WAIT: Duration = Duration::from_millis(20);

/// The index of a new table, if it gets one.
pub(super) fn of_new(plan: &Plan, table: &TablePlan) -> Vec<PartitionIndexInput> {
    let is_forbidden = |value: &String| value.contains(FORBIDDEN);
    let has_forbidden = table.partitions.create.iter().any(|partition| partition.values.iter().any(is_forbidden));
    let Some(input) = &table.input else { return Vec::new() };
    let gets_one = plan.partition_index && is_indexed(input) && !has_forbidden;
    if gets_one { over(&input.partition_keys).into_iter().collect() } else { Vec::new() }
}

/// Crawlers index what S3 and Delta targets give them, and not what Hudi targets do.
fn is_indexed(input: &TableInput) -> bool {
    input.parameters.get("classification").is_none_or(|classification| classification != HUDI)
}

/// Takes new partitions out of the plan that an index of their table would refuse: one of them must not fail the
/// crawl.
pub(crate) async fn leave_out_unindexable(catalog: &Catalog, plan: &mut Plan) -> Result<()> {
    for planned in plan.tables.iter_mut().filter(|planned| planned.action != TableAction::Create) {
        let is_forbidden = |values: &[String]| values.iter().any(|value| value.contains(FORBIDDEN));
        let create = &mut planned.partitions.create;
        if !create.iter().any(|partition| is_forbidden(&partition.values)) {
            continue;
        }
        let database = planned.database.as_ref().unwrap_or(&plan.database);
        let indexes = catalog.partition_indexes(database, &planned.name).await?;
        let Some(index) = indexes.first() else { continue };
        create.retain(|partition| {
            let stays = !is_forbidden(&partition.values);
            if !stays {
                let location = partition.location();
                plan.log.push(LogLine::warn(format!(
                    "The partition at {} is not added to table {}: a value has one of the characters U+0000 to U+0002, which the partition index '{}' cannot hold",
                    location.unwrap_or_default().escape_debug(),
                    planned.name,
                    index.name
                )));
            }
            stays
        });
    }
    Ok(())
}

fn over(keys: &[Column]) -> Option<PartitionIndexInput> {
    let is_indexable = |key: &Column| INDEXABLE.contains(&key.data_type.as_deref().unwrap_or("string"));
    let fits = !keys.is_empty() && keys.iter().all(is_indexable);
    let keys: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
    fits.then(|| PartitionIndexInput { name: NAME.to_owned(), keys })
}

/// Takes the index off tables that get other partition keys, which it would not allow; their databases and names.
pub(super) async fn take_off(catalog: &Catalog, plan: &Plan) -> Result<Vec<(String, String)>> {
    let mut names = Vec::new();
    for table in plan.tables.iter().filter(|table| table.action == TableAction::Update) {
        let Some(input) = &table.input else { continue };
        let database = table.database.as_ref().unwrap_or(&plan.database);
        if take_off_unless(catalog, database, &table.name, &input.partition_keys).await? {
            names.push((database.clone(), table.name.clone()));
        }
    }
    Ok(names)
}

/// Takes the index off a table unless it is one of these keys; true when it was taken off.
pub(super) async fn take_off_unless(catalog: &Catalog, database: &str, name: &str, wanted: &[Column]) -> Result<bool> {
    let is_same = |keys: &[Column]| {
        let plain = |key: &Column| (key.name.clone(), key.data_type.clone());
        keys.iter().map(plain).eq(wanted.iter().map(plain))
    };
    for wait in 0..=WAITS_MAX {
        let indexes = match catalog.partition_indexes(database, name).await {
            // The transaction will say so.
            Err(CatalogError::DatabaseNotFound(_) | CatalogError::TableNotFound { .. }) => return Ok(false),
            indexes => indexes?,
        };
        if !indexes.iter().any(|index| index.name == NAME && !is_same(&index.keys)) {
            return Ok(false);
        }
        match catalog.delete_partition_index(database, name, NAME).await {
            // An earlier run's is still being made.
            Err(CatalogError::PartitionIndexNotFound(_) | CatalogError::PartitionIndexBusy { .. })
                if wait < WAITS_MAX =>
            {
                tokio::time::sleep(WAIT).await;
            }
            done => return Ok(done.map(|()| true)?),
        }
    }
    Ok(false)
}

/// Gives these tables an index of the keys that they have now.
pub(super) async fn put_on(catalog: &Catalog, tables: &[(String, String)]) -> Result<()> {
    for (database, name) in tables {
        let keys = catalog.table(database, name).await?.partition_keys;
        let Some(index) = over(&keys) else { continue };
        for wait in 0..=WAITS_MAX {
            match catalog.create_partition_index(database, name, index.clone()).await {
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
