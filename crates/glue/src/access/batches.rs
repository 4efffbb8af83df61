//! `BatchDeleteTable`: each table is asked for by itself, and one that may not be dropped is told like one that cannot
//! be.

use boathouse_permissions::{Object, Permission, Rights};
use boathouse_wire::{Reply, Request};
use serde_json::Value;

use super::{demands, refusal};
use crate::Glue;
use crate::error::ErrorDetail;

const LIST: &str = "TablesToDelete";
/// Longer lists are the operation's to refuse.
const TABLES_MAX: usize = 100;

/// Drops the tables that may be dropped.
pub(super) async fn delete_tables(glue: &Glue, rights: &Rights, request: &Request, mut input: Value) -> Reply {
    let database = demands::text(&input, "/DatabaseName").unwrap_or_default();
    let listed = input.get_mut(LIST).and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default();
    let (mut allowed, mut refused) = (Vec::new(), Vec::new());
    for name in listed {
        let table = name.as_str().map(str::to_lowercase).unwrap_or_default();
        // That something is not there is the operation's to say.
        let is_there = glue.catalog.generation(&database, &table).await.is_ok();
        match rights.may(Permission::Drop, &Object::Table(database.clone(), table.clone())) || !is_there {
            true => allowed.push(name),
            false => refused.push((name, ErrorDetail::from(refusal(Permission::Drop, &table)))),
        }
    }
    if refused.is_empty() || allowed.len() + refused.len() > TABLES_MAX {
        return glue.dispatched(request).await;
    }
    input[LIST] = Value::Array(allowed);
    let allowed = Request { body: input.to_string().into_bytes().into(), ..request.clone() };
    let mut reply = glue.dispatched(&allowed).await;
    let body = serde_json::from_slice(&reply.body);
    if let (200, Ok(mut body @ Value::Object(_))) = (reply.status, body) {
        let told =
            refused.into_iter().map(|(name, detail)| serde_json::json!({"TableName": name, "ErrorDetail": detail}));
        let errors = body["Errors"].as_array_mut().map(std::mem::take).unwrap_or_default();
        body["Errors"] = errors.into_iter().chain(told).collect();
        reply.body = body.to_string().into_bytes().into();
    }
    reply
}
