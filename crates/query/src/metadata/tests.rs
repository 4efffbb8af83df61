use std::sync::Arc;

use async_trait::async_trait;
use boathouse_catalog::PartitionInput;
use boathouse_types::Type;
use datafusion::arrow::array::{ArrayRef, Int64Array};
use datafusion::common::ScalarValue;
use datafusion::prelude::{Expr, col};

use super::SystemTable;
use super::wanted::Wanted;
use crate::testbed::Testbed;

async fn bed() -> Testbed {
    let bed = Testbed::new().await;
    for sql in [
        "CREATE EXTERNAL TABLE trips (id bigint COMMENT 'the id', fare decimal(10,2), at timestamp, tags array<string>) \
         PARTITIONED BY (year string, month int) LOCATION 's3://data/trips/'",
        "CREATE EXTERNAL TABLE plain (a string) LOCATION 's3://data/plain/'",
        "CREATE VIEW seen AS SELECT id, year FROM trips",
        "CREATE DATABASE other",
        "CREATE EXTERNAL TABLE other.plain (b varchar(3)) LOCATION 's3://data/other/'",
    ] {
        bed.ddl(sql).await;
    }
    for (year, month) in [("2019", "1"), ("2019", "10"), ("2020", "2"), ("__HIVE_DEFAULT_PARTITION__", "3")] {
        let input = PartitionInput { values: vec![year.to_owned(), month.to_owned()], ..PartitionInput::default() };
        bed.catalog.create_partition("db", "trips", input).await.expect("made");
    }
    bed
}

#[tokio::test]
async fn the_catalog_is_read_like_tables() {
    let bed = bed().await;
    for (sql, expected) in [
        (
            "SELECT * FROM information_schema.schemata ORDER BY 2",
            &["awsdatacatalog|db", "awsdatacatalog|information_schema", "awsdatacatalog|other"][..],
        ),
        (
            "SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema <> 'information_schema' ORDER BY 1, 2",
            &["db|plain|BASE TABLE", "db|seen|VIEW", "db|trips|BASE TABLE", "other|plain|BASE TABLE"],
        ),
        (
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'information_schema' ORDER BY 1",
            &["columns", "schemata", "tables", "views"],
        ),
        ("SELECT table_schema FROM information_schema.tables WHERE table_name = 'plain' ORDER BY 1", &["db", "other"]),
        (
            "SELECT column_name, ordinal_position, column_default, is_nullable, data_type, comment, extra_info \
             FROM information_schema.columns WHERE table_schema = 'db' AND table_name = 'trips' ORDER BY ordinal_position",
            &[
                "id|1|NULL|YES|bigint|the id|NULL",
                "fare|2|NULL|YES|decimal(10,2)|NULL|NULL",
                "at|3|NULL|YES|timestamp(3)|NULL|NULL",
                "tags|4|NULL|YES|array(varchar)|NULL|NULL",
                "year|5|NULL|YES|varchar|NULL|partition key",
                "month|6|NULL|YES|integer|NULL|partition key",
            ],
        ),
        (
            "SELECT * FROM information_schema.columns WHERE table_name = 'seen' ORDER BY ordinal_position",
            &["awsdatacatalog|db|seen|id|1|NULL|YES|bigint", "awsdatacatalog|db|seen|year|2|NULL|YES|varchar"],
        ),
        (
            "SELECT table_name, view_definition FROM awsdatacatalog.information_schema.views",
            &["seen|SELECT\n  id\n, year\nFROM\n  trips\n"],
        ),
        (
            "SELECT count(*) FROM information_schema.tables t JOIN information_schema.columns c \
          ON t.table_schema = c.table_schema AND t.table_name = c.table_name WHERE t.table_schema = 'db'",
            &["9"],
        ),
    ] {
        let (rows, stats) = bed.rows(sql).await;
        assert_eq!(rows, expected, "{sql}");
        assert_eq!(stats.scanned_bytes, 0, "{sql}");
    }
    let failure = bed.failure("SELECT * FROM information_schema.nothing").await;
    assert_eq!(failure, "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.information_schema.nothing' does not exist");
}

