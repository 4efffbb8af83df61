//! Stored crawlers: checks, states, runs, history.

use super::house::{House, SALES};
use crate::{
    Classifier, CrawlRunState, CrawlerDefinition, CrawlerState, CrawlerUpdate, Crawlers, CsvClassifier, Error,
    JsonClassifier, LastCrawlStatus, RecrawlBehavior, S3TargetDefinition, TargetsDefinition,
};

fn definition(change: impl FnOnce(&mut CrawlerDefinition)) -> CrawlerDefinition {
    let mut definition = CrawlerDefinition {
        name: "c".to_owned(),
        role: "service-role/r".to_owned(),
        database_name: Some("db".to_owned()),
        targets: TargetsDefinition { s3_targets: vec![target("s3://bkt/x/")], ..TargetsDefinition::default() },
        ..CrawlerDefinition::default()
    };
    change(&mut definition);
    definition
}

fn target(path: &str) -> S3TargetDefinition {
    S3TargetDefinition { path: path.to_owned(), ..S3TargetDefinition::default() }
}

#[tokio::test]
async fn definitions_are_checked() {
    let house = House::new().await;
    let text = |text: &str| Some(text.to_owned());
    let new_folders = "The SchemaChangePolicy for \"Crawl new folders only\" Amazon S3 target can have only LOG DeleteBehavior value and LOG UpdateBehavior value.";
    for (bad, expected) in [
        (definition(|d| d.name.clear()), "Name must be"),
        (definition(|d| d.targets.s3_targets.clear()), "At least one target"),
        (definition(|d| d.targets.s3_targets = vec![target("s3://nobody/x/")]), "S3 bucket nobody does not exist."),
        (definition(|d| d.targets.s3_targets = vec![target("x/y")]), "must be s3://bucket/prefix"),
        (definition(|d| d.targets.s3_targets[0].sample_size = Some(250)), "SampleSize must be between 1 and 249."),
        (definition(|d| d.targets.s3_targets[0].event_queue_arn = text("q")), "must be the ARN of an SQS"),
        (definition(|d| d.targets.s3_targets[0].exclusions = Some(vec!["{a".to_owned()])), "exclusion pattern '{a'"),
        (
            definition(|d| d.schedule = text("cron(0/4 * * * ? *)")),
            "Schedule expression 'cron(0/4 * * * ? *)' is not valid: its runs must be at least 5 minutes apart.",
        ),
        (definition(|d| d.classifiers = vec!["q".to_owned()]), "Classifier q not found."),
        (
            definition(|d| d.configuration = text(r#"{"Version":1,"X":1}"#)),
            "Configuration contains unsupported keys: X.",
        ),
        (definition(|d| d.recrawl_behavior = RecrawlBehavior::CrawlNewFoldersOnly), new_folders),
        (definition(|d| d.recrawl_behavior = RecrawlBehavior::CrawlEventMode), "CRAWL_EVENT_MODE"),
    ] {
        let error = house.crawlers.create(bad).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    house.crawlers.create(definition(|_| {})).await.unwrap();
    assert!(matches!(house.crawlers.create(definition(|_| {})).await, Err(Error::CrawlerExists(_))));
}

#[tokio::test]
async fn a_run_from_start_to_history() {
    let house = House::with(&[("x/t/f.csv", SALES)]).await;
    let crawlers = &house.crawlers;
    crawlers.create(definition(|_| {})).await.unwrap();
    let ready = crawlers.crawler("c").await.unwrap();
    assert_eq!(
        (ready.state, ready.version, ready.last_crawl, ready.crawl_elapsed_ms),
        (CrawlerState::Ready, 1, None, 0)
    );
    assert!(matches!(crawlers.stop("c").await, Err(Error::CrawlerNotRunning(_))));
    assert!(matches!(crawlers.start("nobody").await, Err(Error::CrawlerNotFound(_))));
    let id = crawlers.start("c").await.unwrap();
    let run = crawlers.wait(&id).await.unwrap();
    assert_eq!((run.state, run.error.as_deref()), (CrawlRunState::Completed, None));
    let said: Vec<String> = crawlers.log_of(&id).await.unwrap().into_iter().map(|line| line.message).collect();
    let expected = [
        "BENCHMARK : Running Start Crawl for Crawler c",
        "BENCHMARK : Classification complete, writing results to database db",
        "INFO : Crawler configured with SchemaChangePolicy {\"UpdateBehavior\":\"UPDATE_IN_DATABASE\",\"DeleteBehavior\":\"DEPRECATE_IN_DATABASE\"}.",
        "INFO : Created table t in database db",
        "BENCHMARK : Finished writing to Catalog",
        "INFO : Run Summary For TABLE:",
        "INFO : ADD: 1",
        "BENCHMARK : Crawler has finished running and is in state READY",
    ];
    assert_eq!(said, expected.map(|line| format!("[{id}] {line}")));
    assert_eq!(run.summary.tables_created, ["t"]);
    let after = crawlers.crawler("c").await.unwrap();
    let last = after.last_crawl.unwrap();
    assert_eq!((after.state, last.status, last.message_prefix), (CrawlerState::Ready, LastCrawlStatus::Succeeded, id));
    let metrics = crawlers.metrics(&[]).await.unwrap();
    assert_eq!((metrics.len(), metrics[0].tables_created, metrics[0].still_estimating), (1, 1, false));
    crawlers
        .update("c", CrawlerUpdate { description: Some("d".to_owned()), ..CrawlerUpdate::default() })
        .await
        .unwrap();
    let updated = crawlers.crawler("c").await.unwrap();
    assert_eq!((updated.version, updated.definition.description.as_deref()), (2, Some("d")));
    crawlers.delete("c").await.unwrap();
    assert!(matches!(crawlers.runs("c").await, Err(Error::CrawlerNotFound(_))));
    assert_eq!(house.tables().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ready_crawler_shows_the_run_that_just_ended() {
    let house = House::with(&[("x/t/f.csv", SALES)]).await;
    let crawlers = &house.crawlers;
    crawlers.create(definition(|_| {})).await.unwrap();
    for round in 0..100 {
        let id = crawlers.start("c").await.unwrap();
        let ready = loop {
            let one = if round % 2 == 0 {
                crawlers.crawler("c").await.unwrap()
            } else {
                crawlers.crawlers().await.unwrap().remove(0)
            };
            if one.state == CrawlerState::Ready {
                break one;
            }
        };
        assert_eq!(ready.last_crawl.map(|last| last.message_prefix), Some(id), "round {round}");
    }
}

#[tokio::test]
async fn running_crawlers_are_left_alone() {
    // S52, S53: on this one-threaded runtime a run makes no step before the next await.
    let house = House::new().await;
    for i in 0..200 {
        house.put(&format!("x/t/year={i}/f.csv"), SALES).await;
    }
    let crawlers = &house.crawlers;
    crawlers.create(definition(|_| {})).await.unwrap();
    let id = crawlers.start("c").await.unwrap();
    assert!(matches!(crawlers.start("c").await, Err(Error::CrawlerRunning(_))));
    assert!(matches!(crawlers.update("c", CrawlerUpdate::default()).await, Err(Error::CrawlerRunning(_))));
    assert!(matches!(crawlers.delete("c").await, Err(Error::CrawlerRunning(_))));
    assert_eq!(crawlers.crawler("c").await.unwrap().state, CrawlerState::Running);
    crawlers.stop("c").await.unwrap();
    assert!(matches!(crawlers.stop("c").await, Err(Error::CrawlerStopping(_) | Error::CrawlerNotRunning(_))));
    let run = crawlers.wait(&id).await.unwrap();
    assert_eq!(run.state, CrawlRunState::Stopped);
    assert_eq!(crawlers.crawler("c").await.unwrap().last_crawl.unwrap().status, LastCrawlStatus::Cancelled);
    assert_eq!(house.tables().await.len(), 0);
}

#[tokio::test]
async fn failures_are_remembered() {
    let house = House::with(&[("x/t/f.csv", SALES)]).await;
    house.crawlers.create(definition(|d| d.database_name = Some("nobody".to_owned()))).await.unwrap();
    let id = house.crawlers.start("c").await.unwrap();
    let run = house.crawlers.wait(&id).await.unwrap();
    assert_eq!((run.state, run.error.as_deref()), (CrawlRunState::Failed, Some("Database nobody not found.")));
    // A run whose process died.
    house
        .state
        .write(|connection| -> Result<(), Error> {
            connection.execute("UPDATE crawler_run SET state = 'RUNNING', ended_ms = NULL, summary = '{}'", [])?;
            Ok(())
        })
        .await
        .unwrap();
    let again = Crawlers::new(house.state.clone(), house.lake.clone(), house.catalog.clone()).unwrap();
    let run = again.run(&id).await.unwrap();
    assert_eq!(
        (run.state, run.error.as_deref()),
        (CrawlRunState::Failed, Some("The run was interrupted: the process ended."))
    );
}

#[tokio::test]
async fn classifiers_are_kept() {
    let house = House::with(&[("x/t/f.csv", "a|b\n1|2\n")]).await;
    let crawlers = &house.crawlers;
    let pipes = CsvClassifier { name: "p".to_owned(), delimiter: Some("|".to_owned()), ..CsvClassifier::default() };
    crawlers.create_classifier(pipes.clone()).await.unwrap();
    assert!(matches!(crawlers.create_classifier(pipes.clone()).await, Err(Error::ClassifierExists(_))));
    crawlers
        .update_classifier("p", |stored| match stored {
            Classifier::Csv(stored) => Ok(CsvClassifier { quote_symbol: Some("'".to_owned()), ..stored }.into()),
            other => Ok(other),
        })
        .await
        .unwrap();
    let stored = crawlers.classifier("p").await.unwrap();
    assert_eq!(stored.version, 2);
    assert!(matches!(stored.definition, Classifier::Csv(csv) if csv.quote_symbol.as_deref() == Some("'")));
    crawlers.create(definition(|d| d.classifiers = vec!["p".to_owned()])).await.unwrap();
    let id = crawlers.start("c").await.unwrap();
    assert_eq!(crawlers.wait(&id).await.unwrap().state, CrawlRunState::Completed);
    assert_eq!(house.lines().await, ["t: a string, b string"]);
    crawlers.delete_classifier("p").await.unwrap();
    assert!(matches!(crawlers.classifier("p").await, Err(Error::ClassifierNotFound(_))));
}

#[tokio::test]
async fn the_classifier_of_a_name_is_looked_up_by_each_run() {
    let house = House::with(&[("x/t/f.json", "[{\"a\":1}]\n")]).await;
    let crawlers = &house.crawlers;
    let name = "p".to_owned();
    crawlers.create_classifier(CsvClassifier { name: name.clone(), ..CsvClassifier::default() }).await.unwrap();
    crawlers.create(definition(|d| d.classifiers = vec![name.clone()])).await.unwrap();
    crawlers.delete_classifier("p").await.unwrap();
    // One of another kind that takes its place is used as it is.
    crawlers.create_classifier(JsonClassifier { name, json_path: "$[*]".to_owned() }).await.unwrap();
    let id = crawlers.start("c").await.unwrap();
    assert_eq!(crawlers.wait(&id).await.unwrap().state, CrawlRunState::Completed);
    assert_eq!(house.lines().await, ["t: a int"]);
    crawlers.delete_classifier("p").await.unwrap();
    let id = crawlers.start("c").await.unwrap();
    let run = crawlers.wait(&id).await.unwrap();
    assert_eq!(run.state, CrawlRunState::Failed);
    assert_eq!(run.error.unwrap_or_default(), "Classifier p not found.");
}
