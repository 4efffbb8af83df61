//! What is given by itself, and what a caller may read, each as a table of cases.

use boathouse_catalog::{Catalog, Column, DatabaseInput, StorageDescriptor, TableInput};
use boathouse_state::{Clock, State};

use crate::*;

/// Where the catalog of a handle that names no scope is.
const SCOPE: &str = "123456789012/us-east-1";
const ANN: &str = "arn:aws:iam::123456789012:user/ann";
const ROOT: &str = "arn:aws:iam::123456789012:root";

async fn lake() -> (Permissions, Catalog) {
    let state = State::in_memory(Clock::system()).unwrap();
    let catalog = Catalog::new(state.clone()).unwrap();
    catalog.create_database(DatabaseInput { name: "d".into(), ..DatabaseInput::default() }).await.unwrap();
    make(&catalog, "t").await;
    (Permissions::new(state, catalog.clone()).unwrap(), catalog)
}

async fn make(catalog: &Catalog, name: &str) {
    let columns = ["a", "b"].map(|name| Column::new(name.to_owned(), "int".to_owned())).into();
    let descriptor = StorageDescriptor { columns, ..StorageDescriptor::default() };
    let table = TableInput { storage_descriptor: Some(descriptor), ..TableInput::named(name) };
    catalog.create_table("d", table, None).await.unwrap();
}

fn change(resource: Resource, permissions: &[Permission]) -> GrantChange {
    let (permissions, grantable) = (permissions.to_vec(), Vec::new());
    GrantChange { principal: ANN.into(), resource, permissions, grantable, by: "me".into() }
}

#[tokio::test]
async fn what_is_new_gets_the_defaults_once() {
    let (permissions, catalog) = lake().await;
    let caller = |who: &str| Caller::new(permissions.clone(), SCOPE, who);
    let select = |table: &str| Object::Columns("d".into(), table.into(), vec!["a".into()]);
    assert!(caller(ANN).rights().await.unwrap().may(Permission::Select, &select("t")), "everyone has everything");
    let all = GrantChange {
        principal: EVERYONE.into(),
        ..change(Resource::Table { database: "d".into(), table: Some("t".into()) }, &[Permission::All])
    };
    permissions.revoke(SCOPE, all).await.unwrap();
    assert!(!caller(ANN).rights().await.unwrap().may(Permission::Select, &select("t")), "revoked and not given again");
    assert!(caller(ROOT).rights().await.unwrap().may(Permission::Select, &select("t")), "the account itself");
    let none = Settings { table_defaults: Vec::new(), ..Settings::default() };
    permissions.put_settings(SCOPE, none).await.unwrap();
    make(&catalog, "u").await;
    assert!(!caller(ANN).rights().await.unwrap().may(Permission::Select, &select("u")), "no defaults");
    make(&catalog, "own").await;
    caller(ANN).has_made(Resource::Table { database: "d".into(), table: Some("own".into()) }).await.unwrap();
    assert!(caller(ANN).rights().await.unwrap().may(Permission::Drop, &Object::Table("d".into(), "own".into())));
}

#[tokio::test]
async fn rows_are_those_of_every_grant_together() {
    let filter = |name: &str, rows: Option<&str>, columns: &[&str]| CellsFilter {
        database: "d".into(),
        table: "t".into(),
        name: name.into(),
        rows: rows.map(str::to_owned),
        columns: Columns::Only(columns.iter().map(|&name| name.to_owned()).collect()),
        version: String::new(),
    };
    let of = |name: &str| Resource::Filter { database: "d".into(), table: "t".into(), name: name.into() };
    let only = |name: &str| Resource::Columns {
        database: "d".into(),
        table: Some("t".into()),
        columns: Columns::Only(vec![name.into()]),
    };
    let predicates = |texts: &[&str]| Rows::Where(texts.iter().map(|&text| text.to_owned()).collect());
    let cases: [(Vec<Resource>, Rows, Rows); 6] = [
        (vec![], Rows::None, Rows::None),
        (vec![of("first")], predicates(&["a = 1"]), Rows::None),
        (vec![of("first"), of("both")], predicates(&["a = 1", "a = 2"]), predicates(&["a = 2"])),
        (vec![of("first"), only("a")], Rows::All, Rows::None),
        (vec![of("both"), only("b")], predicates(&["a = 2"]), Rows::All),
        (vec![of("every")], Rows::All, Rows::None),
    ];
    for (granted, a, b) in cases {
        let (permissions, _) = lake().await;
        permissions.put_settings(SCOPE, Settings { table_defaults: Vec::new(), ..Settings::default() }).await.unwrap();
        for one in [
            filter("first", Some("a = 1"), &["a"]),
            filter("both", Some("a = 2"), &["a", "b"]),
            filter("every", None, &["a"]),
        ] {
            permissions.create_filter(SCOPE, one).await.unwrap();
        }
        for resource in granted.clone() {
            permissions.grant(SCOPE, change(resource, &[Permission::Select])).await.unwrap();
        }
        let rights = Caller::new(permissions, SCOPE, ANN).rights().await.unwrap();
        assert_eq!((rights.readable("d", "t", "a"), rights.readable("d", "t", "b")), (a, b), "{granted:?}");
        assert_eq!(rights.sees_column("d", "t", "a"), !granted.is_empty(), "{granted:?}");
    }
}
