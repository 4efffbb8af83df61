//! Answering one statement, whatever it is.

use std::sync::Arc;
use std::time::Instant;

use boathouse_lake::Meter;
use boathouse_sql::analyzer::{self, Analyzed, AnalyzedStatement, OutputColumn};
use datafusion::physical_plan::execute_stream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;

use crate::access::{self, Guarded};
use crate::crawl;
use crate::embedded::{QueryOutput, Stats, counted};
use crate::explain::{self, Explained};
use crate::metadata::WithMetadata;
use crate::planner::{self, PlanRequest, TableResolver};
use crate::results::ColumnInfo;
use crate::stack::Deep;
use crate::statement::{self, Action, Context, Parsed, Told};
use crate::steps::with_steps;
use crate::write::{self, Destination, Wrote};
use crate::{Failure, Queries, StatementKind};

/// What a statement is asked with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub(crate) database: Option<&'a str>,
    pub(crate) catalog: Option<&'a str>,
    pub(crate) parameters: &'a [String],
    /// Where statements are prepared.
    pub(crate) workgroup: &'a str,
    /// Where a statement that writes leaves what it writes.
    pub(crate) destination: Destination<'a>,
}

/// What comes of a statement.
pub(crate) enum Answer {
    /// Rows under way.
    Rows(Box<QueryOutput>),
    /// Lines, or nothing, of a statement that is no query.
    Told(Told),
    /// Rows that were written.
    Wrote(Wrote),
    /// What a statement does, in lines.
    Explained(Box<Explained>),
}

/// Does what a statement says.
///
/// # Errors
/// The failure Athena reports.
pub(crate) async fn answer(
    queries: &Queries,
    parsed: Parsed,
    around: &Surroundings<'_>,
    meter: &Meter,
) -> Result<Answer, Failure> {
    match parsed.action {
        Action::Hive(statement) => {
            let context = Context {
                catalog: queries.catalog(),
                lake: queries.lake(),
                sql: &parsed.sql,
                database: around.database,
                access: queries.access(),
                now_ms: queries.state().clock().now_ms(),
            };
            statement::carry_out(&context, *statement).await.map(Answer::Told)
        }
        Action::Trino { .. } => {
            let answered = of_trino(queries, &parsed, around, meter).await;
            if answered.is_err() && around.destination.object.is_none() && write::writes(&parsed.kind) {
                // Whoever embeds this may end right after: what was made visible is taken away before.
                write::settle(queries, around.destination.id).await;
            }
            answered.map_err(|failure| write::with_suffix(failure, &parsed.kind, &around.destination))
        }
        Action::Prepare { name, sql } => {
            statement::prepare(queries, around.workgroup, &name, &sql).await.map(Answer::Told)
        }
        Action::Deallocate { name } => statement::deallocate(queries, around.workgroup, &name).await.map(Answer::Told),
        Action::Crawl(statement) => {
            let rows = crawl::run(queries, &parsed.kind, statement, around.database).await?;
            Ok(Answer::Rows(Box::new(rows)))
        }
        // It was replaced by what it runs when it was started.
        Action::Execute { .. } => Err(Failure::not_supported(&parsed.kind.words)),
    }
}

