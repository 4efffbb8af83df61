//! `CREATE DATABASE | SCHEMA [IF NOT EXISTS] name [COMMENT '…'] [LOCATION '…'] [WITH DBPROPERTIES (…)]`
//! <https://docs.aws.amazon.com/athena/latest/ug/create-database.html>

use boathouse_catalog::{DatabaseInput, Error as CatalogError};
use boathouse_schema::S3Uri;
use boathouse_sql::hive::ast::StatementKind;

use super::context::Context;
use super::told::Told;
use crate::{Error, Failure, Result};

/// What is refused at the start.
pub(super) fn check(location: Option<&str>) -> Result<()> {
    match location {
        Some(location) if location.parse::<S3Uri>().is_err() => {
            Err(Error::Malformed(format!("Invalid location {location} for database. Only S3 locations are allowed")))
        }
        _ => Ok(()),
    }
}

pub(super) async fn run(context: &Context<'_>, statement: StatementKind) -> Result<Told, Failure> {
    let StatementKind::CreateDatabase { name, if_not_exists, comment, location, properties } = statement else {
        return Err(Failure::internal(&"not CREATE DATABASE"));
    };
    let name = context.database_name(Some(&name));
    let input = DatabaseInput {
        description: comment,
        location_uri: location,
        parameters: Some(properties.into_iter().collect()),
        ..DatabaseInput::named(&name)
    };
    match context.catalog.create_database(input).await {
        Ok(_) => Ok(Told::nothing()),
        Err(CatalogError::DatabaseExists(_)) if if_not_exists => Ok(Told::nothing()),
        Err(CatalogError::DatabaseExists(_)) => Err(Failure::ddl_task(
            &format!("Database {name} already exists"),
            format!("Database {name} already exists."),
        )),
        Err(other) => Err(Failure::metastore(&other)),
    }
}
