//! Schedules: switched, due, and what comes of runs that meet; logs and histories.

use std::time::Duration;

use boathouse_state::{DEFAULT_SCOPE, scope_of};

use super::house::{House, SALES};
use crate::{
    Comparison, CrawlRunState, CrawlerDefinition, CrawlerState, CrawlerUpdate, Crawlers, Error, Fired, LogQuery,
    RunFilter, S3TargetDefinition, ScheduleState, TargetsDefinition,
};

/// The house's clock stands at 22:13:20 of a Tuesday.
const START_MS: i64 = 1_700_000_000_000;
const MINUTE: Duration = Duration::from_secs(60);
/// At 22:15, 22:20 and so on.
const OFTEN: &str = "cron(0/5 * * * ? *)";

fn definition(name: &str, schedule: Option<&str>) -> CrawlerDefinition {
    CrawlerDefinition {
        name: name.to_owned(),
        role: "r".to_owned(),
        database_name: Some("db".to_owned()),
        targets: TargetsDefinition {
            s3_targets: vec![S3TargetDefinition { path: "s3://bkt/x/".to_owned(), ..S3TargetDefinition::default() }],
            ..TargetsDefinition::default()
        },
        schedule: schedule.map(str::to_owned),
        ..CrawlerDefinition::default()
    }
}

async fn house_with(schedule: Option<&str>) -> House {
    let house = House::with(&[("x/t/f.csv", SALES)]).await;
    house.crawlers.create(definition("c", schedule)).await.unwrap();
    house
}

async fn state_of(house: &House) -> Option<ScheduleState> {
    house.crawlers.crawler("c").await.unwrap().schedule_state
}

async fn next_after(house: &House) -> Option<i64> {
    Some((house.crawlers.next_due_ms().await.unwrap()? - START_MS) / 1000)
}

#[tokio::test]
async fn schedules_are_switched() {
    let house = house_with(None).await;
    let crawlers = &house.crawlers;
    assert_eq!(state_of(&house).await, None);
    assert!(matches!(crawlers.start_schedule("c").await, Err(Error::NoSchedule(_))));
    assert!(matches!(crawlers.stop_schedule("c").await, Err(Error::SchedulerNotRunning(_))));
    for name in ["start", "stop", "update"] {
        let outcome = match name {
            "start" => crawlers.start_schedule("x").await,
            "stop" => crawlers.stop_schedule("x").await,
            _ => crawlers.update_schedule("x", None).await,
        };
        assert!(matches!(outcome, Err(Error::CrawlerNotFound(_))), "{name}");
    }
    let bad = crawlers.update_schedule("c", Some("cron(0 0 * * * *)".to_owned())).await.unwrap_err();
    assert!(bad.to_string().contains("exactly one of"), "{bad}");

    crawlers.update_schedule("c", Some(OFTEN.to_owned())).await.unwrap();
    assert_eq!((state_of(&house).await, next_after(&house).await), (Some(ScheduleState::Scheduled), Some(100)));
    assert!(matches!(crawlers.start_schedule("c").await, Err(Error::SchedulerRunning(_))));
    crawlers.stop_schedule("c").await.unwrap();
    assert_eq!((state_of(&house).await, next_after(&house).await), (Some(ScheduleState::NotScheduled), None));
    assert!(matches!(crawlers.stop_schedule("c").await, Err(Error::SchedulerNotRunning(_))));
    // What does not name the schedule leaves it as it is.
    let description = CrawlerUpdate { description: Some("d".to_owned()), ..CrawlerUpdate::default() };
    crawlers.update("c", description).await.unwrap();
    assert_eq!(state_of(&house).await, Some(ScheduleState::NotScheduled));
    crawlers.start_schedule("c").await.unwrap();
    assert_eq!((state_of(&house).await, next_after(&house).await), (Some(ScheduleState::Scheduled), Some(100)));
    let hourly = |schedule: &str| CrawlerUpdate { schedule: Some(schedule.to_owned()), ..CrawlerUpdate::default() };
    crawlers.update("c", hourly("cron(14 * * * ? *)")).await.unwrap();
    assert_eq!((state_of(&house).await, next_after(&house).await), (Some(ScheduleState::Scheduled), Some(40)));
    assert_eq!(crawlers.crawler("c").await.unwrap().version, 4);
    crawlers.update("c", hourly("")).await.unwrap();
    assert_eq!((state_of(&house).await, next_after(&house).await), (None, None));
}

