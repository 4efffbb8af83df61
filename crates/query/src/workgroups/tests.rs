use boathouse_state::PageRequest;

use super::*;
use crate::testbed::{NOW_MS, Testbed};
use crate::{ExecutionState, QueryConfig, StartRequest, TAGS_MAX, Tagged};

fn settings(location: Option<&str>) -> WorkgroupSettings {
    let results = ResultSettings { output_location: location.map(str::to_owned), ..ResultSettings::default() };
    WorkgroupSettings { results, ..WorkgroupSettings::default() }
}

fn in_group(workgroup: &str, sql: &str) -> StartRequest {
    StartRequest { workgroup: Some(workgroup.to_owned()), ..Testbed::request(sql) }
}

#[tokio::test]
async fn workgroups_are_made_changed_listed_and_deleted() {
    let bed = Testbed::new().await;
    let queries = &bed.queries;
    let primary = queries.workgroup("primary").await.expect("there");
    assert_eq!(primary.created_ms, NOW_MS);
    let default = "s3://aws-athena-query-results-123456789012-us-east-1/";
    assert_eq!(primary.settings.results.output_location.as_deref(), Some(default));

    queries.create_workgroup("w", Some("d".to_owned()), settings(Some("s3://data/w")), Vec::new()).await.expect("made");
    let again = queries.create_workgroup("w", None, settings(None), Vec::new()).await;
    assert!(matches!(again, Err(Error::WorkgroupExists(_))), "{again:?}");
    for location in ["data", "s3://", "https://x/y"] {
        let refused = queries.create_workgroup("x", None, settings(Some(location)), Vec::new()).await;
        assert!(matches!(refused, Err(Error::InvalidOutputLocation(_))), "{location}: {refused:?}");
    }
    let managed = ManagedResults { enabled: true, kms_key: None };
    let both = WorkgroupSettings { managed: Some(managed), ..settings(Some("s3://data/")) };
    assert!(matches!(queries.create_workgroup("x", None, both, Vec::new()).await, Err(Error::InvalidSettings(_))));
    let spark = WorkgroupSettings { engine_version: "PySpark engine version 3".to_owned(), ..settings(None) };
    assert!(matches!(queries.create_workgroup("x", None, spark, Vec::new()).await, Err(Error::InvalidSettings(_))));

    let change = WorkgroupChange {
        state: Some(WorkgroupState::Disabled),
        description: Some(String::new()),
        output_location: Change::Remove,
        scanned_bytes_max: Change::Set(10_000_000),
        requester_pays: Some(true),
        ..WorkgroupChange::default()
    };
    queries.update_workgroup("w", change).await.expect("changed");
    let changed = queries.workgroup("w").await.expect("there");
    assert_eq!((changed.state, changed.description), (WorkgroupState::Disabled, None));
    assert_eq!(changed.settings.results.output_location, None);
    assert_eq!(changed.settings.scanned_bytes_max, Some(10_000_000));
    assert!(changed.settings.requester_pays);
    let disabled = queries.start(in_group("w", "SELECT 1")).await;
    assert!(matches!(disabled, Err(Error::WorkgroupDisabled(_))), "{disabled:?}");

    let page = PageRequest { items_max: Some(1), token: None };
    let first = queries.workgroups(page).await.expect("listed");
    assert_eq!(first.items[0].name, "primary");
    let page = PageRequest { items_max: Some(1), token: first.next_token };
    let second = queries.workgroups(page).await.expect("listed");
    assert_eq!((second.items[0].name.as_str(), second.next_token), ("w", None));
    let foreign = queries.workgroups(PageRequest { items_max: None, token: Some("x".to_owned()) }).await;
    assert!(matches!(foreign, Err(Error::InvalidListToken(_))), "{foreign:?}");

    assert!(matches!(queries.delete_workgroup("primary", true).await, Err(Error::PrimaryWorkgroup)));
    queries.delete_workgroup("w", false).await.expect("deleted");
    assert!(matches!(queries.workgroup("w").await, Err(Error::WorkgroupNotFound(_))));
    assert!(matches!(
        queries.update_workgroup("w", WorkgroupChange::default()).await,
        Err(Error::WorkgroupNotFound(_))
    ));
}

