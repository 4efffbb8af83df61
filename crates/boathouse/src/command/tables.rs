//! The tables of one or of all databases.

use boathouse_catalog::{PageRequest, Table, TablesRequest};

use crate::command::TableSummary;
use crate::{Boathouse, Result};

pub(crate) async fn run(house: &Boathouse, database: Option<String>) -> Result<Vec<TableSummary>> {
    let databases = match database {
        Some(database) => vec![database],
        None => {
            let all = house.catalog().databases(PageRequest::all()).await?;
            all.items.into_iter().map(|database| database.name).collect()
        }
    };
    let mut tables = Vec::new();
    for database in databases {
        let page = house.catalog().tables(&database, TablesRequest::default()).await?;
        tables.extend(page.items.into_iter().map(summary));
    }
    Ok(tables)
}

fn summary(table: Table) -> TableSummary {
    let classification = table.parameters.get("classification").cloned();
    let storage = table.storage_descriptor.unwrap_or_default();
    TableSummary {
        database: table.database_name,
        name: table.name,
        classification,
        columns: storage.columns.len() as u64,
        partition_keys: table.partition_keys.into_iter().map(|key| key.name).collect(),
        location: storage.location,
    }
}
