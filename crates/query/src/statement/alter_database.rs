//! `ALTER DATABASE | SCHEMA name SET DBPROPERTIES (…)`: the properties named are set, the others stay.
//! <https://docs.aws.amazon.com/athena/latest/ug/alter-database-set-dbproperties.html>

use boathouse_catalog::{DatabaseInput, Error as CatalogError};
use boathouse_sql::hive::ast::{Name, Properties};

use super::context::Context;
use super::told::Told;
use crate::Failure;

pub(super) async fn run(context: &Context<'_>, name: &Name, properties: Properties) -> Result<Told, Failure> {
    let name = context.database_name(Some(name));
    let failed = |error| match error {
        CatalogError::DatabaseNotFound(_) => Failure::no_database(&name),
        other => Failure::metastore(&other),
    };
    let database = context.catalog.database(&name).await.map_err(failed)?;
    let mut parameters = database.parameters.unwrap_or_default();
    parameters.extend(properties);
    let input = DatabaseInput {
        name: database.name,
        description: database.description,
        location_uri: database.location_uri,
        parameters: Some(parameters),
        create_table_default_permissions: database.create_table_default_permissions,
        target_database: database.target_database,
        federated_database: database.federated_database,
    };
    context.catalog.update_database(&name, input).await.map_err(failed)?;
    Ok(Told::nothing())
}
