//! All or nothing, whatever happens.

use boathouse_state::{Clock, State};

use crate::{
    Catalog, Change, Column, DatabaseInput, Error, FunctionInput, PageRequest, PartitionIndexInput, PartitionInput,
    PartitionUpdate, PartitionsRequest, Result, TableInput, Transaction, UpdateTable,
};

fn catalog() -> Catalog {
    Catalog::new(State::in_memory(Clock::fixed(7)).expect("state")).expect("catalog")
}

fn table(name: &str) -> TableInput {
    TableInput { partition_keys: vec![Column::new("day", "string")], ..TableInput::named(name) }
}

fn day(day: &str) -> PartitionInput {
    PartitionInput { values: vec![day.to_owned()], ..PartitionInput::default() }
}

fn make_some(transaction: &Transaction<'_>) -> Result<()> {
    transaction.create_database(DatabaseInput::named("d"))?;
    transaction.create_table("d", table("t"), Some("me"))?;
    transaction.create_partitions("d", "T", vec![day("1"), day("2")])?;
    transaction.create_function("d", FunctionInput::named("f"))?;
    Ok(())
}

async fn databases(catalog: &Catalog) -> usize {
    catalog.databases(PageRequest::all()).await.expect("databases").items.len()
}

#[tokio::test]
async fn all_of_it_or_nothing() {
    type Work = fn(&Transaction<'_>) -> Result<()>;
    let cases: [(&str, Work); 4] = [
        ("there is no database 'e'", |t| t.create_table("e", table("t"), None).map(drop)),
        ("the table 'd.t' is there already", |t| t.create_table("D", table("T"), None).map(drop)),
        ("there is no partition [3]", |t| t.delete_partitions("d", "t", vec![vec!["1".into()], vec!["3".into()]])),
        ("the function 'F' is there already", |t| t.create_function("d", FunctionInput::named("F"))),
    ];
    for (text, work) in cases {
        let catalog = catalog();
        let outcome: Result<()> = catalog
            .transaction(move |transaction| {
                make_some(transaction)?;
                work(transaction)
            })
            .await;
        assert_eq!(outcome.expect_err(text).to_string(), text);
        assert_eq!(databases(&catalog).await, 0, "{text}");
        catalog.transaction(make_some).await.expect("works afterwards");
        assert_eq!(catalog.partition_count("d", "t").await.expect("count"), 2);
        assert_eq!(catalog.table("d", "t").await.expect("table").create_time_ms, 7);
    }
}

#[tokio::test]
async fn an_operation_that_fails_leaves_nothing_and_the_rest_stays() {
    let catalog = catalog();
    let left: Vec<String> = catalog
        .transaction(|transaction| {
            make_some(transaction)?;
            let twice = transaction.create_partitions("d", "t", vec![day("3"), day("1")]);
            assert!(matches!(twice, Err(Error::PartitionExists(values)) if values == ["1"]));
            let indexes = vec![PartitionIndexInput { name: "i".to_owned(), keys: vec!["no".to_owned()] }];
            let indexed = transaction.create_indexed_table("d", table("u"), None, indexes);
            assert!(matches!(indexed, Err(Error::PartitionIndexKeys(_))));
            assert!(matches!(transaction.table("d", "u"), Err(Error::TableNotFound { .. })));
            let page = transaction.partitions("d", "t", &PartitionsRequest::default())?;
            Ok::<_, Error>(page.items.into_iter().flat_map(|partition| partition.values).collect())
        })
        .await
        .expect("done");
    assert_eq!(left, ["1", "2"]);
    assert_eq!(catalog.partition_count("d", "t").await.expect("count"), 2);
}

#[tokio::test]
async fn it_sees_its_own_changes() {
    let catalog = catalog();
    catalog.transaction(make_some).await.expect("made");
    catalog
        .transaction(|transaction| {
            let described = DatabaseInput { description: Some("x".to_owned()), ..DatabaseInput::named("d") };
            transaction.update_database("d", described)?;
            assert_eq!(transaction.database("D")?.description.as_deref(), Some("x"));
            let read = transaction.table("d", "t")?;
            let how = UpdateTable { version_id: Some(read.version_id), skip_archive: true };
            let changed = TableInput { owner: Some("crew".to_owned()), ..table("t") };
            assert_eq!(transaction.update_table("d", changed.clone(), how)?.version_id, 1);
            let stale = transaction.update_table("d", changed, how);
            assert!(matches!(stale, Err(Error::VersionMismatch { .. })));
            let update = PartitionUpdate { values: vec!["1".to_owned()], input: day("9") };
            transaction.update_partitions("d", "t", vec![update])?;
            assert_eq!(transaction.partition("d", "t", &["9".to_owned()])?.values, ["9"]);
            transaction.delete_function("d", "F")?;
            transaction.apply(Change::DeleteTable { database: "d".to_owned(), table: "t".to_owned() })?;
            transaction.delete_database("d")
        })
        .await
        .expect("done");
    assert_eq!(databases(&catalog).await, 0);
}

/// A table gets other keys, and its index with them: both or neither, whatever the index is at.
#[tokio::test]
async fn an_index_goes_with_its_keys() {
    let change = |transaction: &Transaction<'_>| {
        transaction.delete_partition_index("d", "t", "i")?;
        transaction.delete_partitions("d", "t", vec![vec!["1".to_owned()], vec!["2".to_owned()]])?;
        let keys = vec![Column::new("hour", "int")];
        transaction.update_table("d", TableInput { partition_keys: keys, ..table("t") }, UpdateTable::default())?;
        transaction.create_partitions("d", "t", vec![day("3"), day("4")])?;
        transaction.create_partition_index("d", "t", index("hour"))
    };
    let shown = |indexes: Vec<crate::PartitionIndex>| -> Vec<String> {
        indexes.iter().flat_map(|index| index.keys.iter().map(|key| key.name.clone())).collect()
    };
    for status in ["CREATING", "ACTIVE", "DELETING"] {
        let catalog = catalog();
        catalog.transaction(make_some).await.expect("made");
        catalog.transaction(|transaction| transaction.create_partition_index("d", "t", index("day"))).await.expect("i");
        settle(&catalog).await;
        let sql = format!("UPDATE catalog_partition_index SET status = '{status}'");
        let set = move |transaction: &Transaction<'_>| Ok::<_, Error>(transaction.connection().execute(&sql, [])?);
        catalog.transaction(set).await.expect("set");
        let failed: Result<()> = catalog
            .transaction(move |transaction| {
                change(transaction)?;
                transaction.delete_partition_index("d", "t", "none")
            })
            .await;
        assert!(matches!(failed, Err(Error::PartitionIndexNotFound(_))));
        assert_eq!(shown(catalog.partition_indexes("d", "t").await.expect("indexes")), ["day"], "{status}");
        catalog.transaction(change).await.expect("changed");
        settle(&catalog).await;
        assert_eq!(shown(catalog.partition_indexes("d", "t").await.expect("indexes")), ["hour"], "{status}");
        let count = |transaction: &Transaction<'_>| {
            let sql = "SELECT count(*) FROM catalog_partition_index_entry";
            Ok::<_, Error>(transaction.connection().query_row(sql, [], |row| row.get::<_, i64>(0))?)
        };
        assert_eq!(catalog.transaction(count).await.expect("count"), 2, "{status}");
    }
}

