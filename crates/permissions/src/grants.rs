//! Giving permissions, taking them back, and saying who has which.

use std::collections::BTreeMap;

use boathouse_catalog::TablesRequest;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::grant_rules::{applicable, check, pieces, revoked_pieces, without};
use crate::locations::is_below;
use crate::model::{Columns, Grant, Permission, PolicyRule, Resource};
use crate::page::TOKENS;
use crate::store::Parent;
use crate::{Error, Permissions, Result};
use crate::{Page, PageRequest};

/// What is to be given or taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantChange {
    /// To or from whom.
    pub principal: String,
    /// On what.
    pub resource: Resource,
    /// What.
    pub permissions: Vec<Permission>,
    /// With the right to pass it on; when taking, that right only.
    pub grantable: Vec<Permission>,
    /// Who does it.
    pub by: String,
}

impl Permissions {
    /// Gives permissions to a principal, beside those it has.
    ///
    /// # Errors
    /// [`Error::Catalog`], [`Error::NotFound`], [`Error::ColumnNotFound`], [`Error::ValueNotFound`] when what they
    /// are given on is not there; [`Error::NotApplicable`], [`Error::NotASubset`], [`Error::NotRegistered`].
    pub async fn grant(&self, scope: &str, change: GrantChange) -> Result<()> {
        check(&change.resource, &change.permissions)?;
        if let Some(alone) = change.grantable.iter().find(|permission| !change.permissions.contains(permission)) {
            return Err(Error::NotASubset(alone.name()));
        }
        let parent = self.parent_of(scope, &change.resource).await?;
        if let Resource::Location { arn } = &change.resource
            && !self.all_locations(scope).await?.iter().any(|location| is_below(arn, &location.arn))
        {
            return Err(Error::NotRegistered(arn.clone()));
        }
        let (scope, now_ms) = (scope.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |state| {
                for (resource, permissions) in pieces(&change.resource, &change.permissions) {
                    let grantable = change.grantable.iter().filter(|permission| permissions.contains(permission));
                    let kept = read_one(state, &scope, &change.principal, &resource)?;
                    let mut grant = Grant {
                        grantable: grantable.copied().collect(),
                        principal: change.principal.clone(),
                        resource,
                        permissions,
                        updated_ms: now_ms,
                        updated_by: change.by.clone(),
                    };
                    if let Some(kept) = kept {
                        grant.permissions.extend(kept.permissions);
                        grant.grantable.extend(kept.grantable);
                    }
                    write_one(state, &scope, parent, grant)?;
                }
                Ok(())
            })
            .await
    }

    /// Takes permissions from a principal, and with each the right to pass it on.
    ///
    /// # Errors
    /// As [`Permissions::grant`], and [`Error::NothingRevoked`] when it has none of them.
    pub async fn revoke(&self, scope: &str, change: GrantChange) -> Result<()> {
        check(&change.resource, &change.permissions)?;
        check(&change.resource, &change.grantable)?;
        let parent = self.parent_of(scope, &change.resource).await?;
        let (scope, now_ms) = (scope.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |state| {
                let taken = revoked_pieces(&change.resource, &change.permissions);
                let passing = revoked_pieces(&change.resource, &change.grantable);
                let mut is_changed = false;
                for (from_permissions, pieces) in [(true, taken), (false, passing)] {
                    for (resource, gone) in pieces {
                        let Some(kept) = read_one(state, &scope, &change.principal, &resource)? else { continue };
                        let mut left = kept.clone();
                        left.grantable = without(&resource, &kept.grantable, &gone);
                        if from_permissions {
                            left.permissions = without(&resource, &kept.permissions, &gone);
                        }
                        if left != kept {
                            is_changed = true;
                            left = Grant { updated_ms: now_ms, updated_by: change.by.clone(), ..left };
                            write_left(state, &scope, parent, left)?;
                        }
                    }
                }
                if is_changed { Ok(()) } else { Err(Error::NothingRevoked { principal: change.principal }) }
            })
            .await
    }

    /// The grants that `wanted` lets pass, by principal and resource. Columns by name that are granted alike are
    /// one grant.
    ///
    /// # Errors
    /// [`Error::InvalidToken`].
    pub async fn grants(&self, scope: &str, page: PageRequest, wanted: impl Fn(&Grant) -> bool) -> Result<Page<Grant>> {
        let mut found = together(self.all_grants(scope).await?);
        found.retain(wanted);
        Ok(TOKENS.part(&page, found, key)?)
    }

