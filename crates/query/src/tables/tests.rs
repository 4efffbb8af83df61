use std::fmt::Write;
use std::sync::Arc;

use boathouse_catalog::{PartitionInput, StorageDescriptor};
use datafusion::arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};

use crate::testbed::Testbed;

const ROWS: i64 = 20_000;

async fn partitioned(bed: &Testbed) {
    bed.ddl(
        "CREATE EXTERNAL TABLE trips (id bigint, zone string) PARTITIONED BY (year string, month int) \
         ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://data/trips/'",
    )
    .await;
    let table = bed.catalog.table("db", "trips").await.expect("made").storage_descriptor.expect("described");
    for year in ["2019", "2020"] {
        for month in ["1", "2", "3"] {
            let folder = format!("trips/year={year}/month={month}/");
            bed.put(&format!("{folder}a.csv"), format!("{month},z{year}\n10,z\n")).await;
            let descriptor = StorageDescriptor { location: Some(format!("s3://data/{folder}")), ..table.clone() };
            let input = PartitionInput {
                values: vec![year.to_owned(), month.to_owned()],
                storage_descriptor: Some(descriptor),
                ..PartitionInput::default()
            };
            bed.catalog.create_partition("db", "trips", input).await.expect("made");
        }
    }
}

#[tokio::test]
async fn only_matching_partitions_are_listed_and_read() {
    let bed = Testbed::new().await;
    partitioned(&bed).await;
    for (condition, rows, files) in [
        ("true", "12", 6),
        ("year = '2020'", "6", 3),
        ("year = '2020' AND month = 2", "2", 1),
        ("month < 2", "4", 2),
        ("month IN (1, 3) AND year > '2019'", "4", 2),
        ("year = '1999'", "0", 0),
        ("year = '2020' OR month = 1", "8", 4),
        ("year IS NULL", "0", 0),
        ("id = 10 AND year = '2020'", "3", 3),
    ] {
        let (found, stats) = bed.rows(&format!("SELECT count(*) FROM trips WHERE {condition}")).await;
        assert_eq!(found, [rows], "{condition}");
        assert_eq!(stats.files, files, "{condition}");
        assert_eq!(stats.requests.list_requests, files, "{condition}: {:?}", stats.requests);
    }
}

#[tokio::test]
async fn a_partition_without_a_folder_has_no_rows() {
    let bed = Testbed::new().await;
    partitioned(&bed).await;
    let input = PartitionInput { values: vec!["2021".to_owned(), "1".to_owned()], ..PartitionInput::default() };
    bed.catalog.create_partition("db", "trips", input).await.expect("made");
    assert_eq!(bed.rows("SELECT count(*) FROM trips").await.0, ["12"]);
    // The kept table must see a partition that comes later.
    bed.put("trips/year=2021/month=1/x.csv", "1,z\n").await;
    assert_eq!(bed.rows("SELECT count(*) FROM AwsDataCatalog.DB.\"Trips\"").await.0, ["13"]);
}

#[tokio::test]
async fn parquet_reads_only_what_it_needs() {
    let bed = Testbed::new().await;
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(0..ROWS));
    let fares: ArrayRef = Arc::new(Float64Array::from_iter_values((0..ROWS).map(|i| (i * 7919 % 1009) as f64 / 4.0)));
    let notes: ArrayRef = Arc::new(StringArray::from_iter_values((0..ROWS).map(|i| format!("note {i} of the trip"))));
    let batch = RecordBatch::try_from_iter([("id", ids), ("fare", fares), ("note", notes)]).expect("valid");
    bed.put_parquet("parquet/a.parquet", &batch).await;
    let mut csv = String::new();
    for i in 0..ROWS {
        writeln!(csv, "{i},{},note {i} of the trip", (i * 7919 % 1009) as f64 / 4.0).expect("written");
    }
    let csv_bytes = csv.len() as u64;
    bed.put("csv/a.csv", csv).await;
    let columns = "(id bigint, fare double, note string)";
    bed.ddl(&format!("CREATE EXTERNAL TABLE p {columns} STORED AS PARQUET LOCATION 's3://data/parquet/'")).await;
    bed.ddl(&format!(
        "CREATE EXTERNAL TABLE c {columns} ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://data/csv'"
    ))
    .await;

    let query = |table: &str| format!("SELECT sum(fare), max(fare), count(*) FROM {table} WHERE fare > 10");
    let (from_csv, csv_stats) = bed.rows(&query("c")).await;
    let (from_parquet, parquet_stats) = bed.rows(&query("p")).await;
    assert_eq!(from_csv, from_parquet);
    assert_eq!(csv_stats.scanned_bytes, csv_bytes, "text is scanned whole");
    assert!(parquet_stats.scanned_bytes > 0);
    assert!(parquet_stats.scanned_bytes * 5 < csv_bytes, "{} of {csv_bytes}", parquet_stats.scanned_bytes);
    assert_eq!(csv_stats.input_rows, ROWS as u64);

    // The footer is in the cache now; what a query scans does not depend on that.
    let again = bed.rows(&query("p")).await.1;
    assert_eq!(again.scanned_bytes, parquet_stats.scanned_bytes);
    assert!(again.requests.get_requests < parquet_stats.requests.get_requests);
    let footer = bed.rows("SELECT count(*) FROM p").await.1.scanned_bytes;
    assert!(footer > 0 && footer < parquet_stats.scanned_bytes, "{footer}");

    // A replaced object is read anew.
    bed.put_parquet("parquet/a.parquet", &batch.slice(0, 10)).await;
    assert_eq!(bed.rows("SELECT count(*) FROM p").await.0, ["10"]);
}

#[tokio::test]
async fn a_location_is_a_folder_of_a_bucket_that_is_there() {
    let bed = Testbed::new().await;
    bed.put("one/a.csv", "1\n").await;
    let lines = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ','";
    for (name, location) in
        [("file", "s3://data/one/a.csv"), ("glob", "s3://data/o*/"), ("gone", "s3://no-such-one/x/")]
    {
        bed.ddl(&format!("CREATE EXTERNAL TABLE {name} (a int) {lines} LOCATION '{location}'")).await;
    }
    for name in ["file", "glob"] {
        assert_eq!(bed.rows(&format!("SELECT count(*) FROM {name}")).await.0, ["0"], "{name}");
    }
    let failure = bed.failure("SELECT * FROM gone").await;
    assert!(
        failure.starts_with("HIVE_FILESYSTEM_ERROR: The specified bucket does not exist: s3://no-such-one"),
        "{failure}"
    );
}
