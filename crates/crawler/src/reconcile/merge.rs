//! `MergeNewColumns`: what is in the catalog stays, what is new is added.

use boathouse_catalog::{Column, Table, TableInput};
use boathouse_schema::{Field, HiveType};

use crate::table::FoundTable;

/// Parameters that no merge can bridge.
const FUNDAMENTAL: &[&str] = &["classification", "compressionType", "delimiter"];

/// Why nothing can be merged into the table, in AWS's words.
pub(crate) fn conflict(table: &Table, found: &FoundTable) -> Option<String> {
    let crawled = found.parameters();
    let changed = FUNDAMENTAL.iter().find(|name| table.parameters.get(**name) != crawled.get(**name))?;
    let text = |value: Option<&String>| value.map_or("null", String::as_str).to_owned();
    Some(format!(
        "Cannot merge new columns into the table {} as defined in the Data Catalog because the parameter '{changed}' has changed. The existing value is '{}', and the crawled value is '{}'. Either remove the table or resolve the inconsistent parameter value.",
        table.name,
        text(table.parameters.get(*changed)),
        text(crawled.get(*changed)),
    ))
}

/// The present table with the columns it lacks, also inside structs. Formats stay as they are, and
/// SerDe properties too unless the crawler wrote them.
pub(super) fn new_columns(mut table: TableInput, found: &FoundTable, is_ours: bool) -> TableInput {
    table.parameters.remove(super::DEPRECATED_BY);
    table.parameters.extend(found.parameters());
    let descriptor = table.storage_descriptor.get_or_insert_default();
    let parameters = descriptor.parameters.get_or_insert_default();
    parameters.remove(super::DEPRECATED_BY);
    parameters.extend(found.parameters());
    for seen in &found.columns {
        match descriptor.columns.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&seen.column.name)) {
            Some(known) => add_fields(known, &seen.column),
            None => descriptor.columns.push(seen.column.clone()),
        }
    }
    if is_ours
        && let (Some(known), Some(seen)) = (&mut descriptor.serde_info, &found.descriptor.serde_info)
        && known.serialization_library == seen.serialization_library
    {
        known.parameters.clone_from(&seen.parameters);
    }
    table
}

/// Adds to structs the fields they lack; types the catalog holds are never changed otherwise.
fn add_fields(known: &mut Column, seen: &Column) {
    let parse = |column: &Column| column.data_type.as_deref().and_then(|text| text.parse::<HiveType>().ok());
    if let (Some(before), Some(now)) = (parse(known), parse(seen)) {
        let merged = merge_type(before.clone(), &now);
        if merged != before {
            known.data_type = Some(merged.to_string());
        }
    }
}

fn merge_type(known: HiveType, seen: &HiveType) -> HiveType {
    match (known, seen) {
        (HiveType::Struct(mut fields), HiveType::Struct(more)) => {
            for field in more {
                match fields.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&field.name)) {
                    Some(known) => known.data_type = merge_type(known.data_type.clone(), &field.data_type),
                    None => fields.push(Field::new(&field.name, field.data_type.clone())),
                }
            }
            HiveType::Struct(fields)
        }
        (HiveType::Array(item), HiveType::Array(more)) => HiveType::Array(Box::new(merge_type(*item, more))),
        (HiveType::Map(key, value), HiveType::Map(_, more)) => HiveType::Map(key, Box::new(merge_type(*value, more))),
        (known, _) => known,
    }
}