    /// The grants on what lies at a place: the place itself, and the databases and tables at or below it.
    ///
    /// # Errors
    /// [`Error::InvalidToken`], [`Error::Catalog`].
    pub async fn grants_at(&self, scope: &str, arn: &str, page: PageRequest) -> Result<Page<Grant>> {
        let lies_there = |location: Option<&str>| {
            let path = location.and_then(|text| text.split_once("://")).map(|(_, path)| path);
            path.is_some_and(|path| is_below(&format!("arn:aws:s3:::{path}"), arn))
        };
        let (mut databases, mut tables) = (Vec::new(), Vec::new());
        for database in self.catalog.databases(PageRequest::all()).await?.items {
            for table in self.catalog.tables(&database.name, TablesRequest::default()).await?.items {
                if lies_there(table.storage_descriptor.as_ref().and_then(|descriptor| descriptor.location.as_deref())) {
                    tables.push((database.name.clone(), table.name));
                }
            }
            if lies_there(database.location_uri.as_deref()) {
                databases.push(database.name);
            }
        }
        let is_there = |grant: &Grant| match (&grant.resource, grant.resource.place()) {
            (Resource::Location { arn: place }, _) => is_below(place, arn) && is_below(arn, place),
            (_, (Some(database), Some(table))) => tables.iter().any(|(d, t)| d == database && t == table),
            (Resource::Database { name }, _) => databases.contains(name),
            (_, (Some(database), None)) => tables.iter().any(|(d, _)| d == database),
            _ => false,
        };
        self.grants(scope, page, is_there).await
    }

    pub(crate) async fn all_grants(&self, scope: &str) -> Result<Vec<Grant>> {
        let scope = scope.to_owned();
        self.state
            .read(move |state| {
                let mut statement = state.prepare_cached(&format!("{SELECT} WHERE scope = ?1"))?;
                statement.query_map([scope], raw)?.map(|row| read(row?)).collect()
            })
            .await
    }

    /// The row that a grant dies with; refuses resources that are not there.
    async fn parent_of(&self, scope: &str, resource: &Resource) -> Result<Parent> {
        match resource {
            Resource::Columns { database, table: Some(table), columns } => {
                self.check_columns(database, table, columns).await?;
            }
            Resource::Filter { database, table, name } => drop(self.filter(scope, database, table, name).await?),
            Resource::Tag(tag) => self.check_tags(scope, std::slice::from_ref(tag)).await?,
            Resource::Policy { rule: PolicyRule::Tags(tags), .. } => self.check_tags(scope, tags).await?,
            Resource::Policy { rule: PolicyRule::Named(name), .. } | Resource::Expression { name } => {
                drop(self.expression(scope, name).await?);
            }
            _ => {}
        }
        let (database, table) = resource.place();
        self.parent(database, table).await
    }
}

/// Grants on single columns that say the same become one.
fn together(grants: Vec<Grant>) -> Vec<Grant> {
    let mut found = Vec::new();
    let mut columns: BTreeMap<_, Grant> = BTreeMap::new();
    for grant in grants {
        let Resource::Columns { database, table, columns: Columns::Only(names) } = &grant.resource else {
            found.push(grant);
            continue;
        };
        let alike = (grant.principal.clone(), database.clone(), table.clone(), grant.grantable.clone());
        let names = names.clone();
        let one = columns.entry(alike).or_insert_with(|| Grant { updated_ms: 0, ..grant.clone() });
        if let Resource::Columns { columns: Columns::Only(all), .. } = &mut one.resource {
            all.extend(names);
            all.sort();
            all.dedup();
        }
        if grant.updated_ms >= one.updated_ms {
            (one.updated_ms, one.updated_by) = (grant.updated_ms, grant.updated_by);
        }
    }
    found.extend(columns.into_values());
    found.sort_by_cached_key(key);
    found
}

fn key(grant: &Grant) -> String {
    format!("{}\n{:?}\n{:?}", grant.principal, grant.resource, grant.grantable)
}

