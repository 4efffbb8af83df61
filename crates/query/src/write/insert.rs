//! `INSERT INTO`: rows in new files beside those that a table has.
//! <https://docs.aws.amazon.com/athena/latest/ug/insert-into.html>

use std::time::Instant;

use boathouse_catalog::{Error as CatalogError, Table};
use boathouse_formats::read::{RowFormat, SYMLINK_INPUT_FORMAT};
use boathouse_formats::write::{FileFormat, FileKind};
use boathouse_lake::Meter;
use boathouse_schema::{HiveType, S3Uri, SerDe};
use boathouse_sql::analyzer::Insert;

use super::intent::Intent;
use super::place::{ExistingTable, Place};
use super::publish::{ChangeError, of_catalog, publish, write_companions};
use super::rows::{Rows, options};
use super::table_input::partitions;
use super::{Destination, Wrote};
use crate::access::Act;
use crate::tables::{has_union, typed_columns};
use crate::{CATALOG_NAME, Failure, Queries, access};

pub(super) const STATEMENT: &str = "INSERT";

/// Writes the rows and makes the partitions that are not there.
///
/// # Errors
/// The failure Athena reports, without what it adds. Then the table is as it was.
pub(crate) async fn run(
    queries: &Queries,
    insert: Insert,
    destination: &Destination<'_>,
    meter: &Meter,
    started: Instant,
) -> Result<Wrote, Failure> {
    let [_, database, name] = &insert.table.name[..] else {
        return Err(Failure::internal(&format!("a table's name has {} parts", insert.table.name.len())));
    };
    access::check_query(queries, &Act::InsertInto(database.clone(), name.clone())).await?;
    let table = queries.catalog().table(database, name).await.map_err(|error| of_catalog(&error))?;
    let goal = Goal::of(&table)?;
    if goal.columns.len() != insert.rows.columns.len() {
        // Some of the columns are kept from whoever asks.
        return Err(Failure::not_permitted(&format!("Insufficient Lake Formation permission(s) on {name}")));
    }
    let target = format!("{database}.{name}");
    let intent = Intent::begin(queries, STATEMENT, &target, &goal.folder, destination).await?;
    let place = Place {
        announcer: intent.announcer(),
        folder: goal.folder.clone(),
        partition_keys: goal.keys.clone(),
        query_id: destination.query_id.to_owned(),
        suffix: goal.format.file_suffix(),
        buckets: false,
        table: Some(ExistingTable { queries: queries.clone(), table: table.clone() }),
        counts: Default::default(),
    };
    let rows = Rows { queries, query: &insert.rows, meter, started, ran: destination.ran };
    let (report, mut wrote) = rows.write(&goal.columns, place, &options(goal.format.clone(), &goal.keys)).await?;
    // Of no rows there is no list, unlike after the other statements.
    let listed = (!report.files.is_empty()).then_some(goal.folder.bucket.as_str());
    wrote.manifest = write_companions(&intent, destination, STATEMENT, (listed, &report)).await?;
    let descriptor = table.storage_descriptor.clone().unwrap_or_default();
    let added = partitions(&report, &descriptor, (&goal.folder, &goal.keys), destination.query_id);
    let (database, name, id) = (database.clone(), name.clone(), table.generation.table_id);
    publish(queries, intent, wrote, move |transaction| {
        let now = match transaction.table(&database, &name) {
            Ok(now) => now,
            Err(CatalogError::TableNotFound { .. } | CatalogError::DatabaseNotFound(_)) => {
                return Err(ChangeError::Failure(gone(&database, &name)));
            }
            Err(other) => return Err(other.into()),
        };
        if now.generation.table_id != id {
            return Err(ChangeError::Failure(gone(&database, &name)));
        }
        let mut new = Vec::with_capacity(added.len());
        for partition in added {
            match transaction.partition(&database, &name, &partition.values) {
                Ok(_) => {}
                Err(CatalogError::PartitionNotFound(_)) => new.push(partition),
                Err(other) => return Err(other.into()),
            }
        }
        if new.is_empty() { Ok(()) } else { Ok(transaction.create_partitions(&database, &name, new)?) }
    })
    .await
}

/// The table was dropped, or another has its name.
fn gone(database: &str, name: &str) -> Failure {
    let text = format!("Table '{CATALOG_NAME}.{database}.{name}' does not exist");
    Failure::engine("TABLE_NOT_FOUND", None, &text)
}

/// What rows are written as.
struct Goal {
    format: FileFormat,
    folder: S3Uri,
    /// All columns, keys last.
    columns: Vec<(String, HiveType)>,
    keys: Vec<String>,
}

