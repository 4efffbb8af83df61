//! Folders by themselves, which are put together elsewhere.

use boathouse_schema::S3Uri;

use super::tree::Folder;
use super::{Candidate, Grouper};
use crate::configuration::Configuration;
use crate::plan::LogLine;
use crate::schema::Object;

/// Each folder of alike objects, as a table of its own; the others are said in the log.
pub(crate) fn leaves(
    root: &S3Uri,
    objects: &[Object],
    configuration: &Configuration,
) -> (Vec<Candidate>, Vec<LogLine>) {
    let mut grouper = Grouper {
        root,
        objects,
        configuration,
        explain: false,
        tables: Vec::new(),
        log: Vec::new(),
        decisions: Vec::new(),
    };
    grouper.report_unreadable();
    let mut leaves = Vec::new();
    grouper.gather(&Folder::of(&root.key, objects), &mut Vec::new(), &mut leaves);
    (leaves, grouper.log)
}
