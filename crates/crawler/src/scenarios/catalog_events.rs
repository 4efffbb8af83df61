//! Crawls of the catalog's tables that list what bucket notifications name.

use boathouse_catalog::{TableInput, UpdateTable};

use super::house::{SALES, request};
use super::incremental::{QUEUE, drop_file, watched};
use super::lake_tables::LOG_ONLY;
use crate::{CatalogTargetDefinition, CrawlerDefinition, RecrawlBehavior, TargetsDefinition};

fn crawler(queue: Option<&str>) -> CrawlerDefinition {
    let target = CatalogTargetDefinition {
        database_name: "db".to_owned(),
        tables: vec!["t".to_owned()],
        event_queue_arn: queue.map(str::to_owned),
        ..CatalogTargetDefinition::default()
    };
    CrawlerDefinition {
        name: "c".to_owned(),
        role: "r".to_owned(),
        targets: TargetsDefinition { catalog_targets: vec![target], ..TargetsDefinition::default() },
        recrawl_behavior: RecrawlBehavior::CrawlEventMode,
        schema_change_policy: LOG_ONLY,
        ..CrawlerDefinition::default()
    }
}

#[tokio::test]
async fn events_name_the_folders_of_tables() {
    let house = watched(&[("x/t/day=1/a.csv", SALES), ("y/t/day=7/a.csv", SALES)]).await;
    house.crawl(&request(&["x/t/"])).await.unwrap();
    house.crawlers.create(crawler(Some(QUEUE))).await.unwrap();
    house.put("x/t/day=2/a.csv", SALES).await;
    assert_eq!(house.done("c").await.objects, 2);
    assert_eq!(house.values("t").await, ["1", "2"]);
    assert_eq!(house.lake.queued_events(QUEUE, 9).await.unwrap().events, []);
    // Without events there is nothing to do; nobody is told of the dropped file.
    drop_file(&house, "x/t/day=8/a.csv", SALES);
    assert_eq!(house.done("c").await.objects, 0);
    house.put("x/t/day=3/a.csv", SALES).await;
    house.put("y/t/day=9/a.csv", SALES).await;
    let summary = house.done("c").await;
    assert_eq!((summary.partitions_created, summary.bytes_read), (1, SALES.len() as u64));
    assert_eq!(house.values("t").await, ["1", "2", "3"]);
    assert!(house.said("c").await.iter().any(|line| line.contains("consuming Amazon S3 events")));
    // A partition that was deleted by the API comes back: its data is not known to be gone.
    house.catalog.transaction(|t| t.delete_partitions("db", "t", vec![vec!["1".to_owned()]])).await.unwrap();
    house.put("x/t/day=4/a.csv", SALES).await;
    house.done("c").await;
    assert_eq!(house.values("t").await, ["1", "2", "3", "4"]);

    // A table that moved is looked at whole, also where it has been before.
    for (place, expected) in [("y", ["7", "9"].as_slice()), ("x", &["1", "2", "3", "4", "5", "8"])] {
        let mut input = TableInput::from(house.table("t").await);
        input.storage_descriptor.as_mut().unwrap().location = Some(format!("s3://bkt/{place}/t/"));
        house.catalog.update_table("db", input, UpdateTable::default()).await.unwrap();
        let values: Vec<Vec<String>> = house.values("t").await.into_iter().map(|value| vec![value]).collect();
        house.catalog.transaction(move |t| t.delete_partitions("db", "t", values)).await.unwrap();
        house.done("c").await;
        assert_eq!(house.values("t").await, expected);
        house.put("x/t/day=5/a.csv", SALES).await;
        house.done("c").await;
    }
}

#[tokio::test]
async fn targets_of_events_are_checked() {
    let house = watched(&[("x/t/day=1/a.csv", SALES)]).await;
    house.crawl(&request(&["x/t/"])).await.unwrap();
    let mut two = crawler(Some(QUEUE));
    two.targets.catalog_targets.push(two.targets.catalog_targets[0].clone());
    for (bad, expected) in [
        (crawler(None), "needs the EventQueueArn"),
        (crawler(Some("q")), "must be the ARN"),
        (two, "exactly one target"),
    ] {
        let error = house.crawlers.create(bad).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    // Without the mode the queue is kept, and everything is looked at.
    let plain = CrawlerDefinition { recrawl_behavior: RecrawlBehavior::CrawlEverything, ..crawler(Some(QUEUE)) };
    house.crawlers.create(plain).await.unwrap();
    drop_file(&house, "x/t/day=8/a.csv", SALES);
    house.done("c").await;
    assert_eq!(house.values("t").await, ["1", "8"]);
    house.crawlers.delete("c").await.unwrap();
}
