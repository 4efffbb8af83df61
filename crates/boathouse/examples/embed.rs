//! The whole pipeline as a Rust program: CSV in a bucket, a crawl, Parquet, another crawl, SQL.
//!
//! `cargo run -p boathouse --example embed`

use std::io::Write;

use boathouse::Boathouse;
use boathouse::command::ConvertCommand;

const TRIPS: &str = "\
id,zone,km,fare
1,harbour,3.4,12.50
2,hillside,12.0,31.00
3,harbour,,7.25
";

/// Runs the pipeline and returns what it found: kilometres and trips of each zone.
pub async fn pipeline() -> boathouse::Result<Vec<String>> {
    let house = Boathouse::open_ephemeral().await?;

    // A bucket is a folder of plain files: this one could as well have been copied there.
    house.put("s3://raw/trips/trips.csv", TRIPS).await?;
    let found = house.crawl("s3://raw/trips/", "raw").await?;
    assert_eq!(found.changes.len(), 1, "one table is new");

    house
        .convert(ConvertCommand {
            source: "s3://raw/trips/".to_owned(),
            target: "s3://curated/trips/".to_owned(),
            format: None,
            partition_by: vec!["zone".to_owned()],
            compression: Some("zstd".to_owned()),
        })
        .await?;
    house.crawl("s3://curated/trips/", "curated").await?;

    let sql = "SELECT zone, count(*) AS trips, sum(km) AS km FROM trips GROUP BY zone ORDER BY zone";
    let mut answers = Vec::new();
    for database in ["raw", "curated"] {
        let answer = house.sql(database, sql).await?;
        answers.push(format!("{database}: {} zones, {} bytes scanned", answer.stats.rows, answer.stats.bytes_scanned));
    }
    house.close().await?;
    Ok(answers)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in pipeline().await? {
        writeln!(std::io::stdout(), "{line}")?;
    }
    Ok(())
}