async fn of_trino(
    queries: &Queries,
    parsed: &Parsed,
    around: &Surroundings<'_>,
    meter: &Meter,
) -> Result<Answer, Failure> {
    let (sql, kind) = (parsed.sql.as_str(), &parsed.kind);
    let started = Instant::now();
    let (tables, now_ms) = (queries.tables(), queries.state().clock().now_ms());
    let guarded = queries.access().map(|rules| Guarded::new(tables, queries.catalog(), rules, now_ms));
    let tables = guarded.as_ref().map_or(tables as &dyn TableResolver, |guarded| guarded);
    let request = PlanRequest {
        sql,
        parameters: around.parameters,
        database: around.database,
        catalog: around.catalog,
        now_ms,
        catalogs: queries,
        prepared: parsed.prepared.as_ref(),
        tables: &WithMetadata::new(queries, tables),
    };
    let rows = |output: QueryOutput| Answer::Rows(Box::new(output));
    write::check_catalog(kind, around.catalog)?;
    let analyzed = planner::analyze(request).await.map_err(|failure| write::of_analysis(failure, kind))?;
    let to = &around.destination;
    match analyzed {
        AnalyzedStatement::CreateTableAs(create) => {
            write::create_table_as(queries, *create, to, meter, started).await.map(Answer::Wrote)
        }
        AnalyzedStatement::Insert(insert) => {
            write::insert(queries, *insert, to, meter, started).await.map(Answer::Wrote)
        }
        AnalyzedStatement::Unload(unload) => {
            write::unload(queries, *unload, to, meter, started).await.map(Answer::Wrote)
        }
        AnalyzedStatement::Explain(explained) => {
            if guarded.as_ref().is_some_and(Guarded::has_cut) {
                return Err(Failure::not_supported("EXPLAIN of tables whose rows or columns permissions cut"));
            }
            access::check_explained(queries, &explained.statement).await?;
            let explained = explain::run(queries, explained, to, meter, started).await?;
            Ok(Answer::Explained(Box::new(explained)))
        }
        AnalyzedStatement::Query(query) => run(queries, &query, kind, meter, started).await.map(rows),
        AnalyzedStatement::CreateView(view) => {
            let made = access::check_create_view(queries, &view).await?;
            let told = statement::create_view(queries.catalog(), *view, around.database).await?;
            access::has_made(queries, made).await?;
            Ok(Answer::Told(told))
        }
        AnalyzedStatement::DropView(view) => {
            access::check_drop_view(queries, &view).await?;
            statement::drop_view(queries.catalog(), view).await.map(Answer::Told)
        }
        AnalyzedStatement::ShowFunctions { like, escape } => {
            let library = analyzer::library()?;
            let batch = statement::function_rows(library, like.as_deref(), escape)?;
            let (columns, schema) = (statement::function_columns(), batch.schema());
            let once = futures::stream::once(async { Ok(batch) });
            let stream = Box::pin(RecordBatchStreamAdapter::new(schema.clone(), once));
            let stats = Stats { meter: meter.clone(), ..Stats::default() };
            let stream = counted(stream, schema.clone(), &stats, started);
            Ok(rows(QueryOutput { kind: kind.clone(), columns: described(&columns), schema, stream, stats }))
        }
        // Every table that can be read here is one of Hive's.
        AnalyzedStatement::Update(_) | AnalyzedStatement::Delete(_) | AnalyzedStatement::Merge(_) => {
            let text = "Modifying Hive table rows is only supported for transactional tables";
            Err(Failure::engine("NOT_SUPPORTED", None, text))
        }
        _ => Err(Failure::not_supported(&kind.words)),
    }
}

fn described(columns: &[OutputColumn]) -> Vec<ColumnInfo> {
    columns.iter().map(ColumnInfo::of).collect()
}

/// Starts a planned query.
async fn run(
    queries: &Queries,
    query: &Analyzed,
    kind: &StatementKind,
    meter: &Meter,
    started: Instant,
) -> Result<QueryOutput, Failure> {
    let session = queries.engine().session(queries.lake(), meter)?;
    let plan = with_steps(session.create_physical_plan(&query.plan).await?)?;
    let rows = execute_stream(Arc::clone(&plan), session.task_ctx())?;
    let planning_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let schema = query.schema();
    let stats = Stats { meter: meter.clone(), plan: Some(Deep::new(plan)), planning_ms, ..Stats::default() };
    let stream = counted(rows, schema.clone(), &stats, started);
    Ok(QueryOutput { kind: kind.clone(), columns: described(&query.columns), schema, stream, stats })
}
