//! Crawls that look at a part only: what is as it was, folders that are new, what bucket notifications name.

use std::collections::BTreeMap;

use boathouse_lake::{NotificationRule, ObjectEventKind};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

use super::house::{House, SALES, parameter, parquet, request};
use crate::{
    CrawlRun, CrawlRunState, CrawlerDefinition, CrawlerUpdate, CsvClassifier, DeleteBehavior, Plan, RecrawlBehavior,
    S3TargetDefinition, SchemaChangePolicy, TargetsDefinition, UpdateBehavior,
};

pub(super) const QUEUE: &str = "arn:aws:sqs:us-east-1:123456789012:q";

impl House {
    async fn remembered_rows(&self) -> i64 {
        let count = |connection: &boathouse_state::rusqlite::Connection| {
            Ok::<_, boathouse_state::Error>(
                connection.query_row("SELECT count(*) FROM crawler_memory", [], |row| row.get(0))?,
            )
        };
        self.state.read(count).await.unwrap()
    }

    async fn run(&self, name: &str) -> CrawlRun {
        let id = self.crawlers.start(name).await.unwrap();
        self.crawlers.wait(&id).await.unwrap()
    }

    pub(super) async fn done(&self, name: &str) -> crate::CrawlSummary {
        let run = self.run(name).await;
        assert_eq!((run.state, run.error.as_deref()), (CrawlRunState::Completed, None));
        run.summary
    }

    /// The last run's lines.
    pub(super) async fn said(&self, name: &str) -> Vec<String> {
        let run = self.crawlers.runs(name).await.unwrap().remove(0);
        self.crawlers.log_of(&run.id).await.unwrap().into_iter().map(|event| event.message).collect()
    }

    pub(super) async fn values(&self, table: &str) -> Vec<String> {
        self.partitions(table).await.into_iter().map(|partition| partition.values.join("/")).collect()
    }
}

/// Without what was read for it.
fn comparable(mut plan: Plan) -> Plan {
    (plan.objects_read, plan.bytes_read) = (0, 0);
    plan
}

#[tokio::test]
async fn what_is_as_it_was_is_not_read_again() {
    let house = House::with(&[("x/t/k=1/a.csv", SALES), ("x/t/k=2/a.csv", SALES), ("x/u/b.json", "{\"a\":1}\n")]).await;
    let crawl = request(&["x/"]);
    let (first, _) = house.crawl(&crawl).await.unwrap();
    assert_eq!(first.objects_read, 3);
    assert!(first.bytes_read > 0);
    let second = house.crawlers.plan(&crawl).await.unwrap();
    assert_eq!((second.objects, second.objects_read, second.bytes_read), (3, 0, 0));
    assert!(second.is_empty());
    house.put("x/t/k=2/a.csv", "id,name,amt\n1,a,x\n").await;
    let third = house.crawlers.plan(&crawl).await.unwrap();
    assert_eq!((third.objects_read, third.bytes_read), (1, 18));
    house.forget().await;
    let fresh = house.crawlers.plan(&crawl).await.unwrap();
    assert_eq!(fresh.objects_read, 3);
    assert_eq!(comparable(third), comparable(fresh));
}

#[tokio::test]
async fn other_rules_look_anew() {
    let house = House::with(&[("x/t/a.csv", SALES)]).await;
    let mut crawl = request(&["x/"]);
    house.crawl(&crawl).await.unwrap();
    let classifier = CsvClassifier { name: "q".to_owned(), quote_symbol: Some("\"".to_owned()), ..Default::default() };
    crawl.options.classifiers = vec![classifier.into()];
    assert_eq!(house.crawlers.plan(&crawl).await.unwrap().objects_read, 1);
    assert_eq!(house.crawlers.plan(&crawl).await.unwrap().objects_read, 0);
}

