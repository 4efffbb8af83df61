//! `CREATE TABLE … AS`: a query's rows as the files of a new table.
//! <https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html>

use std::time::Instant;

use boathouse_catalog::Error as CatalogError;
use boathouse_formats::write::{Buckets, WriteReport, is_bucketable};
use boathouse_lake::Meter;
use boathouse_schema::{HiveType, S3Uri, to_arrow};
use boathouse_sql::Position;
use boathouse_sql::analyzer::{Analyzed, CreateTableAs};

use super::format::Files;
use super::intent::Intent;
use super::place::Place;
use super::properties::{Properties, invalid};
use super::publish::{ChangeError, no_database, of_catalog, publish, write_companions};
use super::rows::{Rows, is_empty, options};
use super::table_input::{Definition, partitions};
use super::{Destination, Wrote, columns};
use crate::access::{Act, Made};
use crate::{CATALOG_NAME, Failure, Queries, access};

const STATEMENT: &str = "CREATE TABLE AS SELECT";
const UPDATE_TYPE: &str = "CREATE TABLE";
const TABLE_TYPES: &[&str] = &["HIVE", "ICEBERG"];
/// Properties of Iceberg's tables.
const ICEBERGS: &[&str] = &["location", "partitioning", "write_target_data_file_size_bytes", "optimize_", "vacuum_"];

/// Writes the rows and makes the table.
///
/// # Errors
/// The failure Athena reports, without what it adds. Then there is no table.
pub(crate) async fn run(
    queries: &Queries,
    create: CreateTableAs,
    destination: &Destination<'_>,
    meter: &Meter,
    started: Instant,
) -> Result<Wrote, Failure> {
    let [_, database, name] = &create.name[..] else {
        return Err(Failure::internal(&format!("a table's name has {} parts", create.name.len())));
    };
    let target = format!("{database}.{name}");
    let Some(query) = &create.query else {
        let folder = destination.table_folder();
        let intent = Intent::begin(queries, STATEMENT, &target, &folder, destination).await?;
        let nothing = WriteReport::default();
        write_companions(&intent, destination, UPDATE_TYPE, (None, &nothing)).await?;
        return publish(queries, intent, Wrote::default(), |_| Ok(())).await;
    };
    if let Some(place) = create.unnamed {
        // Unlike Trino, Athena wants the query's own names even where the statement gives others.
        let text = format!("Column name not specified at position {place}");
        return Err(Failure::engine("MISSING_COLUMN_NAME", Some(Position::START), &text));
    }
    let plan = Plan::of(&create, query, destination)?;
    match queries.catalog().database(database).await {
        Ok(_) => {}
        Err(CatalogError::DatabaseNotFound(_)) => return Err(no_database(database)),
        Err(other) => return Err(of_catalog(&other)),
    }
    let act = Act::CreateTable(database.clone(), plan.external.then(|| plan.location.clone()));
    access::check_query(queries, &act).await?;
    if plan.external && !is_empty(queries, &plan.folder).await? {
        let text = format!("Target directory for table '{target}' already exists: {}", plan.location);
        return Err(Failure::engine("HIVE_PATH_ALREADY_EXISTS", None, &text));
    }
    let intent = Intent::begin(queries, STATEMENT, &target, &plan.folder, destination).await?;
    let (report, mut wrote) = if create.with_data {
        let rows = Rows { queries, query, meter, started, ran: destination.ran };
        plan.write(&rows, &intent, destination).await?
    } else {
        Default::default()
    };
    // Of no rows there is an empty list, unless none were asked for.
    let listed = create.with_data.then_some(plan.folder.bucket.as_str());
    wrote.manifest = write_companions(&intent, destination, UPDATE_TYPE, (listed, &report)).await?;
    let wrote =
        make(queries, intent, (database, name), create.comment.clone(), &plan, report, wrote, destination).await?;
    access::has_made(queries, Some(Made::Table(database.clone(), name.clone()))).await?;
    Ok(wrote)
}

