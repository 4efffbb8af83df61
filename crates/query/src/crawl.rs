//! `CRAWL 's3://bucket/prefix/' [INTO database] [WITH (…)]`: our own statement, done by whoever knows crawlers.
//!
//! This crate knows no crawler: a process that has one hands it in with [`Queries::set_crawls`]; without one the
//! statement is refused.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use boathouse_types::Type;
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringViewArray};
use datafusion::arrow::datatypes::Schema;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::future::BoxFuture;

use crate::embedded::{QueryOutput, Stats, counted};
use crate::results::ColumnInfo;
use crate::{Failure, Queries, StatementKind};

/// The columns of the answer.
const COLUMNS: [&str; 4] = ["action", "kind", "name", "details"];

/// What a statement asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrawlStatement {
    /// Where to look, as it was written.
    pub target: String,
    /// Where the tables go; absent is the default database.
    pub database: Option<String>,
    /// What stands behind `WITH`, names in lower case.
    pub options: Vec<(String, String)>,
}

/// One thing that a crawl changed, or would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrawledRow {
    /// `create`, `update`, `delete`, `deprecate`; `keep` for a table that is as it was.
    pub action: String,
    /// `table`, `partition` or `warning`.
    pub kind: String,
    /// Database and table.
    pub name: String,
    /// What it is, a line each.
    pub details: String,
}

/// Does crawls for statements.
pub trait Crawls: fmt::Debug + Send + Sync {
    /// Crawls into the catalog of `scope`, and says what changed.
    ///
    /// The error is what the statement fails with.
    fn crawl(&self, scope: &str, statement: CrawlStatement) -> BoxFuture<'static, Result<Vec<CrawledRow>, String>>;
}

/// Runs the statement.
///
/// # Errors
/// When no crawls were handed in, when the caller may not do everything, and when the crawl fails.
pub(crate) async fn run(
    queries: &Queries,
    kind: &StatementKind,
    mut statement: CrawlStatement,
    database: Option<&str>,
) -> Result<QueryOutput, Failure> {
    let started = Instant::now();
    let Some(crawls) = queries.crawls() else { return Err(Failure::not_supported(&kind.words)) };
    if queries.access().is_some() {
        let text = "CRAWL makes and changes tables without asking for permissions, so that it is not there where they are enforced";
        return Err(Failure::engine("PERMISSION_DENIED", None, text));
    }
    statement.database = statement.database.or_else(|| database.map(str::to_owned));
    let rows = crawls.crawl(&queries.scope(), statement).await;
    let rows = rows.map_err(|text| Failure::engine("GENERIC_USER_ERROR", None, &text))?;
    let cells =
        |cell: fn(&CrawledRow) -> &str| Arc::new(StringViewArray::from_iter_values(rows.iter().map(cell))) as ArrayRef;
    let columns =
        vec![cells(|row| &row.action), cells(|row| &row.kind), cells(|row| &row.name), cells(|row| &row.details)];
    let fields: Vec<_> = COLUMNS.iter().map(|name| Type::VARCHAR.to_field(name)).collect();
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(schema.clone(), columns).map_err(|error| Failure::internal(&error))?;
    let once = futures::stream::once(async { Ok(batch) });
    let stats = Stats::default();
    let stream = Box::pin(RecordBatchStreamAdapter::new(schema.clone(), once));
    let stream = counted(stream, schema.clone(), &stats, started);
    let columns = COLUMNS.iter().map(|name| ColumnInfo::of_text(name, "varchar")).collect();
    Ok(QueryOutput { kind: kind.clone(), columns, schema, stream, stats })
}
