//! Names that nobody would give, and that lakes have all the same.

use boathouse_catalog::TableInput;

use super::house::{House, SALES, request};
use crate::Plan;

async fn crawled(keys: &[&str]) -> (House, Plan) {
    let house = House::new().await;
    for key in keys {
        house.put(key, SALES).await;
    }
    let (plan, _) = house.crawl(&request(&["x/"])).await.unwrap();
    (house, plan)
}

fn said(plan: &Plan, text: &str) -> bool {
    plan.log.iter().any(|line| line.text.contains(text))
}

#[tokio::test]
async fn folders_that_can_be_no_partitions_are_said() {
    for (keys, values, text) in [
        (
            ["x/t/k=/a.csv", "x/t/k=1/a.csv"],
            vec!["1"],
            "The folder s3://bkt/x/t/k=/ is no partition: the value of its key 'k' is empty",
        ),
        (
            ["x/t/k=%31/a.csv", "x/t/k=1/a.csv"],
            vec!["1"],
            "The folder s3://bkt/x/t/k=1/ is no partition: s3://bkt/x/t/k=%31/ is the partition of the same values",
        ),
    ] {
        let (house, plan) = crawled(&keys).await;
        let partitions = house.partitions("t").await;
        assert_eq!(partitions.iter().map(|one| one.values[0].as_str()).collect::<Vec<_>>(), values);
        assert!(said(&plan, text), "{:?}", plan.log);
        let again = house.crawlers.plan(&request(&["x/"])).await.unwrap();
        assert!(again.is_empty(), "{:?}", again.diff_lines());
    }
}

#[tokio::test]
async fn keys_that_no_query_reads_are_said() {
    let (house, plan) =
        crawled(&["x/t/a.csv", "x/t/", "x/t//a.csv", "x/../a.csv", "x/k=a\nb/a.csv", "x/./a.csv", "x//a.csv", "y//z"])
            .await;
    assert_eq!(house.tables().await.len(), 1);
    assert!(said(&plan, "ignored, a folder marker: s3://bkt/x/t/"), "{:?}", plan.log);
    let named: Vec<&str> = plan.log.iter().filter_map(|line| line.text.strip_prefix("out of reach")).collect();
    let [text] = named[..] else { panic!("{:?}", plan.log) };
    for key in ["s3://bkt/x/../", "s3://bkt/x/./", "s3://bkt/x//", "s3://bkt/x/k=a\\nb/", "s3://bkt/x/t//"] {
        assert!(text.contains(key), "{key}: {text}");
    }
    assert!(!text.contains("bkt/y"), "{text}");
}

#[tokio::test]
async fn an_object_beside_a_folder_of_its_name() {
    let (house, _) = crawled(&["x/t", "x/t/a.csv"]).await;
    let locations = |house: Vec<boathouse_catalog::Table>| -> Vec<String> {
        house.into_iter().filter_map(|table| table.storage_descriptor?.location).collect()
    };
    assert_eq!(locations(house.tables().await), ["s3://bkt/x/t", "s3://bkt/x/t/"]);
    let again = house.crawlers.plan(&request(&["x/"])).await.unwrap();
    assert!(again.is_empty(), "{:?}", again.diff_lines());
}

#[tokio::test]
async fn a_location_without_its_slash_is_the_folders() {
    let (house, _) = crawled(&["x/t/a.csv"]).await;
    let mut table = TableInput::from(house.table("t").await);
    table.storage_descriptor.as_mut().unwrap().location = Some("s3://bkt/x/t".to_owned());
    house.catalog.update_table("db", table, boathouse_catalog::UpdateTable::default()).await.unwrap();
    house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(house.tables().await.len(), 1);
}
