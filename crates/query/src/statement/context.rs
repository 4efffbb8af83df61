//! What a statement takes from its surroundings, and the steps that many statements share.

use boathouse_catalog::{Catalog, Error as CatalogError, Partition, Table, TableInput, UpdateTable};
use boathouse_lake::Lake;
use boathouse_sql::hive::ast::Name;

use crate::Failure;
use crate::access::{self, AccessRules};
use crate::views::is_view;

/// Times a change is tried again when somebody else changed the table in between.
const ATTEMPTS_MAX: usize = 10;
/// The database of names that say none, when the caller says none either.
const DEFAULT_DATABASE: &str = "default";
/// Whom Hive takes for the author of every change.
pub(crate) const OWNER: &str = "hadoop";

/// Where and when a statement of Hive's is carried out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) lake: &'a Lake,
    /// The statement's text, for the places of errors.
    pub(crate) sql: &'a str,
    /// The database of unqualified names.
    pub(crate) database: Option<&'a str>,
    /// Whose statement it is; none when they may do everything.
    pub(crate) access: Option<&'a dyn AccessRules>,
    /// Time of the change.
    pub(crate) now_ms: i64,
}

impl Context<'_> {
    /// Database and table of a name, in lower case.
    pub(crate) fn names(&self, name: &Name) -> (String, String) {
        database_and_table(name, self.database)
    }

    /// The database of a name, in lower case; without a name, the one of unqualified names.
    pub(crate) fn database_name(&self, name: Option<&Name>) -> String {
        let named = name.and_then(|name| name.parts.last());
        named.map_or_else(|| default_database(self.database), |part| part.to_lowercase())
    }

    /// The time of the change as tables keep it.
    pub(super) fn ddl_time(&self) -> String {
        self.now_ms.div_euclid(1000).to_string()
    }

    /// The table or view of a name.
    pub(super) async fn table(&self, name: &Name) -> Result<Table, Failure> {
        let (database, table) = self.names(name);
        match self.catalog.table(&database, &table).await {
            Ok(found) => Ok(found),
            Err(CatalogError::TableNotFound { .. } | CatalogError::DatabaseNotFound(_)) => {
                Err(Failure::no_table(&format!("{database}.{table}")))
            }
            Err(other) => Err(Failure::metastore(&other)),
        }
    }

    /// The table or view of a name, unless its description is Iceberg's.
    pub(super) async fn described_table(&self, name: &Name, words: &str) -> Result<Table, Failure> {
        let table = self.table(name).await?;
        if is_iceberg(&table) {
            return Err(Failure::not_supported(&format!("{words} on an Iceberg table")));
        }
        Ok(table)
    }

    /// The same with the columns that may be seen.
    pub(super) async fn shown_table(&self, name: &Name, words: &str) -> Result<Table, Failure> {
        access::cut_columns(self, self.described_table(name, words).await?).await
    }

    /// The table of a name, to be changed.
    pub(super) async fn changed_table(&self, name: &Name) -> Result<Table, Failure> {
        let table = self.described_table(name, "ALTER TABLE").await?;
        if is_view(&table) {
            return Err(Failure::semantic(10131, "To alter a view you need to use the ALTER VIEW command."));
        }
        Ok(table)
    }

    /// The table of a name, to be changed in a way that no Iceberg table can be.
    pub(super) async fn hive_table(&self, name: &Name) -> Result<Table, Failure> {
        let table = self.table(name).await?;
        if is_iceberg(&table) {
            return Err(Failure::not_for_iceberg());
        }
        self.changed_table(name).await
    }

    /// Changes a table that [`Self::changed_table`] or [`Self::hive_table`] found. Nobody's change is lost: when
    /// the table has moved on, `change` is made to what it is now.
    pub(super) async fn edit(
        &self,
        mut table: Table,
        change: impl Fn(&mut TableInput) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let (database, name) = (table.database_name.clone(), table.name.clone());
        for _ in 0..ATTEMPTS_MAX {
            let how = UpdateTable { version_id: Some(table.version_id), skip_archive: false };
            let mut input = TableInput::from(table);
            change(&mut input)?;
            for (key, value) in [
                ("last_modified_by", OWNER.to_owned()),
                ("last_modified_time", self.ddl_time()),
                ("transient_lastDdlTime", self.ddl_time()),
            ] {
                input.parameters.insert(key.to_owned(), value);
            }
            match self.catalog.update_table(&database, input, how).await {
                Ok(_) => return Ok(()),
                Err(CatalogError::VersionMismatch { .. }) => {}
                Err(other) => return Err(Failure::metastore(&other)),
            }
            table = self.catalog.table(&database, &name).await.map_err(|error| Failure::metastore(&error))?;
        }
        Err(Failure::task("the table is being changed by others"))
    }

    /// The partition with these values.
    pub(super) async fn partition(&self, table: &Table, values: &[String]) -> Result<Partition, Failure> {
        match self.catalog.partition(&table.database_name, &table.name, values).await {
            Ok(partition) => Ok(partition),
            Err(CatalogError::PartitionNotFound(_)) => Err(super::partition_spec::not_found(table, values)),
            Err(other) => Err(Failure::metastore(&other)),
        }
    }
}

/// Database and table of a name, in lower case; `database` is that of unqualified names.
pub(super) fn database_and_table(name: &Name, database: Option<&str>) -> (String, String) {
    let mut parts = name.parts.iter().rev();
    let table = parts.next().map(|part| part.to_lowercase()).unwrap_or_default();
    (parts.next().map_or_else(|| default_database(database), |part| part.to_lowercase()), table)
}

/// The caller's database, which clients give in backticks too (awswrangler for every statement of Hive's).
fn default_database(database: Option<&str>) -> String {
    let bare = |name| str::strip_prefix(name, '`').and_then(|name| name.strip_suffix('`')).unwrap_or(name);
    database.map(bare).filter(|name| !name.is_empty()).unwrap_or(DEFAULT_DATABASE).to_lowercase()
}

/// Whether Iceberg's own metadata says what the table is.
pub(super) fn is_iceberg(table: &Table) -> bool {
    table.parameters.get("table_type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("ICEBERG"))
}

#[cfg(test)]
mod tests {
    use super::default_database;

    #[test]
    fn the_database_of_unqualified_names() {
        for (given, expected) in [
            (None, "default"),
            (Some(""), "default"),
            (Some("``"), "default"),
            (Some("Lake"), "lake"),
            (Some("`Lake`"), "lake"),
            (Some("`lake"), "`lake"),
            (Some("`"), "`"),
        ] {
            assert_eq!(default_database(given), expected, "{given:?}");
        }
    }
}