/// What the statement says about the table.
struct Plan {
    files: Files,
    external: bool,
    /// As it is written.
    location: String,
    folder: S3Uri,
    /// All columns, keys last.
    columns: Vec<(String, HiveType)>,
    keys: Vec<String>,
    buckets: Option<Buckets>,
}

impl Plan {
    fn of(create: &CreateTableAs, query: &Analyzed, destination: &Destination<'_>) -> Result<Self, Failure> {
        let mut properties = Properties::new(create.properties.clone());
        check_table_type(&mut properties)?;
        let files = Files::of_table(&mut properties)?;
        let external = properties.text("external_location")?;
        let keys = properties.names("partitioned_by")?;
        let (bucketed_by, bucket_count) = (properties.names("bucketed_by")?, properties.integer("bucket_count")?);
        properties.done()?;
        if external.is_some() && destination.enforced {
            return Err(enforced());
        }
        if external.is_none() && destination.managed {
            return Err(invalid("A workgroup with managed query results needs the table property 'external_location'"));
        }
        let location = external.clone().unwrap_or_else(|| destination.table_folder().to_string());
        let folder = location
            .parse::<S3Uri>()
            .map_err(|_| invalid(&format!("External location is not a valid file system URI: {location}")))?;
        let columns = columns::stored(&query.columns)?;
        columns.iter().try_for_each(|(_, data_type)| columns::check_lengths(data_type))?;
        check_keys(&columns, &keys)?;
        let buckets = buckets(&columns[..columns.len() - keys.len()], bucketed_by, bucket_count)?;
        Ok(Self { files, external: external.is_some(), location, folder: folder.folder(), columns, keys, buckets })
    }

    async fn write(
        &self,
        rows: &Rows<'_>,
        intent: &Intent,
        destination: &Destination<'_>,
    ) -> Result<(WriteReport, Wrote), Failure> {
        let place = Place {
            announcer: intent.announcer(),
            folder: self.folder.clone(),
            partition_keys: self.keys.clone(),
            query_id: destination.query_id.to_owned(),
            suffix: self.files.format.file_suffix(),
            buckets: self.buckets.is_some(),
            table: None,
            counts: Default::default(),
        };
        let mut options = options(self.files.format.clone(), &self.keys);
        options.buckets = self.buckets.clone();
        rows.write(&self.columns, place, &options).await
    }
}

#[expect(clippy::too_many_arguments, reason = "everything that was found out comes together here")]
async fn make(
    queries: &Queries,
    intent: Intent,
    (database, name): (&str, &str),
    comment: Option<String>,
    plan: &Plan,
    report: WriteReport,
    wrote: Wrote,
    destination: &Destination<'_>,
) -> Result<Wrote, Failure> {
    let (columns, keys) = plan.columns.split_at(plan.columns.len() - plan.keys.len());
    let (location, query_id) = (&plan.folder, destination.query_id);
    let buckets = plan.buckets.as_ref();
    let definition = Definition { name, comment, location, files: &plan.files, columns, keys, buckets, query_id };
    let mut table = definition.table();
    let descriptor = table.storage_descriptor.clone().unwrap_or_default();
    let partitions = partitions(&report, &descriptor, (&plan.folder, &plan.keys), query_id);
    if let Some(descriptor) = &mut table.storage_descriptor {
        descriptor.location = Some(plan.location.clone());
    }
    let (database, name) = (database.to_owned(), name.to_owned());
    publish(queries, intent, wrote, move |transaction| {
        match transaction.create_table(&database, table, None) {
            Ok(_) => {}
            Err(CatalogError::TableExists { .. }) => return Err(ChangeError::Failure(exists(&database, &name))),
            Err(other) => return Err(other.into()),
        }
        transaction.create_partitions(&database, &name, partitions)?;
        Ok(())
    })
    .await
}

