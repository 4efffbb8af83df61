//! Manifests of Delta tables as they were before the run that is taken back.

use super::house::House;
use super::lake_tables::{FIRST, ONE, SECOND, TWO, delta};
use crate::Error;

const LOGS: [&str; 2] = ["t/_delta_log/00000000000000000000.json", "t/_delta_log/00000000000000000001.json"];

async fn run(house: &House) -> String {
    let plan = house.crawlers.plan(&delta("t/", false)).await.unwrap();
    house.crawlers.apply_as_run(&plan, "crawler").await.unwrap().0
}

#[tokio::test]
async fn what_a_run_wrote_is_as_it_was() {
    let house = House::with(&[(LOGS[0], FIRST)]).await;
    let first = run(&house).await;
    let (earlier, other) = (house.text(ONE).await.unwrap(), house.text(TWO).await.unwrap());
    house.put(LOGS[1], SECOND).await;
    let second = run(&house).await;
    let later = house.text(ONE).await;
    assert_ne!(later.as_ref(), Some(&earlier));
    // Somebody else's is not overwritten without being told.
    house.put(ONE, "s3://bkt/t/mine.parquet\n").await;
    let Err(Error::UndoOutdated(names)) = house.crawlers.undo(&second, false).await else { panic!("taken back") };
    assert_eq!(names, [format!("s3://bkt/{ONE}")]);
    house.put(ONE, later.as_deref().unwrap_or_default()).await;
    // One was written anew and the other deleted.
    assert_eq!(house.crawlers.undo(&second, false).await.unwrap().manifests, 2);
    assert_eq!([house.text(ONE).await.as_ref(), house.text(TWO).await.as_ref()], [Some(&earlier), Some(&other)]);
    assert_eq!(house.crawlers.undo(&first, false).await.unwrap().manifests, 2);
    assert_eq!((house.text(ONE).await, house.text(TWO).await, house.tables().await.len()), (None, None, 0));
}

#[tokio::test]
async fn manifests_alone_are_a_run_too() {
    let house = House::with(&[(LOGS[0], FIRST)]).await;
    run(&house).await;
    house.delete(ONE).await;
    let second = run(&house).await;
    let done = house.crawlers.undo(&second, false).await.unwrap();
    assert_eq!((done.manifests, house.text(ONE).await, house.tables().await.len()), (1, None, 1));
}

#[tokio::test]
async fn with_force_what_was_changed_since_is_given_up() {
    let house = House::with(&[(LOGS[0], FIRST)]).await;
    let id = run(&house).await;
    house.put(ONE, "s3://bkt/t/mine.parquet\n").await;
    assert_eq!(house.crawlers.undo(&id, true).await.unwrap().manifests, 2);
    assert_eq!(house.text(ONE).await, None);
}

/// The lake is written before the catalog is.
#[tokio::test]
async fn a_run_that_fails_leaves_the_lake_as_it_was() {
    let house = House::with(&[(LOGS[0], FIRST)]).await;
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON crawler_undo BEGIN SELECT RAISE(ABORT, 'no room'); END";
    let sql = move |c: &boathouse_state::rusqlite::Connection| Ok::<_, Error>(c.execute_batch(refuse)?);
    house.state.write(sql).await.unwrap();
    let plan = house.crawlers.plan(&delta("t/", false)).await.unwrap();
    house.crawlers.apply_as_run(&plan, "crawler").await.unwrap_err();
    assert_eq!((house.text(ONE).await, house.tables().await.len()), (None, 0));
}

/// What is on disk when the process ends between the lake and the catalog.
#[tokio::test]
async fn an_undoing_that_was_cut_off_can_be_done_again() {
    let house = House::with(&[(LOGS[0], FIRST)]).await;
    let id = run(&house).await;
    house.delete(ONE).await;
    let done = house.crawlers.undo(&id, false).await.unwrap();
    assert_eq!((done.manifests, done.tables_removed.len()), (1, 1));
}
