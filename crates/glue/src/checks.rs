//! The model's constraints that come with names, pages and table definitions.

mod arn;
mod audit;
mod members;
mod view;

pub(crate) use arn::{key_arn, role_arn, secret_arn};
pub(crate) use audit::{AuditContext, QuerySessionContext, audit_context, session_context, transaction};
use boathouse_catalog::PageRequest;
use boathouse_wire::Constraints;
use members::lengths;
pub(crate) use members::{MapLengths, map, name_list, parameters, texts};

use crate::Error;
use crate::shapes::statistics::ColumnStatistics;
use crate::shapes::{Column, DatabaseInput, PartitionIndex, PartitionInput, StorageDescriptor, TableInput};

const NAME_CHARS_MAX: usize = 255;
const DESCRIPTION_CHARS_MAX: usize = 2_048;
const COMMENT_CHARS_MAX: usize = 255;
const COLUMN_TYPE_CHARS_MAX: usize = 131_072;
const FORMAT_CHARS_MAX: usize = 128;
const LOCATION_CHARS_MAX: usize = 2_056;
const LOCATION_URI_CHARS_MAX: usize = 1_024;
const PARAMETER_KEY_CHARS_MAX: usize = 255;
const PARAMETER_VALUE_CHARS_MAX: usize = 512_000;
const STATISTICS_MAX: usize = 25;
const STATISTICS_TYPE_CHARS_MAX: usize = 20_000;
const TABLE_TYPE_CHARS_MAX: usize = 255;
const VALUE_CHARS_MAX: usize = 1_024;
const VIEW_TEXT_CHARS_MAX: usize = 409_600;

/// Names of 1 to 255 characters, with the member each came in.
pub(crate) fn names(names: &[(&str, &str)]) -> Result<(), Error> {
    let mut constraints = Constraints::naming_values();
    for (at, name) in names {
        constraints.length(at, name, 1, NAME_CHARS_MAX);
    }
    Ok(constraints.finish()?)
}

/// A text of `min` to `max` characters.
pub(crate) fn length(at: &str, text: &str, min: usize, max: usize) -> Result<(), Error> {
    Ok(Constraints::naming_values().length(at, text, min, max).finish()?)
}

/// Tables cannot be renamed: a name beside the definition's must be the same one.
pub(crate) fn same_name(name: Option<&str>, in_definition: &str) -> Result<(), Error> {
    match name {
        Some(name) if name.to_lowercase() != in_definition.to_lowercase() => {
            Err(Error::InvalidInput(format!("The table {name} cannot be renamed to {in_definition}.")))
        }
        _ => Ok(()),
    }
}

/// One of these words.
pub(crate) fn one_of(at: &str, word: &str, allowed: &[&str]) -> Result<(), Error> {
    Ok(Constraints::naming_values().one_of(at, word, allowed).finish()?)
}

/// How many items a batch may have.
pub(crate) fn count(at: &str, items: usize, min: usize, max: usize) -> Result<(), Error> {
    Ok(Constraints::naming_values().count(at, items, min, max).finish()?)
}

/// Which page is wanted: `max` is the largest page and what is taken when nothing is said.
pub(crate) fn page(next_token: Option<String>, max_results: Option<i32>, max: usize) -> Result<PageRequest, Error> {
    let wanted = max_results.map_or(max, |wanted| usize::try_from(wanted).unwrap_or(0));
    if let Some(wanted) = max_results {
        let max = i64::try_from(max).unwrap_or(i64::MAX);
        Constraints::naming_values().range("maxResults", i64::from(wanted), 1, max).finish()?;
    }
    Ok(PageRequest { items_max: Some(wanted), token: next_token.filter(|token| !token.is_empty()) })
}

/// A member that the model does not demand and the operation does.
pub(crate) fn required<T>(at: &str, member: Option<T>) -> Result<T, Error> {
    match member {
        Some(value) => Ok(value),
        None => {
            Constraints::naming_values().missing(at).finish()?;
            Err(Error::InvalidInput(format!("{at} is missing")))
        }
    }
}

