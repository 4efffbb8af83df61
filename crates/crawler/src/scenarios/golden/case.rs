//! One folder: its steps, done in a house of its own.

use std::collections::BTreeMap;
use std::path::Path;

use boathouse_catalog::{TableInput, UpdateTable};
use boathouse_golden::{difference, text};
use boathouse_lake::{GetOptions, ListRequest};
use futures::TryStreamExt;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::house::{House, gzip, parquet};
use super::print;
use crate::{Configuration, CrawlRequest, CrawlSummary, CrawlerDefinition};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// What the folder is about, for people.
    #[expect(dead_code, reason = "people read it")]
    shows: String,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Step {
    /// Objects by key.
    Put(Map<String, Value>),
    /// Folders of the committed files by the prefix that they are put below.
    PutFolders(BTreeMap<String, String>),
    /// Keys of objects that go.
    Delete(Vec<String>),
    /// Somebody takes a parameter off a table.
    Forget {
        table: String,
        parameter: String,
    },
    Crawl(Box<Crawl>),
    /// A stored crawler is asked for.
    Create(Box<CrawlerDefinition>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Crawl {
    /// Where, each a path in the bucket or a whole target.
    targets: Vec<Value>,
    /// Members of the options that are not as usual.
    #[serde(default)]
    options: Map<String, Value>,
    /// The configuration document.
    #[serde(default)]
    configuration: Option<Value>,
    /// What the log must say, each a part of a line.
    #[serde(default)]
    says: Vec<String>,
}

/// In which order objects are put.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Order {
    AsWritten,
    Backwards,
}

pub(super) struct Outcome {
    /// What each crawl came to, and the catalog after them.
    pub answer: Value,
    pub problems: Vec<String>,
    /// What the last crawl changes when it is done again, which should be nothing.
    pub again: Option<String>,
}

impl Case {
    pub fn read(folder: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(folder.join("crawl.json")).map_err(|error| error.to_string())?;
        serde_json::from_str(&text).map_err(|error| error.to_string())
    }

    pub async fn run(&self, order: Order) -> Outcome {
        let house = House::new().await;
        let (mut answers, mut problems, mut last) = (Vec::new(), Vec::new(), None);
        for step in &self.steps {
            match step {
                Step::Put(objects) => put(&house, objects, order).await,
                Step::PutFolders(folders) => {
                    for (prefix, name) in folders {
                        house.put_folder(prefix, name).await;
                    }
                }
                Step::Delete(keys) => {
                    for key in keys {
                        house.delete(key).await;
                    }
                }
                Step::Forget { table, parameter } => forget(&house, table, parameter).await,
                Step::Crawl(crawl) => {
                    let (answer, said) = crawl.run(&house).await;
                    let missing = |text: &&String| !said.iter().any(|line| line.contains(text.as_str()));
                    let missing = crawl.says.iter().filter(missing);
                    problems.extend(missing.map(|text| format!("nothing said {text:?}: {said:#?}")));
                    last = answer.get("refused").is_none().then_some(crawl);
                    answers.push(answer);
                }
                Step::Create(definition) => answers.push(match house.crawlers.create((**definition).clone()).await {
                    Ok(_) => json!("created"),
                    Err(error) => json!({"refused": error.to_string()}),
                }),
            }
        }
        let tables = print::tables(&house).await;
        let answer = json!({"crawls": answers, "tables": tables});
        let again = match last {
            Some(crawl) => again(&house, crawl, &tables).await,
            None => None,
        };
        Outcome { answer, problems, again }
    }
}

/// What is remembered of all objects but one that was written again, against a look at all of them.
async fn remembering_makes_a_difference(house: &House, request: &CrawlRequest) -> Option<String> {
    let listed = house.lake.list("bkt", ListRequest::default()).await.unwrap().objects;
    if let Some(first) = listed.first() {
        let (_, body) = house.lake.get("bkt", &first.key, GetOptions::default()).await.unwrap();
        let bytes: Vec<bytes::Bytes> = body.try_collect().await.unwrap();
        house.put_bytes(&first.key, bytes.concat()).await;
    }
    let mut plans = Vec::new();
    for _ in 0..2 {
        let mut plan = house.crawlers.plan(request).await.unwrap();
        (plan.objects_read, plan.bytes_read) = (0, 0);
        plans.push(serde_json::to_string_pretty(&plan).unwrap());
        house.forget().await;
    }
    (plans[0] != plans[1]).then(|| difference(&plans[0], &plans[1]))
}

/// The same crawl a minute later.
async fn again(house: &House, crawl: &Crawl, before: &Value) -> Option<String> {
    house.state.clock().advance(std::time::Duration::from_secs(60));
    let forgetful = remembering_makes_a_difference(house, &crawl.request()).await;
    if forgetful.is_some() {
        return forgetful;
    }
    let (answer, _) = crawl.run(house).await;
    let after = print::tables(house).await;
    (after != *before).then(|| format!("{answer:#}\n{}", difference(&text(before), &text(&after))))
}

impl Crawl {
    fn request(&self) -> CrawlRequest {
        let target = |target: &Value| match target {
            Value::String(path) => json!({"s3": {"path": format!("s3://bkt/{path}")}}),
            // Of a kind that is named, else of S3.
            whole if whole.get("path").is_some() => json!({"s3": whole}),
            whole => whole.clone(),
        };
        let mut options = json!({"database": "db", "crawler_name": "crawler"});
        for (name, value) in &self.options {
            options[name] = value.clone();
        }
        if let Some(document) = &self.configuration {
            let configuration = Configuration::parse(&document.to_string()).unwrap();
            options["configuration"] = serde_json::to_value(configuration).unwrap();
        }
        let targets: Vec<Value> = self.targets.iter().map(target).collect();
        serde_json::from_value(json!({"targets": targets, "options": options})).unwrap()
    }

    async fn run(&self, house: &House) -> (Value, Vec<String>) {
        match house.crawl(&self.request()).await {
            Ok((plan, summary)) => (changes(&summary), plan.log.iter().map(ToString::to_string).collect()),
            Err(error) => (json!({"refused": error.to_string()}), Vec::new()),
        }
    }
}

/// The members of a summary that say something.
fn changes(summary: &CrawlSummary) -> Value {
    let Value::Object(mut members) = serde_json::to_value(summary).unwrap() else { unreachable!() };
    members.retain(|name, value| {
        let is_empty = *value == json!(0) || value.as_array().is_some_and(Vec::is_empty);
        !is_empty && !matches!(name.as_str(), "objects" | "bytes" | "bytes_read")
    });
    Value::Object(members)
}

async fn put(house: &House, objects: &Map<String, Value>, order: Order) {
    let mut objects: Vec<(&String, &Value)> = objects.iter().collect();
    if order == Order::Backwards {
        objects.reverse();
    }
    for (key, content) in objects {
        house.put_bytes(key, bytes(content)).await;
    }
}

/// A text, the lines of one, or an object that says how it is made.
fn bytes(content: &Value) -> Vec<u8> {
    match content {
        Value::String(text) => text.clone().into_bytes(),
        Value::Array(lines) => {
            lines.iter().map(|line| format!("{}\n", line.as_str().unwrap())).collect::<String>().into()
        }
        made => {
            if let Some(text) = made.get("gzip").and_then(Value::as_str) {
                return gzip(text);
            }
            if let Some(rows) = made.get("parquet").and_then(Value::as_i64) {
                return parquet(i32::try_from(rows).unwrap());
            }
            let name = made["file"].as_str().unwrap_or_else(|| panic!("{made} makes no object"));
            std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/files").join(name)).unwrap()
        }
    }
}

async fn forget(house: &House, table: &str, parameter: &str) {
    let mut edited = TableInput::from(house.table(table).await);
    edited.parameters.remove(parameter);
    house.catalog.update_table("db", edited, UpdateTable::default()).await.unwrap();
}
