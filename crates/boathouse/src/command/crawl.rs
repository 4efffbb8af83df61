//! Files to tables.

use std::sync::Arc;
use std::time::Instant;

use boathouse_catalog::{Catalog, DatabaseInput};
use boathouse_crawler::{
    ColumnChange, ColumnPlan, CrawlOptions, CrawlProgress, CrawlRequest, CrawlTarget, Crawlers, Plan, ProgressSink,
    TableAction, TablePlan,
};
use boathouse_state::State;

use crate::command::execute::Sink;
use crate::command::{CrawlChange, CrawlCommand, CrawlOutcome, Progress, Unit};
use crate::{Boathouse, Result};

/// Partitions named in a report; of more, their number is.
const PARTITIONS_SHOWN_MAX: usize = 5;

pub(crate) async fn run(house: &Boathouse, command: CrawlCommand, sink: &Sink) -> Result<CrawlOutcome> {
    let started = Instant::now();
    let location = house.located(&command.target, |progress| sink.progress(progress)).await?;
    let request = CrawlRequest {
        targets: vec![CrawlTarget::s3(location.clone())],
        options: CrawlOptions {
            database: command.database.clone(),
            table_prefix: command.table_prefix,
            crawler_name: format!("cli:{location}"),
            ..CrawlOptions::default()
        },
    };
    let plan = plan(house, &request, command.dry_run, sink).await?;
    if !command.dry_run {
        house.crawlers().apply(&plan).await?;
    }
    Ok(CrawlOutcome {
        target: location.to_string(),
        dry_run: command.dry_run,
        unchanged: plan.tables.iter().filter(|table| !table.is_change()).count() as u64,
        files: plan.objects,
        bytes_read: plan.bytes_read,
        changes: changes(&plan),
        millis: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

/// Makes the database unless it is there.
pub(super) async fn ensure_database(house: &Boathouse, name: &str) -> Result<()> {
    match house.catalog().database(name).await {
        Err(boathouse_catalog::Error::DatabaseNotFound(_)) => {}
        found => return Ok(found.map(drop)?),
    }
    let input = DatabaseInput { name: name.to_owned(), ..DatabaseInput::default() };
    match house.catalog().create_database(input).await {
        // Somebody else was quicker.
        Ok(_) | Err(boathouse_catalog::Error::DatabaseExists(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What a crawl would change. The database is made when it is not there; for a rehearsal it is made in a
/// catalog in memory, so that the real one stays as it is.
async fn plan(house: &Boathouse, request: &CrawlRequest, rehearsal: bool, sink: &Sink) -> Result<Plan> {
    let progress = progress(sink);
    let database = &request.options.database;
    if !rehearsal {
        ensure_database(house, database).await?;
    }
    let found = house.catalog().database(database).await;
    if !matches!(found, Err(boathouse_catalog::Error::DatabaseNotFound(_))) {
        found?;
        return Ok(house.crawlers().plan_with(request, progress).await?);
    }
    let state = State::in_memory(house.state().clock().clone())?;
    let catalog = Catalog::new(state.clone())?;
    catalog.create_database(DatabaseInput { name: database.clone(), ..DatabaseInput::default() }).await?;
    Ok(Crawlers::new(state, house.lake().clone(), catalog)?.plan_with(request, progress).await?)
}

fn progress(sink: &Sink) -> Option<ProgressSink> {
    let sink = sink.clone();
    Some(Arc::new(move |progress: CrawlProgress| {
        sink.progress(Progress {
            stage: "classifying".to_owned(),
            done: progress.objects_classified,
            total: Some(progress.objects_listed),
            unit: Unit::Files,
        });
    }))
}

fn changes(plan: &Plan) -> Vec<CrawlChange> {
    let mut changes = Vec::new();
    for table in &plan.tables {
        if let Some(action) = action_name(table.action) {
            changes.push(CrawlChange {
                action: action.to_owned(),
                kind: "table".to_owned(),
                name: format!("{}.{}", plan.database, table.name),
                details: table_details(table),
                reasons: table_reasons(table),
            });
        }
        changes.extend(partition_changes(plan, table));
    }
    changes
}

fn action_name(action: TableAction) -> Option<&'static str> {
    match action {
        TableAction::Create => Some("create"),
        TableAction::Update => Some("update"),
        TableAction::Delete => Some("delete"),
        TableAction::Deprecate => Some("deprecate"),
        TableAction::Keep => None,
    }
}

fn table_details(table: &TablePlan) -> Vec<String> {
    let mut details = vec![format!("at {}", table.location)];
    details.extend(table.columns.iter().map(column_detail));
    details.extend(table.partition_keys.iter().map(|key| format!("  {} (partition key)", key.name)));
    details
}

fn column_detail(column: &ColumnPlan) -> String {
    let ColumnPlan { name, data_type, change, .. } = column;
    match change {
        ColumnChange::Add => format!("+ {name} {data_type}"),
        ColumnChange::Retype { from } => format!("~ {name} {from} -> {data_type}"),
        ColumnChange::Remove => format!("- {name} {data_type}"),
        ColumnChange::Keep => format!("  {name} {data_type}"),
    }
}

fn table_reasons(table: &TablePlan) -> Vec<String> {
    let mut reasons = vec![table.reason.to_string()];
    let columns = table.columns.iter().filter(|column| column.change != ColumnChange::Keep);
    reasons.extend(columns.map(|column| format!("{}: {}", column.name, column.reason)));
    reasons.extend(table.partition_keys.iter().map(|key| format!("{}: {}", key.name, key.reason)));
    reasons
}

fn partition_changes(plan: &Plan, table: &TablePlan) -> Vec<CrawlChange> {
    let partitions = &table.partitions;
    let created: Vec<&[String]> = partitions.create.iter().map(|partition| partition.values.as_slice()).collect();
    let updated: Vec<&[String]> = partitions.update.iter().map(|update| update.values.as_slice()).collect();
    let deleted: Vec<&[String]> = partitions.delete.iter().map(Vec::as_slice).collect();
    [("create", created), ("update", updated), ("delete", deleted)]
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(action, values)| {
            let plural = if values.len() == 1 { "" } else { "s" };
            let mut details: Vec<String> =
                values.iter().take(PARTITIONS_SHOWN_MAX).map(|values| values.join(" / ")).collect();
            if values.len() > PARTITIONS_SHOWN_MAX {
                details.push(format!("and {} more", values.len() - PARTITIONS_SHOWN_MAX));
            }
            CrawlChange {
                action: action.to_owned(),
                kind: "partition".to_owned(),
                name: format!("{}.{}: {} partition{plural}", plan.database, table.name, values.len()),
                details,
                reasons: Vec::new(),
            }
        })
        .collect()
}
