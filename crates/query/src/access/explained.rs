//! What a statement needs that is only explained: what it would need to be run.

use boathouse_sql::analyzer::AnalyzedStatement;

use super::{Act, check_create_view, check_drop_view, check_query};
use crate::{Failure, Queries};

/// Refuses to explain a statement that may not be run.
///
/// # Errors
/// The failure that the statement itself would end with.
pub(crate) async fn check_explained(queries: &Queries, statement: &AnalyzedStatement) -> Result<(), Failure> {
    let act = match statement {
        AnalyzedStatement::CreateTableAs(create) => match &create.name[..] {
            // The place that a statement names itself is asked about where it is run.
            [_, database, _] => Act::CreateTable(database.clone(), None),
            _ => return Ok(()),
        },
        AnalyzedStatement::Insert(insert) => match &insert.table.name[..] {
            [_, database, table] => Act::InsertInto(database.clone(), table.clone()),
            _ => return Ok(()),
        },
        AnalyzedStatement::Unload(unload) => Act::PlaceAt(unload.location.clone()),
        AnalyzedStatement::CreateView(view) => return check_create_view(queries, view).await.map(drop),
        AnalyzedStatement::DropView(view) => return check_drop_view(queries, view).await,
        _ => return Ok(()),
    };
    check_query(queries, &act).await
}
