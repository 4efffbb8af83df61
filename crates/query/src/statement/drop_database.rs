//! `DROP DATABASE | SCHEMA [IF EXISTS] name [RESTRICT | CASCADE]`
//! <https://docs.aws.amazon.com/athena/latest/ug/drop-database.html>

use boathouse_catalog::{Catalog, Error as CatalogError, PageRequest, TablesRequest};

use super::hive_parser::{HiveParser, Parse};
use crate::Failure;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DropDatabase {
    name: String,
    if_exists: bool,
    cascade: bool,
}

impl DropDatabase {
    pub(super) fn parse(parser: &mut HiveParser<'_>) -> Parse<Self> {
        let if_exists = parser.eat(&["IF", "EXISTS"]);
        let name = parser.identifier()?;
        let cascade = parser.eat(&["CASCADE"]);
        if !cascade {
            parser.eat(&["RESTRICT"]);
        }
        parser.finish()?;
        Ok(Self { name, if_exists, cascade })
    }

    pub(super) async fn run(self, catalog: &Catalog) -> Result<(), Failure> {
        if !self.cascade && self.has_tables(catalog).await? {
            let message = format!("Database {} is not empty. One or more tables exist.", self.name);
            return Err(Failure::ddl_task(format!("InvalidOperationException(message:{message})"), message));
        }
        match catalog.delete_database(&self.name).await {
            Ok(()) => Ok(()),
            Err(CatalogError::DatabaseNotFound(_)) if self.if_exists => Ok(()),
            Err(CatalogError::DatabaseNotFound(_)) => {
                Err(Failure::semantic(10072, &format!("Database does not exist: {}", self.name)))
            }
            Err(other) => Err(Failure::metastore(&other)),
        }
    }

    async fn has_tables(&self, catalog: &Catalog) -> Result<bool, Failure> {
        let one = PageRequest { items_max: Some(1), token: None };
        match catalog.tables(&self.name, TablesRequest { expression: None, page: one }).await {
            Ok(page) => Ok(!page.items.is_empty()),
            // Whether that is an error is for the deletion to say.
            Err(CatalogError::DatabaseNotFound(_)) => Ok(false),
            Err(other) => Err(Failure::metastore(&other)),
        }
    }
}