#[tokio::test]
async fn what_is_due_is_started_once() {
    let house = house_with(Some(OFTEN)).await;
    let (crawlers, clock) = (&house.crawlers, house.state.clock());
    assert_eq!(crawlers.fire_due().await.unwrap(), Fired::default());
    clock.advance(2 * MINUTE);
    let fired = crawlers.fire_due().await.unwrap();
    assert_eq!(fired.started.len(), 1, "{fired:?}");
    assert_eq!(crawlers.fire_due().await.unwrap(), Fired::default());
    assert_eq!(next_after(&house).await, Some(400));
    let run = crawlers.wait(&fired.started[0]).await.unwrap();
    assert_eq!((run.state, run.started_ms), (CrawlRunState::Completed, START_MS + 120_000));
    assert_eq!(house.tables().await.len(), 1);
}

#[tokio::test]
async fn a_crawler_that_still_runs_is_left_alone() {
    // On this one-threaded runtime a run makes no step before the next await.
    let house = house_with(Some(OFTEN)).await;
    for i in 0..200 {
        house.put(&format!("x/t/year={i}/f.csv"), SALES).await;
    }
    let (crawlers, clock) = (&house.crawlers, house.state.clock());
    clock.advance(2 * MINUTE);
    let run = crawlers.start("c").await.unwrap();
    assert_eq!(crawlers.crawler("c").await.unwrap().state, CrawlerState::Running);
    let fired = crawlers.fire_due().await.unwrap();
    assert_eq!((fired.started.len(), fired.overlapping), (0, vec!["c".to_owned()]));
    // Its schedule can be stopped and changed meanwhile, and the run goes on.
    crawlers.stop_schedule("c").await.unwrap();
    crawlers.update_schedule("c", Some(OFTEN.to_owned())).await.unwrap();
    assert_eq!(crawlers.wait(&run).await.unwrap().state, CrawlRunState::Completed);
    clock.advance(5 * MINUTE);
    assert_eq!(crawlers.fire_due().await.unwrap().started.len(), 1);
}

#[tokio::test]
async fn schedules_survive_a_restart_and_old_times_are_not_made_up_for() {
    let house = house_with(Some(OFTEN)).await;
    let again = || Crawlers::new(house.state.clone(), house.lake.clone(), house.catalog.clone()).unwrap();
    house.state.clock().advance(2 * MINUTE);
    let fired = again().fire_due().await.unwrap();
    assert_eq!(fired.started.len(), 1, "a restart within five minutes loses no run");
    house.state.clock().advance(60 * MINUTE);
    let fired = again().fire_due().await.unwrap();
    assert_eq!((fired.started.len(), fired.missed), (0, vec!["c".to_owned()]));
    house.state.clock().advance(5 * MINUTE);
    assert_eq!(next_after(&house).await, Some(3_700 + 300));
}

