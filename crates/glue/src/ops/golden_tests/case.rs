//! A case: what is there before, and the calls with their answers.

use std::path::Path;
use std::time::Duration;

use boathouse_wire::{Identity, Request};
use serde_json::{Map, Value, json};

use super::generated::Names;
use super::print::print;
use crate::ops::tests::{House, new_glue};

/// How often a state is asked for that comes by and by, every 5 ms.
const POLLS_MAX: usize = 4_000;

type Step = Map<String, Value>;

/// A file of the golden folders.
///
/// `given` names files of the folder `given`, each a list of steps that come first. A step is a call
/// (`call`, `with`, and `caller` where it is another account or region) or a `file` of the lake with its
/// `text`. Calls of the operation of the folder have an `answer`, and a `status` where it is not 200, and
/// `ignored`, the members that were not read. Other calls must succeed; they have an answer where the file
/// says so. `until` asks again until the members it names, by JSON pointer, have their values.
pub(super) struct Case {
    given: Vec<String>,
    about: Option<Value>,
    steps: Vec<Step>,
}

impl Case {
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        let mut value: Value = serde_json::from_str(text)?;
        let given = match value["given"].take() {
            Value::Null => Vec::new(),
            given => serde_json::from_value(given)?,
        };
        let about = value.get("about").cloned();
        Ok(Self { given, about, steps: serde_json::from_value(value["steps"].take())? })
    }

    /// Whether it has an answer of this operation with this status.
    pub fn has_answer(&self, operation: &str, status: u16) -> bool {
        self.steps.iter().any(|step| {
            step.get("call").and_then(Value::as_str) == Some(operation)
                && step.contains_key("answer")
                && step.get("status").map_or(200, |status| status.as_u64().unwrap()) == u64::from(status)
        })
    }

    /// The case as it is answered now.
    pub async fn run(mut self, operation: &str, given: &Path) -> Result<String, String> {
        let house = new_glue().await;
        let mut names = Names::default();
        for name in &self.given {
            let text =
                std::fs::read_to_string(given.join(format!("{name}.json"))).map_err(|e| format!("{name}: {e}"))?;
            let steps: Vec<Step> = serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
            for mut step in steps {
                run(&house, &mut step, "", &mut names).await?;
            }
        }
        for step in &mut self.steps {
            run(&house, step, operation, &mut names).await?;
        }
        let mut file = Map::new();
        if let Some(about) = self.about {
            file.insert("about".to_owned(), about);
        }
        if !self.given.is_empty() {
            file.insert("given".to_owned(), json!(self.given));
        }
        file.insert("steps".to_owned(), json!(self.steps));
        Ok(print(&Value::Object(file)))
    }
}

/// Carries a step out and puts its answer into it.
async fn run(house: &House, step: &mut Step, operation: &str, names: &mut Names) -> Result<(), String> {
    if let Some(file) = step.get("file").and_then(Value::as_str) {
        let text = step.get("text").and_then(Value::as_str).ok_or("a file without a text")?;
        return house.put(file, text).await;
    }
    let call = step.get("call").and_then(Value::as_str).ok_or("a step without a call")?.to_owned();
    let with = step.get("with").cloned().unwrap_or_else(|| json!({}));
    let caller = step.get("caller").cloned();
    let mut polls = 0;
    loop {
        let (status, mut answer, ignored) = ask(house, &call, &names.resolve(&with), caller.as_ref()).await?;
        let until = step.get("until").and_then(Value::as_object);
        let waits = |until: &Map<String, Value>| until.iter().any(|(at, wanted)| answer.pointer(at) != Some(wanted));
        if until.is_some_and(waits) {
            polls += 1;
            if polls == POLLS_MAX || status != 200 {
                return Err(format!("{call} never gets there: {answer}"));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
            continue;
        }
        names.hide(&mut answer, &with);
        if call != operation && !step.contains_key("answer") {
            return if status == 200 { Ok(()) } else { Err(format!("{call} {with}: {answer}")) };
        }
        step.insert("answer".to_owned(), answer);
        for (member, value) in
            [("status", (status != 200).then(|| json!(status))), ("ignored", ignored.map(|ignored| json!(ignored)))]
        {
            match value {
                Some(value) => step.insert(member.to_owned(), value),
                None => step.remove(member),
            };
        }
        return Ok(());
    }
}

async fn ask(
    house: &House,
    call: &str,
    with: &Value,
    caller: Option<&Value>,
) -> Result<(u16, Value, Option<String>), String> {
    let mut identity = Identity { access_key_id: Some("me".to_owned()), ..Identity::default() };
    let said = |member: &str| caller.and_then(|caller| caller[member].as_str()).map(str::to_owned);
    identity.account_id = said("account").unwrap_or(identity.account_id);
    identity.region = said("region").unwrap_or(identity.region);
    // A body that is no object is written as a text.
    let body = with.as_str().map_or_else(|| with.to_string(), str::to_owned).into_bytes().into();
    let reply = house.handle(Request { operation: call.to_owned(), body, identity, request_id: "r".to_owned() }).await;
    let mut answer: Value = serde_json::from_slice(&reply.body).map_err(|error| format!("{call}: {error}"))?;
    if reply.status != 200 && reply.header("x-amzn-errortype") != answer["__type"].as_str() {
        return Err(format!("{call}: header and body name different errors: {answer}"));
    }
    // Errors say their text twice, as clients differ in where they look; once is enough to read.
    if reply.status != 200 {
        let members = answer.as_object_mut().ok_or("an answer that is no object")?;
        if members.remove("message") != members.get("Message").cloned() {
            return Err(format!("{call}: message and Message differ: {answer}"));
        }
    }
    Ok((reply.status, answer, reply.header("x-boathouse-ignored").map(str::to_owned)))
}
