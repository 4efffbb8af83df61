use boathouse_state::{Clock, State};

use super::*;
use crate::DatabaseInput;

async fn with_databases() -> Catalog {
    let catalog = Catalog::new(State::in_memory(Clock::fixed(5)).unwrap()).unwrap();
    for name in ["db1", "db2"] {
        catalog.create_database(DatabaseInput { name: name.to_owned(), ..DatabaseInput::default() }).await.unwrap();
    }
    catalog
}

fn function(name: &str) -> FunctionInput {
    FunctionInput { name: name.to_owned(), class_name: Some("x.Y".to_owned()), ..FunctionInput::default() }
}

async fn listed(catalog: &Catalog, database: Option<&str>, pattern: &str, kind: Option<&str>) -> Vec<String> {
    let mut page = PageRequest { items_max: Some(2), token: None };
    let mut names = Vec::new();
    loop {
        let request = FunctionsRequest {
            database: database.map(str::to_owned),
            pattern: pattern.to_owned(),
            kind: kind.map(str::to_owned),
            page: page.clone(),
        };
        let found = catalog.functions(request).await.unwrap();
        names.extend(found.items.iter().map(|found| format!("{}.{}", found.database, found.definition.name)));
        match found.next_token {
            Some(token) => page.token = Some(token),
            None => return names,
        }
    }
}

#[tokio::test]
async fn functions_live_in_databases() {
    let catalog = with_databases().await;
    catalog.create_function("DB1", function("Area")).await.unwrap();
    let again = catalog.create_function("db1", function("area")).await;
    assert!(matches!(again, Err(Error::Exists { entity: Entity::Function, .. })));
    catalog.create_function("db2", function("area")).await.unwrap();
    let found = catalog.function("db1", "AREA").await.unwrap();
    assert_eq!((found.definition.name.as_str(), found.create_time_ms), ("Area", 5));

    catalog.update_function("db1", "area", FunctionInput { class_name: None, ..function("") }).await.unwrap();
    let found = catalog.function("db1", "area").await.unwrap();
    assert_eq!((found.definition.name.as_str(), found.definition.class_name), ("Area", None));
    let renamed = catalog.update_function("db1", "area", function("volume")).await;
    assert!(matches!(renamed, Err(Error::InvalidInput(_))));

    catalog.delete_function("db1", "area").await.unwrap();
    assert!(matches!(catalog.delete_function("db1", "area").await, Err(Error::NotFound { .. })));
    assert!(matches!(catalog.function("nope", "area").await, Err(Error::DatabaseNotFound(_))));
    catalog.delete_database("db2").await.unwrap();
    assert_eq!(listed(&catalog, None, ".*", None).await, [""; 0], "functions go with their database");
}

#[tokio::test]
async fn listings() {
    let catalog = with_databases().await;
    for (database, name, kind) in [
        ("db1", "b", None),
        ("db1", "A1", Some("REGULAR_FUNCTION")),
        ("db1", "a2", Some("AGGREGATE_FUNCTION")),
        ("db2", "a3", None),
    ] {
        let kind = kind.map(str::to_owned);
        catalog.create_function(database, FunctionInput { kind, ..function(name) }).await.unwrap();
    }
    for (database, pattern, kind, expected) in [
        (None, ".*", None, vec!["db1.A1", "db1.a2", "db1.b", "db2.a3"]),
        (None, "*", None, vec!["db1.A1", "db1.a2", "db1.b", "db2.a3"]),
        (Some("DB1"), "a.*", None, vec!["db1.A1", "db1.a2"]),
        (Some("db1"), "a", None, vec![]),
        (None, "a.|b", Some("REGULAR_FUNCTION"), vec!["db1.A1", "db1.b", "db2.a3"]),
        (None, ".*", Some("STORED_PROCEDURE"), vec![]),
    ] {
        assert_eq!(listed(&catalog, database, pattern, kind).await, expected, "{database:?} {pattern} {kind:?}");
    }
    let broken = FunctionsRequest { pattern: "(".to_owned(), ..FunctionsRequest::default() };
    assert!(matches!(catalog.functions(broken).await, Err(Error::InvalidInput(_))));
}
