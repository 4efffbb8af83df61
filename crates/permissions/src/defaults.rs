//! What new databases and tables are given by themselves: the defaults of the settings, and all to their maker.
//!
//! Tables come from crawlers, jobs, statements and calls. None of them has to think of permissions: whoever is
//! about to check any first gives the defaults on everything that was not there the last time.

use std::collections::BTreeMap;

use boathouse_catalog::DatabaseInput;
use boathouse_state::rusqlite::Connection;
use rusqlite::params;

use crate::grants::{GrantChange, write_new};
use crate::model::{Permission, Resource};
use crate::settings::{DefaultPermissions, Settings};
use crate::store::Parent;
use crate::{Permissions, Result};

const NEW_DATABASES: &str = "SELECT id, name, document FROM catalog_database d WHERE scope = ?1
     AND NOT EXISTS (SELECT 1 FROM permission_seen_database WHERE database_id = d.id)";
const NEW_TABLES: &str = "SELECT t.id, d.name, t.name, d.document FROM catalog_table t
     JOIN catalog_database d ON d.id = t.database_id WHERE d.scope = ?1
     AND NOT EXISTS (SELECT 1 FROM permission_seen_table WHERE table_id = t.id)";

impl Permissions {
    /// Gives the defaults of the settings on the databases and tables that nobody has been given anything on yet.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn give_defaults(&self, scope: &str) -> Result<()> {
        let asked = scope.to_owned();
        let is_new = self.state.read(move |state| has_new(state, &asked)).await?;
        if !is_new {
            return Ok(());
        }
        let settings = self.settings(scope).await?;
        let (scope, now_ms) = (scope.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |state| {
                on_databases(state, &scope, &settings, now_ms)?;
                on_tables(state, &scope, &settings, now_ms)
            })
            .await
    }

    /// Gives everything on what a principal has just made, with the right to pass it on.
    ///
    /// # Errors
    /// As [`Permissions::grant`].
    pub async fn give_to_maker(&self, scope: &str, maker: &str, made: Resource) -> Result<()> {
        self.give_defaults(scope).await?;
        let all = vec![Permission::All];
        let change = GrantChange {
            principal: maker.to_owned(),
            resource: made,
            permissions: all.clone(),
            grantable: all,
            by: maker.to_owned(),
        };
        self.grant(scope, change).await
    }
}

fn has_new(state: &Connection, scope: &str) -> Result<bool> {
    for query in [NEW_DATABASES, NEW_TABLES] {
        if state.prepare_cached(query)?.exists([scope])? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn on_databases(state: &Connection, scope: &str, settings: &Settings, now_ms: i64) -> Result<()> {
    let mut statement = state.prepare_cached(NEW_DATABASES)?;
    let found = statement.query_map([scope], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    for (id, name) in found.collect::<rusqlite::Result<Vec<_>>>()? {
        let parent = Parent { database_id: Some(id), table_id: None };
        let resource = Resource::Database { name };
        give(state, scope, parent, &resource, &settings.database_defaults, now_ms)?;
        state.prepare_cached("INSERT INTO permission_seen_database VALUES (?1)")?.execute(params![id])?;
    }
    Ok(())
}

fn on_tables(state: &Connection, scope: &str, settings: &Settings, now_ms: i64) -> Result<()> {
    type Found = (i64, String, String, String);
    let mut statement = state.prepare_cached(NEW_TABLES)?;
    let found = statement.query_map([scope], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let found = found.collect::<rusqlite::Result<Vec<Found>>>()?;
    let mut own: BTreeMap<String, Option<Vec<DefaultPermissions>>> = BTreeMap::new();
    for (id, database, table, document) in found {
        let of_database = own.entry(database.clone()).or_insert_with(|| of_database(&document));
        let defaults = of_database.as_ref().unwrap_or(&settings.table_defaults);
        let parent = Parent { database_id: None, table_id: Some(id) };
        let resource = Resource::Table { database, table: Some(table) };
        give(state, scope, parent, &resource, defaults, now_ms)?;
        state.prepare_cached("INSERT INTO permission_seen_table VALUES (?1)")?.execute(params![id])?;
    }
    Ok(())
}

/// What a database says about its new tables; it wins over the settings.
fn of_database(document: &str) -> Option<Vec<DefaultPermissions>> {
    let database: DatabaseInput = serde_json::from_str(document).ok()?;
    let given = database.create_table_default_permissions?;
    let known = |name: String| serde_json::from_value(serde_json::Value::String(name)).ok();
    let one = |it: boathouse_catalog::PrincipalPermissions| DefaultPermissions {
        principal: it.principal,
        permissions: it.permissions.unwrap_or_default().into_iter().filter_map(known).collect(),
    };
    Some(given.into_iter().map(one).collect())
}

fn give(
    state: &Connection,
    scope: &str,
    parent: Parent,
    resource: &Resource,
    defaults: &[DefaultPermissions],
    now_ms: i64,
) -> Result<()> {
    for default in defaults {
        if let Some(principal) = &default.principal {
            write_new(state, scope, parent, (principal, resource, &default.permissions), now_ms)?;
        }
    }
    Ok(())
}
