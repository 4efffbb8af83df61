//! Tables that nobody made: what the catalog holds, as tables to be queried.
//!
//! `information_schema` of Trino, the `"t$partitions"` of a partitioned table, and our own schema `system`. Their rows
//! are made when they are read, and only those that a query's conditions leave; no byte of data is read for them.

mod information_schema;
mod listed;
mod partitions;
mod queries;
mod system;
mod wanted;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use boathouse_catalog::{Catalog, Error as CatalogError};
use boathouse_sql::analyzer::TableEntry;

use crate::access::Access;
use crate::planner::{TableResolver, Unresolved};
use crate::{Failure, Queries};

use self::listed::entry;
pub(crate) use self::system::SystemTables;
pub use self::system::{SYSTEM_SCHEMA, SystemTable};

/// The schema of tables about tables.
const INFORMATION_SCHEMA: &str = "information_schema";
/// What is put behind a table's name for its partitions.
const PARTITIONS: &str = "$partitions";

/// Resolves the names of such tables, and leaves all others to `others`.
pub(crate) struct WithMetadata<'a> {
    queries: &'a Queries,
    others: &'a dyn TableResolver,
}

impl<'a> WithMetadata<'a> {
    pub(crate) fn new(queries: &'a Queries, others: &'a dyn TableResolver) -> Self {
        Self { queries, others }
    }

    fn seen(&self) -> Seen {
        Seen { catalog: self.queries.catalog().clone(), access: self.queries.shared_access() }
    }

    async fn is_database(&self, name: &str) -> Result<bool, Unresolved> {
        match self.queries.catalog().database(name).await {
            Ok(_) => Ok(true),
            Err(CatalogError::DatabaseNotFound(_)) => Ok(false),
            Err(other) => Err(Unresolved::Failed(Failure::metastore(&other))),
        }
    }
}

/// The catalog as whoever asks may see it.
#[derive(Debug, Clone)]
struct Seen {
    catalog: Catalog,
    access: Access,
}

#[async_trait]
impl TableResolver for WithMetadata<'_> {
    async fn resolve(&self, database: &str, table: &str) -> Result<TableEntry, Unresolved> {
        if database == INFORMATION_SCHEMA {
            let listing = information_schema::listing(self.seen(), table).ok_or(Unresolved::Table)?;
            return Ok(entry(&[database, table], listing));
        }
        if let Some(base) = table.strip_suffix(PARTITIONS).filter(|base| !base.is_empty()) {
            let listing = partitions::listing(self.seen(), self.others, database, base).await?;
            return Ok(entry(&[database, table], Arc::new(listing)));
        }
        // A database of somebody's own comes before ours.
        if database == SYSTEM_SCHEMA && !self.is_database(database).await? {
            let listing = self.queries.system_tables().listing(self.queries, table).ok_or(Unresolved::Table)?;
            return Ok(entry(&[database, table], listing));
        }
        self.others.resolve(database, table).await
    }

    async fn occupant(&self, database: &str, table: &str) -> Result<TableEntry, Unresolved> {
        self.others.occupant(database, table).await
    }
}
