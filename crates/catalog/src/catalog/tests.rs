use std::time::Duration;

use boathouse_state::{Clock, State};

use crate::*;

fn new_catalog() -> (Catalog, Clock) {
    let clock = Clock::fixed(1_000);
    (Catalog::new(State::in_memory(clock.clone()).unwrap()).unwrap(), clock)
}

fn partitioned(name: &str) -> TableInput {
    TableInput {
        storage_descriptor: Some(descriptor("s3://b/t/")),
        partition_keys: vec![Column::new("year", "int"), Column::new("city", "string")],
        ..TableInput::named(name)
    }
}

fn descriptor(location: &str) -> StorageDescriptor {
    StorageDescriptor {
        columns: vec![Column::new("a", "bigint"), Column { name: "B".to_owned(), ..Column::default() }],
        location: Some(location.to_owned()),
        serde_info: Some(SerDeInfo {
            serialization_library: Some("x.Y".to_owned()),
            parameters: Some(Parameters::new()),
            name: None,
        }),
        number_of_buckets: Some(-1),
        bucket_columns: Some(Vec::new()),
        ..StorageDescriptor::default()
    }
}

fn partition(year: &str, city: &str) -> PartitionInput {
    PartitionInput {
        values: vec![year.to_owned(), city.to_owned()],
        storage_descriptor: Some(descriptor(&format!("s3://b/t/{year}/{city}/"))),
        parameters: Some(Parameters::from([("year".to_owned(), year.to_owned())])),
        ..PartitionInput::default()
    }
}

fn values(year: &str, city: &str) -> Vec<String> {
    vec![year.to_owned(), city.to_owned()]
}

async fn with_table() -> (Catalog, Clock) {
    let (catalog, clock) = new_catalog();
    catalog.create_database(DatabaseInput::named("db")).await.unwrap();
    catalog.create_table("db", partitioned("t"), Some("me")).await.unwrap();
    (catalog, clock)
}

