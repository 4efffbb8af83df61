//! One folder: its steps, done in a house of its own.

use std::path::Path;

use boathouse_query::QueryConfig;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::house::House;
use super::print;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// What the folder is about, for people.
    #[expect(dead_code, reason = "people read it")]
    shows: String,
    /// Whether results show what says nothing.
    #[serde(default)]
    strict: bool,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Step {
    /// Objects of the bucket `data` by key.
    Put(Map<String, Value>),
    /// Statements that must end well and of which nothing is shown.
    Given(Vec<String>),
    /// A statement, alone or among other members of `StartQueryExecution`, and all that is seen of it.
    Run(Value),
    /// The rows of its result in pages of so many.
    Pages { run: String, of: usize },
    /// An operation with its members, and the whole answer.
    Call(String, Value),
    /// A table as the catalog has it.
    Table(String),
    /// The names of the objects of the bucket `data` below a prefix.
    List(String),
}

impl Case {
    pub fn read(folder: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(folder.join("case.json")).map_err(|error| error.to_string())?;
        serde_json::from_str(&text).map_err(|error| error.to_string())
    }

    pub async fn run(&self) -> Value {
        let house = House::with(QueryConfig { strict: self.strict, ..House::config() }).await;
        let mut shown = Vec::new();
        for step in &self.steps {
            match step {
                Step::Put(objects) => {
                    for (key, content) in objects {
                        house.put(key, bytes(content)).await;
                    }
                }
                Step::Given(statements) => {
                    for sql in statements {
                        house.must(sql).await;
                    }
                }
                Step::Run(request) => shown.push(run(&house, &made(request), None).await),
                Step::Pages { run: sql, of } => shown.push(run(&house, &json!(sql), Some(*of)).await),
                Step::Call(operation, members) => {
                    let (status, reply) = house.call(operation, &made(members)).await;
                    shown.push(json!({"called": operation, "status": status, "reply": reply}));
                }
                Step::Table(name) => shown.push(json!({"table": print::table(&house, name).await})),
                Step::List(prefix) => shown.push(json!({"below": prefix, "objects": house.list(prefix).await})),
            }
        }
        Value::Array(shown)
    }
}

async fn run(house: &House, request: &Value, page_rows: Option<usize>) -> Value {
    match house.start(request).await {
        Ok(id) => print::execution(house, &id, page_rows).await,
        Err(refused) => refused,
    }
}

/// A text, the lines of one, or an object that says how it is made.
fn bytes(content: &Value) -> Vec<u8> {
    match content {
        Value::String(text) => text.clone().into_bytes(),
        Value::Array(lines) => {
            lines.iter().map(|line| format!("{}\n", line.as_str().unwrap())).collect::<String>().into()
        }
        long => made(long).as_str().unwrap_or_else(|| panic!("{long} makes no object")).into(),
    }
}

/// The same with long texts in the place of `{"repeat": [text, times], "after": text}`.
fn made(value: &Value) -> Value {
    match value {
        Value::Object(members) => match members.get("repeat") {
            Some(repeated) => {
                let times = usize::try_from(repeated[1].as_u64().unwrap()).unwrap();
                let start = members.get("after").and_then(Value::as_str).unwrap_or_default();
                json!(format!("{start}{}", repeated[0].as_str().unwrap().repeat(times)))
            }
            None => Value::Object(members.iter().map(|(name, value)| (name.clone(), made(value))).collect()),
        },
        Value::Array(items) => items.iter().map(made).collect(),
        other => other.clone(),
    }
}
