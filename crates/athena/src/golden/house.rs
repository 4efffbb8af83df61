//! The service over a lake in a temporary folder: buckets `data` and `res`, database `db`, results in `s3://res/p/`.

use std::sync::atomic::{AtomicUsize, Ordering};

use boathouse_catalog::Catalog;
use boathouse_lake::{GetOptions, Lake, LakeConfig, ListRequest, PutOptions};
use boathouse_query::{Queries, QueryConfig};
use boathouse_state::{Clock, State};
use boathouse_wire::{Identity, Request};
use futures::TryStreamExt;
use serde_json::{Map, Value, json};

use super::names::Names;
use super::print;
use crate::Athena;

/// 2026-09-17T08:55:16.789Z
const NOW_MS: i64 = 1_789_635_316_789;

pub(super) struct House {
    pub names: Names,
    pub catalog: Catalog,
    athena: Athena,
    lake: Lake,
    tokens: AtomicUsize,
    _folder: tempfile::TempDir,
}

impl House {
    pub async fn new() -> Self {
        Self::with(Self::config()).await
    }

    /// Rows of two objects come in the order of the objects.
    pub fn config() -> QueryConfig {
        QueryConfig { target_partitions: 1, ..QueryConfig::default() }
    }

    pub async fn with(config: QueryConfig) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = State::in_memory(Clock::fixed(NOW_MS)).unwrap();
        let lake = Lake::open(folder.path(), state.clone(), LakeConfig::default()).await.unwrap();
        let catalog = Catalog::new(state.clone()).unwrap();
        let queries = Queries::new(state, lake.clone(), catalog.clone(), config).unwrap();
        for bucket in ["data", "res"] {
            lake.create_bucket(bucket).await.unwrap();
        }
        let (names, tokens) = (Names::default(), AtomicUsize::new(0));
        let house = Self {
            names,
            catalog: catalog.clone(),
            athena: Athena::new(queries, catalog),
            lake,
            tokens,
            _folder: folder,
        };
        house.must("CREATE DATABASE db").await;
        house
    }

    pub async fn put(&self, key: &str, bytes: Vec<u8>) {
        let body = futures::stream::iter([Ok(bytes.into())]);
        self.lake.put("data", key, PutOptions::default(), body).await.unwrap();
    }

    /// Bytes and content type of the objects of the results' bucket whose key holds the text, by key.
    pub async fn results(&self, text: &str) -> Vec<(String, Vec<u8>, String)> {
        let mut found = Vec::new();
        for object in self.lake.list("res", ListRequest::default()).await.unwrap().objects {
            if object.key.contains(text) {
                let (info, body) = self.lake.get("res", &object.key, GetOptions::default()).await.unwrap();
                let chunks: Vec<bytes::Bytes> = body.try_collect().await.unwrap();
                found.push((object.key, chunks.concat(), info.content_type.unwrap_or_default()));
            }
        }
        found
    }

    /// Names of objects of the bucket `data`.
    pub async fn list(&self, prefix: &str) -> Vec<String> {
        let listed = self.lake.list("data", ListRequest::default()).await.unwrap().objects;
        let keys = listed.into_iter().map(|object| object.key);
        keys.filter(|key| key.starts_with(prefix)).map(|key| self.names.text(&key)).collect()
    }

    /// Status and body of the answer; what was started has ended.
    pub async fn raw(&self, operation: &str, members: &Value) -> (u16, Value) {
        let body = self.names.real(&members.to_string());
        let operation = operation.to_owned();
        let is_start = operation == "StartQueryExecution";
        let (identity, request_id) = (Identity::default(), "r".to_owned());
        let reply = self.athena.handle(Request { operation, body: body.into(), identity, request_id }).await;
        let body: Value = serde_json::from_slice(&reply.body).unwrap();
        if let (true, Some(id)) = (is_start, body["QueryExecutionId"].as_str()) {
            self.athena.queries.wait(id).await.unwrap();
        }
        (reply.status, body)
    }

    /// The same as it is written down: without durations, and with names that are always the same.
    pub async fn call(&self, operation: &str, members: &Value) -> (u16, Value) {
        let (status, reply) = self.raw(operation, members).await;
        (status, timeless(self.named(&reply)))
    }

    /// The value with names that are always the same.
    pub fn named(&self, value: &Value) -> Value {
        serde_json::from_str(&self.names.text(&value.to_string())).unwrap()
    }

    /// Starts a statement, given alone or among other members, where `null` takes away what is usual. The id of the
    /// execution, which has ended, or how it was refused.
    pub async fn start(&self, request: &Value) -> Result<String, Value> {
        let own = match request {
            Value::String(sql) => Map::from_iter([("QueryString".to_owned(), json!(sql))]),
            members => members.as_object().unwrap().clone(),
        };
        let token = format!("golden-{:032}", self.tokens.fetch_add(1, Ordering::Relaxed));
        let mut members = json!({
            "ClientRequestToken": token,
            "QueryExecutionContext": {"Database": "db"},
            "ResultConfiguration": {"OutputLocation": "s3://res/p/"},
        });
        own.into_iter().for_each(|(name, value)| members[name] = value);
        let (status, reply) = self.raw("StartQueryExecution", &members).await;
        let sql: String = members["QueryString"].as_str().unwrap_or_default().chars().take(300).collect();
        match reply["QueryExecutionId"].as_str() {
            Some(id) => Ok(id.to_owned()),
            None => Err(json!({"ran": sql, "refused": print::refusal(&self.named(&reply)), "status": status})),
        }
    }

    /// A statement that must end well.
    pub async fn must(&self, sql: &str) {
        let id = self.start(&json!(sql)).await.unwrap_or_else(|refused| panic!("{refused:#}"));
        let (_, reply) = self.raw("GetQueryExecution", &json!({"QueryExecutionId": id})).await;
        let status = &reply["QueryExecution"]["Status"];
        assert_eq!(status["State"], "SUCCEEDED", "{sql}: {status:#}");
    }
}

/// How long something took is never twice the same.
fn timeless(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(timeless).collect(),
        Value::Object(members) => {
            let timed = members.into_iter().map(|(name, value)| match name.ends_with("InMillis") {
                true => (name, json!("some")),
                false => (name, timeless(value)),
            });
            Value::Object(timed.collect())
        }
        other => other,
    }
}
