//! `CREATE DATABASE | SCHEMA [IF NOT EXISTS] name [COMMENT '…'] [LOCATION '…'] [WITH DBPROPERTIES (…)]`
//! <https://docs.aws.amazon.com/athena/latest/ug/create-database.html>

use std::collections::BTreeMap;

use boathouse_catalog::{Catalog, DatabaseInput, Error as CatalogError};

use super::hive_parser::{HiveParser, Malformed, Parse};
use crate::Failure;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CreateDatabase {
    name: String,
    if_not_exists: bool,
    comment: Option<String>,
    location: Option<String>,
    properties: BTreeMap<String, String>,
}

impl CreateDatabase {
    pub(super) fn parse(parser: &mut HiveParser<'_>) -> Parse<Self> {
        let if_not_exists = parser.eat(&["IF", "NOT", "EXISTS"]);
        let mut parsed = Self {
            name: parser.identifier()?,
            if_not_exists,
            comment: None,
            location: None,
            properties: BTreeMap::new(),
        };
        if parser.eat(&["COMMENT"]) {
            parsed.comment = Some(parser.text()?);
        }
        if parser.eat(&["LOCATION"]) {
            let location = parser.text()?;
            if location.parse::<boathouse_schema::S3Uri>().is_err() {
                return Err(Malformed(format!(
                    "Invalid location {location} for database. Only S3 locations are allowed"
                )));
            }
            parsed.location = Some(location);
        }
        if parser.eat(&["WITH"]) {
            parser.require(&["DBPROPERTIES"])?;
            parsed.properties = parser.properties()?;
        }
        parser.finish()?;
        Ok(parsed)
    }

    pub(super) async fn run(self, catalog: &Catalog) -> Result<(), Failure> {
        let input = DatabaseInput {
            description: self.comment,
            location_uri: self.location,
            parameters: Some(self.properties),
            ..DatabaseInput::named(&self.name)
        };
        match catalog.create_database(input).await {
            Ok(_) => Ok(()),
            Err(CatalogError::DatabaseExists(_)) if self.if_not_exists => Ok(()),
            Err(CatalogError::DatabaseExists(_)) => Err(Failure::ddl_task(
                format!("Database {} already exists", self.name),
                format!("Database {} already exists.", self.name),
            )),
            Err(other) => Err(Failure::metastore(&other)),
        }
    }
}
