//! The partition index that a crawler makes of all partition keys of its tables.

use boathouse_catalog::{
    Catalog, Column, Error as CatalogError, PartitionIndex, PartitionIndexInput, Result as CatalogResult, TableInput,
    Transaction,
};

use crate::Result;
use crate::plan::{LogLine, Plan, TableAction, TablePlan};
use crate::targets::HUDI;

const NAME: &str = "crawler_partition_index";
/// No value of an indexed key has these characters.
const FORBIDDEN: [char; 3] = ['\0', '\u{1}', '\u{2}'];
/// Types that an index can hold. Keys of folders are text; those of table formats may be of any type.
const INDEXABLE: [&str; 6] = ["string", "int", "bigint", "long", "tinyint", "smallint"];

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

/// The crawler's index of a table, if there is one.
pub(crate) fn own(transaction: &Transaction<'_>, database: &str, name: &str) -> CatalogResult<Option<PartitionIndex>> {
    Ok(transaction.partition_indexes(database, name)?.into_iter().find(|index| index.name == NAME))
}

/// Takes the index off a table unless it is one of these keys: it would not allow others. True when it was taken off.
pub(crate) fn take_off_unless(
    transaction: &Transaction<'_>,
    database: &str,
    name: &str,
    wanted: &[Column],
) -> CatalogResult<bool> {
    let plain = |key: &Column| (key.name.clone(), key.data_type.clone());
    match own(transaction, database, name)? {
        Some(index) if !index.keys.iter().map(plain).eq(wanted.iter().map(plain)) => {
            transaction.delete_partition_index(database, name, NAME)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Gives a table an index of the keys that it has now.
pub(crate) fn put_on(transaction: &Transaction<'_>, database: &str, name: &str) -> CatalogResult<()> {
    let Some(index) = over(&transaction.table(database, name)?.partition_keys) else { return Ok(()) };
    match transaction.create_partition_index(database, name, index) {
        // Somebody's own are there. Queries are the same without it.
        Err(
            error @ (CatalogError::PartitionIndexKeysTaken(_)
            | CatalogError::PartitionIndexNameTaken(_)
            | CatalogError::PartitionIndexLimit(_)),
        ) => {
            tracing::warn!(table = name, %error, "the table has no partition index of the crawler's");
            Ok(())
        }
        made => made,
    }
}
