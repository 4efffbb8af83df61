//! An Iceberg table as the catalog has it: where its metadata is, and the columns that it has now.

use boathouse_catalog::{Column, Parameters, StorageDescriptor, TableInput};
use boathouse_iceberg::{Field, Metadata, to_hive};
use boathouse_schema::S3Uri;

use super::super::finds::{found_column, parameters};
use super::super::folder::{Read, Refusal};
use super::current::{self, Current};
use crate::plan::{LogLine, Reason};
use crate::table::FoundTable;

const LOCATION: &str = "metadata_location";
const PREVIOUS: &str = "previous_metadata_location";
/// The newest format version that Athena reads.
const FORMAT_VERSION_MAX: i32 = 2;

/// The file that the metadata is in.
pub(super) fn file(table: &S3Uri, current: &Current) -> String {
    table.join(current::FOLDER).join(&current.file).to_string()
}

pub(super) fn table(uri: &S3Uri, current: &Current, file: &str, crawler: &str) -> Read<FoundTable> {
    let unreadable = |why: boathouse_iceberg::Error| Refusal(format!("{file}: {why}"));
    let metadata = &current.metadata;
    let version = metadata.format_version().map_err(unreadable)?;
    if version > FORMAT_VERSION_MAX {
        return Err(Refusal(format!(
            "{file} is of format version {version}, and versions up to {FORMAT_VERSION_MAX} are registered"
        )));
    }
    let columns = metadata.current_schema().map_err(unreadable)?.fields;
    let columns: Vec<_> =
        columns.iter().map(|field| found_column(column(field), "as the metadata says", file)).collect();
    let mut parameters = parameters(crawler, &[("classification", "iceberg"), ("table_type", "ICEBERG")]);
    parameters.insert(LOCATION.to_owned(), file.to_owned());
    let spec = metadata.default_spec().map_err(unreadable)?;
    if !spec.fields.is_empty() {
        parameters.insert("default-partition-spec".to_owned(), spec.to_json().to_string());
    }
    let location = uri.to_string();
    let descriptor = StorageDescriptor {
        columns: columns.iter().map(|column| column.column.clone()).collect(),
        location: Some(location.clone()),
        parameters: Some(parameters),
        ..StorageDescriptor::default()
    };
    Ok(FoundTable {
        base_name: uri.last_component().to_owned(),
        columns,
        descriptor,
        reason: Reason { object: Some(file.to_owned()), ..Reason::new("an Iceberg table's metadata") },
        log: moved(uri, metadata).into_iter().collect(),
        ..FoundTable::written(location)
    })
}

/// Names of a table's files are whole, so that a copy of a table is none.
fn moved(uri: &S3Uri, metadata: &Metadata) -> Option<LogLine> {
    let named = metadata.location().ok()?;
    let is_here = named.parse::<S3Uri>().is_ok_and(|named| named.folder() == *uri);
    (!is_here).then(|| {
        LogLine::warn(format!(
            "The Iceberg table at {uri} says that it lies at {named}: its files are looked for there by whoever reads it"
        ))
    })
}

fn column(field: &Field) -> Column {
    let parameters = [
        ("iceberg.field.current", "true".to_owned()),
        ("iceberg.field.id", field.id.to_string()),
        ("iceberg.field.optional", (!field.required).to_string()),
    ];
    Column {
        comment: field.doc.clone(),
        parameters: parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        ..Column::new(field.name.to_lowercase(), to_hive(&field.data_type).to_lowercase())
    }
}

/// Keeps in a table that names other metadata than before what it named before, as Iceberg's clients do.
pub(crate) fn remember_previous(before: &Parameters, wanted: &mut TableInput) {
    let Some(now) = wanted.parameters.get(LOCATION) else { return };
    let previous = match before.get(LOCATION) {
        Some(known) if known != now => Some(known.clone()),
        Some(_) => before.get(PREVIOUS).cloned(),
        None => None,
    };
    let Some(previous) = previous else { return };
    wanted.parameters.insert(PREVIOUS.to_owned(), previous.clone());
    if let Some(descriptor) = &mut wanted.storage_descriptor {
        descriptor.parameters.get_or_insert_default().insert(PREVIOUS.to_owned(), previous);
    }
}
