//! What a caller may do and read, as queries ask for it.

use async_trait::async_trait;
use boathouse_catalog::{Database, Table};
use boathouse_permissions::{Caller, Object, Permission, Resource, Rights, Rows};
use boathouse_query::{AccessRules, Act, Made, ReadableRows, Refusal};
use boathouse_state::new_id;
use tokio::sync::OnceCell;

use crate::{Athena, Error};

/// A caller's rights: as they are when they are first asked for, for one request and the statement it starts.
#[derive(Debug)]
pub(crate) struct Access {
    caller: Caller,
    rights: OnceCell<Rights>,
}

impl Access {
    pub(crate) fn new(caller: Caller) -> Self {
        Self { caller, rights: OnceCell::new() }
    }

    async fn rights(&self) -> Result<&Rights, Refusal> {
        self.rights.get_or_try_init(|| self.caller.rights()).await.map_err(|error| unreadable(&error))
    }

    /// Whether a database may be seen.
    pub(crate) async fn sees_database(&self, database: &str) -> Result<bool, Refusal> {
        let object = Object::Database(database.to_lowercase());
        Ok(self.rights().await?.may(Permission::Describe, &object))
    }

    /// Whether a table may be seen.
    pub(crate) async fn sees_table(&self, database: &str, table: &str) -> Result<bool, Refusal> {
        let object = Object::Table(database.to_lowercase(), table.to_lowercase());
        Ok(self.rights().await?.may(Permission::Describe, &object))
    }

    /// Takes the columns that may not be seen out of a table.
    pub(crate) async fn cut(&self, table: &mut Table) -> Result<(), Refusal> {
        let rights = self.rights().await?;
        let (database, name) = (table.database_name.clone(), table.name.clone());
        if let Some(descriptor) = &mut table.storage_descriptor {
            descriptor.columns.retain(|column| rights.sees_column(&database, &name, &column.name.to_lowercase()));
        }
        Ok(())
    }
}

#[async_trait]
impl AccessRules for Access {
    async fn check(&self, act: &Act) -> Result<(), Refusal> {
        let rights = self.rights().await?;
        let (permission, object, name, place) = demand(act);
        if let Some((permission, object)) = permission.zip(object)
            && !rights.may(permission, &object)
        {
            return Err(refused(permission, name));
        }
        match place {
            Some(place) if !rights.may_lie_at(&arn_of(place)) => {
                Err(Refusal(format!("Insufficient Lake Formation permission(s) on {place}")))
            }
            _ => Ok(()),
        }
    }

    async fn readable(&self, database: &str, table: &str, columns: &[String]) -> Result<Vec<ReadableRows>, Refusal> {
        let rights = self.rights().await?;
        let rows = columns.iter().map(|column| match rights.readable(database, table, column) {
            Rows::All => ReadableRows::All,
            Rows::None => ReadableRows::None,
            Rows::Where(predicates) => ReadableRows::Where(predicates),
        });
        Ok(rows.collect())
    }

    async fn shown(&self, database: &str, table: &str, columns: &[String]) -> Result<Vec<bool>, Refusal> {
        let rights = self.rights().await?;
        Ok(columns.iter().map(|column| rights.sees_column(database, table, column)).collect())
    }

    async fn has_made(&self, made: &Made) -> Result<(), Refusal> {
        let resource = match made.clone() {
            Made::Database(name) => Resource::Database { name },
            Made::Table(database, table) => Resource::Table { database, table: Some(table) },
        };
        self.caller.has_made(resource).await.map_err(|error| unreadable(&error))
    }
}

impl Athena {
    /// The database, if the caller may see it.
    pub(crate) async fn visible_database(&self, database: Database) -> Result<Database, Error> {
        match &self.access {
            Some(access) if !access.sees_database(&database.name).await? => {
                Err(refused(Permission::Describe, &database.name).into())
            }
            _ => Ok(database),
        }
    }