#[tokio::test]
async fn what_is_gone_is_forgotten() {
    let house = House::with(&[("x/a/1.csv", SALES), ("x/b/1.csv", SALES), ("y/1.csv", SALES)]).await;
    let crawl = request(&["x/"]);
    house.crawl(&crawl).await.unwrap();
    assert_eq!(house.remembered_rows().await, 2);
    house.delete("x/b/1.csv").await;
    house.crawl(&crawl).await.unwrap();
    assert_eq!(house.remembered_rows().await, 1);
    house.crawlers.create(crawler(RecrawlBehavior::CrawlEverything)).await.unwrap();
    house.done("c").await;
    assert_eq!(house.remembered_rows().await, 2);
    house.crawlers.delete("c").await.unwrap();
    assert_eq!(house.remembered_rows().await, 1);
    for key in ["x/a/1.csv", "y/1.csv"] {
        house.delete(key).await;
    }
    house.lake.delete_bucket("bkt").await.unwrap();
    house.lake.create_bucket("other").await.unwrap();
    let mut elsewhere = crawl.clone();
    elsewhere.targets = vec![crate::CrawlTarget::s3("s3://other/".parse().unwrap())];
    house.crawlers.plan(&elsewhere).await.unwrap();
    assert_eq!(house.remembered_rows().await, 0);
    house.state.reset().await.unwrap();
}

#[tokio::test]
async fn samples_are_as_without_memory() {
    let house = House::new().await;
    for i in 0..9 {
        house.put(&format!("x/t/{i}.csv"), SALES).await;
    }
    let mut crawl = request(&["x/"]);
    let crate::CrawlTarget::S3(target) = &mut crawl.targets[0] else { unreachable!() };
    target.sample_size = Some(3);
    let (first, _) = house.crawl(&crawl).await.unwrap();
    assert_eq!(first.objects_read, 3);
    house.put("x/t/91.csv", "id|name\n1|a\n").await;
    let second = house.crawlers.plan(&crawl).await.unwrap();
    house.forget().await;
    let fresh = house.crawlers.plan(&crawl).await.unwrap();
    assert!(second.objects_read < 3, "{}", second.objects_read);
    assert_eq!(comparable(second), comparable(fresh));
}

fn layouts() -> impl Strategy<Value = BTreeMap<String, &'static str>> {
    let folder = select(vec!["a", "year=1", "year=2", "k=1", "z"]);
    let key = (vec(folder, 0..3), 0..3_usize)
        .prop_map(|(folders, n)| format!("x/{}/f{n}", folders.join("/")).replace("//", "/"));
    let texts = vec![SALES, "id,name,amt\n1,a,x\n", "id|name\n1|a\n", "{\"a\":[1],\"s\":{\"x\":1.5}}\n", "word", ""];
    btree_map(key, select(texts), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn memory_makes_no_difference(before in layouts(), after in layouts()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (remembering, fresh) = runtime.block_on(async {
            let house = House::new().await;
            for (key, text) in &before {
                house.put(key, text).await;
            }
            let crawl = request(&["x/"]);
            house.crawl(&crawl).await.unwrap();
            for key in before.keys().filter(|key| !after.contains_key(*key)) {
                house.delete(key).await;
            }
            for (key, text) in after.iter().filter(|(key, text)| before.get(*key) != Some(*text)) {
                house.put(key, text).await;
            }
            let remembering = house.crawlers.plan(&crawl).await.unwrap();
            house.forget().await;
            (remembering, house.crawlers.plan(&crawl).await.unwrap())
        });
        prop_assert_eq!(comparable(remembering), comparable(fresh));
    }
}

