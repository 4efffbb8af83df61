//! `MSCK REPAIR TABLE t`: partitions whose `key=value` folders are there and that the catalog does not know.
//! None is ever taken away.
//! <https://docs.aws.amazon.com/athena/latest/ug/msck-repair-table.html>

use std::collections::HashSet;

use boathouse_catalog::{Error as CatalogError, Partition, PartitionsRequest, Table};
use boathouse_lake::{Error as LakeError, ListRequest};
use boathouse_schema::{S3Uri, parse_partition_segment};
use boathouse_sql::hive::ast::Name;

use super::alter_table::{add_missing, input};
use super::context::{Context, is_iceberg};
use super::partition_spec::folder;
use super::told::Told;
use crate::Failure;
use crate::views::is_view;

/// Partitions that are made in one transaction.
const BATCH_PARTITIONS: usize = 1_000;

pub(super) async fn run(context: &Context<'_>, name: &Name) -> Result<Told, Failure> {
    let (database, table) = context.names(name);
    let table = match context.catalog.table(&database, &table).await {
        Ok(found) => found,
        Err(CatalogError::TableNotFound { .. } | CatalogError::DatabaseNotFound(_)) => {
            return Ok(Told::said(vec![format!("Tables not in metastore:\t{table}")]));
        }
        Err(other) => return Err(Failure::metastore(&other)),
    };
    if is_iceberg(&table) {
        return Err(Failure::not_for_iceberg());
    }
    if is_view(&table) {
        return Err(Failure::no_path());
    }
    if table.table_type.is_none() {
        return Err(Failure::no_table_type());
    }
    let location = location(&table)?;
    if !exists(context, &location).await? {
        return Ok(Told::said(vec![format!("Tables missing on filesystem:\t{}", table.name)]));
    }
    if table.partition_keys.is_empty() {
        return Ok(Told::said(Vec::new()));
    }
    let found = folders(context, &table, &location).await?;
    let (new, gone) = compare(context, &table, &location, found).await?;
    let shown = |values: &[String]| format!("{}:{}", table.name, folder(&table.partition_keys, values));
    let mut lines = Vec::new();
    for (heading, values) in [("Partitions not in metastore:", &new), ("Partitions missing from filesystem:", &gone)] {
        if !values.is_empty() {
            let names: Vec<String> = values.iter().map(|values| shown(values)).collect();
            lines.push(format!("{heading}\t{}", names.join("\t")));
        }
    }
    for values in new.chunks(BATCH_PARTITIONS) {
        let inputs = values.iter().map(|values| input(context, &table, values.clone(), None)).collect();
        add_missing(context, &table, inputs).await?;
        lines.extend(values.iter().map(|values| format!("Repair: Added partition to metastore {}", shown(values))));
    }
    Ok(Told::said(lines))
}

fn location(table: &Table) -> Result<S3Uri, Failure> {
    let location = table.location().filter(|location| !location.is_empty()).ok_or_else(Failure::no_path)?;
    let parsed = location.parse::<S3Uri>().map_err(|error| Failure::glue(error.to_string()))?;
    Ok(parsed.folder())
}

async fn exists(context: &Context<'_>, location: &S3Uri) -> Result<bool, Failure> {
    let request = ListRequest { prefix: location.key.clone(), max_keys: 1, ..ListRequest::default() };
    match context.lake.list(&location.bucket, request).await {
        Ok(listing) => Ok(!listing.objects.is_empty()),
        Err(LakeError::NoSuchBucket(_)) => Ok(false),
        Err(other) => Err(Failure::task(&other.to_string())),
    }
}

/// The values of all folders that are partitions, in the order of their names.
async fn folders(context: &Context<'_>, table: &Table, location: &S3Uri) -> Result<Vec<Vec<String>>, Failure> {
    let mut found = Vec::new();
    let mut waiting: Vec<(String, Vec<String>)> = vec![(location.key.clone(), Vec::new())];
    while let Some((prefix, values)) = waiting.pop() {
        let Some(key) = table.partition_keys.get(values.len()) else {
            found.push(values);
            continue;
        };
        let mut below = Vec::new();
        for folder in subfolders(context, &location.bucket, &prefix).await? {
            let name = folder.get(prefix.len()..).unwrap_or_default().trim_end_matches('/');
            // Athena passes over keys in upper case and over values with a colon.
            let Some((found_key, value)) = parse_partition_segment(name).filter(|_| !name.contains(':')) else {
                continue;
            };
            if found_key == key.name && !value.is_empty() {
                below.push((folder, [values.clone(), vec![value]].concat()));
            }
        }
        waiting.extend(below.into_iter().rev());
    }
    Ok(found)
}

async fn subfolders(context: &Context<'_>, bucket: &str, prefix: &str) -> Result<Vec<String>, Failure> {
    let (mut folders, mut start_after) = (Vec::new(), None);
    loop {
        let delimiter = Some("/".to_owned());
        let request = ListRequest { prefix: prefix.to_owned(), delimiter, start_after, ..ListRequest::default() };
        let listing = context.lake.list(bucket, request).await.map_err(|error| Failure::task(&error.to_string()))?;
        folders.extend(listing.common_prefixes);
        if !listing.truncated || listing.next.is_none() {
            return Ok(folders);
        }
        start_after = listing.next;
    }
}

type Values = Vec<Vec<String>>;

/// What only the folders have, and what only the catalog has.
async fn compare(
    context: &Context<'_>,
    table: &Table,
    location: &S3Uri,
    found: Values,
) -> Result<(Values, Values), Failure> {
    let folders: HashSet<&Vec<String>> = found.iter().collect();
    let (mut known, mut gone) = (HashSet::new(), Vec::new());
    let request = PartitionsRequest { without_columns: true, ..PartitionsRequest::default() };
    let mut scan = context.catalog.scan_partitions(&table.database_name, &table.name, request);
    while let Some(page) = scan.next_page().await.map_err(|error| Failure::metastore(&error))? {
        for partition in page {
            if !is_there(context, table, location, &folders, &partition).await? {
                gone.push(partition.values.clone());
            }
            known.insert(partition.values);
        }
    }
    Ok((found.into_iter().filter(|values| !known.contains(values)).collect(), gone))
}

async fn is_there(
    context: &Context<'_>,
    table: &Table,
    location: &S3Uri,
    folders: &HashSet<&Vec<String>>,
    partition: &Partition,
) -> Result<bool, Failure> {
    let own = location.join(&folder(&table.partition_keys, &partition.values)).folder();
    let place = partition.location().and_then(|place| place.parse::<S3Uri>().ok()).map_or(own.clone(), S3Uri::folder);
    if place == own && folders.contains(&partition.values) {
        return Ok(true);
    }
    exists(context, &place).await
}
