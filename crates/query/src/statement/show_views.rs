//! `SHOW VIEWS [IN database] [LIKE 'pattern']`
//! <https://docs.aws.amazon.com/athena/latest/ug/show-views.html>

use boathouse_sql::hive::ast::Name;

use super::context::Context;
use super::show_tables::tables;
use super::told::Told;
use crate::Failure;
use crate::views::is_view;

pub(super) async fn run(
    context: &Context<'_>,
    database: Option<&Name>,
    pattern: Option<&str>,
) -> Result<Told, Failure> {
    let views = tables(context, database, pattern).await?.into_iter().filter(is_view);
    Ok(Told::listed_of_views(&["views"], views.map(|view| view.name).collect()))
}
