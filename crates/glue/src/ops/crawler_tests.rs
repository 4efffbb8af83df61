use boathouse_catalog::{Catalog, DatabaseInput};
use boathouse_crawler::Crawlers;
use boathouse_etl::Jobs;
use boathouse_lake::{Lake, LakeConfig};
use boathouse_state::{Clock, State};
use boathouse_wire::{Identity, Request};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Glue, GlueParts};

struct House {
    glue: Glue,
    crawlers: Crawlers,
    _home: TempDir,
}

impl House {
    /// Bucket `raw` with one CSV, and database `db`.
    async fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let state = State::in_memory(Clock::fixed(1_700_000_000_000)).unwrap();
        let catalog = Catalog::new(state.clone()).unwrap();
        catalog.create_database(DatabaseInput::named("db")).await.unwrap();
        let lake = Lake::open(home.path(), state.clone(), LakeConfig::default()).await.unwrap();
        lake.create_bucket("raw").await.unwrap();
        let folder = home.path().join("buckets/raw/sales");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.csv"), "id,name\n1,a\n2,b\n").unwrap();
        let crawlers = Crawlers::new(state.clone(), lake.clone(), catalog.clone()).unwrap();
        let jobs = Jobs::new(state.clone(), lake.clone(), catalog.clone()).unwrap();
        let glue = Glue::new(GlueParts { state, catalog, lake, crawlers: crawlers.clone(), jobs }).unwrap();
        Self { glue, crawlers, _home: home }
    }

    async fn ask(&self, operation: &str, input: Value) -> Result<Value, (String, String)> {
        let body = input.to_string().into_bytes().into();
        let request = Request {
            operation: operation.to_owned(),
            body,
            identity: Identity::default(),
            request_id: "r".to_owned(),
        };
        let reply = self.glue.handle(request).await;
        let body: Value = serde_json::from_slice(&reply.body).unwrap();
        if reply.status == 200 {
            let ignored = reply.headers.iter().find(|(name, _)| name == "x-boathouse-ignored");
            assert_eq!(ignored, None, "{operation}");
            return Ok(body);
        }
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let message = if body.get("message").is_some() { text("message") } else { text("Message") };
        Err((text("__type"), message))
    }

    async fn create(&self, name: &str) {
        self.ask("CreateCrawler", crawler(name)).await.unwrap();
    }
}

fn crawler(name: &str) -> Value {
    json!({
        "Name": name,
        "Role": "arn:aws:iam::123456789012:role/service-role/AWSGlueServiceRole-x",
        "DatabaseName": "db",
        "Targets": { "S3Targets": [{ "Path": "s3://raw/sales/" }] },
    })
}

#[tokio::test]
async fn a_crawler_from_making_to_history() {
    let house = House::new().await;
    let mut input = crawler("c");
    input["Tags"] = json!({ "team": "blue" });
    house.ask("CreateCrawler", input).await.unwrap();
    let got = house.ask("GetCrawler", json!({ "Name": "c" })).await.unwrap();
    let got = &got["Crawler"];
    assert_eq!(got["Role"], "service-role/AWSGlueServiceRole-x");
    assert_eq!((&got["State"], &got["Version"], &got["Classifiers"]), (&json!("READY"), &json!(1), &json!([])));
    let policy = json!({ "UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DEPRECATE_IN_DATABASE" });
    assert_eq!(got["SchemaChangePolicy"], policy);
    assert_eq!(got["RecrawlPolicy"], json!({ "RecrawlBehavior": "CRAWL_EVERYTHING" }));
    assert_eq!(got["LineageConfiguration"], json!({ "CrawlerLineageSettings": "DISABLE" }));
    assert_eq!(got["Targets"]["S3Targets"], json!([{ "Path": "s3://raw/sales/", "Exclusions": [] }]));
    assert_eq!(got["Targets"]["MongoDBTargets"], json!([]));
    assert!(got.get("Schedule").is_none());

    house.ask("StartCrawler", json!({ "Name": "c" })).await.unwrap();
    let runs = house.crawlers.runs("c").await.unwrap();
    house.crawlers.wait(&runs[0].id).await.unwrap();
    let got = house.ask("GetCrawler", json!({ "Name": "c" })).await.unwrap();
    assert_eq!(got["Crawler"]["LastCrawl"]["Status"], "SUCCEEDED");
    assert_eq!(got["Crawler"]["LastCrawl"]["LogGroup"], "/aws-glue/crawlers");
    let table = house.ask("GetTable", json!({ "DatabaseName": "db", "Name": "sales" })).await.unwrap();
    let made_by = "arn:aws:sts::123456789012:assumed-role/AWSGlueServiceRole-x/AWS-Crawler";
    assert_eq!(table["Table"]["CreatedBy"], made_by);
    assert_eq!(table["Table"]["StorageDescriptor"]["Columns"][0], json!({ "Name": "id", "Type": "bigint" }));

    let crawls = house.ask("ListCrawls", json!({ "CrawlerName": "c" })).await.unwrap();
    let crawl = &crawls["Crawls"][0];
    assert_eq!((&crawl["State"], &crawl["LogStream"]), (&json!("COMPLETED"), &json!("c")));
    let summary = r#"{"TABLE":"{\"ADD\":{\"Count\":1,\"Details\":\"{\\\"names\\\":[\\\"sales\\\"]}\"}}"}"#;
    assert_eq!(crawl["Summary"], summary);
    let metrics = house.ask("GetCrawlerMetrics", json!({})).await.unwrap();
    assert_eq!(metrics["CrawlerMetricsList"][0]["TablesCreated"], 1);

    house.ask("UpdateCrawler", json!({ "Name": "c", "TablePrefix": "p_" })).await.unwrap();
    let batch = house.ask("BatchGetCrawlers", json!({ "CrawlerNames": ["c", "d"] })).await.unwrap();
    assert_eq!((&batch["Crawlers"][0]["TablePrefix"], &batch["CrawlersNotFound"]), (&json!("p_"), &json!(["d"])));
    let tags = house.ask("GetTags", json!({ "ResourceArn": "arn:aws:glue:us-east-1:123456789012:crawler/c" })).await;
    assert_eq!(tags.unwrap()["Tags"], json!({ "team": "blue" }));
    house.ask("DeleteCrawler", json!({ "Name": "c" })).await.unwrap();
    let (code, _) = house.ask("GetCrawler", json!({ "Name": "c" })).await.unwrap_err();
    assert_eq!(code, "EntityNotFoundException");
}

