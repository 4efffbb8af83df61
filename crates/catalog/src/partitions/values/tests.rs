use boathouse_state::{Clock, State};

use crate::*;

const VALUES: [[&str; 3]; 12] = [
    ["a", "1", "x"],
    ["a", "2", "y"],
    ["a", "10", "x"],
    ["b", "-3", "xy"],
    ["b", "07", ""],
    ["b", "7", "z z"],
    ["c", "no number", "x"],
    ["c", "9223372036854775807", "\u{1}"],
    ["c", "0", "ü"],
    ["d", "3", "x\u{0}y"],
    ["d", "4", "%"],
    ["e", "5", "x"],
];

const EXPRESSIONS: [&str; 16] = [
    "n >= 1 AND t >= 'x'",
    "n > -5 AND t LIKE 'x%' AND d <> 'b'",
    "n = 7",
    "n > 2",
    "n >= 2 AND n < 8",
    "n IN (1, 5, 99)",
    "n BETWEEN 3 AND 10 AND t = 'x'",
    "t = 'x'",
    "t > 'x'",
    "t LIKE 'x%'",
    "t LIKE '%x%'",
    "t = 'x' AND d > 'a'",
    "n = 5 AND d = 'a'",
    "n = 5 OR t = 'z z'",
    "NOT n = 5",
    "t <> 'x'",
];

async fn catalog(middle: &str) -> Catalog {
    let catalog = Catalog::new(State::in_memory(Clock::fixed(1)).unwrap()).unwrap();
    catalog.create_database(DatabaseInput::named("db")).await.unwrap();
    catalog.create_table("db", table(middle), None).await.unwrap();
    catalog
}

fn table(middle: &str) -> TableInput {
    let partition_keys = vec![Column::new("d", "string"), Column::new("n", middle), Column::new("t", "string")];
    TableInput { partition_keys, ..TableInput::named("t") }
}

fn with_values(values: &[&str]) -> PartitionInput {
    PartitionInput { values: values.iter().map(|value| (*value).to_owned()).collect(), ..PartitionInput::default() }
}

async fn pick(catalog: &Catalog, expression: &str) -> Result<Vec<Vec<String>>, String> {
    let request = PartitionsRequest {
        expression: Some(expression.to_owned()),
        page: PageRequest { items_max: Some(2), token: None },
        ..PartitionsRequest::default()
    };
    let mut scan = catalog.scan_partitions("db", "t", request);
    let mut picked = Vec::new();
    while let Some(page) = scan.next_page().await.map_err(|error| error.to_string())? {
        picked.extend(page.into_iter().map(|partition| partition.values));
    }
    Ok(picked)
}

/// Every expression picks what looking at each partition picks, and fails where that fails.
async fn check(catalog: &Catalog, when: &str) {
    let columns = catalog.table("db", "t").await.unwrap().partition_keys;
    let all = pick(catalog, "").await.unwrap();
    for expression in EXPRESSIONS {
        let wanted: Result<Vec<_>, Error> = Filter::parse(expression, &columns).and_then(|filter| {
            let mut picked = Vec::new();
            for values in &all {
                if filter.matches(values)? {
                    picked.push(values.clone());
                }
            }
            Ok(picked)
        });
        let wanted = wanted.map_err(|error| error.to_string());
        assert_eq!(pick(catalog, expression).await, wanted, "{when}: {expression}");
    }
    let kept = entries(catalog).await.len() + recent(catalog).await * (columns.len() - 1);
    assert_eq!(kept, all.len() * (columns.len() - 1), "{when}: no value too many, none missing");
}

async fn entries(catalog: &Catalog) -> Vec<(Vec<u8>, i64)> {
    let read = |connection: &rusqlite::Connection| {
        let mut statement = connection
            .prepare("SELECT entry, partition_id FROM catalog_partition_value ORDER BY partition_id, entry")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok::<_, Error>(rows.collect::<rusqlite::Result<_>>()?)
    };
    catalog.state.read(read).await.unwrap()
}

async fn recent(catalog: &Catalog) -> usize {
    let count = |connection: &rusqlite::Connection| {
        Ok::<i64, Error>(connection.query_row("SELECT count(*) FROM catalog_partition_recent", [], |row| row.get(0))?)
    };
    usize::try_from(catalog.state.read(count).await.unwrap()).unwrap()
}

#[tokio::test]
async fn they_change_no_result() {
    for middle in ["int", "bigint", "string", "decimal(10,2)", "date", "timestamp"] {
        let catalog = catalog(middle).await;
        for values in &VALUES {
            // Values that are empty or that the type refuses are not there; all others are.
            catalog.create_partitions("db", "t", vec![with_values(values)]).await.ok();
        }
        check(&catalog, middle).await;
    }
}

#[tokio::test]
async fn they_follow_every_change() {
    let catalog = catalog("int").await;
    let numbers = VALUES.iter().filter(|values| values[1] != "no number" && !values[2].is_empty());
    catalog.create_partitions("db", "t", numbers.map(|values| with_values(values)).collect()).await.unwrap();
    check(&catalog, "made").await;
    let values = |values: [&str; 3]| values.map(str::to_owned).to_vec();
    let moved = with_values(&["a", "5", "q"]);
    catalog.update_partition("db", "t", &values(["a", "2", "y"]), moved).await.unwrap();
    check(&catalog, "moved").await;
    catalog.delete_partition("db", "t", &values(["b", "7", "z z"])).await.unwrap();
    check(&catalog, "one less").await;
    for middle in ["string", "int"] {
        catalog.update_table("db", table(middle), UpdateTable::default()).await.unwrap();
        check(&catalog, middle).await;
    }
    let before = entries(&catalog).await;
    assert_eq!(recent(&catalog).await, 0, "put in order with the others");
    catalog
        .state
        .write(|connection| {
            connection
                .execute_batch("DELETE FROM catalog_partition_value; DELETE FROM catalog_partition_value_order")?;
            super::upgrade(connection)
        })
        .await
        .unwrap();
    assert_eq!(entries(&catalog).await, before, "a state of before");
    catalog.delete_table("db", "t").await.unwrap();
    assert_eq!((entries(&catalog).await, recent(&catalog).await), (Vec::new(), 0));
}
