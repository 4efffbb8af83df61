//! Permissions: what a call needs before it is made, and what is left out of its reply.
//!
//! This stands around the operations and knows them by name: a table says what each needs, so that no operation has
//! to think of it. It is there only when the server enforces permissions.

mod batches;
mod demands;
mod replies;
#[cfg(test)]
mod tests;

use boathouse_permissions::{Caller, Object, Permission, Permissions, Resource, Rights};
use boathouse_wire::{Reply, Request, finish_error};
use serde_json::Value;

use crate::{Error, Glue};
use demands::{Demand, On};

/// Answers a request through `call`, for a caller who may not be allowed to make it or to see all of the reply.
pub(crate) async fn answer(
    glue: &Glue,
    permissions: &Permissions,
    request: &Request,
    call: impl Future<Output = Reply>,
) -> Reply {
    // What is no JSON is the operation's to refuse.
    let Ok(input) = serde_json::from_slice::<Value>(&request.body) else { return call.await };
    let caller = Caller::new(permissions.clone(), glue.scope(), glue.caller.arn());
    let rights = match caller.rights().await {
        Ok(rights) => rights,
        Err(error) => return finish_error(&request.request_id, &failed(&error)),
    };
    if !rights.are_all() && request.operation == "BatchDeleteTable" {
        return batches::delete_tables(glue, &rights, request, input).await;
    }
    if !rights.are_all()
        && let Err(refusal) = check(glue, &rights, &request.operation, &input).await
    {
        return finish_error(&request.request_id, &refusal);
    }
    let mut reply = call.await;
    if reply.status != 200 {
        return reply;
    }
    if let Some(made) = demands::made(&request.operation, &input)
        && let Err(error) = caller.has_made(made).await
    {
        return finish_error(&request.request_id, &failed(&error));
    }
    if !rights.are_all()
        && let Some(body) = replies::visible(&rights, &request.operation, &input, &reply.body)
    {
        reply.body = body.into();
    }
    reply
}

async fn check(glue: &Glue, rights: &Rights, operation: &str, input: &Value) -> Result<(), Error> {
    for Demand { permission, on } in demands::of(operation, input) {
        let (object, name) = match on {
            On::Catalog => (Object::Catalog, "Catalog".to_owned()),
            On::Database(database) => {
                // That something is not there is the operation's to say.
                if glue.catalog.database(&database).await.is_err() {
                    continue;
                }
                (Object::Database(database.clone()), database)
            }
            On::Table(database, table) => {
                if glue.catalog.generation(&database, &table).await.is_err() {
                    continue;
                }
                (Object::Table(database, table.clone()), table)
            }
        };
        if !rights.may(permission, &object) {
            return Err(refusal(permission, &name));
        }
    }
    for place in demands::places(operation, input) {
        if !rights.may_lie_at(&arn_of(place)) && !is_kept(glue, operation, input, place).await {
            return Err(Error::AccessDenied(format!("Insufficient Lake Formation permission(s) on {place}")));
        }
    }
    Ok(())
}

/// Whether a place is where the thing already lies, or below the table of the partition: that is nothing new.
async fn is_kept(glue: &Glue, operation: &str, input: &Value, place: &str) -> bool {
    let held = match demands::holder(operation, input) {
        Some(On::Database(database)) => glue.catalog.database(&database).await.ok().and_then(|it| it.location_uri),
        Some(On::Table(database, table)) => {
            let found = glue.catalog.table(&database, &table).await.ok();
            found.and_then(|it| it.storage_descriptor).and_then(|descriptor| descriptor.location)
        }
        _ => None,
    };
    let below = |held: String| {
        place.strip_prefix(held.trim_end_matches('/')).map(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    held.and_then(below).unwrap_or(false)
}

/// The ARN of `s3://bucket/key`, by whichever of its schemes.
fn arn_of(place: &str) -> String {
    format!("arn:aws:s3:::{}", place.split_once("://").map_or(place, |(_, path)| path))
}

fn refusal(permission: Permission, name: &str) -> Error {
    Error::AccessDenied(format!("Insufficient Lake Formation permission(s): Required {} on {name}", permission.words()))
}

fn failed(error: &boathouse_permissions::Error) -> Error {
    tracing::error!(%error, "permissions could not be read");
    Error::InternalService(error.to_string())
}

/// A database or table that was made, as grants name it.
fn table_resource(database: String, table: String) -> Resource {
    Resource::Table { database, table: Some(table) }
}