/// A version id as it is in requests: a decimal number.
pub(crate) fn version(text: &str) -> Result<u64, Error> {
    text.parse().map_err(|_| Error::InvalidInput(format!("VersionId '{text}' is not a number.")))
}

/// A member of the model that would change what the operation does and that nobody here acts on.
pub(crate) fn refuse(name: &str, given: bool) -> Result<(), Error> {
    if given { Err(Error::InvalidInput(format!("{name} is not supported by boathouse"))) } else { Ok(()) }
}

/// The constraints of `DatabaseInput`.
pub(crate) fn database(input: &DatabaseInput) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    all.length("databaseInput.name", &input.name, 1, NAME_CHARS_MAX);
    optional(&mut all, "databaseInput.description", input.description.as_deref(), 0, DESCRIPTION_CHARS_MAX);
    optional(&mut all, "databaseInput.locationUri", input.location_uri.as_deref(), 1, LOCATION_URI_CHARS_MAX);
    parameters(&mut all, "databaseInput.parameters", input.parameters.as_ref());
    Ok(all.finish()?)
}

/// The constraints of `TableInput`.
pub(crate) fn table(input: &TableInput) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    all.length("tableInput.name", &input.name, 1, NAME_CHARS_MAX);
    optional(&mut all, "tableInput.description", input.description.as_deref(), 0, DESCRIPTION_CHARS_MAX);
    optional(&mut all, "tableInput.owner", input.owner.as_deref(), 1, NAME_CHARS_MAX);
    optional(&mut all, "tableInput.tableType", input.table_type.as_deref(), 0, TABLE_TYPE_CHARS_MAX);
    optional(&mut all, "tableInput.viewOriginalText", input.view_original_text.as_deref(), 0, VIEW_TEXT_CHARS_MAX);
    optional(&mut all, "tableInput.viewExpandedText", input.view_expanded_text.as_deref(), 0, VIEW_TEXT_CHARS_MAX);
    if let Some(retention) = input.retention {
        all.range("tableInput.retention", i64::from(retention), 0, i64::from(i32::MAX));
    }
    columns(&mut all, "tableInput.partitionKeys", input.partition_keys.as_deref().unwrap_or_default());
    parameters(&mut all, "tableInput.parameters", input.parameters.as_ref());
    descriptor(&mut all, "tableInput.storageDescriptor", input.storage_descriptor.as_ref());
    view::check(&mut all, "tableInput.viewDefinition", input.view_definition.as_ref());
    Ok(all.finish()?)
}

/// The constraints of `PartitionInput`.
pub(crate) fn partition(at: &str, input: &PartitionInput) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    texts(&mut all, &format!("{at}.values"), input.values.as_deref().unwrap_or_default(), VALUE_CHARS_MAX);
    parameters(&mut all, &format!("{at}.parameters"), input.parameters.as_ref());
    descriptor(&mut all, &format!("{at}.storageDescriptor"), input.storage_descriptor.as_ref());
    all.finish()?;
    schema_reference(input.storage_descriptor.as_ref())
}

/// The constraints of the values of a partition, with the member they came in.
pub(crate) fn values(at: &str, values: &[String]) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    texts(&mut all, at, values, VALUE_CHARS_MAX);
    Ok(all.finish()?)
}

/// The constraints of `PartitionIndex`.
pub(crate) fn partition_index(at: &str, index: &PartitionIndex) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    one_partition_index(&mut all, at, index);
    Ok(all.finish()?)
}

/// The constraints of `PartitionIndexList`.
pub(crate) fn partition_indexes(at: &str, indexes: &[PartitionIndex]) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    for (number, index) in indexes.iter().enumerate() {
        one_partition_index(&mut all, &format!("{at}.{}.member", number + 1), index);
    }
    Ok(all.finish()?)
}

fn one_partition_index(all: &mut Constraints, at: &str, index: &PartitionIndex) {
    all.count(&format!("{at}.keys"), index.keys.len(), 1, usize::MAX);
    texts(all, &format!("{at}.keys"), &index.keys, NAME_CHARS_MAX);
    all.length(&format!("{at}.indexName"), &index.index_name, 1, NAME_CHARS_MAX);
}

