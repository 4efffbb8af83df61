//! `SHOW DATABASES | SCHEMAS [LIKE 'regular expression']`
//! <https://docs.aws.amazon.com/athena/latest/ug/show-databases.html>

use boathouse_catalog::PageRequest;

use super::context::Context;
use super::pattern;
use super::told::Told;
use crate::{Failure, access};

pub(super) async fn run(context: &Context<'_>, pattern: Option<&str>) -> Result<Told, Failure> {
    let pattern = pattern::of_databases(pattern)?;
    let page = context.catalog.databases(PageRequest::all()).await.map_err(|error| Failure::metastore(&error))?;
    let names = page.items.into_iter().map(|database| database.name);
    let names = names.filter(|name| pattern.as_ref().is_none_or(|pattern| pattern.is_match(name)));
    let names = access::visible_databases(context, names.collect()).await;
    Ok(Told::listed(&["database_name"], names))
}
