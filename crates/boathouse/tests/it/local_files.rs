//! Local folders: copied, kept up to date, and rehearsed.

use boathouse::Boathouse;
use boathouse::command::{CrawlCommand, Message, Outcome, Request, execute};
use futures::StreamExt;

async fn crawl(house: &Boathouse, target: &str, dry_run: bool) -> boathouse::command::CrawlOutcome {
    let command =
        CrawlCommand { target: target.to_owned(), database: "db".to_owned(), dry_run, ..CrawlCommand::default() };
    let messages: Vec<Message> = execute(house, Request::Crawl(command)).collect().await;
    match messages.last() {
        Some(Message::Done(outcome)) => match outcome.as_ref() {
            Outcome::Crawl(outcome) => (**outcome).clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_folder_is_crawled_as_it_is_now() {
    let files = tempfile::tempdir().expect("folder");
    let boats = files.path().join("boats");
    std::fs::create_dir(&boats).expect("folder");
    std::fs::write(boats.join("a.csv"), "id,name\n1,a\n").expect("file");
    let house = Boathouse::open_ephemeral().await.expect("opens");
    let target = files.path().to_str().expect("text");

    let plan = crawl(&house, target, true).await;
    assert!(plan.dry_run && plan.changes.iter().any(|change| change.name == "db.boats"), "{plan:?}");
    assert!(plan.changes.iter().all(|change| !change.reasons.is_empty()));
    assert!(house.tables(None).await.expect("lists").is_empty(), "a rehearsal changes nothing");

    crawl(&house, target, false).await;
    let count = |sql: &'static str| {
        let house = house.clone();
        async move { house.sql("db", sql).await.map(|answer| answer.batches.iter().map(|b| b.num_rows()).sum::<usize>()) }
    };
    assert_eq!(count("SELECT id FROM boats").await.expect("answers"), 1);

    std::fs::write(boats.join("b.csv"), "id,name\n2,b\n3,c\n").expect("file");
    assert!(crawl(&house, target, false).await.files >= 2);
    assert_eq!(count("SELECT id FROM boats").await.expect("answers"), 3);

    std::fs::remove_file(boats.join("a.csv")).expect("removes");
    crawl(&house, target, false).await;
    assert_eq!(count("SELECT id FROM boats").await.expect("answers"), 2);
}