#[tokio::test]
async fn every_scope_has_its_schedules() {
    let house = house_with(Some(OFTEN)).await;
    let other = house.crawlers.in_scope(&scope_of("000000000001", "eu-west-1"));
    other.create(definition("c", Some(OFTEN))).await.unwrap();
    house.crawlers.stop_schedule("c").await.unwrap();
    house.state.clock().advance(2 * MINUTE);
    let fired = house.crawlers.in_scope(DEFAULT_SCOPE).fire_due().await.unwrap();
    assert_eq!(fired.started.len(), 1);
    let run = other.wait(&fired.started[0]).await.unwrap();
    assert_eq!(run.error.as_deref(), Some("Database db not found."), "it crawls into its own catalog");
    assert_eq!(house.crawlers.runs("c").await.unwrap().len(), 0);
    assert_eq!(house.crawlers.log_streams().await.unwrap(), []);
    assert_eq!(other.log_streams().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_task_fires_when_the_clock_has_come_so_far() {
    let house = house_with(None).await;
    let task = tokio::spawn(house.crawlers.clone().keep_schedules());
    tokio::task::yield_now().await;
    house.crawlers.update_schedule("c", Some(OFTEN.to_owned())).await.unwrap();
    house.state.clock().advance(2 * MINUTE);
    let started = async {
        loop {
            if let Some(run) = house.crawlers.runs("c").await.unwrap().first() {
                return run.id.clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let run = tokio::time::timeout(Duration::from_secs(60), started).await.unwrap();
    assert_eq!(house.crawlers.wait(&run).await.unwrap().state, CrawlRunState::Completed);
    task.abort();
}

#[tokio::test]
async fn histories_are_filtered_and_paged() {
    let house = house_with(None).await;
    let mut ids = Vec::new();
    for round in 0..4 {
        if round == 3 {
            let elsewhere = CrawlerUpdate { database_name: Some("nobody".to_owned()), ..CrawlerUpdate::default() };
            house.crawlers.update("c", elsewhere).await.unwrap();
        }
        let id = house.crawlers.start("c").await.unwrap();
        house.crawlers.wait(&id).await.unwrap();
        ids.insert(0, id);
        house.state.clock().advance(MINUTE);
    }
    let find = async |filters: Vec<RunFilter>, after: Option<usize>, most: usize| {
        let page = house.crawlers.history("c", filters, after.map(|at| ids[at].clone()), most).await.unwrap();
        let at = |id: &String| ids.iter().position(|known| known == id).unwrap();
        (page.runs.iter().map(|run| at(&run.id)).collect::<Vec<_>>(), page.has_more)
    };
    let minute = |minute: i64| START_MS + minute * 60_000;
    for (filters, expected) in [
        (vec![], &[0, 1, 2, 3][..]),
        (vec![RunFilter::State(true, "FAILED".to_owned())], &[0]),
        (vec![RunFilter::State(false, "FAILED".to_owned())], &[1, 2, 3]),
        (vec![RunFilter::Id(true, ids[2].clone())], &[2]),
        (vec![RunFilter::Id(false, ids[2].clone())], &[0, 1, 3]),
        (vec![RunFilter::Start(Comparison::Gt, minute(1))], &[0, 1]),
        (vec![RunFilter::Start(Comparison::Ge, minute(1))], &[0, 1, 2]),
        (vec![RunFilter::Start(Comparison::Lt, minute(1))], &[3]),
        (vec![RunFilter::Start(Comparison::Le, minute(1))], &[2, 3]),
        (vec![RunFilter::End(Comparison::Eq, minute(1))], &[2]),
        (vec![RunFilter::End(Comparison::Ne, minute(1))], &[0, 1, 3]),
        (vec![RunFilter::Start(Comparison::Gt, minute(0)), RunFilter::End(Comparison::Lt, minute(2))], &[2]),
    ] {
        assert_eq!(find(filters.clone(), None, 10).await.0, expected, "{filters:?}");
    }
    assert_eq!(find(vec![], None, 2).await, (vec![0, 1], true));
    assert_eq!(find(vec![], Some(1), 2).await, (vec![2, 3], false));
    assert_eq!(find(vec![RunFilter::State(true, "COMPLETED".to_owned())], Some(1), 1).await, (vec![2], true));
    let unknown = house.crawlers.history("c", vec![], Some("x".to_owned()), 1).await;
    assert!(matches!(unknown, Err(Error::RunNotFound(_))));
    assert!(matches!(house.crawlers.history("x", vec![], None, 1).await, Err(Error::CrawlerNotFound(_))));

    // The runs' log is one stream, which outlives its crawler.
    house.crawlers.delete("c").await.unwrap();
    let streams = house.crawlers.log_streams().await.unwrap();
    let times = (streams[0].first_event_ms, streams[0].last_event_ms);
    assert_eq!((streams.len(), streams[0].name.as_str(), times), (1, "c", (minute(0), minute(3))));
    let query = |query: LogQuery| house.crawlers.log_events(LogQuery { lines_max: 3, ..query });
    let text = |events: Vec<crate::LogEvent>| {
        events.into_iter().map(|event| event.message[39..].to_owned()).collect::<Vec<_>>()
    };
    let newest = query(LogQuery { newest_first: true, ..LogQuery::default() }).await.unwrap();
    let before = newest[2].place;
    assert_eq!(
        text(newest),
        [
            "BENCHMARK : Crawler has finished running and is in state READY",
            "ERROR : Database nobody not found.",
            "BENCHMARK : Running Start Crawl for Crawler c",
        ]
    );
    let back = query(LogQuery { before: Some(before), newest_first: true, ..LogQuery::default() }).await.unwrap();
    assert_eq!(text(back).len(), 3);
    let forth = query(LogQuery { after: Some(before), streams: vec!["c".to_owned()], ..LogQuery::default() });
    assert_eq!(text(forth.await.unwrap()).len(), 2);
    let timed = query(LogQuery { from_ms: Some(minute(3)), before_ms: Some(minute(3)), ..LogQuery::default() });
    assert_eq!(timed.await.unwrap(), []);
    let nobody = query(LogQuery { streams: vec!["x".to_owned()], ..LogQuery::default() });
    assert_eq!(nobody.await.unwrap(), []);
}
