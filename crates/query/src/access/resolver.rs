//! The tables of the catalog as somebody may read them.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use boathouse_catalog::Catalog;
use boathouse_sql::analyzer::TableEntry;

use super::{AccessRules, Act, Refusal, restricted};
use crate::Failure;
use crate::planner::{TableResolver, Unresolved};
use crate::tables::Tables;

/// Resolves names for somebody. What is kept of tables between queries is the whole of them: it is cut for each query
/// anew, so that nothing of one caller's shows to another, and a change of rights counts at once.
pub(crate) struct Guarded<'a> {
    tables: &'a Tables,
    catalog: &'a Catalog,
    rules: &'a dyn AccessRules,
    now_ms: i64,
    /// Whether something was cut: nobody is shown how.
    cut: AtomicBool,
}

impl<'a> Guarded<'a> {
    pub(crate) fn new(tables: &'a Tables, catalog: &'a Catalog, rules: &'a dyn AccessRules, now_ms: i64) -> Self {
        Self { tables, catalog, rules, now_ms, cut: AtomicBool::new(false) }
    }

    /// Whether rows or columns of what was looked up are kept back by predicates, which plans would show.
    pub(crate) fn has_cut(&self) -> bool {
        self.cut.load(Ordering::Relaxed)
    }
}

/// Whether a table or view is another than it was.
fn is_cut(whole: Option<&str>, left: &TableEntry) -> bool {
    match left {
        TableEntry::View(view) => whole != Some(view.sql.as_str()),
        TableEntry::Table { source, .. } => source.get_logical_plan().is_some(),
    }
}

#[async_trait]
impl TableResolver for Guarded<'_> {
    async fn resolve(&self, database: &str, table: &str) -> Result<TableEntry, Unresolved> {
        let entry = match self.tables.resolve(database, table).await {
            Err(Unresolved::Failed(failure)) => {
                // Why it cannot be read is for those who may know of it.
                self.check(database, table).await?;
                return Err(Unresolved::Failed(failure));
            }
            other => other?,
        };
        self.check(database, table).await?;
        let (database, table) = self.meant(database, table).await.map_err(Unresolved::Failed)?;
        let whole = match &entry {
            TableEntry::View(view) => Some(view.sql.clone()),
            TableEntry::Table { .. } => None,
        };
        let left = restricted(self.rules, (&database, &table), entry, self.now_ms).await.map_err(Unresolved::Failed)?;
        if is_cut(whole.as_deref(), &left) {
            self.cut.store(true, Ordering::Relaxed);
        }
        Ok(left)
    }

    async fn occupant(&self, database: &str, table: &str) -> Result<TableEntry, Unresolved> {
        self.tables.occupant(database, table).await
    }
}

impl Guarded<'_> {
    async fn check(&self, database: &str, table: &str) -> Result<(), Unresolved> {
        let act = Act::DescribeTable(database.to_owned(), table.to_owned());
        self.rules.check(&act).await.map_err(|refusal| Unresolved::Failed(refusal.of_query()))
    }

    /// The table whose rows are read: a resource link gives no right to what it points at.
    async fn meant(&self, database: &str, table: &str) -> Result<(String, String), Failure> {
        let failed = |error: boathouse_catalog::Error| Failure::metastore(&error);
        let held = self.catalog.database(database).await.map_err(failed)?;
        let found = self.catalog.table(database, table).await.map_err(failed)?;
        let of_table = found.target_table.map(|it| (it.catalog_id, it.region, it.database_name, it.name));
        let of_database = held.target_database.map(|it| (it.catalog_id, it.region, it.database_name, None));
        let Some((account, region, target, name)) = of_table.or(of_database) else {
            return Ok((database.to_owned(), table.to_owned()));
        };
        let (own_account, own_region) = self.catalog.scope().split_once('/').unwrap_or_default();
        let is_here = account.is_none_or(|id| id.is_empty() || id == own_account)
            && region.is_none_or(|name| name.is_empty() || name == own_region);
        if !is_here {
            // Nobody here knows who may read what another account or region has.
            return Err(Refusal(format!("Insufficient Lake Formation permission(s) on {table}")).of_query());
        }
        let database = target.unwrap_or_else(|| database.to_owned()).to_lowercase();
        Ok((database, name.unwrap_or_else(|| table.to_owned()).to_lowercase()))
    }
}
