use std::time::Duration;

use boathouse_state::{Clock, State};

use crate::*;

const TYPES: [&str; 7] = ["string", "int", "bigint", "long", "tinyint", "smallint", "integer"];

fn index(name: &str, keys: &[&str]) -> PartitionIndexInput {
    PartitionIndexInput { name: name.to_owned(), keys: keys.iter().map(|key| (*key).to_owned()).collect() }
}

fn table(name: &str, keys: &[(&str, &str)]) -> TableInput {
    let partition_keys = keys.iter().map(|(name, data_type)| Column::new(*name, *data_type)).collect();
    TableInput { partition_keys, ..TableInput::named(name) }
}

fn with_values(values: &[&str]) -> PartitionInput {
    PartitionInput { values: values.iter().map(|value| (*value).to_owned()).collect(), ..PartitionInput::default() }
}

async fn catalog_with(keys: &[(&str, &str)]) -> Catalog {
    let catalog = Catalog::new(State::in_memory(Clock::fixed(1)).unwrap()).unwrap();
    catalog.create_database(DatabaseInput::named("db")).await.unwrap();
    catalog.create_table("db", table("t", keys), None).await.unwrap();
    catalog
}

async fn indexes(catalog: &Catalog) -> Vec<PartitionIndex> {
    catalog.partition_indexes("db", "t").await.unwrap()
}

