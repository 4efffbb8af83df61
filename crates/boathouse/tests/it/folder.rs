//! A data folder: who may have it, what is in it after a restart, and emptying it.

use std::time::Instant;

use boathouse::command::{FailureKind, Message, Request, execute};
use boathouse::{Boathouse, Error, Holder};
use futures::StreamExt;

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let dir = tempfile::tempdir().expect("folder");
    let house = Boathouse::open(dir.path()).await.expect("opens");
    house.put("s3://raw/t/a.csv", "id,name\n1,a\n2,b\n").await.expect("puts");
    house.crawl("s3://raw/t/", "db").await.expect("crawls");
    // Not closed: a process that is killed does not close either.
    drop(house);
    let house = Boathouse::open(dir.path()).await.expect("opens again");
    let answer = house.sql("db", "SELECT count(*) AS n FROM t").await.expect("answers");
    assert_eq!(answer.stats.rows, 1);
    assert_eq!(house.tables(None).await.expect("lists").len(), 1);
}

#[tokio::test]
async fn a_folder_is_held_by_one() {
    let dir = tempfile::tempdir().expect("folder");
    let house = Boathouse::open(dir.path()).await.expect("opens");
    assert!(matches!(boathouse::FolderLock::take(dir.path()), Ok(Holder::Other)));
    house.clone().close().await.expect("closes");
    drop(house);
    assert!(matches!(boathouse::FolderLock::take(dir.path()), Ok(Holder::Us(_))));
}

#[tokio::test]
async fn reset_empties_everything_quickly() {
    let house = Boathouse::open_ephemeral().await.expect("opens");
    for round in 0..3 {
        for n in 0..20 {
            house.put(&format!("s3://raw/t/{n}.csv"), "id,name\n1,a\n").await.expect("puts");
        }
        house.crawl("s3://raw/t/", "db").await.expect("crawls");
        let answer = house.sql("db", "SELECT count(*) AS n FROM t").await.expect("answers");
        assert_eq!(answer.stats.rows, 1, "round {round}");
        let started = Instant::now();
        house.reset().await.expect("resets");
        assert!(started.elapsed().as_millis() < 2_000, "{:?}", started.elapsed());
        assert!(house.tables(None).await.expect("lists").is_empty());
        assert!(house.lake().buckets().await.expect("lists").is_empty());
    }
}

#[tokio::test]
async fn a_failure_says_what_and_how_to_fix_it() {
    let house = Boathouse::open_ephemeral().await.expect("opens");
    let request = Request::Table { database: "db".into(), name: "t".into() };
    let messages: Vec<Message> = execute(&house, request).collect().await;
    let [Message::Failed(failure)] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!(failure.kind, FailureKind::Failed);
    assert!(failure.message.contains("db") && failure.hint.is_some(), "{failure:?}");
    let error = house.crawl("s3:/raw", "db").await.expect_err("no location");
    assert!(matches!(error, Error::LocalFile { .. } | Error::Schema(_)), "{error}");
    assert!(house.sql("db", "SELEC 1").await.is_err());
    assert!(
        house.sql("default", "SELECT * FROM nothing").await.is_err_and(|error| error.to_string().contains("nothing"))
    );
}