/// A table's schema reference counts for its partitions, too: they have none of their own here.
fn schema_reference(descriptor: Option<&StorageDescriptor>) -> Result<(), Error> {
    let given = descriptor.is_some_and(|descriptor| descriptor.schema_reference.is_some());
    refuse("SchemaReference of a partition", given)
}

fn descriptor(all: &mut Constraints, at: &str, descriptor: Option<&StorageDescriptor>) {
    let Some(descriptor) = descriptor else { return };
    columns(all, &format!("{at}.columns"), descriptor.columns.as_deref().unwrap_or_default());
    optional(all, &format!("{at}.location"), descriptor.location.as_deref(), 0, LOCATION_CHARS_MAX);
    optional(all, &format!("{at}.inputFormat"), descriptor.input_format.as_deref(), 0, FORMAT_CHARS_MAX);
    optional(all, &format!("{at}.outputFormat"), descriptor.output_format.as_deref(), 0, FORMAT_CHARS_MAX);
    parameters(all, &format!("{at}.parameters"), descriptor.parameters.as_ref());
    for (index, order) in descriptor.sort_columns.iter().flatten().enumerate() {
        let at = format!("{at}.sortColumns.{}.member", index + 1);
        all.length(&format!("{at}.column"), &order.column, 1, NAME_CHARS_MAX);
        all.range(&format!("{at}.sortOrder"), i64::from(order.sort_order), 0, 1);
    }
    texts(
        all,
        &format!("{at}.bucketColumns"),
        descriptor.bucket_columns.as_deref().unwrap_or_default(),
        NAME_CHARS_MAX,
    );
    if let Some(serde) = &descriptor.serde_info {
        let at = format!("{at}.serdeInfo");
        optional(all, &format!("{at}.name"), serde.name.as_deref(), 1, NAME_CHARS_MAX);
        let library = serde.serialization_library.as_deref();
        optional(all, &format!("{at}.serializationLibrary"), library, 1, NAME_CHARS_MAX);
        parameters(all, &format!("{at}.parameters"), serde.parameters.as_ref());
    }
}

fn columns(all: &mut Constraints, at: &str, columns: &[Column]) {
    for (index, column) in columns.iter().enumerate() {
        let at = format!("{at}.{}.member", index + 1);
        all.length(&format!("{at}.name"), &column.name, 1, NAME_CHARS_MAX);
        optional(all, &format!("{at}.type"), column.data_type.as_deref(), 0, COLUMN_TYPE_CHARS_MAX);
        optional(all, &format!("{at}.comment"), column.comment.as_deref(), 0, COMMENT_CHARS_MAX);
        parameters(all, &format!("{at}.parameters"), column.parameters.as_ref());
    }
}

/// A text that may be absent.
pub(crate) fn optional(all: &mut Constraints, at: &str, text: Option<&str>, min: usize, max: usize) {
    if let Some(text) = text {
        all.length(at, text, min, max);
    }
}

/// A word that may be absent.
pub(crate) fn choice(all: &mut Constraints, at: &str, word: Option<&str>, allowed: &[&str]) {
    if let Some(word) = word {
        all.one_of(at, word, allowed);
    }
}

/// The constraints of `UpdateColumnStatisticsList`.
pub(crate) fn statistics(list: &[ColumnStatistics]) -> Result<(), Error> {
    const AT: &str = "columnStatisticsList";
    let mut all = Constraints::naming_values();
    all.count(AT, list.len(), 0, STATISTICS_MAX);
    for (index, statistics) in list.iter().enumerate() {
        let at = format!("{AT}.{}.member", index + 1);
        all.length(&format!("{at}.columnName"), &statistics.column_name, 1, NAME_CHARS_MAX);
        all.length(&format!("{at}.columnType"), &statistics.column_type, 0, STATISTICS_TYPE_CHARS_MAX);
        statistics.check(&mut all, &at);
    }
    Ok(all.finish()?)
}
