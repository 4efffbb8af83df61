//! Which permissions there are for which resources, and how a grant is broken into the rows that are kept.

use crate::model::{Columns, Permission, PolicyKind, Resource};
use crate::{Error, Result};

use Permission::{
    All, Alter, Associate, CreateCatalog, CreateDatabase, CreateTable, CreateTag, CreateTagExpression,
    DataLocationAccess, Delete, Describe, Drop, GrantWithTagExpression, Insert, Select, SuperUser,
};

const CATALOG: &[Permission] =
    &[All, Alter, CreateCatalog, CreateDatabase, CreateTag, CreateTagExpression, Describe, Drop, SuperUser];
const DATABASE: &[Permission] = &[All, Alter, CreateTable, Describe, Drop];
const TABLE: &[Permission] = &[All, Alter, Delete, Describe, Drop, Insert, Select];
const COLUMNS: &[Permission] = &[Select];
const LOCATION: &[Permission] = &[DataLocationAccess];
const FILTER: &[Permission] = &[Describe, Drop, Select];
const TAG: &[Permission] = &[All, Alter, Associate, Describe, Drop, GrantWithTagExpression];
const EXPRESSION: &[Permission] = &[All, Alter, Describe, Drop, GrantWithTagExpression];

/// A resource as it is kept, and what is given or taken on it.
pub(crate) type Piece = (Resource, Vec<Permission>);

/// What there is for a kind of resource, and the kind's name.
pub(crate) fn applicable(resource: &Resource) -> (&'static [Permission], &'static str) {
    match resource {
        Resource::Catalog => (CATALOG, "a catalog"),
        Resource::Database { .. } | Resource::Policy { kind: PolicyKind::Database, .. } => (DATABASE, "a database"),
        Resource::Table { .. } | Resource::Policy { kind: PolicyKind::Table, .. } => (TABLE, "a table"),
        Resource::Columns { columns, .. } if *columns == Columns::all() => (TABLE, "a table"),
        Resource::Columns { .. } => (COLUMNS, "columns"),
        Resource::Location { .. } => (LOCATION, "a data location"),
        Resource::Filter { .. } => (FILTER, "a data cells filter"),
        Resource::Tag(_) => (TAG, "an LF-tag"),
        Resource::Expression { .. } => (EXPRESSION, "an LF-tag expression"),
    }
}

/// Refuses permissions that the resource cannot have.
pub(crate) fn check(resource: &Resource, permissions: &[Permission]) -> Result<()> {
    let (known, kind) = applicable(resource);
    match permissions.iter().find(|permission| !known.contains(permission)) {
        Some(permission) => Err(Error::NotApplicable { permission: permission.name(), kind }),
        None => Ok(()),
    }
}

/// The rows that a grant of these permissions makes: reading is always a matter of columns, and columns by name
/// are kept one by one, so that each can be taken back alone.
pub(crate) fn pieces(resource: &Resource, permissions: &[Permission]) -> Vec<Piece> {
    let (database, table) = match resource {
        Resource::Columns { database, table, columns: Columns::Only(names) } => {
            let one = |name: &String| Resource::Columns {
                database: database.clone(),
                table: table.clone(),
                columns: Columns::Only(vec![name.clone()]),
            };
            return names.iter().map(|name| (one(name), permissions.to_vec())).collect();
        }
        Resource::Columns { database, table, columns } if *columns == Columns::all() => (database, table),
        Resource::Table { database, table } => (database, table),
        _ => return vec![(resource.clone(), permissions.to_vec())],
    };
    let rest: Vec<_> = permissions.iter().copied().filter(|permission| *permission != Select).collect();
    let mut pieces = Vec::new();
    if permissions.contains(&Select) {
        pieces.push((all_columns(database, table), vec![Select]));
    }
    if !rest.is_empty() {
        pieces.push((Resource::Table { database: database.clone(), table: table.clone() }, rest));
    }
    pieces
}

