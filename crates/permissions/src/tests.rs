//! Grants, tags and filters against a catalog in memory.

use boathouse_catalog::{Catalog, Column, DatabaseInput, StorageDescriptor, TableInput};
use boathouse_state::{Clock, State};

use crate::*;

const SCOPE: &str = "1/r";

async fn permissions() -> Permissions {
    let state = State::in_memory(Clock::system()).unwrap();
    let catalog = Catalog::new(state.clone()).unwrap();
    catalog.create_database(DatabaseInput { name: "d".into(), ..DatabaseInput::default() }).await.unwrap();
    let columns = ["a", "b", "c"].map(|name| Column::new(name.to_owned(), "int".to_owned())).into();
    let descriptor = StorageDescriptor { columns, ..StorageDescriptor::default() };
    let table = TableInput { name: "t".into(), storage_descriptor: Some(descriptor), ..TableInput::default() };
    catalog.create_table("d", table, None).await.unwrap();
    Permissions::new(state, catalog).unwrap()
}

fn change(resource: Resource, permissions: &[Permission]) -> GrantChange {
    let (permissions, grantable) = (permissions.to_vec(), Vec::new());
    GrantChange { principal: "p".into(), resource, permissions, grantable, by: "me".into() }
}

fn only(names: &[&str]) -> Resource {
    let columns = Columns::Only(names.iter().map(|&name| name.to_owned()).collect());
    Resource::Columns { database: "d".into(), table: Some("t".into()), columns }
}

async fn listed(permissions: &Permissions) -> Vec<(Resource, Vec<Permission>)> {
    let found = permissions.grants(SCOPE, PageRequest::default(), |_| true).await.unwrap();
    found.items.into_iter().map(|grant| (grant.resource, grant.permissions)).collect()
}

#[tokio::test]
async fn columns_are_granted_together_and_taken_back_alone() {
    let permissions = permissions().await;
    permissions.grant(SCOPE, change(only(&["a", "b"]), &[Permission::Select])).await.unwrap();
    permissions.grant(SCOPE, change(only(&["c"]), &[Permission::Select])).await.unwrap();
    assert_eq!(listed(&permissions).await, [(only(&["a", "b", "c"]), vec![Permission::Select])]);
    permissions.revoke(SCOPE, change(only(&["b"]), &[Permission::Select])).await.unwrap();
    assert_eq!(listed(&permissions).await, [(only(&["a", "c"]), vec![Permission::Select])]);
    let again = permissions.revoke(SCOPE, change(only(&["b"]), &[Permission::Select])).await;
    assert!(matches!(again, Err(Error::NothingRevoked { .. })), "{again:?}");
    let missing = permissions.grant(SCOPE, change(only(&["x"]), &[Permission::Select])).await;
    assert!(matches!(missing, Err(Error::ColumnNotFound { .. })), "{missing:?}");
    permissions.catalog.delete_table("d", "t").await.unwrap();
    assert_eq!(listed(&permissions).await, []);
}

#[tokio::test]
async fn a_part_of_all_can_be_taken() {
    let permissions = permissions().await;
    let table = Resource::Table { database: "d".into(), table: Some("t".into()) };
    permissions.grant(SCOPE, change(table.clone(), &[Permission::All])).await.unwrap();
    permissions.revoke(SCOPE, change(table.clone(), &[Permission::Select])).await.unwrap();
    use Permission::{Alter, Delete, Describe, Drop, Insert};
    assert_eq!(listed(&permissions).await, [(table.clone(), vec![Alter, Delete, Describe, Drop, Insert])]);
    permissions.revoke(SCOPE, change(table, &[Permission::All])).await.unwrap();
    assert_eq!(listed(&permissions).await, []);
}

#[tokio::test]
async fn tags_are_given_found_and_taken() {
    let permissions = permissions().await;
    permissions.create_tag(SCOPE, Tag::new("k", ["1", "2"])).await.unwrap();
    let database = Taggable::Database("d".into());
    let column = Taggable::Columns("d".into(), "t".into(), vec!["a".into()]);
    for (to, value, failures) in [(&database, "1", 0), (&column, "2", 0), (&column, "3", 1)] {
        let failed = permissions.add_tags(SCOPE, to, vec![Tag::new("k", [value])]).await.unwrap();
        assert_eq!(failed.len(), failures, "{to:?} {value}");
    }
    let in_use = permissions.update_tag(SCOPE, "k", vec!["1".into()], Vec::new()).await;
    assert!(matches!(in_use, Err(Error::ValueInUse { .. })), "{in_use:?}");
    let of = Taggable::Table("d".into(), "t".into());
    let all = permissions.tags_of(SCOPE, &of, true).await.unwrap();
    assert_eq!((all.table.unwrap().len(), all.columns.len()), (1, 3));
    let own = permissions.tags_of(SCOPE, &of, false).await.unwrap();
    assert_eq!((own.table.unwrap().len(), own.columns.len()), (0, 1));
    let found = permissions.tables_by_tags(SCOPE, &[Tag::new("k", ["2"])], PageRequest::default()).await.unwrap();
    assert_eq!(found.items.len(), 1);
    assert!(permissions.remove_tags(SCOPE, &column, vec![Tag::new("k", ["2"])]).await.unwrap().is_empty());
    permissions.delete_tag(SCOPE, "k").await.unwrap();
    assert_eq!(permissions.tags_of(SCOPE, &database, true).await.unwrap().database.unwrap().len(), 0);
}
