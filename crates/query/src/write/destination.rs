//! Where a statement that writes leaves what it writes besides a table's rows.

use boathouse_lake::Lake;
use boathouse_schema::S3Uri;

use crate::explain::Ran;

/// The place of one run of a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Destination<'a> {
    /// The id of the execution, or of this run of an embedded statement.
    pub(crate) id: &'a str,
    /// The engine's id of it, which begins the names of files.
    pub(crate) query_id: &'a str,
    /// The folder that results go to; tables without a place of their own lie below it.
    pub(crate) folder: &'a S3Uri,
    /// The result object of an execution and the lake it is in. What is embedded has none.
    pub(crate) object: Option<(&'a Lake, &'a S3Uri)>,
    /// The workgroup says where results go, whatever the statement says.
    pub(crate) enforced: bool,
    /// Results are kept in a place that no table can lie in.
    pub(crate) managed: bool,
    /// Where the plan that ran is noted, for who explains it.
    pub(crate) ran: Option<&'a Ran>,
}

impl Destination<'_> {
    /// The folder of a table that has no place of its own.
    pub(crate) fn table_folder(&self) -> S3Uri {
        self.folder.join(&format!("tables/{}", self.id))
    }

    /// The list of the written files.
    pub(crate) fn manifest(&self) -> Option<S3Uri> {
        let (_, object) = self.object?;
        let stem = object.key.strip_suffix(".csv").unwrap_or(&object.key);
        Some(S3Uri::new(&object.bucket, format!("{stem}-manifest.csv")))
    }

    /// The companion of the result.
    pub(crate) fn metadata(&self) -> Option<S3Uri> {
        let (_, object) = self.object?;
        Some(S3Uri::new(&object.bucket, format!("{}.metadata", object.key)))
    }
}
