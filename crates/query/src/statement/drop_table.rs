//! `DROP TABLE [IF EXISTS] [db.]name [PURGE]`: the definition goes, the data stays.
//! <https://docs.aws.amazon.com/athena/latest/ug/drop-table.html>

use boathouse_catalog::{Catalog, Error as CatalogError};

use super::hive_parser::{HiveParser, Parse, TableName};
use super::run_ddl::DdlContext;
use crate::Failure;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DropTable {
    name: TableName,
    if_exists: bool,
}

impl DropTable {
    pub(super) fn parse(parser: &mut HiveParser<'_>) -> Parse<Self> {
        let if_exists = parser.eat(&["IF", "EXISTS"]);
        let name = parser.table_name()?;
        parser.finish()?;
        Ok(Self { name, if_exists })
    }

    pub(super) async fn run(self, catalog: &Catalog, context: &DdlContext<'_>) -> Result<(), Failure> {
        let database = context.database_of(&self.name);
        let missing = || Failure::semantic(10001, &format!("Table not found {database}.{}", self.name.table));
        let table = match catalog.table(&database, &self.name.table).await {
            Ok(table) => table,
            Err(CatalogError::TableNotFound { .. } | CatalogError::DatabaseNotFound(_)) if self.if_exists => {
                return Ok(());
            }
            Err(CatalogError::TableNotFound { .. } | CatalogError::DatabaseNotFound(_)) => return Err(missing()),
            Err(other) => return Err(Failure::metastore(&other)),
        };
        if table.table_type.as_deref() == Some("VIRTUAL_VIEW") {
            return Err(Failure::semantic(10001, "Cannot drop a view with DROP TABLE"));
        }
        if table.parameters.get("table_type").is_some_and(|kind| kind.eq_ignore_ascii_case("ICEBERG")) {
            return Err(Failure::not_supported("DROP TABLE on an Iceberg table"));
        }
        match catalog.delete_table(&database, &self.name.table).await {
            Ok(()) => Ok(()),
            Err(CatalogError::TableNotFound { .. }) if self.if_exists => Ok(()),
            Err(CatalogError::TableNotFound { .. }) => Err(missing()),
            Err(other) => Err(Failure::metastore(&other)),
        }
    }
}
