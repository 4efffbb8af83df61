use boathouse_state::rusqlite::Connection;
use boathouse_state::{Clock, DEFAULT_SCOPE, State};

use crate::{
    Catalog, Change, DatabaseIdentifier, DatabaseInput, Error, FunctionInput, FunctionsRequest, PageRequest,
    PartitionInput, SearchRequest, TableIdentifier, TableInput, TablesRequest, UpdateTable,
};

const SCOPES: [&str; 3] = [DEFAULT_SCOPE, "123456789012/eu-west-1", "210987654321/us-east-1"];

fn described(name: &str, description: &str) -> TableInput {
    TableInput { name: name.to_owned(), description: Some(description.to_owned()), ..TableInput::default() }
}

async fn fill(catalog: &Catalog) {
    let scope = catalog.scope().to_owned();
    let database = DatabaseInput { description: Some(scope.clone()), ..DatabaseInput::named("Shop") };
    catalog.create_database(database).await.unwrap();
    catalog.create_table("shop", described("orders", &scope), None).await.unwrap();
    let change = Change::CreateTable { database: "shop".into(), input: described("more", &scope), created_by: None };
    catalog.apply(vec![change]).await.unwrap();
    let function = FunctionInput { name: "f".to_owned(), class_name: Some(scope), ..FunctionInput::default() };
    catalog.create_function("shop", function).await.unwrap();
}

#[tokio::test]
async fn the_same_names_stand_for_each_scopes_own_things() {
    let first = Catalog::new(State::in_memory(Clock::fixed(5)).unwrap()).unwrap();
    assert_eq!(first.scope(), DEFAULT_SCOPE);
    let all: Vec<Catalog> = SCOPES.iter().map(|scope| first.in_scope(scope)).collect();
    for catalog in &all {
        assert!(matches!(catalog.database("shop").await, Err(Error::DatabaseNotFound(_))));
        fill(catalog).await;
    }
    for catalog in &all {
        let scope = Some(catalog.scope().to_owned());
        let databases = catalog.databases(PageRequest::all()).await.unwrap().items;
        assert_eq!(databases.iter().map(|database| &database.description).collect::<Vec<_>>(), [&scope]);
        assert_eq!(catalog.database("SHOP").await.unwrap().description, scope);
        assert_eq!(catalog.table("shop", "orders").await.unwrap().description, scope);
        let found = catalog.search_tables(SearchRequest::default()).await.unwrap().items;
        assert_eq!(found.iter().map(|table| &table.description).collect::<Vec<_>>(), [&scope, &scope]);
        let request = || FunctionsRequest { pattern: "*".to_owned(), ..FunctionsRequest::default() };
        for request in [request(), FunctionsRequest { database: Some("shop".to_owned()), ..request() }] {
            let functions = catalog.functions(request).await.unwrap().items;
            assert_eq!(functions.iter().map(|found| &found.definition.class_name).collect::<Vec<_>>(), [&scope]);
        }
    }
    all[1].update_table("shop", described("orders", "changed"), UpdateTable::default()).await.unwrap();
    all[2].delete_table("shop", "orders").await.unwrap();
    assert_eq!(all[0].table("shop", "orders").await.unwrap().description.as_deref(), Some(SCOPES[0]));
    all[0].delete_database("shop").await.unwrap();
    assert_eq!(all[1].table("shop", "orders").await.unwrap().description.as_deref(), Some("changed"));
    assert_eq!(all[2].tables("shop", TablesRequest::default()).await.unwrap().items.len(), 1);
    assert!(matches!(all[0].delete_database("shop").await, Err(Error::DatabaseNotFound(_))));
}

