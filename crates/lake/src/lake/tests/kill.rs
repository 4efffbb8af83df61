//! What is left when the process is killed in the middle of its work.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use super::*;

const HOME: &str = "BOATHOUSE_LAKE_TEST_KILLED_HOME";
const THIS: &str = "lake::tests::kill::the_process_that_is_killed";

fn body(n: usize) -> String {
    format!("{n};").repeat(20_000 + n)
}

/// Not a test of its own: it is run again as a process of its own by the test below, which kills it.
#[test]
fn the_process_that_is_killed() {
    let Ok(home) = std::env::var(HOME) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let lake = open(home.as_ref()).await;
        lake.ensure_bucket("raw").await.unwrap();
        let puts = (0..200).map(|n| {
            let lake = lake.clone();
            tokio::spawn(async move {
                let pieces: Vec<_> = body(n).as_bytes().chunks(10_000).map(Bytes::copy_from_slice).map(Ok).collect();
                let key = format!("d{}/{n}", n % 7);
                let put = lake.put("raw", &key, PutOptions::default(), stream::iter(pieces)).await.unwrap();
                std::io::stdout().write_all(format!("\nacknowledged {n} {}\n", put.etag).as_bytes()).unwrap();
            })
        });
        futures::future::join_all(puts).await;
    });
    std::thread::sleep(std::time::Duration::from_secs(60));
}

#[tokio::test]
async fn a_kill_amid_two_hundred_puts_loses_nothing_acknowledged() {
    let home = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([THIS, "--exact", "--nocapture"])
        .env(HOME, home.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = BTreeMap::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some((n, etag)) = line.strip_prefix("acknowledged ").and_then(|rest| rest.split_once(' ')) {
            acknowledged.insert(n.parse::<usize>().unwrap(), etag.to_owned());
            if acknowledged.len() == 60 {
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    assert!((60..200).contains(&acknowledged.len()), "killed amid the work: {}", acknowledged.len());

    let lake = open(home.path()).await;
    for (n, etag) in &acknowledged {
        let key = format!("d{}/{n}", n % 7);
        assert!(read(&lake, &key, GetOptions::default()).await.unwrap() == body(*n), "{n} is whole");
        assert_eq!(&lake.head("raw", &key).await.unwrap().etag, etag);
    }
    let visible = lake.list("raw", ListRequest::default()).await.unwrap().objects;
    for object in &visible {
        let n: usize = object.key.rsplit('/').next().unwrap().parse().unwrap();
        assert_eq!(object.size, body(n).len() as u64, "no half object");
    }
    assert!(visible.len() >= acknowledged.len());
    let left: Vec<_> = walk_files(&home.path().join("tmp"));
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while !walk_files(&home.path().join("tmp")).is_empty() {
        assert!(std::time::Instant::now() < deadline, "half-written files are removed: {left:?}");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn walk_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() { files.extend(walk_files(&path)) } else { files.push(path) }
    }
    files
}
