//! What follows from grants, tags and filters: whether a principal may do something.

use std::collections::BTreeMap;

use crate::PageRequest;
use crate::assigned::{Assigned, matches};
use crate::caller::Rows;
use crate::filters::CellsFilter;
use crate::locations::is_below;
use crate::model::{EVERYONE, Grant, Permission, PolicyKind, PolicyRule, Resource, Tag};
use crate::{Permissions, Result};

/// Everything that decides about permissions of one scope, as it was when it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    /// Who administers the lake.
    pub admins: Vec<String>,
    /// Who sees all definitions.
    pub read_only_admins: Vec<String>,
    /// Who was given what.
    pub grants: Vec<Grant>,
    /// The tags of databases, tables and columns.
    pub assigned: Assigned,
    /// Named expressions.
    pub expressions: BTreeMap<String, Vec<Tag>>,
    /// The data-cells filters.
    pub filters: Vec<CellsFilter>,
}

/// What somebody is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// To use a permission.
    Use(Permission),
    /// To give it to somebody else.
    PassOn(Permission),
}

/// With what it is to be done. Names in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    /// The catalog.
    Catalog,
    /// A database.
    Database(String),
    /// A table as a whole: its database, its name.
    Table(String, String),
    /// These columns of a table; who may use each of them may use the set.
    Columns(String, String, Vec<String>),
    /// A place.
    Location(String),
    /// A tag with one value.
    Tag(String, String),
    /// A named expression.
    Expression(String),
}

impl Permissions {
    /// Everything that decides about permissions of a scope.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn rules(&self, scope: &str) -> Result<Rules> {
        let settings = self.settings(scope).await?;
        Ok(Rules {
            admins: settings.admins,
            read_only_admins: settings.read_only_admins,
            grants: self.all_grants(scope).await?,
            assigned: self.assigned(scope).await?,
            expressions: self.expressions_by_name(scope).await?,
            filters: self.filters(scope, None, PageRequest::default()).await?.items,
        })
    }
}

impl Rules {
    /// Whether a principal may do this. It is a function of what it is given and of nothing else.
    ///
    /// A data-cells filter lets its columns be read; that only its rows are shown is up to who reads them.
    pub fn allowed(&self, principal: &str, action: Action, object: &Object) -> bool {
        if self.allowed_by_office(principal, action, object) {
            return true;
        }
        let mine = self.grants.iter().filter(|grant| is_for(&grant.principal, principal));
        let mine: Vec<_> = mine.filter(|grant| gives(grant, action, object)).collect();
        match object {
            Object::Columns(database, table, columns) if !columns.is_empty() => {
                columns.iter().all(|column| mine.iter().any(|grant| self.covers_column(grant, database, table, column)))
            }
            // Whoever has any column of the table may see that it is there; the whole of it takes all columns.
            Object::Columns(database, table, _) => mine.iter().any(|grant| self.touches_table(grant, database, table)),
            Object::Table(database, table) => match action {
                Action::Use(Permission::Describe) => {
                    mine.iter().any(|grant| self.touches_table(grant, database, table))
                }
                _ => mine.iter().any(|grant| self.covers_table(grant, database, table)),
            },
            Object::Database(database) => mine.iter().any(|grant| self.covers_database(grant, database, action)),
            Object::Catalog => mine.iter().any(|grant| grant.resource == Resource::Catalog),
            Object::Location(arn) => mine
                .iter()
                .any(|grant| matches!(&grant.resource, Resource::Location { arn: above } if is_below(arn, above))),
            Object::Tag(key, value) => mine.iter().any(|grant| {
                matches!(&grant.resource, Resource::Tag(tag) if tag.key == *key
                    && tag.values.iter().any(|known| known == "*" || known == value))
            }),
            Object::Expression(name) => mine
                .iter()
                .any(|grant| matches!(&grant.resource, Resource::Expression { name: known } if known == name)),
        }
    }

    /// Which rows of a column a principal may read: all that a grant on the column gives, or those of its filters.
    pub(crate) fn readable(&self, principal: &str, database: &str, table: &str, column: &str) -> Rows {
        let object = Object::Columns(database.to_owned(), table.to_owned(), vec![column.to_owned()]);
        let mine = self.grants.iter().filter(|grant| is_for(&grant.principal, principal));
        let covering = mine
            .filter(|grant| gives(grant, Action::Use(Permission::Select), &object))
            .filter(|grant| self.covers_column(grant, database, table, column));
        let mut predicates = Vec::new();
        for grant in covering {
            let filter = match &grant.resource {
                Resource::Filter { name, .. } => self.filter(database, table, name),
                _ => None,
            };
            match filter.and_then(|filter| filter.rows.clone()) {
                Some(rows) => predicates.push(rows),
                None => return Rows::All,
            }
        }
        predicates.sort();
        predicates.dedup();
        if predicates.is_empty() { Rows::None } else { Rows::Where(predicates) }
    }

    /// Whether the principal has been given anything on the table as a whole, or sees all definitions.
    pub(crate) fn sees_whole(&self, principal: &str, database: &str, table: &str) -> bool {
        let object = Object::Table(database.to_owned(), table.to_owned());
        let describe = Action::Use(Permission::Describe);
        self.allowed_by_office(principal, describe, &object)
            || self
                .grants
                .iter()
                .any(|grant| is_for(&grant.principal, principal) && self.covers_table(grant, database, table))
    }

