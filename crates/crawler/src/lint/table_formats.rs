//! Folders of table formats that are taken for plain files.

use super::{Found, Lint};
use crate::table_format::TableFormat;

pub(super) fn check(found: &Found<'_>) -> Vec<Lint> {
    let root = found.candidate.root.join("/");
    let concerned = found.formats.iter().filter(|(folder, _)| is_inside(&root, folder) || is_inside(folder, &root));
    let uri = |folder: &str| found.root.join(folder).folder();
    concerned.map(|(folder, format)| Lint::of_table("table-format", text(&uri(folder).to_string(), *format))).collect()
}

/// Whether `folder` is `outer` or below it.
fn is_inside(folder: &str, outer: &str) -> bool {
    outer.is_empty() || folder == outer || folder.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

fn text(uri: &str, format: TableFormat) -> String {
    format!(
        "{uri} is a table of {}, whose books say which files count: a plain table over them shows rows that were deleted \
         or replaced; crawl it as {}",
        format.as_str(),
        format.target()
    )
}