/// Somebody else made the table in the meantime.
fn exists(database: &str, name: &str) -> Failure {
    let text = format!("Destination table '{CATALOG_NAME}.{database}.{name}' already exists");
    Failure::engine("TABLE_ALREADY_EXISTS", Some(Position::START), &text)
}

fn enforced() -> Failure {
    Failure::said(
        "The Create Table As Select query failed because it was submitted with an 'external_location' property to an \
         Athena Workgroup that enforces a centralized output location for all queries. Please remove the \
         'external_location' property and resubmit the query.",
    )
}

fn check_table_type(properties: &mut Properties) -> Result<(), Failure> {
    let table_type = properties.text("table_type")?.unwrap_or_else(|| "HIVE".to_owned());
    match table_type.to_uppercase().as_str() {
        "HIVE" => {}
        "ICEBERG" => return Err(Failure::not_supported("CREATE TABLE AS with table_type ICEBERG")),
        _ => return Err(properties.unknown_word("table_type", &table_type, TABLE_TYPES)),
    }
    if properties.boolean("is_external")? == Some(false) {
        return Err(invalid("Tables of table_type HIVE are external: is_external cannot be false"));
    }
    properties.refuse_icebergs(ICEBERGS)
}

/// The keys are columns, the last ones, and not all.
pub(super) fn check_keys(columns: &[(String, HiveType)], keys: &[String]) -> Result<(), Failure> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let missing: Vec<&str> = keys.iter().map(String::as_str).filter(|key| !names.contains(key)).collect();
    if !missing.is_empty() {
        return Err(invalid(&format!("Partition columns [{}] not present in schema", missing.join(", "))));
    }
    if keys.len() == names.len() && !keys.is_empty() {
        return Err(invalid("Table contains only partition columns"));
    }
    if names.get(names.len().saturating_sub(keys.len())..).is_none_or(|last| last != keys) {
        let text = format!(
            "Partition keys must be the last columns in the table and in the same order as the table properties: [{}]",
            keys.join(", ")
        );
        return Err(Failure::engine("HIVE_COLUMN_ORDER_MISMATCH", None, &text));
    }
    let unfit = columns.iter().find(|(name, hive)| {
        let none = hive.is_nested() || matches!(hive, HiveType::Binary | HiveType::Float | HiveType::Double);
        none && keys.contains(name)
    });
    match unfit {
        Some((name, hive)) => {
            let text = format!("Unsupported type [{hive}] for partition: {name}");
            Err(Failure::engine("NOT_SUPPORTED", None, &text))
        }
        None => Ok(()),
    }
}

fn buckets(
    columns: &[(String, HiveType)],
    bucketed_by: Vec<String>,
    count: Option<i32>,
) -> Result<Option<Buckets>, Failure> {
    let count = count.unwrap_or(0);
    if count < 0 {
        return Err(invalid("bucket_count must be greater than zero"));
    }
    if bucketed_by.is_empty() && count == 0 {
        return Ok(None);
    }
    if bucketed_by.is_empty() || count == 0 {
        return Err(invalid("bucketed_by and bucket_count must be specified together"));
    }
    let missing: Vec<&str> = bucketed_by
        .iter()
        .map(String::as_str)
        .filter(|name| !columns.iter().any(|(column, _)| column == name))
        .collect();
    if !missing.is_empty() {
        return Err(invalid(&format!("Bucketing columns [{}] not present in schema", missing.join(", "))));
    }
    for (name, hive) in columns.iter().filter(|(name, _)| bucketed_by.contains(name)) {
        if !to_arrow(hive).is_ok_and(|data_type| is_bucketable(&data_type)) {
            let text = format!("Table is bucketed on unsupported type: {hive} of column {name}");
            return Err(Failure::engine("NOT_SUPPORTED", None, &text));
        }
    }
    let count = u32::try_from(count).map_err(|_| invalid("bucket_count must be at most 1000000"))?;
    if count > 1_000_000 {
        return Err(invalid("bucket_count must be at most 1000000"));
    }
    Ok(Some(Buckets { columns: bucketed_by, count }))
}
