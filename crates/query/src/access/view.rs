//! What making and dropping views, and writing tables, needs.

use boathouse_sql::analyzer::{CreateView, DropView};

use super::{Act, Made};
use crate::{Failure, Queries};

/// Refuses a view that may not be made; says what is going to be made, if it is not there yet.
///
/// # Errors
/// The failure Athena reports.
pub(crate) async fn check_create_view(queries: &Queries, view: &CreateView) -> Result<Option<Made>, Failure> {
    let (Some(rules), [_, database, name]) = (queries.access(), &view.name[..]) else { return Ok(None) };
    let is_there = queries.catalog().generation(database, name).await.is_ok();
    let act = if is_there {
        Act::AlterTable(database.clone(), name.clone())
    } else {
        Act::CreateTable(database.clone(), None)
    };
    rules.check(&act).await.map_err(|refusal| refusal.of_query())?;
    Ok((!is_there).then(|| Made::Table(database.clone(), name.clone())))
}

/// Refuses to drop a view that may not be dropped.
///
/// # Errors
/// The failure Athena reports.
pub(crate) async fn check_drop_view(queries: &Queries, view: &DropView) -> Result<(), Failure> {
    let (Some(rules), [_, database, name], true) = (queries.access(), &view.name[..], view.exists) else {
        return Ok(());
    };
    let act = Act::DropTable(database.clone(), name.clone());
    rules.check(&act).await.map_err(|refusal| refusal.of_query())
}

/// Refuses what a statement of the engine's may not do.
///
/// # Errors
/// The failure Athena reports.
pub(crate) async fn check_query(queries: &Queries, act: &Act) -> Result<(), Failure> {
    let Some(rules) = queries.access() else { return Ok(()) };
    rules.check(act).await.map_err(|refusal| refusal.of_query())
}

/// Takes note of a table or view that was made.
///
/// # Errors
/// The failure Athena reports.
pub(crate) async fn has_made(queries: &Queries, made: Option<Made>) -> Result<(), Failure> {
    match (queries.access(), made) {
        (Some(rules), Some(made)) => rules.has_made(&made).await.map_err(|refusal| refusal.of_query()),
        _ => Ok(()),
    }
}