fn crawler(behavior: RecrawlBehavior) -> CrawlerDefinition {
    let target = S3TargetDefinition {
        path: "s3://bkt/x/".to_owned(),
        event_queue_arn: (behavior == RecrawlBehavior::CrawlEventMode).then(|| QUEUE.to_owned()),
        ..S3TargetDefinition::default()
    };
    let schema_change_policy = match behavior {
        RecrawlBehavior::CrawlNewFoldersOnly => {
            SchemaChangePolicy { update: UpdateBehavior::Log, delete: DeleteBehavior::Log }
        }
        _ => {
            SchemaChangePolicy { update: UpdateBehavior::UpdateInDatabase, delete: DeleteBehavior::DeleteFromDatabase }
        }
    };
    CrawlerDefinition {
        name: "c".to_owned(),
        role: "r".to_owned(),
        database_name: Some("db".to_owned()),
        targets: TargetsDefinition { s3_targets: vec![target], ..TargetsDefinition::default() },
        recrawl_behavior: behavior,
        schema_change_policy,
        ..CrawlerDefinition::default()
    }
}

/// Scenario S49.
#[tokio::test]
async fn only_new_folders_are_looked_at() {
    let house = House::with(&[("x/t/day=1/a.csv", SALES), ("x/t/day=2/a.csv", SALES)]).await;
    house.crawlers.create(crawler(RecrawlBehavior::CrawlNewFoldersOnly)).await.unwrap();
    house.done("c").await;
    let before = house.table("t").await;
    assert_eq!(house.values("t").await, ["1", "2"]);
    // A late file with another column, a folder that is gone, one that is alike, one of another format, one too deep,
    // and a table.
    house.put("x/t/day=1/late.csv", "id,name,amt,more\n1,a,1.5,x\n").await;
    house.delete("x/t/day=2/a.csv").await;
    house.put("x/t/day=3/a.csv", SALES).await;
    house.put("x/t/day=4/a.csv", SALES).await;
    house.put("x/t/day=5/a.json", "{\"id\":1}\n").await;
    house.put("x/t/day=6/hour=1/a.csv", SALES).await;
    house.put("x/new/a.csv", SALES).await;
    let summary = house.done("c").await;
    assert_eq!(summary.objects, 5);
    assert_eq!((summary.tables_created, summary.partitions_created), (vec!["new".to_owned()], 2));
    assert_eq!(house.values("t").await, ["1", "2", "3", "4"]);
    let after = house.table("t").await;
    assert_eq!((&after.storage_descriptor, &after.parameters), (&before.storage_descriptor, &before.parameters));
    assert_eq!(after.version_id, before.version_id);
    let said = house.said("c").await;
    let says = |text: &str| said.iter().any(|line| line.contains(text));
    assert!(says("The new folder s3://bkt/x/t/day=5/ is not added to table t"), "{said:#?}");
    assert!(
        says("Folder partition keys do not match table partition keys, skipped folder: bkt/x/t/day=6/hour=1"),
        "{said:#?}"
    );
    assert!(!says("no data any more"), "{said:#?}");
    // Whatever was looked at is known from now on.
    let summary = house.done("c").await;
    assert_eq!((summary.objects, summary.partitions_created), (0, 0));
    // Most disagree: none is added.
    house.put("x/t/day=7/a.csv", SALES).await;
    house.put("x/t/day=8/a.json", "{\"id\":1}\n").await;
    house.put("x/t/day=9/a.json", "{\"id\":1}\n").await;
    house.done("c").await;
    assert_eq!(house.values("t").await, ["1", "2", "3", "4"]);
    assert!(
        house.said("c").await.iter().any(|line| line.contains("Most new folders of table t are unlike it (2 of 3)"))
    );
}

#[tokio::test]
async fn targets_of_new_folders_only_stay() {
    let house = House::with(&[("x/t/day=1/a.csv", SALES)]).await;
    house.crawlers.create(crawler(RecrawlBehavior::CrawlNewFoldersOnly)).await.unwrap();
    let mut other = crawler(RecrawlBehavior::CrawlNewFoldersOnly).targets;
    other.s3_targets[0].path = "s3://bkt/y/".to_owned();
    let update = CrawlerUpdate { targets: Some(other), ..CrawlerUpdate::default() };
    let refused = house.crawlers.update("c", update.clone()).await.unwrap_err().to_string();
    assert!(refused.contains("cannot be changed"), "{refused}");
    let update = CrawlerUpdate { recrawl_behavior: Some(RecrawlBehavior::CrawlEverything), ..update };
    house.crawlers.update("c", update).await.unwrap();
}

