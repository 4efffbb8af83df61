//! Runs whose process ends somewhere on the way: after each of their steps once.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use boathouse_catalog::PartitionIndexStatus;
use boathouse_state::rusqlite::Connection;

use super::house::{House, request};
use super::lake_tables::{FIRST, ONE, SECOND, TWO, delta};
use crate::{Crawlers, Error, Result};

/// Polls a future so many times and drops it where it is.
async fn cut_off<T>(future: impl Future<Output = T>, polls: usize) -> Option<T> {
    let (mut future, mut left) = (pin!(future), polls);
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// What was on its way to the disk gets there.
async fn settle(house: &House) {
    tokio::time::sleep(Duration::from_millis(5)).await;
    house.state.write(|_: &Connection| Ok::<_, Error>(())).await.unwrap();
}

fn restarted(house: &House) -> Crawlers {
    Crawlers::new(house.state.clone(), house.lake.clone(), house.catalog.clone()).unwrap()
}

/// The keys of the table and those of its index.
async fn keys(house: &House) -> (Vec<String>, Vec<String>) {
    let names = |keys: &[boathouse_catalog::Column]| keys.iter().map(|key| key.name.clone()).collect();
    let indexes = house.catalog.partition_indexes("db", "t").await.unwrap();
    let live = indexes.iter().filter(|index| index.status != PartitionIndexStatus::Deleting);
    (names(&house.table("t").await.partition_keys), live.flat_map(|index| names(&index.keys)).collect())
}

async fn with_index() -> (House, Result<crate::Plan>) {
    let first = [("x/t/a=1/f.csv", "i,n,m\n1,2,3\n"), ("x/t/a=2/f.csv", "i,n,m\n1,2,3\n")];
    let house = House::with(&first).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    for (key, _) in first {
        house.delete(key).await;
    }
    for key in ["x/t/b=1/c=1/f.csv", "x/t/b=2/c=1/f.csv"] {
        house.put(key, "i,n,m\n1,2,3\n").await;
    }
    let plan = house.crawlers.plan(&request(&["x/"])).await;
    (house, plan)
}

#[tokio::test]
async fn a_table_is_never_left_without_its_index() {
    let mut ends = Vec::new();
    for polls in 0.. {
        let (house, plan) = with_index().await;
        let plan = plan.unwrap();
        let done = cut_off(house.crawlers.apply_as_run(&plan, "crawler"), polls).await;
        settle(&house).await;
        let (of_table, of_index) = keys(&house).await;
        assert_eq!(of_table, of_index, "cut off after {polls} polls");
        let Some(run) = done else {
            ends.push(of_table);
            continue;
        };
        assert_eq!(of_table, ["b", "c"]);
        let (run, _) = run.unwrap();
        for polls in 0.. {
            let done = cut_off(house.crawlers.undo(&run, false), polls).await;
            settle(&house).await;
            let (of_table, of_index) = keys(&house).await;
            assert_eq!(of_table, of_index, "undoing cut off after {polls} polls");
            if done.is_some() || of_table == ["a"] {
                break;
            }
        }
        break;
    }
    // Some of them ended before the change.
    assert!(ends.contains(&vec!["a".to_owned()]), "{ends:?}");
}

#[tokio::test]
async fn manifests_of_a_run_that_was_cut_off_are_known() {
    let mut known = 0;
    for polls in 0.. {
        let house = House::with(&[("t/_delta_log/00000000000000000000.json", FIRST)]).await;
        house.crawl(&delta("t/", false)).await.unwrap();
        house.put("t/_delta_log/00000000000000000001.json", SECOND).await;
        let before = (house.text(ONE).await, house.text(TWO).await);
        let plan = house.crawlers.plan(&delta("t/", false)).await.unwrap();
        let done = cut_off(house.crawlers.apply_as_run(&plan, "crawler"), polls).await;
        // What is still being written gets there: a process does not end in the middle of that.
        tokio::time::sleep(Duration::from_millis(20)).await;
        settle(&house).await;
        let again = restarted(&house);
        let changed = [(ONE, &before.0), (TWO, &before.1)];
        let mut expected = Vec::new();
        for (key, before) in changed {
            if house.text(key).await != *before {
                expected.push(format!("s3://bkt/{key}"));
            }
        }
        let interrupted = again.interrupted_runs().await.unwrap();
        let told: Vec<String> = interrupted.iter().flat_map(|run| &run.manifests).map(ToString::to_string).collect();
        if done.is_some() {
            assert!(interrupted.is_empty());
            break;
        }
        let runs = again.undoable_runs().await.unwrap();
        if runs.iter().any(|run| !run.interrupted) {
            // The catalog is written.
            continue;
        }
        assert_eq!(told, expected, "cut off after {polls} polls");
        let Some(run) = interrupted.first() else { continue };
        known += 1;
        assert!(runs.iter().any(|other| other.id == run.id && other.interrupted));
        again.undo(&run.id, false).await.unwrap();
        assert_eq!((house.text(ONE).await, house.text(TWO).await), before, "cut off after {polls} polls");
        assert_eq!(again.interrupted_runs().await.unwrap(), []);
    }
    assert!(known > 0);
}

/// The next run goes on where one was cut off; then there is nothing to be said about that any more.
#[tokio::test]
async fn a_later_run_settles_it() {
    let house = House::with(&[("t/_delta_log/00000000000000000000.json", FIRST)]).await;
    let plan = house.crawlers.plan(&delta("t/", false)).await.unwrap();
    let (id, _) = house.crawlers.apply_as_run(&plan, "crawler").await.unwrap();
    let set = |standing: i64| {
        move |connection: &Connection| {
            Ok::<_, Error>(connection.execute("UPDATE crawler_undo SET standing = ?1", [standing])?)
        }
    };
    house.state.write(set(1)).await.unwrap();
    let still = house.crawlers.undo(&id, false).await.unwrap_err().to_string();
    assert!(still.ends_with("it is still writing"), "{still}");
    assert_eq!(house.crawlers.undoable_runs().await.unwrap(), []);
    let again = restarted(&house);
    assert_eq!(again.interrupted_runs().await.unwrap().len(), 1);
    let plan = again.plan(&delta("t/", false)).await.unwrap();
    assert!(plan.is_empty());
    again.apply_as_run(&plan, "crawler").await.unwrap();
    assert_eq!(again.interrupted_runs().await.unwrap(), []);
    again.undo(&id, false).await.unwrap();
    assert_eq!(house.text(ONE).await, None);
}