#[tokio::test]
async fn exceptions() {
    let house = House::new().await;
    house.create("c").await;
    let changed = |member: &str, value: Value| {
        let mut input = crawler("d");
        input[member] = value;
        input
    };
    for (operation, input, code, message) in [
        ("CreateCrawler", crawler("c"), "AlreadyExistsException", "already exists"),
        ("StartCrawler", json!({ "Name": "x" }), "EntityNotFoundException", "x"),
        ("StopCrawler", json!({ "Name": "c" }), "CrawlerNotRunningException", "Crawler with name c isn't running"),
        ("DeleteClassifier", json!({ "Name": "x" }), "EntityNotFoundException", "x"),
        (
            "CreateCrawler",
            changed("Targets", json!({ "S3Targets": [{ "Path": "s3://nobody/" }] })),
            "InvalidInputException",
            "S3 bucket nobody does not exist.",
        ),
        (
            "CreateCrawler",
            changed("Targets", json!({ "JdbcTargets": [{ "ConnectionName": "x", "Path": "db/%" }] })),
            "InvalidInputException",
            "Connection x not found.",
        ),
        (
            "CreateCrawler",
            changed("Configuration", json!(r#"{"Version":1,"CrawlerOutput":{"Partitions":{"UpdateBehavior":"x"}}}"#)),
            "InvalidInputException",
            "CrawlerOutput.Partitions contains unsupported keys: UpdateBehavior.",
        ),
        (
            "CreateCrawler",
            changed("Schedule", json!("cron(0/4 * * * ? *)")),
            "InvalidInputException",
            "5 minutes apart",
        ),
        (
            "ListCrawls",
            json!({ "CrawlerName": "c", "Filters": [{ "FieldName": "STATE", "FilterOperator": "GT", "FieldValue": "x" }] }),
            "InvalidInputException",
            "Only EQ or NE operator is allowed for field : STATE",
        ),
        (
            "CreateClassifier",
            json!({ "GrokClassifier": { "Name": "g" } }),
            "ValidationException",
            "Value null at 'grokClassifier.classification'",
        ),
    ] {
        let (found, text) = house.ask(operation, input).await.unwrap_err();
        assert_eq!(found, code, "{operation}: {text}");
        assert!(text.contains(message), "{operation}: {text}");
    }
}

#[tokio::test]
async fn classifiers_and_listings() {
    let house = House::new().await;
    let classifier = json!({ "CsvClassifier": {
        "Name": "q", "QuoteSymbol": "\"", "Serde": "OpenCSVSerDe", "ContainsHeader": "PRESENT", "Header": ["a", "b"],
    } });
    house.ask("CreateClassifier", classifier).await.unwrap();
    house.ask("UpdateClassifier", json!({ "CsvClassifier": { "Name": "q", "Delimiter": ";" } })).await.unwrap();
    let got = house.ask("GetClassifier", json!({ "Name": "q" })).await.unwrap();
    let got = &got["Classifier"]["CsvClassifier"];
    assert_eq!((&got["Delimiter"], &got["Serde"], &got["Version"]), (&json!(";"), &json!("OpenCSVSerDe"), &json!(2)));
    let all = house.ask("GetClassifiers", json!({})).await.unwrap();
    assert_eq!(all["Classifiers"].as_array().map(Vec::len), Some(1));
    for name in ["a", "b", "c"] {
        house.create(name).await;
    }
    let first = house.ask("ListCrawlers", json!({ "MaxResults": 2 })).await.unwrap();
    assert_eq!(first["CrawlerNames"], json!(["a", "b"]));
    let token = first["NextToken"].clone();
    let second = house.ask("GetCrawlers", json!({ "MaxResults": 2, "NextToken": token })).await.unwrap();
    assert_eq!(second["Crawlers"].as_array().map(Vec::len), Some(1));
    assert!(second.get("NextToken").is_none());
}