/// Writes what a revocation has left. The right to read that was a part of `ALL` goes where it belongs.
fn write_left(state: &Connection, scope: &str, parent: Parent, mut left: Grant) -> Result<()> {
    left.grantable
        .retain(|permission| left.permissions.contains(permission) || left.permissions.contains(&Permission::All));
    if let Resource::Table { database, table } = &left.resource
        && left.permissions.contains(&Permission::Select)
    {
        let resource = Resource::Columns { database: database.clone(), table: table.clone(), columns: Columns::all() };
        let can_pass = left.grantable.contains(&Permission::Select);
        let reading = Grant {
            resource,
            permissions: vec![Permission::Select],
            grantable: if can_pass { vec![Permission::Select] } else { Vec::new() },
            ..left.clone()
        };
        write_one(state, scope, parent, reading)?;
        left.permissions.retain(|permission| *permission != Permission::Select);
        left.grantable.retain(|permission| *permission != Permission::Select);
    }
    write_one(state, scope, parent, left)
}

const SELECT: &str = "SELECT principal, resource, permissions, grantable, updated_ms, updated_by FROM permission_grant";

type Raw = (String, String, String, String, i64, String);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

fn read((principal, resource, permissions, grantable, updated_ms, updated_by): Raw) -> Result<Grant> {
    Ok(Grant {
        principal,
        resource: serde_json::from_str(&resource)?,
        permissions: serde_json::from_str(&permissions)?,
        grantable: serde_json::from_str(&grantable)?,
        updated_ms,
        updated_by,
    })
}

fn read_one(state: &Connection, scope: &str, principal: &str, resource: &Resource) -> Result<Option<Grant>> {
    let found = state
        .prepare_cached(&format!("{SELECT} WHERE scope = ?1 AND principal = ?2 AND resource = ?3"))?
        .query_row(params![scope, principal, serde_json::to_string(resource)?], raw)
        .optional()?;
    found.map(read).transpose()
}

/// Gives a principal permissions on something that nobody has been given anything on.
pub(crate) fn write_new(
    state: &Connection,
    scope: &str,
    parent: Parent,
    (principal, resource, permissions): (&str, &Resource, &[Permission]),
    now_ms: i64,
) -> Result<()> {
    let known = applicable(resource).0;
    let fitting: Vec<_> = permissions.iter().copied().filter(|permission| known.contains(permission)).collect();
    for (resource, permissions) in pieces(resource, &fitting) {
        let kept = read_one(state, scope, principal, &resource)?;
        let (held, grantable) = kept.map(|kept| (kept.permissions, kept.grantable)).unwrap_or_default();
        let grant = Grant {
            principal: principal.to_owned(),
            resource,
            permissions: [permissions, held].concat(),
            grantable,
            updated_ms: now_ms,
            updated_by: String::new(),
        };
        write_one(state, scope, parent, grant)?;
    }
    Ok(())
}

/// Makes, replaces or, when nothing is left, deletes a row.
fn write_one(state: &Connection, scope: &str, parent: Parent, mut grant: Grant) -> Result<()> {
    let resource = serde_json::to_string(&grant.resource)?;
    if grant.permissions.is_empty() {
        state
            .prepare_cached("DELETE FROM permission_grant WHERE scope = ?1 AND principal = ?2 AND resource = ?3")?
            .execute(params![scope, grant.principal, resource])?;
        return Ok(());
    }
    for list in [&mut grant.permissions, &mut grant.grantable] {
        list.sort();
        list.dedup();
    }
    debug_assert!(grant.permissions.iter().all(|permission| applicable(&grant.resource).0.contains(permission)));
    state
        .prepare_cached(
            "INSERT INTO permission_grant
             (scope, principal, resource, database_id, table_id, permissions, grantable, updated_ms, updated_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (scope, principal, resource) DO UPDATE SET permissions = excluded.permissions,
             grantable = excluded.grantable, updated_ms = excluded.updated_ms, updated_by = excluded.updated_by",
        )?
        .execute(params![
            scope,
            grant.principal,
            resource,
            parent.database_id,
            parent.table_id,
            serde_json::to_string(&grant.permissions)?,
            serde_json::to_string(&grant.grantable)?,
            grant.updated_ms,
            grant.updated_by
        ])?;
    Ok(())
}