    fn filter(&self, database: &str, table: &str, name: &str) -> Option<&CellsFilter> {
        self.filters.iter().find(|it| it.database == database && it.table == table && it.name == name)
    }

    /// Administrators see everything, give anything and look after tags, but do not read data that nobody gave them,
    /// nor change or drop what others have made.
    fn allowed_by_office(&self, principal: &str, action: Action, object: &Object) -> bool {
        use Permission::{
            Alter, Associate, CreateDatabase, CreateTag, CreateTagExpression, DataLocationAccess, Describe, Drop,
            GrantWithTagExpression,
        };
        let is_admin = self.admins.iter().any(|admin| admin == principal);
        let sees = is_admin || self.read_only_admins.iter().any(|admin| admin == principal);
        match action {
            Action::Use(Describe) => sees,
            Action::PassOn(_) => is_admin,
            Action::Use(Alter | Drop) if matches!(object, Object::Database(_) | Object::Table(..)) => false,
            Action::Use(
                Alter
                | Associate
                | CreateDatabase
                | CreateTag
                | CreateTagExpression
                | DataLocationAccess
                | Drop
                | GrantWithTagExpression,
            ) => is_admin,
            Action::Use(_) => false,
        }
    }

    fn covers_column(&self, grant: &Grant, database: &str, table: &str, column: &str) -> bool {
        match &grant.resource {
            Resource::Columns { database: d, table: t, columns } => {
                d == database && t.as_deref().is_none_or(|t| t == table) && columns.has(column)
            }
            Resource::Filter { database: d, table: t, name } => {
                d == database && t == table && self.filter(d, t, name).is_some_and(|filter| filter.columns.has(column))
            }
            Resource::Policy { kind: PolicyKind::Table, rule } => {
                matches(self.tags_of(rule), &self.assigned.on_column(database, table, column))
            }
            _ => self.covers_table(grant, database, table),
        }
    }

    /// Whether the grant is on the table as a whole.
    fn covers_table(&self, grant: &Grant, database: &str, table: &str) -> bool {
        match &grant.resource {
            Resource::Table { database: d, table: t } => d == database && t.as_deref().is_none_or(|t| t == table),
            Resource::Columns { database: d, table: t, columns } => {
                d == database && t.as_deref().is_none_or(|t| t == table) && *columns == crate::Columns::all()
            }
            Resource::Policy { kind: PolicyKind::Table, rule } => {
                matches(self.tags_of(rule), &self.assigned.on_table(database, table))
            }
            _ => false,
        }
    }

    /// Whether the grant is on the table or on a part of it.
    fn touches_table(&self, grant: &Grant, database: &str, table: &str) -> bool {
        let part = match &grant.resource {
            Resource::Columns { database: d, table: t, .. } => d == database && t.as_deref().is_none_or(|t| t == table),
            Resource::Filter { database: d, table: t, .. } => d == database && t == table,
            Resource::Policy { kind: PolicyKind::Table, rule } => {
                let here = |(d, t, _): &&(String, String, String)| d == database && t == table;
                let columns = self.assigned.columns.keys().filter(here);
                let tags = columns.map(|(_, _, column)| self.assigned.on_column(database, table, column));
                tags.into_iter().any(|tags| matches(self.tags_of(rule), &tags))
            }
            _ => false,
        };
        part || self.covers_table(grant, database, table)
    }

    fn covers_database(&self, grant: &Grant, database: &str, action: Action) -> bool {
        match &grant.resource {
            Resource::Database { name } => name == database,
            Resource::Policy { kind: PolicyKind::Database, rule } => {
                matches(self.tags_of(rule), &self.assigned.on_database(database))
            }
            // Whoever may do anything with a table may see the database it is in.
            other => action == Action::Use(Permission::Describe) && other.place().0 == Some(database),
        }
    }

    fn tags_of<'a>(&'a self, rule: &'a PolicyRule) -> &'a [Tag] {
        match rule {
            PolicyRule::Tags(tags) => tags,
            PolicyRule::Named(name) => self.expressions.get(name).map(Vec::as_slice).unwrap_or_default(),
        }
    }
}

/// Whether a grant to somebody is one to this principal.
fn is_for(granted: &str, principal: &str) -> bool {
    let everyone_of = granted.strip_suffix(":IAMPrincipals");
    let account = principal.split(':').nth(4);
    granted == principal || granted == EVERYONE || (everyone_of.is_some() && everyone_of == account)
}

/// Whether the grant has the permission. Definitions can be seen by whoever may do anything else.
fn gives(grant: &Grant, action: Action, object: &Object) -> bool {
    let (held, permission) = match action {
        Action::Use(permission) => (&grant.permissions, permission),
        Action::PassOn(permission) => (&grant.grantable, permission),
    };
    let everything = held.contains(&Permission::All) || held.contains(&Permission::SuperUser);
    let seen = matches!(object, Object::Database(_) | Object::Table(..) | Object::Columns(..))
        && action == Action::Use(Permission::Describe)
        && !held.is_empty();
    everything || seen || held.contains(&permission)
}
