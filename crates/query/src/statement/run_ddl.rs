//! Running the statements that change the catalog.

use boathouse_catalog::Catalog;

use super::hive_parser::TableName;
use super::parse::Ddl;
use crate::Failure;

/// What a statement takes from its surroundings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DdlContext<'a> {
    /// The database of unqualified names.
    pub(crate) database: Option<&'a str>,
    /// Time of the change.
    pub(crate) now_ms: i64,
}

impl DdlContext<'_> {
    /// The database of `name`; Hive falls back to the one called `default`.
    pub(super) fn database_of(&self, name: &TableName) -> String {
        name.database.as_deref().or(self.database).unwrap_or("default").to_lowercase()
    }
}

/// Makes the change.
///
/// # Errors
/// The failure Athena reports; then nothing was changed.
pub(crate) async fn run_ddl(ddl: Ddl, catalog: &Catalog, context: &DdlContext<'_>) -> Result<(), Failure> {
    match ddl {
        Ddl::CreateDatabase(statement) => statement.run(catalog).await,
        Ddl::CreateTable(statement) => statement.run(catalog, context).await,
        Ddl::DropDatabase(statement) => statement.run(catalog).await,
        Ddl::DropTable(statement) => statement.run(catalog, context).await,
    }
}
