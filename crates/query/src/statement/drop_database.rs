//! `DROP DATABASE | SCHEMA [IF EXISTS] name [RESTRICT | CASCADE]`
//! <https://docs.aws.amazon.com/athena/latest/ug/drop-database.html>

use boathouse_catalog::{Catalog, Error as CatalogError};

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
        let dropped = if self.cascade {
            catalog.delete_database(&self.name).await
        } else {
            catalog.delete_database_if_empty(&self.name).await
        };
        match dropped {
            Ok(()) => Ok(()),
            Err(CatalogError::DatabaseNotFound(_)) if self.if_exists => Ok(()),
            Err(CatalogError::DatabaseNotFound(_)) => {
                Err(Failure::semantic(10072, &format!("Database does not exist: {}", self.name)))
            }
            Err(CatalogError::DatabaseNotEmpty(_)) => {
                let message = format!("Database {} is not empty. One or more tables exist.", self.name);
                Err(Failure::ddl_task(format!("InvalidOperationException(message:{message})"), message))
            }
            Err(other) => Err(Failure::metastore(&other)),
        }
    }
}
