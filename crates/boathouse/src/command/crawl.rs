//! Files to tables.

use std::sync::Arc;
use std::time::Instant;

use boathouse_catalog::{Catalog, DatabaseInput};
use boathouse_crawler::{
    ColumnChange, ColumnPlan, CrawlOptions, CrawlProgress, CrawlRequest, CrawlSchema, CrawlTarget, Crawlers, Plan,
    ProgressSink, TableAction, TablePlan,
};
use boathouse_state::State;

use crate::command::execute::Sink;
use crate::command::{CrawlChange, CrawlCommand, CrawlOutcome, PartitionChange, Progress, TableExplanation, Unit};
use crate::{Boathouse, Result};

/// Partitions named in a report; of more, their number is.
const PARTITIONS_SHOWN_MAX: usize = 5;

pub(crate) async fn run(house: &Boathouse, command: CrawlCommand, sink: &Sink) -> Result<CrawlOutcome> {
    let started = Instant::now();
    let expected = command.expect.as_deref().map(CrawlSchema::parse).transpose()?;
    let location = house.located(&command.target, |progress| sink.progress(progress)).await?;
    let crawler = format!("cli:{location}");
    let request = CrawlRequest {
        targets: vec![CrawlTarget::s3(location.clone())],
        options: CrawlOptions {
            database: command.database.clone(),
            table_prefix: command.table_prefix.clone(),
            crawler_name: crawler.clone(),
            configuration: command.configuration,
            types: command.types,
            explain: command.explain,
            ..CrawlOptions::default()
        },
    };
    let plan = plan(house, &request, command.keep_plan, sink).await?;
    let found = CrawlSchema::of(&plan);
    let drift = expected.map(|expected| expected.drift(&found)).unwrap_or_default();
    let mut run = None;
    if !command.dry_run && drift.is_empty() {
        ensure_database(house, &command.database).await?;
        run = written(house.crawlers().apply_as_run(&plan, &crawler).await?.0, &plan);
    }
    let outcome = CrawlOutcome {
        dry_run: command.dry_run,
        run,
        explanations: if command.explain { explanations(&plan) } else { Vec::new() },
        decisions: if command.explain { plan.decisions.clone() } else { Vec::new() },
        plan: command.keep_plan.then(|| plan.to_text()).transpose()?,
        schema: command.keep_schema.then(|| found.text()).transpose()?,
        ..outcome(&location.to_string(), &plan, started)?
    };
    // What drifted is not written.
    Ok(CrawlOutcome { dry_run: outcome.dry_run || !drift.is_empty(), drift, ..outcome })
}

/// A run that changed nothing has nothing to be taken back.
pub(super) fn written(run: String, plan: &Plan) -> Option<String> {
    (!plan.is_empty()).then_some(run)
}

/// What a plan comes to.
pub(super) fn outcome(target: &str, plan: &Plan, started: Instant) -> Result<CrawlOutcome> {
    Ok(CrawlOutcome {
        target: target.to_owned(),
        unchanged: plan.tables.iter().filter(|table| !table.is_change()).count() as u64,
        files: plan.objects,
        bytes_read: plan.bytes_read,
        changes: changes(plan),
        plan_hash: plan.hash()?,
        warnings: plan.lints.clone(),
        millis: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        ..CrawlOutcome::default()
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

/// What a crawl would change. Where the database is not there, this is planned against an empty one in a catalog in
/// memory, so that the real one stays as it is.
async fn plan(house: &Boathouse, request: &CrawlRequest, keep: bool, sink: &Sink) -> Result<Plan> {
    let progress = progress(sink);
    let database = &request.options.database;
    let found = house.catalog().database(database).await;
    let rehearsal;
    let crawlers = if matches!(found, Err(boathouse_catalog::Error::DatabaseNotFound(_))) {
        let state = State::in_memory(house.state().clock().clone())?;
        let catalog = Catalog::new(state.clone())?;
        catalog.create_database(DatabaseInput { name: database.clone(), ..DatabaseInput::default() }).await?;
        rehearsal = Crawlers::new(state, house.lake().clone(), catalog)?;
        &rehearsal
    } else {
        found?;
        house.crawlers()
    };
    Ok(match keep {
        true => crawlers.plan_for_later(request, progress).await?,
        false => crawlers.plan_with(request, progress).await?,
    })
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
                reasons: table_reasons(table, false),
                differences: table.differences.clone(),
                partitions: Vec::new(),
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

/// Why it is a table, and why what changes in it is so; with `all`, also what stays.
fn table_reasons(table: &TablePlan, all: bool) -> Vec<String> {
    let mut reasons = vec![table.reason.to_string()];
    let columns = table.columns.iter().filter(|column| all || column.change != ColumnChange::Keep);
    reasons.extend(columns.map(|column| match all {
        true => format!("{} {}: {}", column.name, column.data_type, column.reason),
        false => format!("{}: {}", column.name, column.reason),
    }));
    reasons.extend(table.partition_keys.iter().map(|key| format!("{}: {}", key.name, key.reason)));
    reasons
}

fn explanations(plan: &Plan) -> Vec<TableExplanation> {
    let explained = |table: &TablePlan| TableExplanation {
        table: format!("{}.{}", plan.database, table.name),
        classified: table.classified.clone(),
        reasons: table_reasons(table, true),
    };
    plan.tables.iter().map(explained).collect()
}

fn partition_changes(plan: &Plan, table: &TablePlan) -> Vec<CrawlChange> {
    let partitions = &table.partitions;
    let plain = |values: &[String]| PartitionChange { values: values.to_vec(), differences: Vec::new() };
    let created: Vec<PartitionChange> = partitions.create.iter().map(|made| plain(&made.values)).collect();
    let deleted: Vec<PartitionChange> = partitions.delete.iter().map(|values| plain(values)).collect();
    let differences = partitions.differences.iter().cloned().chain(std::iter::repeat_with(Vec::new));
    let updated = partitions.update.iter().zip(differences);
    let updated: Vec<PartitionChange> =
        updated.map(|(update, differences)| PartitionChange { values: update.values.clone(), differences }).collect();
    [("create", created), ("update", updated), ("delete", deleted)]
        .into_iter()
        .filter(|(_, partitions)| !partitions.is_empty())
        .map(|(action, partitions)| {
            let plural = if partitions.len() == 1 { "" } else { "s" };
            let shown = partitions.iter().take(PARTITIONS_SHOWN_MAX).map(|partition| partition.values.join(" / "));
            let mut details: Vec<String> = shown.collect();
            if partitions.len() > PARTITIONS_SHOWN_MAX {
                details.push(format!("and {} more", partitions.len() - PARTITIONS_SHOWN_MAX));
            }
            CrawlChange {
                action: action.to_owned(),
                kind: "partition".to_owned(),
                name: format!("{}.{}: {} partition{plural}", plan.database, table.name, partitions.len()),
                details,
                reasons: Vec::new(),
                differences: Vec::new(),
                partitions,
            }
        })
        .collect()
}
