//! Workgroups in the state file, and those that are known in this process.

use boathouse_state::rusqlite::{Connection, params};

use super::definition::{Workgroup, WorkgroupSettings, WorkgroupState};
use super::{PRIMARY_WORKGROUP, WORKGROUPS_MAX};
use crate::records::{self, Key, Kind};
use crate::{Error, Execution, Result, reservations, tags};

fn key(scope: &str, name: &str) -> Key {
    Key::new(scope, Kind::Workgroup, name)
}

pub(super) fn get(connection: &Connection, scope: &str, name: &str) -> Result<Option<Workgroup>> {
    records::get(connection, &key(scope, name))
}

/// The workgroup that is always there, made when it is first looked at.
pub(super) fn primary(connection: &Connection, scope: &str, now_ms: i64) -> Result<Workgroup> {
    let workgroup = Workgroup {
        name: PRIMARY_WORKGROUP.to_owned(),
        state: WorkgroupState::Enabled,
        description: None,
        created_ms: now_ms,
        settings: WorkgroupSettings::default(),
    };
    records::insert(connection, &key(scope, PRIMARY_WORKGROUP), None, &workgroup)?;
    Ok(get(connection, scope, PRIMARY_WORKGROUP)?.unwrap_or(workgroup))
}

pub(super) fn create(
    connection: &Connection,
    scope: &str,
    workgroup: &Workgroup,
    tags: &[(String, String)],
) -> Result<()> {
    if get(connection, scope, &workgroup.name)?.is_some() {
        return Err(Error::WorkgroupExists(workgroup.name.clone()));
    }
    if records::count(connection, scope, Kind::Workgroup, "")? >= WORKGROUPS_MAX {
        return Err(Error::TooManyWorkgroups);
    }
    records::insert(connection, &key(scope, &workgroup.name), None, workgroup)?;
    tags::add(connection, scope, &format!("workgroup/{}", workgroup.name), tags)
}

pub(super) fn replace(connection: &Connection, scope: &str, workgroup: &Workgroup) -> Result<()> {
    records::replace(connection, &key(scope, &workgroup.name), workgroup).map(drop)
}

/// Executions of a workgroup that have not ended.
pub(super) fn active(connection: &Connection, scope: &str, workgroup: &str) -> Result<Vec<String>> {
    let ids = connection
        .prepare_cached(
            "SELECT id FROM query_executions WHERE scope = ?1 AND workgroup = ?2 AND state IN ('QUEUED', 'RUNNING')",
        )?
        .query_map([scope, workgroup], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// Executions of a workgroup whose results lie in our own place.
pub(super) fn managed(connection: &Connection, scope: &str, workgroup: &str) -> Result<Vec<Execution>> {
    let documents: Vec<String> = connection
        .prepare_cached(
            "SELECT document FROM query_executions WHERE scope = ?1 AND workgroup = ?2
             AND json_extract(document, '$.managed') IS NOT NULL",
        )?
        .query_map([scope, workgroup], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    documents.iter().map(|document| Ok(serde_json::from_str(document)?)).collect()
}

pub(super) fn delete(connection: &Connection, scope: &str, name: &str, with_contents: bool) -> Result<()> {
    if with_contents {
        empty(connection, scope, name)?;
    } else if !is_empty(connection, scope, name)? {
        return Err(Error::WorkgroupNotEmpty(name.to_owned()));
    }
    reservations::leave(connection, scope, name)?;
    tags::forget(connection, scope, &format!("workgroup/{name}"))?;
    records::remove(connection, &key(scope, name)).map(drop)
}

fn is_empty(connection: &Connection, scope: &str, name: &str) -> Result<bool> {
    let executions = connection
        .prepare_cached("SELECT 1 FROM query_executions WHERE scope = ?1 AND workgroup = ?2 LIMIT 1")?
        .exists([scope, name])?;
    Ok(!executions
        && records::count(connection, scope, Kind::NamedQuery, name)? == 0
        && records::count(connection, scope, Kind::Prepared, name)? == 0)
}

/// Forgets what is kept in a workgroup. The objects that results are stay where they are.
fn empty(connection: &Connection, scope: &str, name: &str) -> Result<()> {
    for table in ["query_results", "query_stages"] {
        let sql = format!(
            "DELETE FROM {table} WHERE id IN (SELECT id FROM query_executions WHERE scope = ?1 AND workgroup = ?2)"
        );
        connection.execute(&sql, params![scope, name])?;
    }
    connection.execute("DELETE FROM query_executions WHERE scope = ?1 AND workgroup = ?2", params![scope, name])?;
    records::remove_all(connection, scope, Kind::NamedQuery, name)?;
    records::remove_all(connection, scope, Kind::Prepared, name)
}
