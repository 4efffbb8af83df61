//! `EXPLAIN`: what the engine is going to do for a statement, or what it has done, in Trino's shapes.
//! <https://docs.aws.amazon.com/athena/latest/ug/athena-explain-statement.html>

mod analyze;
mod document;
mod figures;
mod graphviz;
mod io;
mod json;
mod logical;
mod node;
mod operator;
mod physical;
mod scans;
mod target;
mod text;
mod validate;

#[cfg(test)]
mod tests;

use std::time::Instant;

use boathouse_lake::Meter;
use boathouse_sql::analyzer::Explain;
use boathouse_sql::ast::ExplainOption;

use crate::embedded::Stats;
use crate::results::ColumnInfo;
use crate::stack::Deep;
use crate::steps::with_steps;
use crate::write::Destination;
use crate::{Failure, Queries};

pub(crate) use analyze::Ran;

/// The words by which a statement that is run and explained goes.
pub(crate) const ANALYZE_WORDS: &str = "EXPLAIN ANALYZE";
const COLUMN: &str = "Query Plan";

/// An explanation: one column of lines.
#[derive(Debug, Clone)]
pub(crate) struct Explained {
    pub(crate) column: ColumnInfo,
    /// The lines under the column's name, the empty ones at the end with them.
    pub(crate) lines: Vec<String>,
    /// What it took, where the statement was run.
    pub(crate) stats: Stats,
}

impl Explained {
    /// Trino's text, with the line feed that Athena adds.
    fn of(text: &str, precision: Option<u32>) -> Self {
        let mut column = ColumnInfo::of_text(COLUMN, "varchar");
        column.precision = precision.unwrap_or(column.precision);
        Self { column, lines: lines(text), stats: Stats::default() }
    }

    /// A plan that was not run: its column is as long as its text.
    fn plan(text: &str) -> Self {
        Self::of(text, Some(u32::try_from(text.chars().count()).unwrap_or(u32::MAX)))
    }
}

fn lines(text: &str) -> Vec<String> {
    format!("{text}\n").split('\n').map(str::to_owned).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Logical,
    Distributed,
    Validate,
    Io,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Graphviz,
    Json,
}

/// TYPE and FORMAT; each may be said once.
fn options(options: &[ExplainOption]) -> Result<(Kind, Format), Failure> {
    let (mut kind, mut format) = (None, None);
    for option in options {
        let again = match option {
            ExplainOption::Logical => kind.replace(Kind::Logical).is_some(),
            ExplainOption::Distributed => kind.replace(Kind::Distributed).is_some(),
            ExplainOption::Validate => kind.replace(Kind::Validate).is_some(),
            ExplainOption::Io => kind.replace(Kind::Io).is_some(),
            ExplainOption::Text => format.replace(Format::Text).is_some(),
            ExplainOption::Graphviz => format.replace(Format::Graphviz).is_some(),
            ExplainOption::Json => format.replace(Format::Json).is_some(),
        };
        if again {
            return Err(Failure::not_supported("EXPLAIN with an option that is said twice"));
        }
    }
    match (kind, format) {
        (Some(Kind::Io), Some(Format::Graphviz)) => Err(Failure::not_supported("EXPLAIN (TYPE IO, FORMAT GRAPHVIZ)")),
        (Some(Kind::Distributed), Some(Format::Graphviz)) => {
            Err(Failure::not_supported("EXPLAIN (TYPE DISTRIBUTED, FORMAT GRAPHVIZ)"))
        }
        _ => Ok((kind.unwrap_or(Kind::Distributed), format.unwrap_or(Format::Text))),
    }
}

/// Explains a statement, and runs it first where that is asked for.
///
/// # Errors
/// The failure Athena reports, which is that of the statement.
pub(crate) async fn run(
    queries: &Queries,
    explain: Explain,
    destination: &Destination<'_>,
    meter: &Meter,
    started: Instant,
) -> Result<Explained, Failure> {
    let (kind, format) = options(&explain.options)?;
    if explain.analyze {
        return analyze::run(queries, explain, format, destination, meter, started).await;
    }
    let statement = &*explain.statement;
    if kind == Kind::Validate {
        target::check(statement)?;
        return Ok(validate::explained());
    }
    if let Some(words) = target::definition(statement) {
        return match format {
            Format::Text if kind != Kind::Io => Ok(Explained::plan(words)),
            _ => Err(Failure::not_supported(&format!("EXPLAIN of {words} in this type and format"))),
        };
    }
    let Some((query, output)) = target::of(statement)? else {
        return Err(Failure::not_supported("EXPLAIN of a statement that has nothing to do"));
    };
    // What is looked at for a plan is not billed.
    let session = queries.engine().session(queries.lake(), &Meter::default())?;
    let optimized = Deep::new(session.optimize(&query.plan)?);
    let Some(logical) = optimized.get() else { return Err(Failure::internal(&"no plan")) };
    if kind == Kind::Io {
        return Ok(Explained::plan(&io::document(logical, &output)));
    }
    if kind == Kind::Logical || format == Format::Graphviz {
        let node = output.around(query, logical::node(logical), None);
        let text = match format {
            Format::Text => text::plan(&node)?,
            Format::Graphviz => graphviz::plan(&node)?,
            Format::Json => json::plan(&node)?,
        };
        return Ok(Explained::plan(&text));
    }
    let plan = session.create_physical_plan(&query.plan).await?;
    let plan = Deep::new(with_steps(plan)?);
    let Some(physical) = plan.get() else { return Err(Failure::internal(&"no plan")) };
    let fragments = physical::fragments(physical, &scans::tables(logical), query, &output, None);
    let text = match format {
        Format::Json => json::fragments(&fragments)?,
        _ => text::fragments(&fragments)?,
    };
    Ok(Explained::plan(&text))
}