#[tokio::test]
async fn partitions_are_rows_of_their_keys() {
    let bed = bed().await;
    for (sql, expected) in [
        ("SELECT * FROM \"trips$partitions\" ORDER BY 1, 2", &["2019|1", "2019|10", "2020|2", "NULL|3"][..]),
        ("SELECT month FROM \"trips$partitions\" WHERE year = '2019' AND month > 5", &["10"]),
        ("SELECT max(year) FROM db.\"trips$partitions\"", &["2020"]),
        ("SELECT count(*) FROM \"trips$partitions\"", &["4"]),
        ("SELECT year FROM \"trips$partitions\" WHERE year IS NULL", &["NULL"]),
    ] {
        let (rows, stats) = bed.rows(sql).await;
        assert_eq!(rows, expected, "{sql}");
        assert_eq!(stats.scanned_bytes, 0, "{sql}");
    }
    for name in ["plain$partitions", "seen$partitions", "nothing$partitions", "$partitions"] {
        let failure = bed.failure(&format!("SELECT * FROM \"{name}\"")).await;
        let expected = format!("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.{name}' does not exist");
        assert_eq!(failure, expected);
    }
}

#[tokio::test]
async fn what_has_run_is_a_table() {
    let bed = bed().await;
    let execution = bed.run("SELECT 1 AS one").await;
    bed.run("SELECT 1/0").await;
    let (rows, _) = bed.rows("SELECT query, state, substatement_type, error, usd FROM system.queries").await;
    assert_eq!(
        rows,
        [
            "SELECT 1/0|FAILED|SELECT|DIVISION_BY_ZERO: Division by zero|0.0",
            "SELECT 1 AS one|SUCCEEDED|SELECT|NULL|4.76837158203125E-5",
        ]
    );
    let (rows, _) =
        bed.rows(&format!("SELECT workgroup FROM system.queries WHERE query_id = '{}'", execution.id)).await;
    assert_eq!(rows, ["primary"]);
    let failure = bed.failure("SELECT * FROM system.nothing").await;
    assert_eq!(failure, "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.system.nothing' does not exist");
}

/// A table of somebody else's.
#[derive(Debug)]
struct Numbers;

#[async_trait]
impl SystemTable for Numbers {
    fn columns(&self) -> Vec<(&'static str, Type)> {
        vec![("n", Type::BigInt)]
    }

    async fn rows(&self, scope: &str) -> Result<Vec<ArrayRef>, String> {
        if !scope.contains('/') {
            return Err(format!("no scope: {scope}"));
        }
        Ok(vec![Arc::new(Int64Array::from(vec![1, 2, 3]))])
    }
}

#[tokio::test]
async fn tables_are_added_and_a_database_of_the_same_name_comes_first() {
    let bed = bed().await;
    bed.queries.add_system_table("numbers", Arc::new(Numbers));
    assert_eq!(bed.rows("SELECT sum(n) FROM system.numbers WHERE n > 1").await.0, ["5"]);
    bed.ddl("CREATE DATABASE system").await;
    bed.ddl("CREATE EXTERNAL TABLE system.numbers (a string) LOCATION 's3://data/nothing/'").await;
    assert_eq!(bed.rows("SELECT count(a) FROM system.numbers").await.0, ["0"]);
    let failure = bed.failure("SELECT * FROM system.queries").await;
    assert!(failure.starts_with("TABLE_NOT_FOUND"), "{failure}");
}

#[test]
fn conditions_spare_rows_that_no_query_wants() {
    let names = || vec!["a", "b", "c"];
    let lit = |text: &str| Expr::Literal(ScalarValue::Utf8View(Some(text.to_owned())), None);
    for (filter, expected) in [
        (col("name").eq(lit("b")), &["b"][..]),
        (col("name").in_list(vec![lit("a"), lit("c")], false), &["a", "c"]),
        (col("name").not_eq(lit("b")), &["a", "c"]),
        (col("another").eq(lit("b")), &["a", "b", "c"]),
        (col("name").eq(lit("b")).or(col("another").eq(lit("x"))), &["a", "b", "c"]),
        (col("t.name").eq(lit("c")), &["c"]),
    ] {
        let wanted = Wanted::new(vec![filter.clone()]);
        assert_eq!(wanted.of_column("name", names(), |name| name), expected, "{filter}");
    }
}
