use boathouse_catalog::Catalog;
use boathouse_crawler::{CrawlerDefinition, Crawlers, S3TargetDefinition, TargetsDefinition};
use boathouse_lake::{Lake, LakeConfig};
use boathouse_state::{Clock, State};
use boathouse_wire::{Identity, Request};
use serde_json::{Value, json};

use crate::Logs;

const GROUP: &str = "/aws-glue/crawlers";
const START_MS: i64 = 1_700_000_000_000;

struct House {
    logs: Logs,
    crawlers: Crawlers,
    clock: Clock,
    _home: tempfile::TempDir,
}

impl House {
    /// Crawlers `a` and `b` into a database that is not there: their runs say three lines.
    async fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(START_MS);
        let state = State::in_memory(clock.clone()).unwrap();
        let catalog = Catalog::new(state.clone()).unwrap();
        let lake = Lake::open(home.path(), state.clone(), LakeConfig::default()).await.unwrap();
        lake.create_bucket("raw").await.unwrap();
        let crawlers = Crawlers::new(state, lake, catalog).unwrap();
        for name in ["a", "b"] {
            let target = S3TargetDefinition { path: "s3://raw/x/".to_owned(), ..S3TargetDefinition::default() };
            let definition = CrawlerDefinition {
                name: name.to_owned(),
                role: "r".to_owned(),
                database_name: Some("nobody".to_owned()),
                targets: TargetsDefinition { s3_targets: vec![target], ..TargetsDefinition::default() },
                ..CrawlerDefinition::default()
            };
            crawlers.create(definition).await.unwrap();
        }
        Self { logs: Logs::new(crawlers.clone()), crawlers, clock, _home: home }
    }

    /// Runs a crawler, and moves the clock on by a second.
    async fn run(&self, name: &str) {
        let id = self.crawlers.start(name).await.unwrap();
        self.crawlers.wait(&id).await.unwrap();
        self.clock.advance(std::time::Duration::from_secs(1));
    }

    async fn ask_as(&self, identity: Identity, operation: &str, input: Value) -> Result<Value, String> {
        let body = input.to_string().into_bytes().into();
        let request = Request { operation: operation.to_owned(), body, identity, request_id: "r".to_owned() };
        let reply = self.logs.handle(request).await;
        let body: Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(reply.header("x-boathouse-ignored"), None, "{operation} {input}");
        match reply.status {
            200 => Ok(body),
            _ => Err(format!("{}: {}", body["__type"].as_str().unwrap(), body["message"].as_str().unwrap_or_default())),
        }
    }

    async fn ask(&self, operation: &str, input: Value) -> Result<Value, String> {
        self.ask_as(Identity::default(), operation, input).await
    }
}

/// What is behind the runs' ids.
fn texts(answer: &Value) -> Vec<String> {
    let events = answer["events"].as_array().unwrap();
    events.iter().map(|event| event["message"].as_str().unwrap()[39..].to_owned()).collect()
}

const RUN: [&str; 3] = [
    "BENCHMARK : Running Start Crawl for Crawler a",
    "ERROR : Database nobody not found.",
    "BENCHMARK : Crawler has finished running and is in state READY",
];