/// The rows from which a revocation takes: as [`pieces`], but `ALL` of a table holds the right to read and the
/// other way round.
pub(crate) fn revoked_pieces(resource: &Resource, permissions: &[Permission]) -> Vec<Piece> {
    let mut pieces = pieces(resource, permissions);
    let (database, table) = match resource {
        Resource::Columns { database, table, columns } if *columns == Columns::all() => (database, table),
        Resource::Table { database, table } => (database, table),
        _ => return pieces,
    };
    if permissions.contains(&All) && !permissions.contains(&Select) {
        pieces.push((all_columns(database, table), vec![Select]));
    }
    if permissions.contains(&Select) {
        let whole = Resource::Table { database: database.clone(), table: table.clone() };
        match pieces.iter_mut().find(|(resource, _)| *resource == whole) {
            Some((_, permissions)) => permissions.push(Select),
            None => pieces.push((whole, vec![Select])),
        }
    }
    pieces
}

fn all_columns(database: &str, table: &Option<String>) -> Resource {
    Resource::Columns { database: database.to_owned(), table: table.clone(), columns: Columns::all() }
}

/// What is left of `held` without `taken`. `ALL` is everything; without a part of it the other parts are left.
pub(crate) fn without(resource: &Resource, held: &[Permission], taken: &[Permission]) -> Vec<Permission> {
    if taken.contains(&All) {
        return Vec::new();
    }
    let mut left = held.to_vec();
    if held.contains(&All) && !taken.is_empty() {
        left = applicable(resource)
            .0
            .iter()
            .copied()
            .filter(|permission| !matches!(permission, All | SuperUser))
            .collect();
    }
    left.retain(|permission| !taken.contains(permission));
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Resource {
        Resource::Table { database: "d".into(), table: Some("t".into()) }
    }

    #[test]
    fn reading_is_a_matter_of_columns() {
        let all = all_columns("d", &Some("t".into()));
        assert_eq!(pieces(&table(), &[Select]), [(all.clone(), vec![Select])]);
        assert_eq!(pieces(&table(), &[Alter, Select]), [(all.clone(), vec![Select]), (table(), vec![Alter])]);
        assert_eq!(pieces(&all, &[All]), [(table(), vec![All])]);
        let two = Resource::Columns {
            database: "d".into(),
            table: Some("t".into()),
            columns: Columns::Only(vec!["a".into(), "b".into()]),
        };
        assert_eq!(pieces(&two, &[Select]).len(), 2);
        assert_eq!(revoked_pieces(&table(), &[All]), [(table(), vec![All]), (all.clone(), vec![Select])]);
        assert_eq!(revoked_pieces(&table(), &[Select]), [(all, vec![Select]), (table(), vec![Select])]);
    }

    #[test]
    fn parts_of_all() {
        for (held, taken, left) in [
            (vec![All], vec![Insert], vec![Alter, Delete, Describe, Drop, Select]),
            (vec![All, Alter], vec![All], vec![]),
            (vec![Alter, Drop], vec![Drop], vec![Alter]),
            (vec![All], vec![], vec![All]),
        ] {
            assert_eq!(without(&table(), &held, &taken), left, "{held:?} without {taken:?}");
        }
    }

    #[test]
    fn permissions_by_kind() {
        let columns = Resource::Columns { database: "d".into(), table: None, columns: Columns::Only(vec!["a".into()]) };
        for (resource, permission, fits) in [
            (Resource::Catalog, CreateDatabase, true),
            (Resource::Catalog, Select, false),
            (Resource::Database { name: "d".into() }, CreateTable, true),
            (Resource::Database { name: "d".into() }, Select, false),
            (table(), Insert, true),
            (table(), CreateTable, false),
            (columns.clone(), Select, true),
            (columns, Insert, false),
            (Resource::Location { arn: "a".into() }, DataLocationAccess, true),
            (Resource::Tag(Tag::new("k", ["v"])), Associate, true),
        ] {
            assert_eq!(check(&resource, &[permission]).is_ok(), fits, "{permission:?} on {resource:?}");
        }
    }

    use crate::model::Tag;
}
