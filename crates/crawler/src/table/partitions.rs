//! The partitions of a table: a folder each.

use boathouse_catalog::PartitionInput;
use boathouse_formats::infer::TypeRules;
use boathouse_schema::parse_partition_segment;

use super::{TableContext, Whole, precise, without_keys};
use crate::group::{Candidate, Leaf};
use crate::partition::{PlannedPartition, Shapes};
use crate::plan::LogLine;
use crate::schema::MergedColumn;

/// Folders that are no partitions of their own and are named; of more, their number is.
const NAMED_MAX: usize = 20;

impl TableContext<'_> {
    /// The partitions in the order of their values. Folders that can be none are said in the log.
    pub(super) fn partitions(
        &self,
        candidate: &Candidate,
        key_names: &[String],
        table: &[MergedColumn],
        log: &mut Vec<LogLine>,
    ) -> Vec<PlannedPartition> {
        if key_names.is_empty() {
            return Vec::new();
        }
        let (depth, mut shapes, mut left_out) = (candidate.root.len(), Shapes::default(), Vec::new());
        let mut partitions: Vec<PlannedPartition> = Vec::with_capacity(candidate.leaves.len());
        for leaf in &candidate.leaves {
            let values: Vec<String> = leaf.segments[depth..].iter().map(|segment| partition_value(segment)).collect();
            match values.iter().position(String::is_empty) {
                Some(place) => {
                    let why = format!("the value of its key '{}' is empty", key_names[place]);
                    left_out.push((self.folder(&leaf.segments).to_string(), why));
                }
                None => partitions.push(shapes.hold(self.partition(candidate, leaf, values, (key_names, table)))),
            }
        }
        partitions.sort_by(|a, b| a.values.cmp(&b.values));
        // Two folders may stand for the same values (`k=a%20b`, `k=a b`): the first in key order counts.
        partitions.dedup_by(|b, a| {
            let is_same = a.values == b.values;
            if is_same {
                let why = format!("{} is the partition of the same values", a.location().unwrap_or_default());
                left_out.push((b.location().unwrap_or_default().to_owned(), why));
            }
            is_same
        });
        let named = left_out.iter().take(NAMED_MAX);
        log.extend(named.map(|(folder, why)| LogLine::warn(format!("The folder {folder} is no partition: {why}"))));
        if left_out.len() > NAMED_MAX {
            log.push(LogLine::warn(format!("and {} more folders are no partitions", left_out.len() - NAMED_MAX)));
        }
        partitions
    }

    fn partition(
        &self,
        candidate: &Candidate,
        leaf: &Leaf,
        values: Vec<String>,
        (key_names, table): (&[String], &[MergedColumn]),
    ) -> PartitionInput {
        let whole = Whole::of(self.objects, leaf.files.iter());
        let mut columns = without_keys(&whole.columns(), key_names, &candidate.key.format);
        if self.types == TypeRules::Precise {
            precise::inherit(&mut columns, table, &candidate.key.format);
        }
        let location = self.folder(&leaf.segments).to_string();
        let parameters = self.parameters(&candidate.key, &whole);
        let descriptor = self.descriptor(&candidate.key, &columns, &whole, location, parameters.clone());
        PartitionInput {
            values,
            storage_descriptor: Some(descriptor),
            parameters: Some(parameters),
            ..PartitionInput::default()
        }
    }
}

/// The value of a `key=value` folder without its escapes; the name of a plain one.
fn partition_value(segment: &str) -> String {
    parse_partition_segment(segment).map_or_else(|| segment.to_owned(), |(_, value)| value)
}
