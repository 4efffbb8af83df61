//! `UNLOAD`: a query's rows as files, without a table.
//! <https://docs.aws.amazon.com/athena/latest/ug/unload.html>

use std::collections::BTreeSet;
use std::time::Instant;

use boathouse_lake::Meter;
use boathouse_schema::S3Uri;
use boathouse_sql::analyzer::Unload;

use super::create_table_as::check_keys;
use super::format::Files;
use super::intent::Intent;
use super::place::Place;
use super::properties::{Properties, invalid};
use super::publish::{publish, write_companions};
use super::rows::{Rows, is_empty, options};
use super::{Destination, Wrote, columns};
use crate::access::Act;
use crate::{Failure, Queries, access};

const STATEMENT: &str = "UNLOAD";

/// Writes the rows.
///
/// # Errors
/// The failure Athena reports, without what it adds. Then nothing is written.
pub(crate) async fn run(
    queries: &Queries,
    unload: Unload,
    destination: &Destination<'_>,
    meter: &Meter,
    started: Instant,
) -> Result<Wrote, Failure> {
    let mut properties = Properties::new(unload.properties.clone());
    let files = Files::of_unload(&mut properties)?;
    let keys = properties.names("partitioned_by")?;
    properties.done()?;
    let folder = match unload.location.parse::<S3Uri>() {
        Ok(location) => location.folder(),
        Err(_) => return Err(invalid(&format!("The location of UNLOAD is not a valid S3 path: {}", unload.location))),
    };
    let columns = columns::stored(&unload.query.columns)?;
    check_names(&columns)?;
    check_keys(&columns, &keys)?;
    access::check_query(queries, &Act::PlaceAt(unload.location.clone())).await?;
    if !is_empty(queries, &folder).await? {
        return Err(not_empty(&unload.location));
    }
    let intent = Intent::begin(queries, STATEMENT, "", &folder, destination).await?;
    let place = Place {
        announcer: intent.announcer(),
        folder: folder.clone(),
        partition_keys: keys.clone(),
        query_id: destination.query_id.to_owned(),
        suffix: files.format.file_suffix(),
        buckets: false,
        table: None,
        counts: Default::default(),
    };
    let rows = Rows { queries, query: &unload.query, meter, started, ran: destination.ran };
    let (report, mut wrote) = rows.write(&columns, place, &options(files.format, &keys)).await?;
    wrote.manifest = write_companions(&intent, destination, STATEMENT, (Some(&folder.bucket), &report)).await?;
    publish(queries, intent, wrote, |_| Ok(())).await
}

fn not_empty(location: &str) -> Failure {
    let text = format!("Output path {location} is not empty");
    Failure::engine("HIVE_PATH_ALREADY_EXISTS", None, &text)
}

fn check_names<T>(columns: &[(String, T)]) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    match columns.iter().find(|(name, _)| !seen.insert(name.to_lowercase())) {
        Some((name, _)) => {
            let text = format!("Column name '{name}' specified more than once");
            Err(Failure::engine("DUPLICATE_COLUMN_NAME", None, &text))
        }
        None => Ok(()),
    }
}