/// Waits until no index is being made or taken apart.
async fn settled(catalog: &Catalog) -> Vec<PartitionIndex> {
    for _ in 0..2_000 {
        let found = indexes(catalog).await;
        let busy = |index: &PartitionIndex| {
            matches!(index.status, PartitionIndexStatus::Creating | PartitionIndexStatus::Deleting)
        };
        if !found.iter().any(busy) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("an index is never done");
}

async fn make(catalog: &Catalog, name: &str, keys: &[&str]) {
    catalog.create_partition_index("db", "t", index(name, keys)).await.unwrap();
    let made = settled(catalog).await.into_iter().find(|index| index.name == name).unwrap();
    assert_eq!((made.status, made.errors), (PartitionIndexStatus::Active, Vec::new()), "{name}");
}

async fn pick(catalog: &Catalog, expression: &str) -> Result<Vec<Vec<String>>, String> {
    let request = PartitionsRequest { expression: Some(expression.to_owned()), ..PartitionsRequest::default() };
    let page = catalog.partitions("db", "t", request).await.map_err(|error| error.to_string())?;
    Ok(page.items.into_iter().map(|partition| partition.values).collect())
}

/// What an expression picks when each partition is looked at.
async fn pick_naively(catalog: &Catalog, expression: &str) -> Result<Vec<Vec<String>>, String> {
    let columns = catalog.table("db", "t").await.unwrap().partition_keys;
    let filter = Filter::parse(expression, &columns).map_err(|error| error.to_string())?;
    let mut picked = Vec::new();
    for values in pick(catalog, "").await? {
        if filter.matches(&values).map_err(|error| error.to_string())? {
            picked.push(values);
        }
    }
    Ok(picked)
}

async fn entries(catalog: &Catalog) -> i64 {
    let count = |connection: &rusqlite::Connection| {
        Ok::<i64, Error>(
            connection.query_row("SELECT count(*) FROM catalog_partition_index_entry", [], |row| row.get(0))?,
        )
    };
    catalog.state.read(count).await.unwrap()
}

#[tokio::test]
async fn an_index_is_made_used_and_taken_apart() {
    let catalog = catalog_with(&[("a", "string"), ("n", "int")]).await;
    let all = (0..300).map(|i| with_values(&[&format!("a{i}"), &(i % 7).to_string()])).collect();
    assert!(catalog.create_partitions("db", "t", all).await.unwrap().is_empty());
    make(&catalog, "by n", &["N", "a"]).await;
    let keys = vec![Column::new("n", "int"), Column::new("a", "string")];
    assert_eq!(indexes(&catalog).await[0].keys, keys);
    assert_eq!((entries(&catalog).await, pick(&catalog, "n = 3").await.unwrap().len()), (300, 43));

    // New, moved and dropped partitions.
    catalog.create_partition("db", "t", with_values(&["new", "3"])).await.unwrap();
    assert_eq!(pick(&catalog, "n = 3 and a = 'new'").await.unwrap().len(), 1);
    let values = ["new", "3"].map(str::to_owned);
    catalog.update_partition("db", "t", &values, with_values(&["new", "-5"])).await.unwrap();
    assert_eq!(pick(&catalog, "n < 0").await.unwrap(), [["new", "-5"]]);
    catalog.update_partition("db", "t", &["new", "-5"].map(str::to_owned), with_values(&[])).await.unwrap();
    assert_eq!(entries(&catalog).await, 301);
    let doomed = vec![vec!["new".to_owned(), "-5".to_owned()], vec!["a1".to_owned(), "1".to_owned()]];
    assert!(catalog.delete_partitions("db", "t", doomed).await.unwrap().is_empty());
    assert_eq!((entries(&catalog).await, pick(&catalog, "n = 1").await.unwrap().len()), (299, 42));

    catalog.delete_partition_index("db", "t", "by n").await.unwrap();
    assert_eq!(settled(&catalog).await, []);
    assert_eq!((entries(&catalog).await, pick(&catalog, "n = 1").await.unwrap().len()), (0, 42));
    make(&catalog, "by n", &["n"]).await;
    catalog.delete_table("db", "t").await.unwrap();
    assert_eq!(entries(&catalog).await, 0);
}

#[tokio::test]
async fn what_cannot_be_an_index_is_refused() {
    let keys = [("a", "string"), ("n", "int"), ("b", "bigint"), ("s", "smallint"), ("d", "date"), ("x", "decimal(5)")];
    let catalog = catalog_with(&keys).await;
    let refused = async |name: &str, keys: &[&str]| {
        catalog.create_partition_index("db", "t", index(name, keys)).await.unwrap_err()
    };
    assert!(
        matches!(refused("i", &["a", "no", "nor"]).await, Error::PartitionIndexKeys(keys) if keys == ["no", "nor"])
    );
    assert!(matches!(refused("i", &[]).await, Error::PartitionIndexKeys(_)));
    for (name, keys) in
        [("i", ["a", "A"]), ("i", ["a", "d"]), ("i", ["x", "a"]), ("", ["a", "n"]), ("a\nb", ["a", "n"])]
    {
        assert!(matches!(refused(name, &keys).await, Error::InvalidInput(_)), "{name:?} {keys:?}");
    }
    make(&catalog, "i", &["a", "n"]).await;
    assert!(matches!(refused("i", &["n"]).await, Error::PartitionIndexNameTaken(name) if name == "i"));
    assert!(matches!(refused("j", &["a", "n"]).await, Error::PartitionIndexKeysTaken(name) if name == "i"));
    make(&catalog, "j", &["n", "a"]).await;
    make(&catalog, "k", &["s", "b"]).await;
    // The limit is told before anything else.
    assert!(matches!(refused("i", &["a", "n"]).await, Error::PartitionIndexLimit(3)));
    let absent = catalog.delete_partition_index("db", "t", "no").await;
    assert!(matches!(absent, Err(Error::PartitionIndexNotFound(name)) if name == "no"));
    assert!(matches!(catalog.partition_indexes("db", "no").await, Err(Error::TableNotFound { .. })));
}

#[tokio::test]
async fn one_index_at_a_time() {
    let catalog = catalog_with(&[("a", "string"), ("n", "int")]).await;
    let mark = |status: &'static str| {
        catalog.state.write(move |connection| {
            connection.execute("UPDATE catalog_partition_index SET status = ?1", [status])?;
            Ok::<_, Error>(())
        })
    };
    make(&catalog, "i", &["a"]).await;
    for status in ["CREATING", "DELETING"] {
        mark(status).await.unwrap();
        let busy = catalog.create_partition_index("db", "t", index("j", &["n"])).await.unwrap_err();
        assert!(
            matches!(&busy, Error::PartitionIndexBusy { index, status: found } if index == "i" && *found == status),
            "{busy:?}"
        );
        let absent = catalog.delete_partition_index("db", "t", "i").await;
        assert!(matches!(absent, Err(Error::PartitionIndexNotFound(_))));
    }
}

#[tokio::test]
async fn what_was_begun_goes_on_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Catalog::new(State::open(&folder.path().join("lake.db"), Clock::fixed(1)).unwrap()).unwrap();
    {
        let catalog = open();
        catalog.create_database(DatabaseInput::named("db")).await.unwrap();
        catalog.create_table("db", table("t", &[("n", "int"), ("a", "string")]), None).await.unwrap();
        let all = (0..12_000).map(|i| with_values(&[&i.to_string(), "x"])).collect();
        catalog.create_partitions("db", "t", all).await.unwrap();
        let begun = "INSERT INTO catalog_partition_index (table_id, name, keys, status)
            VALUES (1, 'i', '[{\"name\":\"a\",\"data_type\":\"string\"}]', 'CREATING')";
        catalog.state.write(move |c| Ok::<_, Error>(c.execute(begun, [])?)).await.unwrap();
    }
    {
        let catalog = open();
        assert_eq!(settled(&catalog).await[0].status, PartitionIndexStatus::Active);
        assert_eq!(entries(&catalog).await, 12_000);
        let doom = "UPDATE catalog_partition_index SET status = 'DELETING'";
        catalog.state.write(move |c| Ok::<_, Error>(c.execute(doom, [])?)).await.unwrap();
    }
    let catalog = open();
    assert_eq!((settled(&catalog).await, entries(&catalog).await), (vec![], 0));
}

