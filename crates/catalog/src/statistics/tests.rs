use boathouse_state::{Clock, State};

use super::*;
use crate::{Catalog, Column, DatabaseInput, Error, PartitionInput, StorageDescriptor, TableInput, UpdateTable};

fn column(name: &str) -> Column {
    Column { name: name.to_owned(), data_type: Some("bigint".to_owned()), ..Column::default() }
}

fn table(columns: &[&str]) -> TableInput {
    TableInput {
        name: "t".to_owned(),
        storage_descriptor: Some(StorageDescriptor {
            columns: columns.iter().map(|name| column(name)).collect(),
            ..StorageDescriptor::default()
        }),
        partition_keys: vec![column("day")],
        ..TableInput::default()
    }
}

async fn with_table() -> Catalog {
    let catalog = Catalog::new(State::in_memory(Clock::fixed(5)).unwrap()).unwrap();
    catalog.create_database(DatabaseInput { name: "db".to_owned(), ..DatabaseInput::default() }).await.unwrap();
    catalog.create_table("db", table(&["a", "b"]), None).await.unwrap();
    let values = vec!["1".to_owned()];
    catalog.create_partition("db", "t", PartitionInput { values, ..PartitionInput::default() }).await.unwrap();
    catalog
}

fn long(column: &str, maximum: i64) -> ColumnStatistics {
    let extremes = Extremes { minimum: None, maximum: Some(maximum) };
    ColumnStatistics {
        column: column.to_owned(),
        column_type: "bigint".to_owned(),
        analyzed_time_ms: 7,
        data: ColumnStatisticsData::Long { extremes, nulls: 1, distinct_values: 2 },
    }
}

fn owners() -> [StatisticsOwner; 2] {
    [StatisticsOwner::Table, StatisticsOwner::Partition(vec!["1".to_owned()])]
}

async fn shown(catalog: &Catalog, owner: &StatisticsOwner, columns: &[&str]) -> (Vec<ColumnStatistics>, Vec<String>) {
    let columns = columns.iter().map(|name| (*name).to_owned()).collect();
    let found = catalog.statistics("DB", "T", owner.clone(), columns).await.unwrap();
    (found.found, found.failures.into_iter().map(|failure| failure.error.to_string()).collect())
}

#[tokio::test]
async fn statistics_are_kept_by_column() {
    let catalog = with_table().await;
    for owner in owners() {
        let batch = vec![long("a", 1), long("missing", 2), long("day", 3)];
        let failures = catalog.update_statistics("db", "t", owner.clone(), batch).await.unwrap();
        let failed: Vec<_> = failures.iter().map(|failure| failure.statistics.column.as_str()).collect();
        assert_eq!(failed, ["missing"]);
        catalog.update_statistics("db", "t", owner.clone(), vec![long("a", 9)]).await.unwrap();
        assert_eq!(
            shown(&catalog, &owner, &["a", "b", "missing"]).await,
            (
                vec![long("a", 9)],
                vec!["there are no statistics of the column 'b'".into(), "there is no column 'missing'".into()]
            )
        );
        catalog.delete_statistics("db", "t", owner.clone(), "a").await.unwrap();
        let again = catalog.delete_statistics("db", "t", owner.clone(), "a").await;
        assert!(matches!(again, Err(Error::StatisticsNotFound(_))));
        let unknown = catalog.delete_statistics("db", "t", owner, "missing").await;
        assert!(matches!(unknown, Err(Error::ColumnNotFound(_))));
    }
}

#[tokio::test]
async fn every_kind_comes_back_as_it_was() {
    let catalog = with_table().await;
    let number = |byte: u8| DecimalNumber { unscaled: vec![byte, 0xFF], scale: -2 };
    for data in [
        ColumnStatisticsData::Boolean { trues: 1, falses: 2, nulls: 3 },
        ColumnStatisticsData::Date {
            extremes: Extremes { minimum: Some(-1), maximum: None },
            nulls: 0,
            distinct_values: 0,
        },
        ColumnStatisticsData::Decimal {
            extremes: Extremes { minimum: Some(number(0x80)), maximum: Some(number(1)) },
            nulls: 0,
            distinct_values: 9,
        },
        ColumnStatisticsData::Double {
            extremes: Extremes { minimum: Some(-0.1), maximum: Some(1e300) },
            nulls: 0,
            distinct_values: 1,
        },
        ColumnStatisticsData::Long {
            extremes: Extremes { minimum: Some(i64::MIN), maximum: Some(i64::MAX) },
            nulls: 0,
            distinct_values: 1,
        },
        ColumnStatisticsData::String { maximum_length: 3, average_length: 2.5, nulls: 0, distinct_values: 1 },
        ColumnStatisticsData::Binary { maximum_length: 3, average_length: 2.5, nulls: 0 },
    ] {
        let statistics = ColumnStatistics { data, ..long("a", 0) };
        catalog.update_statistics("db", "t", StatisticsOwner::Table, vec![statistics.clone()]).await.unwrap();
        assert_eq!(shown(&catalog, &StatisticsOwner::Table, &["a"]).await, (vec![statistics], vec![]));
    }
}

#[tokio::test]
async fn statistics_go_with_what_they_are_about() {
    let catalog = with_table().await;
    for owner in owners() {
        catalog.update_statistics("db", "t", owner, vec![long("a", 1), long("b", 1)]).await.unwrap();
    }
    let [of_table, of_partition] = owners();
    // Replacing a table or a partition keeps the statistics of the columns that it still has.
    catalog.update_table("db", table(&["a"]), UpdateTable::default()).await.unwrap();
    let gone = vec!["there is no column 'b'".to_owned()];
    assert_eq!(shown(&catalog, &of_table, &["a", "b"]).await, (vec![long("a", 1)], gone.clone()));
    let moved = PartitionInput { values: vec!["2".to_owned()], ..PartitionInput::default() };
    catalog.update_partition("db", "t", &["1".to_owned()], moved.clone()).await.unwrap();
    let lost = catalog.statistics("db", "t", of_partition, vec!["a".to_owned()]).await;
    assert!(matches!(lost, Err(Error::PartitionNotFound(_))));
    let of_moved = StatisticsOwner::Partition(vec!["2".to_owned()]);
    assert_eq!(shown(&catalog, &of_moved, &["a", "b"]).await, (vec![long("a", 1)], gone));

    let never = vec!["there are no statistics of the column 'a'".to_owned()];
    catalog.delete_partition("db", "t", &["2".to_owned()]).await.unwrap();
    catalog.create_partition("db", "t", moved).await.unwrap();
    assert_eq!(shown(&catalog, &of_moved, &["a"]).await, (vec![], never.clone()));
    catalog.delete_table("db", "t").await.unwrap();
    catalog.create_table("db", table(&["a"]), None).await.unwrap();
    assert_eq!(shown(&catalog, &of_table, &["a"]).await, (vec![], never));
}

#[tokio::test]
async fn what_is_not_there() {
    let catalog = with_table().await;
    let owner = StatisticsOwner::Table;
    let none = catalog.statistics("nope", "t", owner.clone(), Vec::new()).await;
    assert!(matches!(none, Err(Error::DatabaseNotFound(_))));
    let none = catalog.update_statistics("db", "nope", owner, vec![long("a", 1)]).await;
    assert!(matches!(none, Err(Error::TableNotFound { .. })));
    let none = catalog.statistics("db", "t", StatisticsOwner::Partition(Vec::new()), Vec::new()).await;
    assert!(matches!(none, Err(Error::PartitionKeyCount { .. })));
}
