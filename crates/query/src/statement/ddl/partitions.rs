//! Partitions as `ALTER TABLE … ADD PARTITION`, many to a statement.

use boathouse_catalog::{Column, PartitionInput};

use super::text::{name, string};

/// As many as Athena takes in one statement.
const PARTITIONS_MAX: usize = 100;
/// A statement this long is ended, well below the longest that Athena takes.
const BYTES_MAX: usize = 200_000;

/// A statement as it grows.
#[derive(Debug, Default)]
pub(super) struct Batch {
    text: String,
    count: usize,
}

impl Batch {
    /// Adds a partition of the table.
    pub(super) fn add(&mut self, database: &str, table: &str, keys: &[Column], partition: &PartitionInput) {
        if self.count == 0 {
            self.text = format!("ALTER TABLE {}.{} ADD", name(database), name(table));
        }
        let values = keys.iter().zip(&partition.values);
        let terms: Vec<String> =
            values.map(|(key, value)| format!("{} = {}", name(&key.name), string(value))).collect();
        self.text.push_str(&format!("\n  PARTITION ({})", terms.join(", ")));
        let descriptor = partition.storage_descriptor.as_ref();
        if let Some(location) = descriptor.and_then(|descriptor| descriptor.location.as_deref()) {
            self.text.push_str(&format!(" LOCATION {}", string(location)));
        }
        self.count += 1;
    }

    pub(super) fn is_full(&self) -> bool {
        self.count >= PARTITIONS_MAX || self.text.len() >= BYTES_MAX
    }

    /// The statement, if there is one.
    pub(super) fn take(&mut self) -> Option<String> {
        let text = std::mem::take(&mut self.text);
        (std::mem::take(&mut self.count) > 0).then(|| text + ";\n")
    }
}