#[tokio::test]
async fn where_results_go() {
    let bed = Testbed::new().await;
    let own = "s3://data/own/";
    let enforced = WorkgroupSettings { enforced: true, ..settings(Some(own)) };
    bed.queries.create_workgroup("enforced", None, enforced, Vec::new()).await.expect("made");
    bed.queries.create_workgroup("free", None, settings(Some(own)), Vec::new()).await.expect("made");
    bed.queries.create_workgroup("bare", None, settings(None), Vec::new()).await.expect("made");
    for (workgroup, said, folder) in [
        ("enforced", Some("s3://data/said"), Some(own)),
        ("enforced", None, Some(own)),
        ("free", Some("s3://data/said"), Some("s3://data/said/")),
        ("free", None, Some(own)),
        ("bare", Some("s3://data/said"), Some("s3://data/said/")),
        ("bare", None, None),
    ] {
        let results = said.map(Testbed::results).unwrap_or_default();
        let request = StartRequest { results, ..in_group(workgroup, "SELECT 1") };
        match (bed.queries.start(request).await, folder) {
            (Ok(id), Some(folder)) => {
                let ended = bed.queries.wait(&id).await.expect("kept");
                assert_eq!(ended.output_location, format!("{folder}{id}.csv"), "{workgroup} {said:?}");
                assert!(bed.object(&ended.output_location).await.is_some());
            }
            (Err(Error::NoOutputLocation), None) => {}
            (other, _) => panic!("{workgroup} {said:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn the_owner_of_the_bucket_must_be_the_expected_one() {
    let bed = Testbed::new().await;
    for (owner, state) in [("123456789012", ExecutionState::Succeeded), ("999999999999", ExecutionState::Failed)] {
        let results =
            ResultSettings { expected_bucket_owner: Some(owner.to_owned()), ..Testbed::results("s3://data/") };
        let ended = bed.end_of(StartRequest { results, ..Testbed::request("SELECT 1") }).await;
        assert_eq!(ended.state, state, "{owner}");
        if let Some(failure) = ended.failure {
            assert!(failure.reason.starts_with("Access denied when writing output to url: s3://data/"), "{failure}");
            assert_eq!((failure.category, failure.error_type), (2, 401));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_that_reads_too_much_is_stopped() {
    let bed = Testbed::new().await;
    let line = format!("{}\n", "x".repeat(999));
    bed.put("big/a.csv", line.repeat(12_000)).await;
    bed.ddl("CREATE EXTERNAL TABLE big (t string) LOCATION 's3://data/big/'").await;
    let cut = WorkgroupSettings { scanned_bytes_max: Some(10_000_000), ..settings(Some("s3://data/out/")) };
    bed.queries.create_workgroup("cut", None, cut, Vec::new()).await.expect("made");
    let stopped = bed.end_of(in_group("cut", "SELECT count(*) FROM big WHERE t = 'y'")).await;
    assert_eq!(stopped.state, ExecutionState::Cancelled);
    let reason = stopped.failure.expect("a reason").reason;
    assert!(reason.starts_with("Bytes scanned limit was exceeded"), "{reason}");
    assert!(stopped.statistics.scanned_bytes > 10_000_000);
    assert!(bed.object(&stopped.output_location).await.is_none());
    let results = bed.queries.results(&stopped.id, None, None).await;
    assert!(matches!(results, Err(Error::ResultNotFound)), "{results:?}");
    let small = bed.end_of(in_group("cut", "SELECT 1")).await;
    assert_eq!(small.state, ExecutionState::Succeeded);

    let hours = bed.queries.workgroup_metrics("cut").await.expect("kept");
    let figures: Vec<_> = hours.iter().map(|hour| (hour.state.as_str(), hour.queries, hour.billed_bytes)).collect();
    let billed = QueryConfig::default().price.billable_bytes(stopped.statistics.scanned_bytes);
    assert_eq!(figures, [("CANCELLED", 1, billed), ("SUCCEEDED", 1, 10 << 20)]);
}

#[tokio::test]
async fn managed_results_are_read_through_us_alone_and_for_a_day() {
    let bed = Testbed::new().await;
    let managed = ManagedResults { enabled: true, kms_key: Some("key".to_owned()) };
    let settings = WorkgroupSettings { managed: Some(managed.clone()), ..settings(None) };
    bed.queries.create_workgroup("managed", None, settings, Vec::new()).await.expect("made");
    let buckets = bed.lake.buckets().await.expect("listed");
    let ended = bed.end_of(in_group("managed", "SELECT 1 AS a")).await;
    assert_eq!((ended.state, &ended.failure), (ExecutionState::Succeeded, &None));
    assert_eq!(ended.managed, Some(managed));
    assert_eq!(bed.lake.buckets().await.expect("listed"), buckets);
    let page = bed.queries.results(&ended.id, None, None).await.expect("a page");
    assert_eq!(page.rows, [[Some("a".to_owned())], [Some("1".to_owned())]]);

    bed.state.clock().advance(std::time::Duration::from_secs(24 * 3600 + 1));
    let gone = bed.queries.results(&ended.id, None, None).await;
    assert!(matches!(gone, Err(Error::ResultNotFound)), "{gone:?}");
}

#[tokio::test]
async fn what_is_in_a_workgroup_is_in_the_way_of_its_end() {
    let bed = Testbed::new().await;
    bed.queries.create_workgroup("w", None, settings(Some("s3://data/w")), Vec::new()).await.expect("made");
    let ended = bed.end_of(in_group("w", "SELECT 1")).await;
    let refused = bed.queries.delete_workgroup("w", false).await;
    assert!(matches!(refused, Err(Error::WorkgroupNotEmpty(_))), "{refused:?}");
    bed.queries.delete_workgroup("w", true).await.expect("deleted");
    assert!(matches!(bed.queries.execution(&ended.id).await, Err(Error::ExecutionNotFound(_))));
    assert!(bed.object(&ended.output_location).await.is_some(), "results stay");
}

#[tokio::test]
async fn tags_of_things_that_are_there() {
    let bed = Testbed::new().await;
    let of = |name: &str| Tagged::Workgroup(name.to_owned());
    let tags = |count: usize| (0..count).map(|n| (format!("k{n:02}"), "v".to_owned())).collect::<Vec<_>>();
    bed.queries.tag(&of("primary"), tags(2)).await.expect("tagged");
    bed.queries.tag(&of("primary"), vec![("k00".to_owned(), "w".to_owned())]).await.expect("tagged");
    bed.queries.untag(&of("primary"), vec!["k01".to_owned(), "gone".to_owned()]).await.expect("untagged");
    let found = bed.queries.tags(&of("primary"), PageRequest::all()).await.expect("listed");
    assert_eq!(found.items, [("k00".to_owned(), "w".to_owned())]);
    let many = bed.queries.tag(&of("primary"), tags(TAGS_MAX + 1)).await;
    assert!(matches!(many, Err(Error::TooManyTags)), "{many:?}");
    let none = bed.queries.tags(&of("nope"), PageRequest::all()).await;
    assert!(matches!(none, Err(Error::ResourceNotFound(_))), "{none:?}");
    let catalog = Tagged::DataCatalog("AwsDataCatalog".to_owned());
    assert!(bed.queries.tags(&catalog, PageRequest::all()).await.expect("listed").items.is_empty());
}
