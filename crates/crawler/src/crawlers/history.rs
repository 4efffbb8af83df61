//! The history of a crawler, filtered and in pages.

use boathouse_state::rusqlite::types::Value;
use boathouse_state::rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::{CrawlRun, Crawlers, Key, store};
use crate::{Error, Result};

/// How a value of a run is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
}

/// One condition on runs.
#[derive(Debug, Clone, PartialEq)]
pub enum RunFilter {
    /// The run's id is this one, or is not.
    Id(bool, String),
    /// The run's state is called so, or is not.
    State(bool, String),
    /// When it began, in milliseconds since the epoch.
    Start(Comparison, i64),
    /// When it ended; no comparison holds of a run that has not.
    End(Comparison, i64),
}

/// A page of a history.
#[derive(Debug, Clone, PartialEq)]
pub struct RunPage {
    /// Newest first.
    pub runs: Vec<CrawlRun>,
    /// Whether there are more.
    pub has_more: bool,
}

impl Crawlers {
    /// The runs of a crawler which pass all filters, newest first: at most `runs_max`, from the one after the run
    /// `after` on.
    ///
    /// # Errors
    /// [`Error::CrawlerNotFound`], [`Error::RunNotFound`] for `after`.
    pub async fn history(
        &self,
        name: &str,
        filters: Vec<RunFilter>,
        after: Option<String>,
        runs_max: usize,
    ) -> Result<RunPage> {
        let key = self.key(name);
        self.state.read(move |connection| page(connection, &key, &filters, after, runs_max)).await
    }
}

fn page(
    connection: &Connection,
    key: &Key,
    filters: &[RunFilter],
    after: Option<String>,
    runs_max: usize,
) -> Result<RunPage> {
    store::require(connection, key)?;
    let mut sql = format!("{} WHERE scope = ? AND crawler = ?", store::RUN_COLUMNS);
    let mut values: Vec<Value> = vec![key.scope.clone().into(), key.name.clone().into()];
    if let Some(after) = after {
        let number: Option<i64> = connection
            .prepare_cached("SELECT number FROM crawler_run WHERE id = ?1 AND scope = ?2 AND crawler = ?3")?
            .query_row([&after, &key.scope, &key.name], |row| row.get(0))
            .optional()?;
        sql.push_str(" AND number < ?");
        values.push(number.ok_or(Error::RunNotFound(after))?.into());
    }
    for filter in filters {
        let (column, sign, value) = match filter {
            RunFilter::Id(is, id) => ("id", equality(*is), id.clone().into()),
            RunFilter::State(is, state) => ("state", equality(*is), state.clone().into()),
            RunFilter::Start(comparison, ms) => ("started_ms", sign(*comparison), (*ms).into()),
            RunFilter::End(comparison, ms) => ("ended_ms", sign(*comparison), (*ms).into()),
        };
        sql.push_str(&format!(" AND {column} {sign} ?"));
        values.push(value);
    }
    sql.push_str(" ORDER BY number DESC LIMIT ?");
    values.push(i64::try_from(runs_max.saturating_add(1)).unwrap_or(i64::MAX).into());
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), store::run_row)?.collect::<Result<Vec<_>, _>>()?;
    let mut runs = rows.into_iter().collect::<Result<Vec<_>>>()?;
    let has_more = runs.len() > runs_max;
    runs.truncate(runs_max);
    Ok(RunPage { runs, has_more })
}

fn equality(is: bool) -> &'static str {
    if is { "=" } else { "<>" }
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Gt => ">",
        Comparison::Ge => ">=",
        Comparison::Lt => "<",
        Comparison::Le => "<=",
        Comparison::Eq => "=",
        Comparison::Ne => "<>",
    }
}
