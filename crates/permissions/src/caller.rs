//! Somebody who is about to do something, and what they may do at this moment.

use crate::access::{Action, Object, Rules};
use crate::locations::is_below;
use crate::model::{Columns, Permission, Resource};
use crate::{Permissions, Result};

/// Who an account itself is: it may do everything.
const ROOT: &str = ":root";

/// A principal in a scope.
#[derive(Debug, Clone)]
pub struct Caller {
    permissions: Permissions,
    scope: String,
    principal: String,
}

/// What a principal may do, as it was when it was asked for.
#[derive(Debug, Clone)]
pub struct Rights {
    rules: Rules,
    /// The ARNs of registered places.
    locations: Vec<String>,
    principal: String,
}

/// Which rows of a column may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// None: the column is not there for whoever asks.
    None,
    /// All of them.
    All,
    /// Those for which one of these predicates holds.
    Where(Vec<String>),
}

impl Caller {
    /// A principal by its ARN.
    pub fn new(permissions: Permissions, scope: impl Into<String>, principal: impl Into<String>) -> Self {
        Self { permissions, scope: scope.into(), principal: principal.into() }
    }

    /// What the principal may do now.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn rights(&self) -> Result<Rights> {
        self.permissions.give_defaults(&self.scope).await?;
        let locations = self.permissions.all_locations(&self.scope).await?;
        Ok(Rights {
            rules: self.permissions.rules(&self.scope).await?,
            locations: locations.into_iter().map(|location| location.arn).collect(),
            principal: self.principal.clone(),
        })
    }

    /// Gives the principal everything on what it has made.
    ///
    /// # Errors
    /// As [`Permissions::grant`].
    pub async fn has_made(&self, made: Resource) -> Result<()> {
        if self.principal.ends_with(ROOT) {
            return self.permissions.give_defaults(&self.scope).await;
        }
        self.permissions.give_to_maker(&self.scope, &self.principal, made).await
    }
}

impl Rights {
    /// Rights that follow from these rules alone.
    pub fn new(rules: Rules, locations: Vec<String>, principal: impl Into<String>) -> Self {
        Self { rules, locations, principal: principal.into() }
    }

    /// Whether nothing is kept from the principal.
    pub fn are_all(&self) -> bool {
        self.principal.ends_with(ROOT)
    }

    /// Whether a permission may be used on something; names in lower case.
    pub fn may(&self, permission: Permission, object: &Object) -> bool {
        self.are_all() || self.rules.allowed(&self.principal, Action::Use(permission), object)
    }

    /// Whether the principal may change settings, locations, tags and filters. Where nobody administers yet, whoever
    /// comes first may.
    pub fn administers(&self) -> bool {
        self.are_all() || self.rules.admins.is_empty() || self.rules.admins.contains(&self.principal)
    }

    /// Whether permissions may be given to others, or taken from them.
    pub fn may_pass_on(&self, resource: &Resource, permissions: &[Permission]) -> bool {
        if self.are_all() || self.rules.admins.contains(&self.principal) {
            return true;
        }
        let objects = match resource {
            Resource::Catalog => vec![Object::Catalog],
            Resource::Database { name } => vec![Object::Database(name.clone())],
            Resource::Table { database, table: Some(table) }
            | Resource::Columns { database, table: Some(table), columns: Columns::Except(_) }
            | Resource::Filter { database, table, .. } => vec![Object::Table(database.clone(), table.clone())],
            Resource::Columns { database, table: Some(table), columns: Columns::Only(names) } => {
                vec![Object::Columns(database.clone(), table.clone(), names.clone())]
            }
            Resource::Location { arn } => vec![Object::Location(arn.clone())],
            Resource::Tag(tag) => tag.values.iter().map(|value| Object::Tag(tag.key.clone(), value.clone())).collect(),
            Resource::Expression { name } => vec![Object::Expression(name.clone())],
            // Every table of a database, and whatever has a tag, is for administrators to give.
            Resource::Table { .. } | Resource::Columns { .. } | Resource::Policy { .. } => return false,
        };
        let may = |object: &Object, permission: &Permission| {
            self.rules.allowed(&self.principal, Action::PassOn(*permission), object)
        };
        objects.iter().all(|object| permissions.iter().all(|permission| may(object, permission)))
    }

    /// Whether a database or table may lie at an ARN. Places that nobody registered are free to all.
    pub fn may_lie_at(&self, arn: &str) -> bool {
        let is_registered = self.locations.iter().any(|above| is_below(arn, above));
        !is_registered || self.may(Permission::DataLocationAccess, &Object::Location(arn.to_owned()))
    }

    /// Which rows of a column may be read; names in lower case.
    pub fn readable(&self, database: &str, table: &str, column: &str) -> Rows {
        if self.are_all() { Rows::All } else { self.rules.readable(&self.principal, database, table, column) }
    }

    /// Whether a column is shown in the definition of its table: to whoever has a right to the whole table, or may
    /// read the column.
    pub fn sees_column(&self, database: &str, table: &str, column: &str) -> bool {
        self.are_all()
            || self.rules.sees_whole(&self.principal, database, table)
            || self.readable(database, table, column) != Rows::None
    }
}
