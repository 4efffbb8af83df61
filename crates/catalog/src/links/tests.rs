use boathouse_state::{Clock, State};

use crate::{
    Catalog, Column, DatabaseIdentifier, DatabaseInput, Error, PageRequest, PartitionInput, TableIdentifier,
    TableInput, TablesRequest, UpdateTable,
};

fn link(name: &str, database: &str, table: &str) -> TableInput {
    let target = TableIdentifier {
        database_name: Some(database.to_owned()),
        name: Some(table.to_owned()),
        ..TableIdentifier::default()
    };
    TableInput { target_table: Some(target), ..TableInput::named(name) }
}

fn database_link(name: &str, target: &str) -> DatabaseInput {
    let target = DatabaseIdentifier { database_name: Some(target.to_owned()), ..DatabaseIdentifier::default() };
    DatabaseInput { target_database: Some(target), ..DatabaseInput::named(name) }
}

fn table(name: &str) -> TableInput {
    let keys = vec![Column { name: "day".to_owned(), ..Column::default() }];
    TableInput { partition_keys: keys, description: Some("real".to_owned()), ..TableInput::named(name) }
}

async fn catalog() -> Catalog {
    let catalog = Catalog::new(State::in_memory(Clock::fixed(5)).unwrap()).unwrap();
    let real = DatabaseInput { description: Some("the real one".to_owned()), ..DatabaseInput::named("real") };
    catalog.create_database(real).await.unwrap();
    catalog.create_database(DatabaseInput::named("links")).await.unwrap();
    catalog.create_database(database_link("linked", "Real")).await.unwrap();
    catalog.create_table("real", table("t"), None).await.unwrap();
    catalog.create_table("links", link("l", "REAL", "T"), None).await.unwrap();
    catalog
}

#[tokio::test]
async fn a_linked_table_shows_its_target_and_changes_it() {
    let catalog = catalog().await;
    let shown = catalog.table("links", "l").await.unwrap();
    assert_eq!((shown.name.as_str(), shown.database_name.as_str()), ("l", "links"));
    assert_eq!(shown.description.as_deref(), Some("real"));
    assert!(shown.target_table.is_some());
    let before = catalog.generation("links", "l").await.unwrap();
    assert_eq!((before, shown.generation), (catalog.generation("real", "t").await.unwrap(), before));
    let listed = catalog.tables("links", TablesRequest::default()).await.unwrap();
    assert_eq!(listed.items, [shown]);
    let day = PartitionInput { values: vec!["1".to_owned()], ..PartitionInput::default() };
    catalog.create_partition("links", "l", day).await.unwrap();
    assert!(catalog.partition("real", "t", &["1".to_owned()]).await.is_ok());
    assert_ne!(catalog.generation("links", "l").await.unwrap(), before);
    let changed = TableInput { description: Some("new".to_owned()), ..table("l") };
    catalog.update_table("links", changed, UpdateTable::default()).await.unwrap();
    assert_eq!(catalog.table("real", "t").await.unwrap().description.as_deref(), Some("new"));
    assert_eq!(catalog.table_versions("links", "l", PageRequest::all()).await.unwrap().items.len(), 2);
    catalog.delete_table("links", "l").await.unwrap();
    assert!(catalog.table("real", "t").await.is_ok(), "only the link is dropped");
}

#[tokio::test]
async fn a_linked_database_has_the_tables_of_its_target() {
    let catalog = catalog().await;
    let shown = catalog.database("linked").await.unwrap();
    assert_eq!((shown.name.as_str(), shown.description.as_deref()), ("linked", Some("the real one")));
    catalog.create_table("linked", table("made"), None).await.unwrap();
    assert!(catalog.table("real", "made").await.is_ok());
    assert!(catalog.table("linked", "t").await.is_ok());
    let changed = DatabaseInput { description: Some("new".to_owned()), ..DatabaseInput::named("linked") };
    catalog.update_database("linked", changed).await.unwrap();
    assert_eq!(catalog.database("real").await.unwrap().description.as_deref(), Some("new"));
    catalog.delete_database("linked").await.unwrap();
    assert!(catalog.table("real", "t").await.is_ok(), "only the link is dropped");
}

#[tokio::test]
async fn links_that_lead_nowhere_or_twice_are_told() {
    let catalog = catalog().await;
    catalog.create_table("links", link("gone", "real", "nothing"), None).await.unwrap();
    assert_eq!(catalog.table("links", "gone").await.unwrap().description, None);
    let day = || PartitionInput { values: vec!["1".to_owned()], ..PartitionInput::default() };
    assert!(matches!(catalog.create_partition("links", "gone", day()).await, Err(Error::TableNotFound { .. })));
    catalog.create_database(database_link("to_links", "links")).await.unwrap();
    let refused = [
        catalog.create_partition("to_links", "l", day()).await.map(drop),
        catalog.create_table("linked", link("x", "real", "t"), None).await.map(drop),
        catalog.update_table("real", link("t", "real", "t"), UpdateTable::default()).await.map(drop),
        catalog.update_database("real", database_link("real", "links")).await.map(drop),
    ];
    for (number, result) in refused.into_iter().enumerate() {
        assert!(matches!(result, Err(Error::InvalidInput(_))), "case {number}: {result:?}");
    }
    catalog.create_table("links", link("ll", "links", "l"), None).await.unwrap();
    assert!(matches!(catalog.table("links", "ll").await, Err(Error::InvalidInput(_))));
}
