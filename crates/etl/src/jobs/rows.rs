//! Rows of jobs, runs and their logs.

use boathouse_state::Migrations;
use boathouse_state::rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::run::JobRun;
use super::spec::Job;
use crate::{Error, Result};

pub(super) const MIGRATIONS: Migrations = Migrations { component: "etl", steps: &[FIRST, SCOPED] };

/// The tables as they were before there were scopes.
#[cfg(test)]
pub(super) const FIRST_MIGRATION: Migrations = Migrations { component: "etl", steps: &[FIRST] };

const FIRST: &str = "
        CREATE TABLE etl_job (name TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE etl_run (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            job TEXT NOT NULL,
            final INTEGER NOT NULL,
            document TEXT NOT NULL
        );
        CREATE INDEX etl_run_job ON etl_run (job, number);
        CREATE INDEX etl_run_open ON etl_run (final) WHERE final = 0;
        CREATE TABLE etl_run_log (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            run TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            line TEXT NOT NULL
        );
        CREATE INDEX etl_run_log_run ON etl_run_log (run, number);
    ";

/// Jobs are told apart by scope and name. What was there is the default account's in the default region.
const SCOPED: &str = "
        CREATE TABLE etl_job_scoped (
            scope TEXT NOT NULL,
            name TEXT NOT NULL,
            document TEXT NOT NULL,
            PRIMARY KEY (scope, name)
        ) WITHOUT ROWID;
        INSERT INTO etl_job_scoped SELECT '123456789012/us-east-1', name, document FROM etl_job;
        DROP TABLE etl_job;
        ALTER TABLE etl_job_scoped RENAME TO etl_job;
        ALTER TABLE etl_run ADD COLUMN scope TEXT NOT NULL DEFAULT '123456789012/us-east-1';
        DROP INDEX etl_run_job;
        CREATE INDEX etl_run_job ON etl_run (scope, job, number);
    ";

/// A part of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Give it back to get what follows; absent at the end.
    pub next: Option<String>,
}

/// A line of a run's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunLogLine {
    /// Milliseconds since the epoch.
    pub at_ms: i64,
    /// The text.
    pub line: String,
}

pub(super) fn job(connection: &Connection, scope: &str, name: &str) -> Result<Option<Job>> {
    let text: Option<String> = connection
        .prepare_cached("SELECT document FROM etl_job WHERE scope = ?1 AND name = ?2")?
        .query_row([scope, name], |row| row.get(0))
        .optional()?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

pub(super) fn put_job(connection: &Connection, scope: &str, job: &Job) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO etl_job VALUES (?1, ?2, ?3)
             ON CONFLICT (scope, name) DO UPDATE SET document = excluded.document",
        )?
        .execute(params![scope, job.name, serde_json::to_string(job)?])?;
    Ok(())
}

pub(super) fn run(connection: &Connection, scope: &str, job: &str, id: &str) -> Result<JobRun> {
    let text: Option<String> = connection
        .prepare_cached("SELECT document FROM etl_run WHERE id = ?1 AND scope = ?2 AND job = ?3")?
        .query_row([id, scope, job], |row| row.get(0))
        .optional()?;
    let text = text.ok_or_else(|| Error::RunNotFound { job: job.to_owned(), run: id.to_owned() })?;
    Ok(serde_json::from_str(&text)?)
}

pub(super) fn put_run(connection: &Connection, scope: &str, run: &JobRun) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO etl_run (id, scope, job, final, document) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET final = excluded.final, document = excluded.document",
        )?
        .execute(params![run.id, scope, run.job_name, run.state.is_final(), serde_json::to_string(run)?])?;
    Ok(())
}

pub(super) fn runs_going_on(connection: &Connection, scope: &str, job: &str) -> Result<u32> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM etl_run WHERE scope = ?1 AND job = ?2 AND final = 0")?
        .query_row([scope, job], |row| row.get(0))?)
}

/// Runs of all scopes that have not ended, each with its scope.
pub(super) fn open_runs(connection: &Connection) -> Result<Vec<(String, JobRun)>> {
    let mut statement = connection.prepare_cached("SELECT scope, document FROM etl_run WHERE final = 0")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (scope, text) = row?;
        Ok((scope, serde_json::from_str(&text)?))
    })
    .collect()
}

pub(super) fn log(connection: &Connection, run: &str, at_ms: i64, line: &str) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO etl_run_log (run, at_ms, line) VALUES (?1, ?2, ?3)")?
        .execute(params![run, at_ms, line])?;
    Ok(())
}

/// Runs of a job, the newest first, those numbered below `below`.
pub(super) fn runs(
    connection: &Connection,
    scope: &str,
    job: &str,
    below: i64,
    max: usize,
) -> Result<Vec<(i64, JobRun)>> {
    let mut statement = connection.prepare_cached(
        "SELECT number, document FROM etl_run
         WHERE scope = ?1 AND job = ?2 AND number < ?3 ORDER BY number DESC LIMIT ?4",
    )?;
    let max = i64::try_from(max).unwrap_or(i64::MAX);
    let rows =
        statement.query_map(params![scope, job, below, max], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (number, text) = row?;
        Ok((number, serde_json::from_str(&text)?))
    })
    .collect()
}

/// Jobs whose names follow `after`.
pub(super) fn jobs(connection: &Connection, scope: &str, after: &str, max: usize) -> Result<Vec<Job>> {
    let mut statement = connection
        .prepare_cached("SELECT document FROM etl_job WHERE scope = ?1 AND name > ?2 ORDER BY name LIMIT ?3")?;
    let max = i64::try_from(max).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![scope, after, max], |row| row.get(0))?;
    let texts: Vec<String> = rows.collect::<Result<_, _>>()?;
    texts.iter().map(|text| Ok(serde_json::from_str(text)?)).collect()
}

pub(super) fn log_lines(connection: &Connection, run: &str) -> Result<Vec<RunLogLine>> {
    let mut statement =
        connection.prepare_cached("SELECT at_ms, line FROM etl_run_log WHERE run = ?1 ORDER BY number")?;
    let rows = statement.query_map([run], |row| Ok(RunLogLine { at_ms: row.get(0)?, line: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn delete_job(connection: &Connection, scope: &str, name: &str) -> Result<()> {
    let gone = [scope, name];
    connection
        .execute("DELETE FROM etl_run_log WHERE run IN (SELECT id FROM etl_run WHERE scope = ?1 AND job = ?2)", gone)?;
    connection.execute("DELETE FROM etl_run WHERE scope = ?1 AND job = ?2", gone)?;
    connection.execute("DELETE FROM etl_job WHERE scope = ?1 AND name = ?2", gone)?;
    Ok(())
}