#[tokio::test]
async fn partitions_that_cannot_be_in_an_index_make_it_fail() {
    let catalog = catalog_with(&[("n", "tinyint"), ("a", "string")]).await;
    let mut all: Vec<_> = (0..30).map(|i| with_values(&[&(i + 110).to_string(), "a"])).collect();
    all.push(with_values(&["5", "a\u{2}"]));
    all.push(with_values(&["__HIVE_DEFAULT_PARTITION__", "a"]));
    catalog.create_partitions("db", "t", all).await.unwrap();
    let mut longer = table("t", &[("n", "tinyint"), ("a", "string"), ("more", "int")]);
    catalog.create_partition_index("db", "t", index("bad", &["a", "n"])).await.unwrap();
    let failed = settled(&catalog).await.remove(0);
    assert_eq!(failed.status, PartitionIndexStatus::Failed);
    let told: Vec<_> = failed.errors.iter().map(|error| (error.code, error.partitions.len())).collect();
    assert_eq!(
        told,
        [(BackfillErrorCode::InvalidPartitionTypeData, 10), (BackfillErrorCode::UnsupportedPartitionCharacter, 1)]
    );
    assert_eq!(failed.errors[1].partitions, [["5", "a\u{2}"]]);
    assert_eq!(entries(&catalog).await, 0);
    // A failed index is in nobody's way, and only the last ten are told.
    catalog.create_partition("db", "t", with_values(&["x", "a"])).await.unwrap();
    catalog.update_table("db", longer.clone(), UpdateTable::default()).await.unwrap();
    for _ in 0..11 {
        catalog.create_partition_index("db", "t", index("bad", &["more"])).await.unwrap();
        settled(&catalog).await;
    }
    let failures = indexes(&catalog).await;
    assert_eq!(failures.len(), 10);
    assert_eq!(failures[0].errors[0].code, BackfillErrorCode::MissingPartitionValue);
    catalog.delete_partition_index("db", "t", "bad").await.unwrap();
    assert_eq!(settled(&catalog).await, []);
    longer.partition_keys.pop();
    catalog.update_table("db", longer, UpdateTable::default()).await.unwrap();
}

#[tokio::test]
async fn an_index_watches_over_new_partitions_and_the_keys() {
    let keys = [("n", "tinyint"), ("a", "string"), ("z", "string")];
    let catalog = catalog_with(&keys).await;
    make(&catalog, "i", &["a", "n"]).await;
    for values in [["300", "x", "z"], ["x", "x", "z"], ["1.0", "x", "z"], ["1", "\u{1}", "z"]] {
        let refused = catalog.create_partition("db", "t", with_values(&values)).await;
        assert!(matches!(refused, Err(Error::InvalidInput(_))), "{values:?} {refused:?}");
        assert_eq!(catalog.create_partitions("db", "t", vec![with_values(&values)]).await.unwrap().len(), 1);
    }
    catalog.create_partition("db", "t", with_values(&["-128", "x", "\u{1}"])).await.unwrap();
    let present = ["-128", "x", "\u{1}"].map(str::to_owned);
    let moved = catalog.update_partition("db", "t", &present, with_values(&["-129", "x", "z"])).await;
    assert!(matches!(moved, Err(Error::InvalidInput(_))));
    assert_eq!((pick(&catalog, "a = 'x'").await.unwrap().len(), entries(&catalog).await), (1, 1));

    for frozen in [
        vec![("m", "tinyint"), ("a", "string"), ("z", "string")],
        vec![("n", "int"), ("a", "string"), ("z", "string")],
        vec![("a", "string"), ("n", "tinyint"), ("z", "string")],
        vec![("n", "tinyint")],
        vec![],
    ] {
        let refused = catalog.update_table("db", table("t", &frozen), UpdateTable::default()).await;
        assert!(matches!(refused, Err(Error::InvalidInput(_))), "{frozen:?}");
    }
    let free = table("t", &[("n", "tinyint"), ("a", "string"), ("other", "date"), ("more", "int")]);
    catalog.update_table("db", free, UpdateTable::default()).await.unwrap();
    assert_eq!(pick(&catalog, "a = 'x'").await.unwrap(), [["-128", "x", "\u{1}"]]);
}

