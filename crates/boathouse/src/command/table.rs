//! One table.

use boathouse_catalog::Column;

use crate::command::{TableColumn, TableDetail};
use crate::{Boathouse, Result};

pub(super) async fn run(house: &Boathouse, database: &str, name: &str) -> Result<TableDetail> {
    let table = house.catalog().table(database, name).await?;
    let partitions = house.catalog().partition_count(database, name).await?;
    let storage = table.storage_descriptor.unwrap_or_default();
    let keys = table.partition_keys.into_iter().map(|key| column(key, true));
    Ok(TableDetail {
        database: table.database_name,
        name: table.name,
        table_type: table.table_type,
        classification: table.parameters.get("classification").cloned(),
        location: storage.location,
        serde: storage.serde_info.and_then(|serde| serde.serialization_library),
        columns: storage.columns.into_iter().map(|found| column(found, false)).chain(keys).collect(),
        partitions,
        version: table.version_id,
        parameters: table.parameters,
    })
}

fn column(column: Column, partition_key: bool) -> TableColumn {
    TableColumn { name: column.name, data_type: column.data_type, partition_key, comment: column.comment }
}