#[tokio::test]
async fn groups_and_streams() {
    let house = House::new().await;
    assert_eq!(house.ask("DescribeLogGroups", json!({})).await, Ok(json!({"logGroups": []})));
    let gone = Err("ResourceNotFoundException: The specified log group does not exist.".to_owned());
    assert_eq!(house.ask("DescribeLogStreams", json!({"logGroupName": GROUP})).await, gone);
    house.run("b").await;
    house.run("a").await;
    let groups = house.ask("DescribeLogGroups", json!({"logGroupNamePrefix": "/aws-glue"})).await.unwrap();
    let group = &groups["logGroups"][0];
    assert_eq!(group["arn"], "arn:aws:logs:us-east-1:123456789012:log-group:/aws-glue/crawlers:*");
    assert_eq!((&group["logGroupName"], &group["creationTime"]), (&json!(GROUP), &json!(START_MS)));
    assert!(group["storedBytes"].as_u64().unwrap() > 300, "{group}");
    for other in [
        json!({"logGroupNamePrefix": "/aws/"}),
        json!({"logGroupNamePattern": "lambda"}),
        json!({"logGroupClass": "INFREQUENT_ACCESS"}),
        json!({"logGroupIdentifiers": ["x"]}),
    ] {
        assert_eq!(house.ask("DescribeLogGroups", other.clone()).await, Ok(json!({"logGroups": []})), "{other}");
    }
    let names = |answer: Value| {
        let streams = answer["logStreams"].as_array().unwrap().clone();
        streams.iter().map(|stream| stream["logStreamName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let by = async |input: Value| {
        let mut input = input;
        input["logGroupName"] = json!(GROUP);
        names(house.ask("DescribeLogStreams", input).await.unwrap())
    };
    assert_eq!(by(json!({})).await, ["a", "b"]);
    assert_eq!(by(json!({"descending": true})).await, ["b", "a"]);
    assert_eq!(by(json!({"orderBy": "LastEventTime"})).await, ["b", "a"]);
    assert_eq!(by(json!({"logStreamNamePrefix": "b"})).await, ["b"]);
    let first = house.ask("DescribeLogStreams", json!({"logGroupName": GROUP, "limit": 1})).await.unwrap();
    let next = first["nextToken"].clone();
    assert_eq!(names(first), ["a"]);
    assert_eq!(by(json!({"limit": 1, "nextToken": next})).await, ["b"]);
    let arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws-glue/crawlers";
    let stream =
        house.ask("DescribeLogStreams", json!({"logGroupIdentifier": arn})).await.unwrap()["logStreams"][0].clone();
    let expected = json!({
        "logStreamName": "a", "creationTime": START_MS + 1000, "firstEventTimestamp": START_MS + 1000,
        "lastEventTimestamp": START_MS + 1000, "lastIngestionTime": START_MS + 1000, "storedBytes": 0,
        "arn": format!("{arn}:log-stream:a"),
    });
    assert_eq!(stream, expected);
    // Another region has logs of its own.
    let elsewhere = Identity { region: "eu-west-1".to_owned(), ..Identity::default() };
    assert_eq!(house.ask_as(elsewhere, "DescribeLogGroups", json!({})).await, Ok(json!({"logGroups": []})));
}

#[tokio::test]
async fn a_stream_is_read_forth_and_back() {
    let house = House::new().await;
    house.run("a").await;
    house.run("b").await;
    let get = async |more: Value| {
        let mut input = json!({"logGroupName": GROUP, "logStreamName": "a"});
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        house.ask("GetLogEvents", input).await.unwrap()
    };
    assert_eq!(texts(&get(json!({})).await), RUN);
    let first = get(json!({"startFromHead": true, "limit": 2})).await;
    assert_eq!(texts(&first), RUN[..2]);
    let rest = get(json!({"startFromHead": true, "nextToken": first["nextForwardToken"]})).await;
    assert_eq!(texts(&rest), RUN[2..]);
    let end = get(json!({"startFromHead": true, "nextToken": rest["nextForwardToken"]})).await;
    assert_eq!(texts(&end), [""; 0]);
    assert_eq!(end["nextForwardToken"], rest["nextForwardToken"], "the same token is the end");
    assert_eq!(texts(&get(json!({"nextToken": end["nextBackwardToken"]})).await), RUN);
    let last = get(json!({"limit": 1})).await;
    assert_eq!(texts(&last), RUN[2..]);
    assert_eq!(texts(&get(json!({"nextToken": last["nextBackwardToken"]})).await), RUN[..2]);
    let before = get(json!({"nextToken": first["nextBackwardToken"]})).await;
    assert_eq!(texts(&before), [""; 0]);
    assert_eq!(before["nextBackwardToken"], first["nextBackwardToken"]);
    assert_eq!(texts(&get(json!({"endTime": START_MS})).await), [""; 0]);
    assert_eq!(texts(&get(json!({"startTime": START_MS, "endTime": START_MS + 1})).await), RUN);
    // What comes after the end that was reached is found by its token.
    house.run("a").await;
    assert_eq!(texts(&get(json!({"nextToken": end["nextForwardToken"]})).await), RUN);
}

#[tokio::test]
async fn events_are_filtered() {
    let house = House::new().await;
    house.run("a").await;
    house.run("b").await;
    let filter = async |more: Value| {
        let mut input = json!({"logGroupName": GROUP});
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        house.ask("FilterLogEvents", input).await.unwrap()
    };
    let all = filter(json!({})).await;
    assert_eq!(texts(&all).len(), 6);
    assert_eq!((&all["events"][0]["logStreamName"], &all["events"][5]["logStreamName"]), (&json!("a"), &json!("b")));
    assert_eq!(all["events"][0]["eventId"].as_str().unwrap().len(), 56);
    assert_eq!(texts(&filter(json!({"filterPattern": "ERROR"})).await), [RUN[1]; 2]);
    assert_eq!(texts(&filter(json!({"filterPattern": "?Running ?READY -\"Crawler b\""})).await).len(), 3);
    assert_eq!(texts(&filter(json!({"logStreamNames": ["a"]})).await), RUN);
    assert_eq!(texts(&filter(json!({"logStreamNamePrefix": "a"})).await), RUN);
    assert_eq!(texts(&filter(json!({"logStreamNamePrefix": "x"})).await), [""; 0]);
    assert_eq!(texts(&filter(json!({"endTime": START_MS})).await), RUN);
    assert_eq!(texts(&filter(json!({"startTime": START_MS + 1})).await).len(), 3);
    let mut found = Vec::new();
    let mut token = Value::Null;
    loop {
        let mut input = json!({"limit": 2, "filterPattern": "BENCHMARK", "startFromHead": false});
        if !token.is_null() {
            input["nextToken"] = token;
        }
        let page = filter(input).await;
        found.extend(texts(&page));
        token = page["nextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    let start = |name: &str| format!("BENCHMARK : Running Start Crawl for Crawler {name}");
    assert_eq!(found, [RUN[2].to_owned(), start("b"), RUN[2].to_owned(), start("a")]);
}

async fn all_refused(cases: &[(&str, Value, &str)]) {
    let house = House::new().await;
    house.run("a").await;
    for (operation, input, expected) in cases {
        let refused = house.ask(operation, input.clone()).await.unwrap_err();
        assert!(refused.starts_with(expected), "{operation} {input}: {refused}");
    }
}

#[tokio::test]
async fn what_streams_refuse() {
    all_refused(&[
        (
            "GetLogEvents",
            json!({"logGroupName": GROUP}),
            "InvalidParameterException: 1 validation error detected: Value null at 'logStreamName'",
        ),
        ("GetLogEvents", json!({"logStreamName": "a"}), "InvalidParameterException: Exactly one of logGroupName"),
        (
            "GetLogEvents",
            json!({"logGroupName": "/aws/x", "logStreamName": "a"}),
            "ResourceNotFoundException: The specified log group does not exist.",
        ),
        (
            "GetLogEvents",
            json!({"logGroupName": GROUP, "logStreamName": "x"}),
            "ResourceNotFoundException: The specified log stream does not exist.",
        ),
        (
            "GetLogEvents",
            json!({"logGroupName": GROUP, "logStreamName": "a", "nextToken": "x"}),
            "InvalidParameterException: The specified nextToken is invalid.",
        ),
        (
            "GetLogEvents",
            json!({"logGroupName": GROUP, "logStreamName": "a", "limit": 10001}),
            "InvalidParameterException: 1 validation error detected: Value '10001' at 'limit'",
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_groups_and_filters_refuse() {
    all_refused(&[
        (
            "FilterLogEvents",
            json!({"logGroupName": GROUP, "filterPattern": "{ $.a = 1 }"}),
            "InvalidParameterException: filterPattern",
        ),
        (
            "FilterLogEvents",
            json!({"logGroupName": GROUP, "logStreamNames": ["a"], "logStreamNamePrefix": "a"}),
            "InvalidParameterException: Only one of",
        ),
        (
            "FilterLogEvents",
            json!({"logGroupName": GROUP, "logStreamNames": ["x"]}),
            "ResourceNotFoundException: The specified log stream",
        ),
        (
            "FilterLogEvents",
            json!({"logGroupName": GROUP, "nextToken": "b/1.1"}),
            "InvalidParameterException: The specified nextToken",
        ),
        (
            "DescribeLogStreams",
            json!({"logGroupName": GROUP, "orderBy": "x"}),
            "InvalidParameterException: 1 validation error detected: Value 'x' at 'orderBy'",
        ),
        (
            "DescribeLogStreams",
            json!({"logGroupName": GROUP, "orderBy": "LastEventTime", "logStreamNamePrefix": "a"}),
            "InvalidParameterException: Cannot order by",
        ),
        (
            "DescribeLogGroups",
            json!({"limit": 51}),
            "InvalidParameterException: 1 validation error detected: Value '51' at 'limit'",
        ),
        (
            "DescribeLogGroups",
            json!({"includeLinkedAccounts": true}),
            "InvalidParameterException: includeLinkedAccounts is not supported",
        ),
        (
            "PutLogEvents",
            json!({}),
            "UnknownOperationException: the operation PutLogEvents is not supported by boathouse",
        ),
    ])
    .await;
}

#[test]
fn every_served_operation_is_in_the_model() {
    let known: Vec<&str> = include_str!("operations.txt").lines().collect();
    assert!(known.is_sorted());
    for operation in Logs::operations() {
        assert!(known.binary_search(&operation).is_ok(), "{operation}");
    }
}
