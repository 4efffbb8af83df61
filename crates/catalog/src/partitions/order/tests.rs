use std::collections::BTreeSet;

use boathouse_state::{Clock, State};

use crate::*;

const VALUES: [&str; 9] = ["10", "9", "09", "-1", "x", "2024-01-01", "2.50", "2.5", "a\0b"];

fn table(keys: &[(&str, &str)]) -> TableInput {
    let partition_keys = keys.iter().map(|(name, data_type)| Column::new(*name, *data_type)).collect();
    TableInput { partition_keys, ..TableInput::named("t") }
}

async fn filled(state: State, keys: &[(&str, &str)]) -> Catalog {
    let catalog = Catalog::new(state).unwrap();
    catalog.create_database(DatabaseInput::named("db")).await.unwrap();
    catalog.create_table("db", table(keys), None).await.unwrap();
    let mut inputs = Vec::new();
    for first in VALUES {
        for second in VALUES {
            let values = vec![first.to_owned(), second.to_owned()];
            let parameters = Some(Parameters::from([("was".to_owned(), values.join("/"))]));
            inputs.push(PartitionInput { values, parameters, ..PartitionInput::default() });
        }
    }
    assert!(catalog.create_partitions("db", "t", inputs).await.unwrap().is_empty());
    catalog
}

/// Every partition is there once, is found by its values, and is the one it was.
async fn check(catalog: &Catalog, because: &str) {
    let all = catalog.partitions("db", "t", PartitionsRequest::default()).await.unwrap().items;
    let distinct: BTreeSet<&Vec<String>> = all.iter().map(|partition| &partition.values).collect();
    assert_eq!((all.len(), distinct.len()), (VALUES.len().pow(2), VALUES.len().pow(2)), "{because}");
    for partition in &all {
        let was = &partition.parameters.as_ref().unwrap()["was"];
        assert_eq!(*was, partition.values.join("/"), "{because}");
        assert_eq!(catalog.partition("db", "t", &partition.values).await.unwrap(), *partition, "{because}");
    }
}

#[tokio::test]
async fn partitions_survive_every_change_of_the_keys_types() {
    let catalog = filled(State::in_memory(Clock::fixed(1)).unwrap(), &[("a", "string"), ("b", "int")]).await;
    check(&catalog, "new").await;
    let types = ["string", "bigint", "decimal(10,2)", "date", "timestamp", "double", "int"];
    for first in types {
        for second in types {
            let keys = [("a", first), ("b", second)];
            catalog.update_table("db", table(&keys), UpdateTable::default()).await.unwrap();
            check(&catalog, &format!("{keys:?}")).await;
        }
    }
    // More keys and fewer than the partitions have values for.
    for keys in [vec![("a", "int"), ("b", "date"), ("c", "int")], vec![("a", "int")], vec![]] {
        catalog.update_table("db", table(&keys), UpdateTable::default()).await.unwrap();
        let all = catalog.partitions("db", "t", PartitionsRequest::default()).await.unwrap().items;
        assert!(
            all.iter().all(|partition| partition.parameters.as_ref().unwrap()["was"] == partition.values.join("/"))
        );
        assert_eq!(all.len(), 81, "{keys:?}");
    }
    catalog.update_table("db", table(&[("a", "int"), ("b", "int")]), UpdateTable::default()).await.unwrap();
    check(&catalog, "as at first").await;
}

#[tokio::test]
async fn a_token_is_true_after_a_change_of_types() {
    let catalog = filled(State::in_memory(Clock::fixed(1)).unwrap(), &[("a", "string"), ("b", "string")]).await;
    let page = |token| PartitionsRequest { page: PageRequest { items_max: Some(40), token }, ..Default::default() };
    let first = catalog.partitions("db", "t", page(None)).await.unwrap();
    catalog.update_table("db", table(&[("a", "int"), ("b", "string")]), UpdateTable::default()).await.unwrap();
    let all = catalog.partitions("db", "t", PartitionsRequest::default()).await.unwrap().items;
    let last = &first.items.last().unwrap().values;
    let place = all.iter().position(|partition| partition.values == *last).unwrap();
    let next = catalog.partitions("db", "t", page(first.next_token)).await.unwrap();
    assert_eq!(next.items[0].values, all[place + 1].values);
}

/// A state whose partitions were encoded before there were kinds.
#[tokio::test]
async fn old_states_are_encoded_anew_when_they_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lake.db");
    let state = || State::open(&path, Clock::fixed(1)).unwrap();
    {
        let catalog = filled(state(), &[("a", "string"), ("b", "string")]).await;
        let old = |connection: &rusqlite::Connection| {
            let keys = "[{\"name\":\"a\",\"data_type\":\"int\"},{\"name\":\"b\",\"data_type\":\"decimal\"}]";
            connection.execute(
                "UPDATE catalog_table SET document = json_set(document, '$.partition_keys', json(?1))",
                [keys],
            )?;
            connection.execute("DELETE FROM catalog_partition_order", [])?;
            Ok::<_, Error>(())
        };
        catalog.state.write(old).await.unwrap();
    }
    for _ in 0..2 {
        let catalog = Catalog::new(state()).unwrap();
        check(&catalog, "old").await;
        assert_eq!(catalog.table("db", "t").await.unwrap().partition_keys[1].data_type.as_deref(), Some("decimal"));
    }
}