#[tokio::test]
async fn resource_links_lead_to_the_account_and_region_they_name() {
    let own = Catalog::new(State::in_memory(Clock::fixed(5)).unwrap()).unwrap();
    let elsewhere = own.in_scope(SCOPES[2]);
    for scope in SCOPES {
        fill(&own.in_scope(scope)).await;
    }
    let cases = [
        (None, None, Some(SCOPES[0])),
        (Some("123456789012"), Some(""), Some(SCOPES[0])),
        (None, Some("eu-west-1"), Some(SCOPES[1])),
        (Some("210987654321"), None, Some(SCOPES[2])),
        (Some("210987654321"), Some("eu-west-1"), None),
    ];
    for (number, (account, region, wanted)) in cases.into_iter().enumerate() {
        let (catalog_id, region) = (account.map(str::to_owned), region.map(str::to_owned));
        let (database, table) = (format!("link{number}"), format!("link{number}"));
        let target = DatabaseIdentifier {
            catalog_id: catalog_id.clone(),
            database_name: Some("shop".to_owned()),
            region: region.clone(),
        };
        own.create_database(DatabaseInput { target_database: Some(target), ..DatabaseInput::named(&database) })
            .await
            .unwrap();
        let target = TableIdentifier {
            catalog_id,
            database_name: Some("shop".to_owned()),
            name: Some("orders".to_owned()),
            region,
        };
        let input = TableInput { name: table.clone(), target_table: Some(target), ..TableInput::default() };
        own.create_table("shop", input, None).await.unwrap();
        let wanted = wanted.map(str::to_owned);
        assert_eq!(own.database(&database).await.unwrap().description, wanted, "case {number}");
        assert_eq!(own.table("shop", &table).await.unwrap().description, wanted, "case {number}");
        assert_eq!(own.table(&database, "orders").await.ok().and_then(|table| table.description), wanted, "{number}");
    }
    // Writing through a link writes there.
    elsewhere.create_table("shop", keyed("days"), None).await.unwrap();
    own.create_partition("link3", "days", PartitionInput { values: vec!["1".to_owned()], ..Default::default() })
        .await
        .unwrap();
    assert_eq!(elsewhere.partition_count("shop", "days").await.unwrap(), 1);
}

fn keyed(name: &str) -> TableInput {
    let key = crate::Column { name: "day".to_owned(), data_type: Some("string".to_owned()), ..Default::default() };
    TableInput { name: name.to_owned(), partition_keys: vec![key], ..TableInput::default() }
}

#[tokio::test]
async fn files_from_before_there_were_scopes_keep_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lake.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch("CREATE TABLE state_version (component TEXT PRIMARY KEY, version INTEGER NOT NULL);").unwrap();
    old.execute_batch(include_str!("../schema/0001.sql")).unwrap();
    old.execute_batch(
        "INSERT INTO state_version VALUES ('catalog', 1);
         INSERT INTO catalog_database (id, name, create_time_ms, document) VALUES (3, 'shop', 1, '{\"name\":\"shop\"}');
         INSERT INTO catalog_database (id, name, create_time_ms, document) VALUES (9, 'gone', 1, '{}');
         DELETE FROM catalog_database WHERE id = 9;
         INSERT INTO catalog_table (id, database_id, name, version, create_time_ms, update_time_ms, document)
            VALUES (7, 3, 'orders', 0, 1, 1, '{\"name\":\"orders\"}');",
    )
    .unwrap();
    drop(old);
    let catalog = Catalog::new(State::open(&path, Clock::fixed(1)).unwrap()).unwrap();
    assert_eq!(catalog.table("shop", "orders").await.unwrap().generation.table_id, 7);
    assert_eq!(catalog.database_generation("shop").await.unwrap().0, 3);
    catalog.create_database(DatabaseInput::named("next")).await.unwrap();
    assert_eq!(catalog.database_generation("next").await.unwrap().0, 10, "ids are not used twice");
    catalog.delete_database("shop").await.unwrap();
    assert!(catalog.in_scope(SCOPES[1]).databases(PageRequest::all()).await.unwrap().items.is_empty());
    catalog.create_database(DatabaseInput::named("shop")).await.unwrap();
    assert!(matches!(catalog.table("shop", "orders").await, Err(Error::TableNotFound { .. })), "tables go along");
}
