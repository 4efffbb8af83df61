//! Queues, limits, stages and how long executions are kept.

use std::time::Duration;

use boathouse_lake::ListRequest;
use boathouse_state::PageRequest;

use crate::testbed::Testbed;
use crate::{Error, ExecutionState, ManagedResults, QueryConfig, ReservationState, StartRequest, WorkgroupSettings};

const FOREVER: &str = "WITH n AS (SELECT x FROM UNNEST(sequence(1, 1000)) t(x)) \
     SELECT count(*) FROM n a JOIN n b ON a.x <> b.x JOIN n c ON b.x <> c.x JOIN n d ON c.x <> d.x";

async fn groups(bed: &Testbed, names: &[&str]) {
    for name in names {
        let results = Testbed::results("s3://data/out/");
        let settings = WorkgroupSettings { results, ..WorkgroupSettings::default() };
        bed.queries.create_workgroup(name, None, settings, Vec::new()).await.expect("made");
    }
}

fn within(workgroup: &str, sql: &str) -> StartRequest {
    StartRequest { workgroup: Some(workgroup.to_owned()), ..Testbed::request(sql) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_workgroup_does_not_keep_others_waiting() {
    let bed = Testbed::with(QueryConfig { running_max: 1, target_partitions: 1, ..QueryConfig::default() }).await;
    groups(&bed, &["busy", "calm"]).await;
    let first = bed.queries.start(within("busy", FOREVER)).await.expect("started");
    let mut waiting = Vec::new();
    for _ in 0..20 {
        waiting.push(bed.queries.start(within("busy", FOREVER)).await.expect("queued"));
    }
    let calm = bed.queries.start(within("calm", "SELECT 1")).await.expect("queued");
    bed.queries.stop(&first).await.expect("stopped");
    // The busy one's next is before it in the line, and after that it is the calm one's turn.
    let mut ran = 0;
    while !bed.queries.execution(&calm).await.expect("kept").state.is_final() {
        for id in &waiting {
            if bed.queries.execution(id).await.expect("kept").state == ExecutionState::Running {
                bed.queries.stop(id).await.expect("stopped");
                ran += 1;
            }
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(ran <= 2, "{ran} of the busy ones ran before it");
    assert_eq!(bed.queries.execution(&calm).await.expect("kept").state, ExecutionState::Succeeded);
    let stops = waiting.iter().map(|id| bed.queries.stop(id));
    futures::future::try_join_all(stops).await.expect("stopped");
    for id in &waiting {
        let ended = bed.queries.execution(id).await.expect("kept");
        assert_eq!(ended.state, ExecutionState::Cancelled);
        assert!(bed.object(&ended.output_location).await.is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reserved_capacity_makes_queries_wait() {
    let bed = Testbed::with(QueryConfig { target_partitions: 1, ..QueryConfig::default() }).await;
    groups(&bed, &["reserved", "other"]).await;
    bed.queries.create_reservation("r", 8, Vec::new()).await.expect("reserved");
    bed.queries.assign_reservation("r", vec![vec!["reserved".to_owned()]]).await.expect("assigned");
    let mut running = Vec::new();
    for _ in 0..2 {
        running.push(bed.queries.start(within("reserved", FOREVER)).await.expect("started"));
    }
    let third = bed.queries.start(within("reserved", "SELECT 1")).await.expect("queued");
    // Another workgroup is not held up.
    assert_eq!(bed.end_of(within("other", "SELECT 1")).await.state, ExecutionState::Succeeded);
    let queued = bed.queries.execution(&third).await.expect("kept");
    assert_eq!((queued.state, queued.statistics.dpus), (ExecutionState::Queued, Some(4)));
    for id in &running {
        bed.queries.stop(id).await.expect("stopped");
    }
    assert_eq!(bed.queries.wait(&third).await.expect("kept").state, ExecutionState::Succeeded);

    bed.queries.create_reservation("s", 24, Vec::new()).await.expect("reserved");
    let taken = bed.queries.assign_reservation("s", vec![vec!["reserved".to_owned()]]).await;
    assert!(matches!(taken, Err(Error::InvalidSettings(_))), "{taken:?}");
    assert!(matches!(bed.queries.delete_reservation("r").await, Err(Error::ReservationState(_))));
    bed.queries.cancel_reservation("r").await.expect("cancelled");
    let cancelled = bed.queries.reservation("r").await.expect("there");
    assert_eq!((cancelled.state, cancelled.allocated_dpus), (ReservationState::Cancelled, 0));
    bed.queries.delete_reservation("r").await.expect("deleted");
    let left = bed.queries.reservations(PageRequest::all()).await.expect("listed");
    assert_eq!(left.items.iter().map(|left| left.name.as_str()).collect::<Vec<_>>(), ["s"]);
}

#[tokio::test]
async fn stages_of_a_query() {
    let bed = Testbed::with(QueryConfig { target_partitions: 2, ..QueryConfig::default() }).await;
    bed.put("t/a.csv", "1,a\n2,b\n3,a\n").await;
    bed.ddl(
        "CREATE EXTERNAL TABLE t (i int, s string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' \
         LOCATION 's3://data/t/'",
    )
    .await;
    let ended = bed.run("SELECT s, sum(i) AS total FROM t GROUP BY s ORDER BY s").await;
    assert_eq!(ended.failure, None);
    let root = bed.queries.stages(&ended.id).await.expect("kept").expect("stages");
    assert_eq!((root.id, root.output_rows), (0, 2));
    assert!(!root.stages.is_empty() && root.stages.iter().all(|stage| stage.id > 0), "{root:?}");
    let mut deepest = &root;
    while let Some(below) = deepest.stages.first() {
        deepest = below;
    }
    assert_eq!(deepest.input_rows, 3, "{deepest:?}");
    let ddl = bed.run("SHOW TABLES").await;
    assert_eq!(bed.queries.stages(&ddl.id).await.expect("kept"), None);
}

#[tokio::test]
async fn executions_are_kept_for_45_days() {
    let bed = Testbed::new().await;
    let old = bed.run("SELECT 1").await;
    bed.state.clock().advance(Duration::from_secs(44 * 24 * 3600));
    let young = bed.run("SELECT 1").await;
    bed.queries.forget_before(bed.queries.now_ms()).await.expect("looked");
    assert!(bed.queries.execution(&old.id).await.is_ok());
    bed.state.clock().advance(Duration::from_secs(2 * 24 * 3600));
    bed.queries.forget_before(bed.queries.now_ms()).await.expect("looked");
    assert!(matches!(bed.queries.execution(&old.id).await, Err(Error::ExecutionNotFound(_))));
    assert!(bed.queries.results(&young.id, None, None).await.is_ok());
    assert!(bed.object(&old.output_location).await.is_some(), "the object is the user's");
}

#[tokio::test]
async fn managed_results_are_kept_for_a_day() {
    let bed = Testbed::new().await;
    let managed = Some(ManagedResults { enabled: true, kms_key: None });
    for name in ["m", "gone"] {
        let settings = WorkgroupSettings { managed: managed.clone(), ..WorkgroupSettings::default() };
        bed.queries.create_workgroup(name, None, settings, Vec::new()).await.expect("made");
    }
    bed.ddl("CREATE EXTERNAL TABLE t (i int) LOCATION 's3://data/t/'").await;
    let selected = bed.end_of(within("m", "SELECT 1 AS one")).await;
    let inserted = bed.end_of(within("m", "INSERT INTO t VALUES 1")).await;
    let failed = bed.end_of(within("m", "DROP TABLE nope")).await;
    assert_eq!((selected.failure, inserted.failure), (None, None));
    assert_eq!(failed.state, ExecutionState::Failed);
    bed.end_of(within("gone", "SELECT 2 AS two")).await;
    let found = || async {
        let lake = bed.queries.managed_lake().await.expect("a lake");
        let listed = lake.list("results", ListRequest::default()).await.expect("listed");
        listed.objects.len()
    };
    // Two results with their companions, one of an INSERT with its list, and a failure's text.
    assert_eq!(found().await, 7);
    bed.queries.delete_workgroup("gone", true).await.expect("deleted");
    assert_eq!(found().await, 5);

    let clock = bed.state.clock();
    clock.advance(Duration::from_secs(24 * 3600));
    bed.queries.forget_before(bed.queries.now_ms()).await.expect("looked");
    assert_eq!(bed.queries.results(&selected.id, None, None).await.expect("there").rows.len(), 2);
    assert_eq!(bed.queries.manifest(&inserted.id, None, None).await.expect("there").rows.len(), 1);
    clock.advance(Duration::from_secs(1));
    // It is gone for its readers at once, and from the disk when somebody looks.
    for swept in [false, true] {
        for id in [&selected.id, &inserted.id] {
            let result = bed.queries.results(id, None, None).await;
            assert!(matches!(result, Err(Error::ResultNotFound)), "{swept}: {result:?}");
        }
        let manifest = bed.queries.manifest(&inserted.id, None, None).await;
        assert!(matches!(manifest, Err(Error::ResultNotFound)), "{swept}: {manifest:?}");
        assert_eq!(found().await, if swept { 0 } else { 5 });
        bed.queries.forget_before(bed.queries.now_ms()).await.expect("looked");
    }
    assert!(bed.queries.execution(&selected.id).await.is_ok(), "its history stays");
    assert_eq!(bed.rows("SELECT * FROM t").await.0, ["1"], "and so does what it wrote");
}

#[tokio::test]
async fn ddl_has_a_limit_of_its_own() {
    let bed = Testbed::with(QueryConfig { running_max: 1, ddl_active_max: 1, ..QueryConfig::default() }).await;
    let running = bed.queries.start(Testbed::request(FOREVER)).await.expect("started");
    let waiting = bed.queries.start(Testbed::request("SHOW TABLES")).await.expect("queued");
    let refused = bed.queries.start(Testbed::request("SHOW DATABASES")).await;
    assert!(matches!(refused, Err(Error::TooManyQueries(1))), "{refused:?}");
    assert!(bed.queries.start(Testbed::request("SELECT 1")).await.is_ok());
    bed.queries.stop(&running).await.expect("stopped");
    assert_eq!(bed.queries.wait(&waiting).await.expect("kept").state, ExecutionState::Succeeded);
}