pub(super) async fn watched(files: &[(&str, &str)]) -> House {
    let house = House::with(files).await;
    let rule = NotificationRule {
        id: "all".to_owned(),
        queue: QUEUE.to_owned(),
        kinds: vec![
            ObjectEventKind::Put,
            ObjectEventKind::Copy,
            ObjectEventKind::MultipartUpload,
            ObjectEventKind::Delete,
        ],
        labels: Vec::new(),
        prefix: None,
        suffix: None,
    };
    house.lake.set_notification_rules("bkt", vec![rule]).await.unwrap();
    house
}

/// Written beside the lake: nobody is told.
pub(super) fn drop_file(house: &House, key: &str, text: &str) {
    let path = house.lake.home().join("buckets/bkt").join(key);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[tokio::test]
async fn events_name_the_folders_to_be_listed() {
    let house = watched(&[("x/t/day=1/a.csv", SALES), ("x/t/day=2/a.csv", SALES)]).await;
    house.crawlers.create(crawler(RecrawlBehavior::CrawlEventMode)).await.unwrap();
    house.put("x/t/day=3/a.csv", SALES).await;
    // Everything is listed at first, and what was told before is done with.
    assert_eq!(house.done("c").await.objects, 3);
    assert_eq!(house.lake.queued_events(QUEUE, 9).await.unwrap().events, []);
    let summary = house.done("c").await;
    assert_eq!((summary.objects, summary.tables_kept), (0, 0));
    assert!(
        house.said("c").await.iter().any(|line| line.contains("The crawl is running by consuming Amazon S3 events."))
    );
    drop_file(&house, "x/t/day=8/a.csv", SALES);
    house.put("x/t/day=4/a.csv", SALES).await;
    house.delete("x/t/day=1/a.csv").await;
    house.put("elsewhere/a.csv", SALES).await;
    let summary = house.done("c").await;
    assert_eq!((summary.partitions_created, summary.partitions_deleted), (1, 1));
    assert_eq!(summary.bytes_read, SALES.len() as u64);
    assert_eq!(house.values("t").await, ["2", "3", "4"]);
    // The same as a look at everything but what was dropped.
    std::fs::remove_dir_all(house.lake.home().join("buckets/bkt/x/t/day=8")).unwrap();
    let mut whole = request(&["x/"]);
    whole.options.crawler_name = "c".to_owned();
    whole.options.schema_change_policy = crawler(RecrawlBehavior::CrawlEventMode).schema_change_policy;
    assert!(house.crawlers.plan(&whole).await.unwrap().is_empty());
}

#[tokio::test]
async fn events_of_a_failed_run_are_there_for_the_next() {
    let house = watched(&[("x/t/day=1/a.csv", SALES)]).await;
    house.crawlers.create(crawler(RecrawlBehavior::CrawlEventMode)).await.unwrap();
    house.done("c").await;
    house.put("x/t/day=2/a.csv", SALES).await;
    house.catalog.delete_database("db").await.unwrap();
    assert_eq!(house.run("c").await.state, CrawlRunState::Failed);
    assert_eq!(house.lake.queued_events(QUEUE, 9).await.unwrap().events.len(), 1);
    house.catalog.create_database(boathouse_catalog::DatabaseInput::named("db")).await.unwrap();
    house.done("c").await;
    assert_eq!(house.values("t").await, ["1", "2"]);
    assert_eq!(house.lake.queued_events(QUEUE, 9).await.unwrap().events, []);
}

#[tokio::test]
async fn an_edited_crawler_lists_everything_once() {
    let house = watched(&[("x/t/day=1/a.csv", SALES)]).await;
    house.crawlers.create(crawler(RecrawlBehavior::CrawlEventMode)).await.unwrap();
    house.done("c").await;
    drop_file(&house, "x/t/day=2/a.csv", SALES);
    house.put("x/t/day=3/a.csv", SALES).await;
    house.done("c").await;
    assert_eq!(house.values("t").await, ["1", "3"]);
    let update = CrawlerUpdate { description: Some("edited".to_owned()), ..CrawlerUpdate::default() };
    house.crawlers.update("c", update).await.unwrap();
    house.done("c").await;
    assert_eq!(house.values("t").await, ["1", "2", "3"]);
    house.done("c").await;
    assert!(house.said("c").await.iter().any(|line| line.contains("consuming Amazon S3 events")));
}

#[tokio::test]
async fn event_mode_is_checked() {
    let house = House::with(&[("x/t/a.csv", SALES)]).await;
    let with = |change: fn(&mut CrawlerDefinition)| {
        let mut definition = crawler(RecrawlBehavior::CrawlEventMode);
        change(&mut definition);
        definition
    };
    for (bad, expected) in [
        (with(|d| d.targets.s3_targets.push(d.targets.s3_targets[0].clone())), "exactly one target"),
        (with(|d| d.targets.s3_targets[0].event_queue_arn = None), "needs the EventQueueArn"),
        (with(|d| d.targets.s3_targets[0].sample_size = Some(3)), "SampleSize"),
        (with(|d| d.targets.s3_targets[0].path = "s3://bkt/x%/".to_owned()), "contains %"),
        (with(|d| d.targets.s3_targets[0].path = "s3://bkt/x/t/a.csv".to_owned()), "needs a folder"),
        (with(|d| d.targets.s3_targets[0].event_queue_arn = Some("q".to_owned())), "must be the ARN"),
    ] {
        let error = house.crawlers.create(bad).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    house.crawlers.create(with(|_| {})).await.unwrap();
    house.done("c").await;
    assert!(house.said("c").await.iter().any(|line| line.contains("No event reaches the queue")));
}

#[tokio::test]
async fn footers_are_read_from_the_end_of_what_is_named_so() {
    let file = parquet(60_000);
    let text = format!("id,name\n{}", "1,abcdefg\n".repeat(10_000));
    for (key, bytes, classification, bytes_read) in [
        ("x/t/a.parquet", file.clone(), "parquet", 64 << 10),
        ("x/t/a.PARQ", file.clone(), "parquet", 64 << 10),
        // The beginning, which is all there is or 256 KiB of it, and the end.
        ("x/t/a.csv", file, "parquet", (256 << 10) + (64 << 10)),
        // The end, and then what it is.
        ("x/t/b.parquet", text.clone().into_bytes(), "csv", (64 << 10) + text.len() as u64),
    ] {
        let house = House::new().await;
        assert!(bytes.len() > 64 << 10);
        house.put_bytes(key, bytes).await;
        let (plan, _) = house.crawl(&request(&["x/"])).await.unwrap();
        assert_eq!(parameter(&house.table("t").await, "classification"), Some(classification), "{key}");
        assert_eq!(plan.bytes_read, bytes_read, "{key}");
    }
}

#[tokio::test]
async fn a_partition_no_index_can_hold_fails_no_crawl() {
    let house = House::with(&[("x/t/k=1/a.csv", SALES), ("x/t/k=2/a.csv", SALES)]).await;
    let crawl = request(&["x/"]);
    house.crawl(&crawl).await.unwrap();
    house.put("x/t/k=%01/a.csv", SALES).await;
    house.put("x/t/k=3/a.csv", SALES).await;
    let (plan, summary) = house.crawl(&crawl).await.unwrap();
    assert_eq!(summary.partitions_created, 1);
    assert!(
        plan.log
            .iter()
            .any(|line| line.text.contains("which the partition index 'crawler_partition_index' cannot hold"))
    );
    assert_eq!(house.values("t").await, ["1", "2", "3"]);
}
