//! A statement run in this process with Athena's settings.

use boathouse_functions_cast::ValueText;
use boathouse_sql::analyzer::AnalyzedStatement;
use boathouse_types::TrinoError;

use super::describe::wanted;
use super::told::{Rows, Told};
use crate::codec;
use crate::engine::Surroundings;

/// What comes of a query; none for statements that are no queries.
pub(super) fn run(surroundings: Surroundings<'_>, sql: &str) -> Option<Told> {
    match surroundings.wait(rows(surroundings, sql)) {
        Ok(rows) => rows.map(Told::Rows),
        Err(error) => Some(Told::Failed(error.into())),
    }
}

async fn rows(surroundings: Surroundings<'_>, sql: &str) -> Result<Option<Rows>, TrinoError> {
    let AnalyzedStatement::Query(analyzed) = surroundings.analyze(sql)? else { return Ok(None) };
    let batches = codec::collect(&analyzed).await?;
    let columns = analyzed.columns.iter().map(|column| wanted(&column.name, &column.data_type)).collect();
    // What stands above the rows stands in the first of them.
    let mut rows = vec![analyzed.columns.iter().map(|column| Some(column.name.clone())).collect::<Vec<_>>()];
    for batch in &batches {
        let pairs = analyzed.columns.iter().zip(batch.columns());
        let texts: Vec<_> =
            pairs.map(|(column, values)| ValueText::new(&column.data_type, values)).collect::<Result<_, _>>()?;
        rows.extend((0..batch.num_rows()).map(|row| texts.iter().map(|text| text.get(row)).collect()));
    }
    Ok(Some(Rows { columns, rows }))
}