impl Goal {
    fn of(table: &Table) -> Result<Self, Failure> {
        let not_supported = |text: &str| Err(Failure::engine("NOT_SUPPORTED", None, text));
        if table.target_table.is_some() {
            return Err(Failure::not_supported("INSERT into a resource link"));
        }
        let descriptor = table.storage_descriptor.clone().unwrap_or_default();
        check_books(table, descriptor.input_format.as_deref().unwrap_or_default())?;
        let bucketed = descriptor.bucket_columns.as_ref().is_some_and(|columns| !columns.is_empty());
        if bucketed && descriptor.number_of_buckets.is_some_and(|count| count > 0) {
            return not_supported("INSERT INTO is not supported for bucketed tables");
        }
        let location = descriptor.location.as_deref().unwrap_or_default();
        let folder = location
            .parse::<S3Uri>()
            .map_err(|error| Failure::engine("HIVE_INVALID_METADATA", None, &error.to_string()))?;
        let format = file_format(table)?;
        let typed = |columns| typed_columns(columns).map_err(|error| Failure::internal(&error));
        let mut columns = typed(table.columns())?;
        if let Some((_, hive)) = columns.iter().find(|(_, hive)| has_union(hive)) {
            let text = format!(
                "Inserting into Hive table {}.{} with column type {hive} not supported",
                table.database_name, table.name
            );
            return not_supported(&text);
        }
        let keys = typed(&table.partition_keys)?;
        let names = keys.iter().map(|(name, _)| name.clone()).collect();
        columns.extend(keys);
        Ok(Self { format, folder: folder.folder(), columns, keys: names })
    }
}

/// Refuses tables that others keep books of: a file put beside theirs is no part of the table, and one among manifests
/// breaks it.
fn check_books(table: &Table, input_format: &str) -> Result<(), Failure> {
    let is = |name: &str, value: &str| table.parameters.get(name).is_some_and(|kind| kind.eq_ignore_ascii_case(value));
    let format = [("iceberg", "Iceberg"), ("delta", "Delta"), ("hudi", "Hudi")]
        .into_iter()
        .find(|(value, _)| is("table_type", value) || is("spark.sql.sources.provider", value));
    match format {
        Some((_, format)) => Err(Failure::not_supported(&format!("INSERT into {format} tables"))),
        None if input_format == SYMLINK_INPUT_FORMAT || input_format.starts_with("org.apache.hudi.") => {
            Err(Failure::not_supported(&format!("INSERT into tables of the input format {input_format}")))
        }
        None => Ok(()),
    }
}

/// The format that the table's own SerDe reads.
fn file_format(table: &Table) -> Result<FileFormat, Failure> {
    let descriptor = table.storage_descriptor.clone().unwrap_or_default();
    let info = descriptor.serde_info.unwrap_or_default();
    let class = info.serialization_library.unwrap_or_default();
    let serde_parameters = info.parameters.unwrap_or_default();
    let unsupported = || {
        let output = descriptor.output_format.clone().unwrap_or_default();
        let text = format!("Output format {output} with SerDe {class} is not supported");
        Failure::engine("HIVE_UNSUPPORTED_FORMAT", None, &text)
    };
    let serde: SerDe = class.parse().map_err(|_| unsupported())?;
    let find = |names: &[&str]| {
        let found = names.iter().find_map(|name| table.parameters.get(*name).or_else(|| serde_parameters.get(*name)));
        found.cloned()
    };
    let (kind, codec) = match serde {
        SerDe::Parquet => (FileKind::Parquet, find(&["parquet.compression", "write.compression"])),
        SerDe::Orc => (FileKind::Orc, find(&["orc.compress", "orc.compression", "write.compression"])),
        SerDe::Avro => (FileKind::Avro, find(&["avro.output.codec", "write.compression"])),
        SerDe::HiveJson => (FileKind::Json, find(&["write.compression"])),
        SerDe::LazySimple => (text(&class, &serde_parameters, table)?, find(&["write.compression"])),
        _ => return Err(unsupported()),
    };
    let level = find(&["compression_level"]).and_then(|level| level.parse().ok());
    let format = FileFormat::new(kind, codec.as_deref(), level)
        .map_err(|error| Failure::engine("HIVE_INVALID_METADATA", None, &error.to_string()))?;
    Ok(format)
}

/// Text as the table's properties have it; a table with one line of names gets that line in each file.
fn text(class: &str, serde: &boathouse_catalog::Parameters, table: &Table) -> Result<FileKind, Failure> {
    let format = RowFormat::from_serde(class, serde, &table.parameters)
        .map_err(|error| Failure::from(datafusion::error::DataFusionError::from(error)))?;
    let RowFormat::LazySimple(layout) = format else { return Err(Failure::internal(&"not delimited text")) };
    let refused = |text: &str| Err(Failure::engine("NOT_SUPPORTED", None, text));
    if layout.footer_lines > 0 {
        return refused("Inserting into Hive table with skip.footer.line.count property not supported");
    }
    if layout.header_lines > 1 {
        let text =
            "Inserting into Hive table with value of skip.header.line.count property greater than 1 is not supported";
        return refused(text);
    }
    let header = layout.header_lines == 1;
    Ok(FileKind::Text { layout, header })
}