    /// The databases that the caller may see.
    pub(crate) async fn visible_databases(&self, mut databases: Vec<Database>) -> Result<Vec<Database>, Error> {
        if let Some(access) = &self.access {
            let mut shown = Vec::with_capacity(databases.len());
            for database in databases {
                if access.sees_database(&database.name).await? {
                    shown.push(database);
                }
            }
            databases = shown;
        }
        Ok(databases)
    }

    /// The table with the columns that the caller may see.
    pub(crate) async fn visible_table(&self, mut table: Table) -> Result<Table, Error> {
        if let Some(access) = &self.access {
            if !access.sees_table(&table.database_name, &table.name).await? {
                return Err(refused(Permission::Describe, &table.name).into());
            }
            access.cut(&mut table).await?;
        }
        Ok(table)
    }

    /// The tables that the caller may see, with such columns.
    pub(crate) async fn visible_tables(&self, database: &str, mut tables: Vec<Table>) -> Result<Vec<Table>, Error> {
        if let Some(access) = &self.access {
            if self.catalog.database(database).await.is_ok() && !access.sees_database(database).await? {
                return Err(refused(Permission::Describe, database).into());
            }
            let mut shown = Vec::with_capacity(tables.len());
            for mut table in tables {
                if access.sees_table(&table.database_name, &table.name).await? {
                    access.cut(&mut table).await?;
                    shown.push(table);
                }
            }
            tables = shown;
        }
        Ok(tables)
    }
}

impl From<Refusal> for Error {
    fn from(Refusal(text): Refusal) -> Self {
        let id = new_id();
        Self::Metadata(format!(
            "AccessDeniedException: {text} (Service: AWSGlue; Status Code: 400; Error Code: AccessDeniedException; \
             Request ID: {id}; Proxy: null)"
        ))
    }
}

type Demand<'a> = (Option<Permission>, Option<Object>, &'a str, Option<&'a str>);

/// What an act needs: a permission on something, its name, and the place it points at.
fn demand(act: &Act) -> Demand<'_> {
    use Permission::{Alter, CreateDatabase, CreateTable, Describe, Drop, Insert};
    let on_database =
        |permission, name| (Some(permission), Some(Object::Database(String::clone(name))), name.as_str(), None);
    let on_table = |permission, database: &String, table| {
        let object = Object::Table(database.clone(), String::clone(table));
        (Some(permission), Some(object), table.as_str(), None)
    };
    match act {
        Act::DescribeDatabase(name) => on_database(Describe, name),
        Act::AlterDatabase(name) => on_database(Alter, name),
        Act::DropDatabase(name) => on_database(Drop, name),
        Act::CreateDatabase(place) => (Some(CreateDatabase), Some(Object::Catalog), "Catalog", place.as_deref()),
        Act::CreateTable(database, place) => {
            let object = Object::Database(database.clone());
            (Some(CreateTable), Some(object), database, place.as_deref())
        }
        Act::DescribeTable(database, table) => on_table(Describe, database, table),
        Act::AlterTable(database, table) => on_table(Alter, database, table),
        Act::DropTable(database, table) => on_table(Drop, database, table),
        Act::InsertInto(database, table) => on_table(Insert, database, table),
        Act::PlaceAt(place) => (None, None, "", Some(place)),
    }
}

/// The refusal of a permission.
fn refused(permission: Permission, name: &str) -> Refusal {
    Refusal(format!("Insufficient Lake Formation permission(s): Required {} on {name}", permission.words()))
}

/// The ARN of `s3://bucket/key`, by whichever of its schemes.
fn arn_of(place: &str) -> String {
    format!("arn:aws:s3:::{}", place.split_once("://").map_or(place, |(_, path)| path))
}

/// Rights that cannot be read are none.
fn unreadable(error: &boathouse_permissions::Error) -> Refusal {
    tracing::error!(%error, "permissions could not be read");
    Refusal("Permissions could not be read".to_owned())
}