#[tokio::test]
async fn databases_are_folded_listed_replaced_and_dropped_with_all_in_them() {
    let (catalog, clock) = new_catalog();
    for name in ["MyDb", "b", "a"] {
        catalog.create_database(DatabaseInput::named(name)).await.unwrap();
    }
    assert!(matches!(
        catalog.create_database(DatabaseInput::named("mydB")).await,
        Err(Error::DatabaseExists(name)) if name == "mydb"
    ));
    for bad in [String::new(), "x".repeat(256), "a\nb".to_owned()] {
        assert!(matches!(catalog.create_database(DatabaseInput::named(bad)).await, Err(Error::InvalidInput(_))));
    }
    clock.advance(Duration::from_millis(5));
    let described = DatabaseInput { description: Some("d".to_owned()), ..DatabaseInput::named("MYDB") };
    catalog.update_database("mydb", described).await.unwrap();
    let found = catalog.database("MyDB").await.unwrap();
    assert_eq!((found.name.as_str(), found.description.as_deref(), found.create_time_ms), ("mydb", Some("d"), 1_000));
    assert_eq!(found.parameters, None);
    assert!(matches!(catalog.update_database("a", DatabaseInput::named("c")).await, Err(Error::InvalidInput(_))));

    let first = catalog.databases(PageRequest { items_max: Some(2), token: None }).await.unwrap();
    assert_eq!(first.items.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let rest = catalog.databases(PageRequest { items_max: Some(2), token: first.next_token }).await.unwrap();
    assert_eq!((rest.items[0].name.as_str(), rest.next_token), ("mydb", None));
    let foreign = PageRequest { items_max: None, token: Some("x".to_owned()) };
    assert!(matches!(catalog.databases(foreign).await, Err(Error::InvalidToken)));

    catalog.create_table("a", partitioned("t"), None).await.unwrap();
    catalog.create_partition("a", "t", partition("1", "x")).await.unwrap();
    let refused = catalog.delete_database_if_empty("A").await;
    assert!(matches!(&refused, Err(Error::DatabaseNotEmpty(name)) if name == "a"), "{refused:?}");
    assert!(catalog.table("a", "t").await.is_ok());
    assert!(matches!(catalog.delete_database_if_empty("no").await, Err(Error::DatabaseNotFound(_))));
    catalog.delete_database_if_empty("B").await.unwrap();
    assert!(matches!(catalog.database("b").await, Err(Error::DatabaseNotFound(_))));
    catalog.delete_database("A").await.unwrap();
    assert!(matches!(catalog.table("a", "t").await, Err(Error::DatabaseNotFound(_))));
    assert!(matches!(catalog.delete_database("a").await, Err(Error::DatabaseNotFound(_))));
    catalog.create_database(DatabaseInput::named("a")).await.unwrap();
    assert!(catalog.tables("a", TablesRequest::default()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn tables_come_back_as_they_were_sent() {
    let (catalog, _) = with_table().await;
    let table = catalog.table("DB", "T").await.unwrap();
    assert_eq!(TableInput::from(table.clone()), partitioned("t"));
    assert_eq!((table.version_id, table.created_by.as_deref(), table.update_time_ms), (0, Some("me"), 1_000));
    assert!(matches!(catalog.create_table("db", partitioned("T"), None).await, Err(Error::TableExists { .. })));
    assert!(matches!(catalog.create_table("no", partitioned("t"), None).await, Err(Error::DatabaseNotFound(_))));
    assert!(matches!(catalog.table("db", "no").await, Err(Error::TableNotFound { .. })));

    for name in ["ab", "abc", "x.y"] {
        catalog.create_table("db", TableInput::named(name), None).await.unwrap();
    }
    for (expression, expected) in [
        (None, vec!["ab", "abc", "t", "x.y"]),
        (Some(""), vec!["ab", "abc", "t", "x.y"]),
        (Some(".*"), vec!["ab", "abc", "t", "x.y"]),
        (Some("ab"), vec!["ab"]),
        (Some("ab.*|t"), vec!["ab", "abc", "t"]),
        (Some("AB"), vec!["ab"]),
        (Some("b"), vec![]),
        (Some("x\\.y"), vec!["x.y"]),
    ] {
        let request = TablesRequest { expression: expression.map(str::to_owned), page: PageRequest::all() };
        let found = catalog.tables("db", request).await.unwrap();
        assert_eq!(found.items.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), expected, "{expression:?}");
    }
    let broken = TablesRequest { expression: Some("(".to_owned()), page: PageRequest::all() };
    assert!(matches!(catalog.tables("db", broken).await, Err(Error::InvalidInput(_))));
    let mut names = Vec::new();
    let mut page = PageRequest { items_max: Some(1), token: None };
    loop {
        let request = TablesRequest { expression: Some("ab.*".to_owned()), page: page.clone() };
        let found = catalog.tables("db", request).await.unwrap();
        names.extend(found.items.into_iter().map(|table| table.name));
        page.token = found.next_token;
        if page.token.is_none() {
            break;
        }
    }
    assert_eq!(names, ["ab", "abc"]);
}

#[tokio::test]
async fn versions_count_from_zero_and_stale_writers_lose() {
    let (catalog, clock) = with_table().await;
    let how = |version_id, skip_archive| UpdateTable { version_id, skip_archive };
    let named = |text: &str| TableInput { description: Some(text.to_owned()), ..partitioned("t") };
    for (text, how, expected) in [
        ("one", how(None, false), Some(1)),
        ("two", how(Some(1), true), Some(2)),
        ("stale", how(Some(1), false), None),
        ("three", how(Some(2), false), Some(3)),
    ] {
        clock.advance(Duration::from_millis(1));
        match (catalog.update_table("db", named(text), how).await, expected) {
            (Ok(table), Some(version)) => assert_eq!(table.version_id, version),
            (Err(Error::VersionMismatch { .. }), None) => {}
            other => panic!("{text}: {other:?}"),
        }
    }
    let all = catalog.table_versions("db", "t", PageRequest::all()).await.unwrap().items;
    let shown: Vec<_> = all
        .iter()
        .map(|v| (v.version_id, v.table.description.clone().unwrap_or_default(), v.table.update_time_ms))
        .collect();
    // Version 1 was not kept.
    assert_eq!(shown, [(3, "three".to_owned(), 1_004), (2, "two".to_owned(), 1_002), (0, String::new(), 1_000)]);
    let first = catalog.table_versions("db", "t", PageRequest { items_max: Some(2), token: None }).await.unwrap();
    let rest = PageRequest { items_max: Some(2), token: first.next_token };
    assert_eq!(catalog.table_versions("db", "t", rest).await.unwrap().items[0].version_id, 0);

    assert_eq!(catalog.table_version("db", "t", None).await.unwrap().version_id, 3);
    assert_eq!(catalog.table_version("db", "t", Some(0)).await.unwrap().table.version_id, 0);
    assert!(matches!(catalog.table_version("db", "t", Some(1)).await, Err(Error::VersionNotFound { version: 1, .. })));
    assert!(matches!(catalog.delete_table_version("db", "t", 3).await, Err(Error::VersionInUse(3))));
    catalog.delete_table_version("db", "t", 0).await.unwrap();
    assert!(matches!(catalog.delete_table_version("db", "t", 0).await, Err(Error::VersionNotFound { .. })));
}

#[tokio::test]
async fn an_iceberg_commit_on_an_old_metadata_file_loses() {
    let (catalog, _) = new_catalog();
    catalog.create_database(DatabaseInput::named("db")).await.unwrap();
    let at = |location: &str, previous: Option<&str>| {
        let mut table = TableInput::named("i");
        table.parameters.insert("metadata_location".to_owned(), location.to_owned());
        if let Some(previous) = previous {
            table.parameters.insert("previous_metadata_location".to_owned(), previous.to_owned());
        }
        table
    };
    catalog.create_table("db", at("m0", None), None).await.unwrap();
    for (input, wins) in [
        (at("m1", Some("m0")), true),
        (at("m1b", Some("m0")), false),
        // Nothing committed: only other properties change.
        (at("m1", Some("m0")), true),
        (at("m2", Some("m1")), true),
    ] {
        assert_eq!(catalog.update_table("db", input, UpdateTable::default()).await.is_ok(), wins);
    }
}

#[tokio::test]
async fn partitions_come_back_as_they_were_sent() {
    let (catalog, _) = with_table().await;
    let made = catalog.create_partition("db", "t", partition("2024", "Rom")).await.unwrap();
    let found = catalog.partition("DB", "T", &values("2024", "Rom")).await.unwrap();
    assert_eq!(made, found);
    assert_eq!(PartitionInput::from(found), partition("2024", "Rom"));
    let bare = PartitionInput { values: values("2024", "a\0b"), ..PartitionInput::default() };
    catalog.create_partition("db", "t", bare.clone()).await.unwrap();
    assert_eq!(PartitionInput::from(catalog.partition("db", "t", &bare.values).await.unwrap()), bare);

    let count = |year: &str| PartitionInput { values: vec![year.to_owned()], ..PartitionInput::default() };
    assert!(matches!(
        catalog.create_partition("db", "t", count("1")).await,
        Err(Error::PartitionKeyCount { keys: 2, values: 1 })
    ));
    assert!(matches!(catalog.create_partition("db", "t", partition("1", "")).await, Err(Error::InvalidInput(_))));
    assert!(matches!(
        catalog.create_partition("db", "t", partition("2024", "Rom")).await,
        Err(Error::PartitionExists(_))
    ));
    assert!(matches!(catalog.partition("db", "t", &values("2024", "rom")).await, Err(Error::PartitionNotFound(_))));

    // Moving needs a free place; values left out stay.
    catalog.create_partition("db", "t", partition("2025", "Rom")).await.unwrap();
    let (from, to) = (values("2024", "Rom"), partition("2025", "Rom"));
    assert!(matches!(catalog.update_partition("db", "t", &from, to).await, Err(Error::PartitionExists(_))));
    catalog.update_partition("db", "t", &from, partition("2026", "Rom")).await.unwrap();
    assert!(matches!(catalog.partition("db", "t", &from).await, Err(Error::PartitionNotFound(_))));
    let emptied = catalog.update_partition("db", "t", &values("2026", "Rom"), PartitionInput::default()).await;
    emptied.unwrap();
    assert_eq!(catalog.partition("db", "t", &values("2026", "Rom")).await.unwrap().storage_descriptor, None);
    catalog.delete_partition("db", "t", &values("2026", "Rom")).await.unwrap();
    assert!(matches!(
        catalog.delete_partition("db", "t", &values("2026", "Rom")).await,
        Err(Error::PartitionNotFound(_))
    ));
}

#[tokio::test]
async fn batches_do_what_can_be_done_and_tell_the_rest() {
    let (catalog, _) = with_table().await;
    let before = catalog.generation("db", "t").await.unwrap();
    let inputs = vec![partition("1", "a"), partition("1", "a"), partition("2", ""), partition("2", "b")];
    let failures = catalog.create_partitions("db", "t", inputs).await.unwrap();
    assert!(matches!(failures[0].error, Error::PartitionExists(_)));
    assert!(matches!(failures[1].error, Error::InvalidInput(_)));
    assert_eq!(failures.len(), 2);
    assert_ne!(catalog.generation("db", "t").await.unwrap(), before);
    assert_eq!(catalog.partition_count("db", "t").await.unwrap(), 2);

    let wanted = vec![values("2", "b"), values("9", "z"), values("1", "a")];
    let outcome = catalog.partitions_by_values("db", "t", wanted).await.unwrap();
    assert_eq!(outcome.found.iter().map(|p| p.values[0].as_str()).collect::<Vec<_>>(), ["2", "1"]);
    assert_eq!(outcome.missing, [values("9", "z")]);

    let update = |from: Vec<String>, input| PartitionUpdate { values: from, input };
    let updates = vec![update(values("1", "a"), partition("3", "c")), update(values("9", "z"), partition("9", "z"))];
    let failures = catalog.update_partitions("db", "t", updates).await.unwrap();
    assert_eq!((failures.len(), &failures[0].values), (1, &values("9", "z")));
    let failures = catalog.delete_partitions("db", "t", vec![values("3", "c"), values("1", "a")]).await.unwrap();
    assert_eq!((failures.len(), &failures[0].values), (1, &values("1", "a")));
    assert!(catalog.create_partitions("db", "no", vec![]).await.is_err());
}

#[tokio::test]
async fn partitions_are_picked_paged_and_split() {
    let (catalog, _) = with_table().await;
    let all = (0..500).map(|i| partition(&(2000 + i % 25).to_string(), &format!("c{}", i / 25)));
    assert!(catalog.create_partitions("db", "t", all.collect()).await.unwrap().is_empty());
    let ask = |expression: &str| PartitionsRequest {
        expression: Some(expression.to_owned()),
        ..PartitionsRequest::default()
    };
    for (expression, count) in [
        ("", 500),
        ("year = 2003", 20),
        ("city = 'c3'", 25),
        ("year >= 2023 and city in ('c1', 'c2')", 4),
        ("year between 2001 and 2002 or city = 'c0'", 63),
    ] {
        let found = catalog.partitions("db", "t", ask(expression)).await.unwrap();
        assert_eq!((found.items.len(), found.next_token), (count, None), "{expression}");
        let mut scan = catalog.scan_partitions(
            "db",
            "t",
            PartitionsRequest { page: PageRequest { items_max: Some(7), token: None }, ..ask(expression) },
        );
        let mut paged = Vec::new();
        while let Some(page) = scan.next_page().await.unwrap() {
            assert!(page.len() <= 7);
            paged.extend(page);
        }
        assert_eq!(paged, found.items, "{expression}");
    }
    assert!(matches!(catalog.partitions("db", "t", ask("year = 'x'")).await, Err(Error::InvalidExpression(_))));

    let mut seen = std::collections::BTreeSet::new();
    for number in 0..4 {
        let segment = Some(Segment { number, total: 4 });
        let part = catalog.partitions("db", "t", PartitionsRequest { segment, ..Default::default() }).await.unwrap();
        assert!((75..175).contains(&part.items.len()), "segment {number} has {}", part.items.len());
        assert!(part.items.into_iter().all(|partition| seen.insert(partition.values)));
    }
    assert_eq!(seen.len(), 500);
    for (number, total) in [(4, 4), (0, 0), (0, 11)] {
        let segment = Some(Segment { number, total });
        let refused = catalog.partitions("db", "t", PartitionsRequest { segment, ..Default::default() }).await;
        assert!(matches!(refused, Err(Error::InvalidInput(_))));
    }
    let bare = PartitionsRequest { without_columns: true, ..ask("year = 2003 and city = 'c3'") };
    let found = catalog.partitions("db", "t", bare).await.unwrap().items.remove(0).storage_descriptor.unwrap();
    assert_eq!((found.columns.len(), found.location.as_deref()), (0, Some("s3://b/t/2003/c3/")));
}

#[tokio::test]
async fn changes_happen_together_or_not_at_all() {
    let (catalog, _) = with_table().await;
    let (database, table) = ("DB".to_owned(), "T".to_owned());
    let good = vec![
        Change::CreateTable { database: database.clone(), input: partitioned("New"), created_by: None },
        Change::CreatePartitions {
            database: database.clone(),
            table: "new".to_owned(),
            inputs: (0..300).map(|i| partition(&i.to_string(), "x")).collect(),
        },
        Change::UpdateTable {
            database: database.clone(),
            input: partitioned("t"),
            how: UpdateTable { version_id: Some(0), skip_archive: false },
        },
    ];
    let stored = serde_json::to_string(&good).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Change>>(&stored).unwrap(), good);
    catalog.apply(good).await.unwrap();
    assert_eq!(catalog.partition_count("db", "new").await.unwrap(), 300);
    assert_eq!(catalog.table("db", "t").await.unwrap().version_id, 1);

    let before = catalog.database_generation("db").await.unwrap();
    let bad = vec![
        Change::DeleteTable { database: database.clone(), table: "new".to_owned() },
        Change::DeletePartitions { database, table, values: vec![values("1", "x")] },
    ];
    assert!(matches!(catalog.apply(bad).await, Err(Error::PartitionNotFound(_))));
    assert_eq!(catalog.partition_count("db", "new").await.unwrap(), 300);
    assert_eq!(catalog.database_generation("db").await.unwrap(), before);
}

#[tokio::test]
async fn a_table_made_again_is_another() {
    let (catalog, _) = with_table().await;
    let before = catalog.generation("db", "t").await.unwrap();
    assert_eq!(catalog.table("db", "t").await.unwrap().generation, before);
    catalog.delete_table("db", "t").await.unwrap();
    catalog.create_table("db", partitioned("t"), None).await.unwrap();
    assert_ne!(catalog.generation("db", "t").await.unwrap(), before);
}

#[tokio::test]
async fn everything_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lake.db");
    {
        let catalog = Catalog::new(State::open(&path, Clock::fixed(1)).unwrap()).unwrap();
        catalog.create_database(DatabaseInput::named("db")).await.unwrap();
        catalog.create_table("db", partitioned("t"), None).await.unwrap();
        catalog.create_partition("db", "t", partition("1", "x")).await.unwrap();
    }
    let catalog = Catalog::new(State::open(&path, Clock::fixed(1)).unwrap()).unwrap();
    let found = catalog.partition("db", "t", &values("1", "x")).await.unwrap();
    assert_eq!(PartitionInput::from(found), partition("1", "x"));
}