fn index(key: &str) -> PartitionIndexInput {
    PartitionIndexInput { name: "i".to_owned(), keys: vec![key.to_owned()] }
}

/// Waits until no index is being made.
async fn settle(catalog: &Catalog) {
    let is_busy = |index: &crate::PartitionIndex| index.status == crate::PartitionIndexStatus::Creating;
    for _ in 0..500 {
        if !catalog.partition_indexes("d", "t").await.expect("indexes").iter().any(is_busy) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_panic_rolls_back_and_goes_on_in_the_caller() {
    let catalog = catalog();
    let of_task = catalog.clone();
    let task = tokio::spawn(async move {
        of_task
            .transaction::<(), Error, _>(|transaction| {
                make_some(transaction)?;
                std::panic::panic_any("overboard")
            })
            .await
    });
    let panic = task.await.expect_err("panics").into_panic();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"overboard"));
    assert_eq!(databases(&catalog).await, 0);
    catalog.transaction(make_some).await.expect("the catalog goes on");
}

#[tokio::test]
async fn others_see_none_of_it_before_the_end() {
    let dir = tempfile::tempdir().expect("folder");
    let state = State::open(&dir.path().join("state"), Clock::system()).expect("state");
    let catalog = Catalog::new(state).expect("catalog");
    let (began, wait_begin) = std::sync::mpsc::channel();
    let (go, wait_go) = std::sync::mpsc::channel::<()>();
    let of_task = catalog.clone();
    let task = tokio::spawn(async move {
        of_task
            .transaction(move |transaction| {
                make_some(transaction)?;
                began.send(()).ok();
                wait_go.recv().ok();
                Ok::<_, Error>(())
            })
            .await
    });
    tokio::task::spawn_blocking(move || wait_begin.recv()).await.expect("joined").expect("began");
    assert_eq!(databases(&catalog).await, 0);
    go.send(()).expect("goes on");
    task.await.expect("joined").expect("done");
    assert_eq!(databases(&catalog).await, 1);
}

#[tokio::test]
async fn scopes_stay_apart() {
    let catalog = catalog();
    let other = catalog.in_scope("1/eu-west-1");
    other.transaction(make_some).await.expect("made");
    assert_eq!((databases(&catalog).await, databases(&other).await), (0, 1));
    let scope = other.transaction(|transaction| Ok::<_, Error>(transaction.scope().to_owned())).await;
    assert_eq!(scope.expect("scope"), "1/eu-west-1");
}

#[tokio::test]
async fn errors_of_the_callers_own() {
    #[derive(Debug, thiserror::Error)]
    enum Own {
        #[error("enough")]
        Enough,
        #[error(transparent)]
        Catalog(#[from] Error),
    }
    let catalog = catalog();
    let outcome: Result<(), Own> = catalog
        .transaction(|transaction| {
            make_some(transaction)?;
            Err(Own::Enough)
        })
        .await;
    assert!(matches!(outcome, Err(Own::Enough)));
    let outcome: Result<(), Own> = catalog.transaction(|transaction| Ok(transaction.delete_database("d")?)).await;
    assert!(matches!(outcome, Err(Own::Catalog(Error::DatabaseNotFound(_)))));
}
