//! Crawling again: what follows the data and what stays.

use boathouse_catalog::{TableInput, UpdateTable};

use super::house::{House, SALES, columns, parameter, request};
use crate::{Configuration, CrawlRequest, DeleteBehavior, Error, SchemaChangePolicy, TableAction, UpdateBehavior};

const WIDER: &str = "id,name,amt,extra\n1,a,1.5,9\n2,b,2,9\n";
const NARROWER: &str = "id,name\n1,a\n2,b\n";

fn policy(update: UpdateBehavior, delete: DeleteBehavior) -> CrawlRequest {
    let mut request = request(&["x/"]);
    request.options.schema_change_policy = SchemaChangePolicy { update, delete };
    request
}

fn merging() -> CrawlRequest {
    let mut request = request(&["x/"]);
    request.options.configuration = Configuration { merge_new_columns: true, ..Configuration::default() };
    request
}

#[tokio::test]
async fn nothing_changed_is_nothing_written() {
    // S60
    let house =
        House::with(&[("x/t/year=1/f.csv", SALES), ("x/t/year=2/f.csv", SALES), ("x/u/f.json", "{\"q\":1}\n")]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    let (tables, partitions) = (house.tables().await, house.partitions("t").await);
    house.state.clock().advance(std::time::Duration::from_secs(60));
    let (plan, summary) = house.crawl(&request(&["x/"])).await.unwrap();
    assert!(plan.is_empty() && plan.diff_lines().is_empty(), "{:#?}", plan.diff_lines());
    assert_eq!(summary.tables_kept, 2);
    assert_eq!((house.tables().await, house.partitions("t").await), (tables, partitions));
}

#[tokio::test]
async fn columns_follow_by_policy() {
    // S44, S45
    for (crawl, data, expected) in [
        (
            policy(UpdateBehavior::UpdateInDatabase, DeleteBehavior::Log),
            WIDER,
            "id bigint, name string, amt double, extra bigint",
        ),
        (policy(UpdateBehavior::Log, DeleteBehavior::Log), WIDER, "id bigint, name string, amt double"),
        (merging(), WIDER, "id bigint, name string, amt double, extra bigint"),
        (policy(UpdateBehavior::UpdateInDatabase, DeleteBehavior::Log), NARROWER, "id bigint, name string"),
        (policy(UpdateBehavior::Log, DeleteBehavior::Log), NARROWER, "id bigint, name string, amt double"),
        (merging(), NARROWER, "id bigint, name string, amt double"),
    ] {
        let house = House::with(&[("x/t/f.csv", SALES)]).await;
        house.crawl(&request(&["x/"])).await.unwrap();
        house.put("x/t/f.csv", data).await;
        house.crawl(&crawl).await.unwrap();
        let found = columns(&house.table("t").await);
        assert_eq!(found, expected, "{crawl:?}");
    }
}

#[tokio::test]
async fn merging_keeps_types_and_what_people_wrote() {
    let house = House::with(&[("x/t/f.json", "{\"a\":1,\"s\":{\"x\":1}}\n")]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    let mut edited = TableInput::from(house.table("t").await);
    edited.parameters.insert("team".to_owned(), "blue".to_owned());
    edited.storage_descriptor.as_mut().unwrap().columns[0].comment = Some("mine".to_owned());
    house.catalog.update_table("db", edited, UpdateTable::default()).await.unwrap();
    house.put("x/t/f.json", "{\"a\":\"text\",\"s\":{\"y\":\"z\"},\"n\":1}\n").await;
    house.crawl(&merging()).await.unwrap();
    let table = house.table("t").await;
    assert_eq!(columns(&table), "a int, s struct<x:int,y:string>, n int");
    assert_eq!(parameter(&table, "team"), Some("blue"));
    assert_eq!(table.storage_descriptor.as_ref().unwrap().columns[0].comment.as_deref(), Some("mine"));
    house.crawl(&request(&["x/"])).await.unwrap();
    let table = house.table("t").await;
    assert_eq!((columns(&table).as_str(), parameter(&table, "team")), ("a string, s struct<y:string>, n int", None));
}

#[tokio::test]
async fn merging_refuses_other_fundamentals() {
    let house = House::with(&[("x/t/f.csv", SALES)]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    let mut edited = TableInput::from(house.table("t").await);
    edited.parameters.remove("compressionType");
    house.catalog.update_table("db", edited, UpdateTable::default()).await.unwrap();
    let (plan, summary) = house.crawl(&merging()).await.unwrap();
    let text = "Cannot merge new columns into the table t as defined in the Data Catalog because the parameter 'compressionType' has changed. The existing value is 'null', and the crawled value is 'none'. Either remove the table or resolve the inconsistent parameter value.";
    assert!(plan.log.iter().any(|line| line.to_string() == format!("WARN : {text}")), "{:?}", plan.log);
    assert_eq!(summary.tables_deprecated, ["t"]);
}

#[tokio::test]
async fn drift_in_a_new_partition() {
    // S46
    let first = "a,b,c,d,e\n1,2,3,4,5\n";
    let drifted = "a,b,c,d,e\nx,2,3,4,5\n";
    let house = House::with(&[("x/t/year=1/f.csv", first), ("x/t/year=2/f.csv", first)]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    house.put("x/t/year=3/f.csv", drifted).await;
    let (_, summary) = house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!((summary.partitions_created, summary.partitions_updated), (1, 0));
    assert!(columns(&house.table("t").await).starts_with("a string, b bigint"));
    let types = async || -> Vec<String> {
        let partitions = house.partitions("t").await;
        let first =
            |p: &boathouse_catalog::Partition| p.storage_descriptor.as_ref().unwrap().columns[0].data_type.clone();
        partitions.iter().filter_map(first).collect()
    };
    assert_eq!(types().await, ["bigint", "bigint", "string"]);
    let mut inherit = request(&["x/"]);
    inherit.options.configuration.partitions_inherit = true;
    let (_, summary) = house.crawl(&inherit).await.unwrap();
    assert_eq!(summary.partitions_updated, 2);
    assert_eq!(types().await, ["string", "string", "string"]);
    assert!(house.crawl(&inherit).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn data_that_is_gone() {
    // S47
    for (delete, action) in [
        (DeleteBehavior::DeleteFromDatabase, Some(TableAction::Delete)),
        (DeleteBehavior::DeprecateInDatabase, Some(TableAction::Deprecate)),
        (DeleteBehavior::Log, None),
    ] {
        let house = House::with(&[("x/t/f.csv", SALES), ("x/u/f.json", "{\"q\":1}\n"), ("y/v/f.csv", SALES)]).await;
        house.crawl(&request(&["x/", "y/"])).await.unwrap();
        house.delete("x/t/f.csv").await;
        house.delete("y/v/f.csv").await;
        let crawl = policy(UpdateBehavior::UpdateInDatabase, delete);
        let (plan, _) = house.crawl(&crawl).await.unwrap();
        let gone = plan.tables.iter().find(|table| table.name == "t").map(|table| table.action);
        assert_eq!(gone, action);
        let names: Vec<String> = house.tables().await.into_iter().map(|table| table.name).collect();
        // What lies outside the crawl is nobody's business.
        assert_eq!(names.contains(&"t".to_owned()), action != Some(TableAction::Delete));
        assert!(names.contains(&"v".to_owned()));
        if action == Some(TableAction::Deprecate) {
            let table = house.table("t").await;
            assert_eq!(parameter(&table, "DEPRECATED_BY_CRAWLER"), Some("1700000000000"));
            assert!(house.crawl(&crawl).await.unwrap().0.is_empty());
            house.put("x/t/f.csv", SALES).await;
            house.crawl(&crawl).await.unwrap();
            assert_eq!(parameter(&house.table("t").await, "DEPRECATED_BY_CRAWLER"), None);
        }
    }
}

#[tokio::test]
async fn partitions_that_are_gone() {
    let files = [("x/t/year=1/f.csv", SALES), ("x/t/year=2/f.csv", SALES), ("x/t/year=3/f.csv", SALES)];
    for (delete, left) in [(DeleteBehavior::DeleteFromDatabase, 2), (DeleteBehavior::DeprecateInDatabase, 3)] {
        let house = House::with(&files).await;
        house.crawl(&request(&["x/"])).await.unwrap();
        house.delete("x/t/year=2/f.csv").await;
        house.crawl(&policy(UpdateBehavior::UpdateInDatabase, delete)).await.unwrap();
        assert_eq!(house.partitions("t").await.len(), left);
    }
    // New partitions come under every update policy.
    let house = House::with(&files).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    house.put("x/t/year=4/f.csv", WIDER).await;
    let (_, summary) = house.crawl(&policy(UpdateBehavior::Log, DeleteBehavior::Log)).await.unwrap();
    assert_eq!((summary.tables_updated.len(), summary.partitions_created), (0, 1));
}

#[tokio::test]
async fn other_partition_keys_replace_the_old_ones() {
    let house = House::with(&[("x/t/year=1/f.csv", SALES), ("x/t/year=2/f.csv", SALES)]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    for year in ["1", "2"] {
        house.delete(&format!("x/t/year={year}/f.csv")).await;
        house.put(&format!("x/t/y={year}/m=1/f.csv"), SALES).await;
    }
    let (_, summary) = house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(house.lines().await, ["t: id bigint, name string, amt double [y, m] 2"]);
    assert_eq!((summary.partitions_deleted, summary.partitions_created), (2, 2));
    let indexes = house.catalog.partition_indexes("db", "t").await.unwrap();
    let keys: Vec<&str> = indexes[0].keys.iter().map(|key| key.name.as_str()).collect();
    assert_eq!((indexes.len(), indexes[0].name.as_str(), keys), (1, "crawler_partition_index", vec!["y", "m"]));
}

#[tokio::test]
async fn a_plan_is_for_the_catalog_it_saw() {
    let house = House::with(&[("x/t/f.csv", SALES)]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    house.put("x/t/f.csv", WIDER).await;
    let plan = house.crawlers.plan(&request(&["x/"])).await.unwrap();
    let stored = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<crate::Plan>(&stored).unwrap(), plan);
    house.crawlers.apply(&plan).await.unwrap();
    assert!(matches!(house.crawlers.apply(&plan).await, Err(Error::PlanOutdated)));
}

#[tokio::test]
async fn tables_of_others() {
    let house = House::with(&[("x/t/f.csv", SALES)]).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    // The same place and name: adopted. The same name elsewhere: left alone.
    let mut other = request(&["x/"]);
    other.options.crawler_name = "other".to_owned();
    let (_, summary) = house.crawl(&other).await.unwrap();
    assert_eq!((summary.tables_updated.len(), house.tables().await.len()), (1, 1));
    house.put("y/t/f.csv", SALES).await;
    house.crawl(&request(&["y/"])).await.unwrap();
    assert_eq!(house.tables().await.len(), 2);
    assert_eq!(house.table("t").await.storage_descriptor.unwrap().location.as_deref(), Some("s3://bkt/x/t/"));
}

/// Overhead of many small objects, generous enough for a busy machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_small_objects_take_no_time() {
    let house = House::new().await;
    for i in 0..1000 {
        house.put(&format!("x/t/year={}/f{i}.csv", i % 50), SALES).await;
    }
    let began = std::time::Instant::now();
    let (plan, _) = house.crawl(&request(&["x/"])).await.unwrap();
    let taken = began.elapsed();
    assert_eq!((plan.objects, house.partitions("t").await.len()), (1000, 50));
    assert!(taken < std::time::Duration::from_secs(10), "{taken:?}");
}