#[tokio::test]
async fn a_table_is_made_with_its_indexes_or_not_at_all() {
    let catalog = catalog_with(&[]).await;
    let keys = [("n", "int"), ("a", "string")];
    let many = |count: usize| {
        [("i", vec!["n"]), ("j", vec!["a"]), ("k", vec!["a", "n"]), ("l", vec!["n", "a"])][..count]
            .iter()
            .map(|(name, keys)| index(name, keys))
            .collect::<Vec<_>>()
    };
    let made = catalog.create_indexed_table("db", table("U", &keys), Some("me"), many(3)).await.unwrap();
    assert_eq!((made.name.as_str(), made.created_by.as_deref()), ("u", Some("me")));
    let found = catalog.partition_indexes("db", "u").await.unwrap();
    let states: Vec<_> = found.iter().map(|index| (index.name.as_str(), index.status)).collect();
    assert_eq!(states, ["i", "j", "k"].map(|name| (name, PartitionIndexStatus::Active)));
    for (indexes, name) in [(many(4), "v"), (vec![index("i", &["no"])], "w"), (vec![index("i", &[])], "x")] {
        assert!(catalog.create_indexed_table("db", table(name, &keys), None, indexes).await.is_err());
        assert!(matches!(catalog.table("db", name).await, Err(Error::TableNotFound { .. })), "{name}");
    }
}

/// The same partitions, pages and errors, whichever indexes there are, for every type of key.
#[tokio::test]
async fn an_index_changes_no_result() {
    for data_type in TYPES {
        let keys = [("a", "string"), ("k", data_type), ("d", "decimal"), ("free", "int")];
        let catalog = catalog_with(&keys).await;
        let all = (0..200).map(|i: i32| {
            let k = if i % 50 == 7 { format!("0{}", i % 9) } else { (i % 23 - 9).to_string() };
            let free = if i % 97 == 3 { "bad".to_owned() } else { (i % 5).to_string() };
            with_values(&[&format!("a{}", i % 31), &k, &format!("{}.5", i % 3), &free])
        });
        let mut all: Vec<_> = all.collect();
        all.dedup();
        catalog.create_partitions("db", "t", all).await.unwrap();
        let expressions = [
            "k = 5",
            "k = '05'",
            "k = '-9'",
            "k > 3",
            "k >= 3 and k < 5",
            "k between 3 and 5",
            "k in (1, 2, -3)",
            "k <> 5",
            "k not in (1, 2)",
            "k < -5 or k > 12",
            "k = 5 and a = 'a5'",
            "k = 5 and a like 'a1%'",
            "a = 'a3' and d = 2.50",
            "d > 1 and k = 2",
            "free = 1 and k = 7",
            "free = 1",
            "k = 2 or free = 99",
            "k = 4 and free > 1 and a > 'a2'",
            "a in ('a1', 'a2') and k is not null",
            "k is null",
            "k = 99",
            "a not like 'a%' and k = 1",
            "d = 0.5 and free = 2",
        ];
        let answers = async || {
            let mut found = Vec::new();
            for expression in expressions {
                let whole = pick(&catalog, expression).await;
                assert_eq!(whole, pick_naively(&catalog, expression).await, "{data_type} {expression}");
                if let Ok(whole) = &whole {
                    let page = PageRequest { items_max: Some(3), token: None };
                    let request = PartitionsRequest {
                        expression: Some(expression.to_owned()),
                        page,
                        ..PartitionsRequest::default()
                    };
                    let mut scan = catalog.scan_partitions("db", "t", request);
                    let mut paged = Vec::new();
                    while let Some(page) = scan.next_page().await.unwrap() {
                        paged.extend(page.into_iter().map(|partition| partition.values));
                    }
                    assert_eq!(paged, *whole, "{data_type} {expression}");
                }
                found.push((expression, whole));
            }
            found
        };
        let without = answers().await;
        assert!(without.iter().filter(|(_, found)| found.as_ref().is_ok_and(|found| !found.is_empty())).count() > 10);
        assert!(without.iter().any(|(_, found)| found.is_err()));
        for (name, keys) in [("1", vec!["k"]), ("2", vec!["k", "a"]), ("3", vec!["a", "k"])] {
            make(&catalog, name, &keys).await;
            assert_eq!(answers().await, without, "{data_type} with {keys:?}");
        }
    }
}
