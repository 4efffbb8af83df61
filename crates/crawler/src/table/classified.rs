//! How the format of a table's objects was recognised.

use super::TableContext;
use crate::group::Candidate;
use crate::schema::Outcome;

impl TableContext<'_> {
    /// What the first object is, and what was asked before.
    pub(super) fn classified(&self, candidate: &Candidate) -> Vec<String> {
        let mut files = candidate.leaves.iter().flat_map(|leaf| &leaf.files).map(|i| &self.objects[*i]);
        let first = files.find_map(|object| match &object.outcome {
            Outcome::Known(known) => Some((&object.key, known)),
            _ => None,
        });
        let Some((key, known)) = first else { return vec!["no object of it is of a known format".to_owned()] };
        let what = known.schema.key.describe();
        let mut lines = vec![format!("s3://{}/{key} is {what}", self.root.bucket)];
        lines.extend(known.own.tried.iter().cloned());
        lines
    }
}
