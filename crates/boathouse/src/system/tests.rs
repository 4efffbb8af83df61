use boathouse_catalog::DatabaseInput;
use boathouse_crawler::{CrawlerDefinition, S3TargetDefinition, TargetsDefinition};

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::util::display::array_value_to_string;

use crate::Boathouse;

/// The rows as text, without a line of their own for the columns' names.
async fn cells(house: &Boathouse, sql: &str) -> Vec<Vec<String>> {
    let answer = house.sql("raw", sql).await.unwrap();
    let mut rows = Vec::new();
    for batch in &answer.batches {
        for row in 0..batch.num_rows() {
            let text = |column: &ArrayRef| array_value_to_string(column, row).unwrap();
            rows.push(batch.columns().iter().map(text).collect());
        }
    }
    rows
}

#[tokio::test]
async fn runs_of_crawlers_are_rows() {
    let house = Boathouse::open_ephemeral().await.unwrap();
    house.lake().create_bucket("raw").await.unwrap();
    house.catalog().create_database(DatabaseInput::named("raw")).await.unwrap();
    let target = S3TargetDefinition { path: "s3://raw/x/".to_owned(), ..S3TargetDefinition::default() };
    let definition = CrawlerDefinition {
        name: "c".to_owned(),
        role: "r".to_owned(),
        database_name: Some("raw".to_owned()),
        targets: TargetsDefinition { s3_targets: vec![target], ..TargetsDefinition::default() },
        ..CrawlerDefinition::default()
    };
    house.crawlers().create(definition).await.unwrap();
    let run = house.crawlers().start("c").await.unwrap();
    house.crawlers().wait(&run).await.unwrap();
    let rows = cells(&house, "SELECT crawl_id, crawler, state, tables_created, error FROM system.crawls").await;
    assert_eq!(rows, [[run.as_str(), "c", "COMPLETED", "0", ""]]);
    assert_eq!(cells(&house, "SELECT count(*) FROM system.job_runs").await, [["0"]]);
}
