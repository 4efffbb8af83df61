//! Whether rows can be added to a partition that is there, in files as its table has them.

use boathouse_catalog::{Partition, Table};
use boathouse_formats::read::RowFormat;
use boathouse_schema::partition_segment;

use crate::Failure;

/// Fails for a partition whose columns or SerDe are not its table's.
///
/// # Errors
/// Trino's failure for columns of other types, and a refusal for another SerDe or other properties of it: rows are
/// written as the table has them, and would be read as the partition has them.
pub(super) fn check(table: &Table, partition: &Partition) -> Result<(), Failure> {
    let Some(descriptor) = &partition.storage_descriptor else { return Ok(()) };
    let type_of = |column: &boathouse_catalog::Column| column.data_type.clone().unwrap_or_else(|| "string".to_owned());
    for (own, other) in table.columns().iter().zip(&descriptor.columns) {
        let (wanted, found) = (type_of(own), type_of(other));
        if !wanted.eq_ignore_ascii_case(&found) {
            return Err(other_columns(table, partition, [&own.name, &wanted, &other.name, &found]));
        }
    }
    let serde = descriptor.serde_info.as_ref();
    let Some(class) = serde.and_then(|info| info.serialization_library.as_deref()) else { return Ok(()) };
    let tables = table.storage_descriptor.as_ref().and_then(|it| it.serde_info.as_ref());
    let tables_class = tables.and_then(|info| info.serialization_library.as_deref()).unwrap_or_default();
    let values = &partition.values;
    if class != tables_class {
        let text = format!("inserting into the partition {values:?}, which has the SerDe {class} and not its table's");
        return Err(Failure::not_supported(&text));
    }
    let mut parameters = table.parameters.clone();
    let tables_format = format(class, tables, &parameters)?;
    parameters.extend(partition.parameters.clone().unwrap_or_default());
    if format(class, serde, &parameters)? != tables_format {
        let text = format!("inserting into the partition {values:?}, which has other SerDe properties than its table");
        return Err(Failure::not_supported(&text));
    }
    Ok(())
}

fn format(
    class: &str,
    serde: Option<&boathouse_catalog::SerDeInfo>,
    parameters: &boathouse_catalog::Parameters,
) -> Result<RowFormat, Failure> {
    let own = serde.and_then(|info| info.parameters.clone()).unwrap_or_default();
    RowFormat::from_serde(class, &own, parameters)
        .map_err(|error| Failure::from(datafusion::error::DataFusionError::from(error)))
}

fn other_columns(table: &Table, partition: &Partition, [name, wanted, own, found]: [&str; 4]) -> Failure {
    let keys = table.partition_keys.iter().zip(&partition.values);
    let segments: Vec<String> = keys.map(|(key, value)| partition_segment(&key.name, Some(value))).collect();
    let text = format!(
        "You are trying to write into an existing partition in a table. The table schema has changed since the creation \
         of the partition. Inserting rows into such partition is not supported. The column '{name}' in table \
         '{}.{}' is declared as type '{wanted}', but partition '{}' declared column '{own}' as type '{found}'.",
        table.database_name,
        table.name,
        segments.join("/")
    );
    Failure::engine("HIVE_PARTITION_SCHEMA_MISMATCH", None, &text)
}
