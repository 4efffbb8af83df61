//! Columns of records that name their fields, in the order of first appearance.

use std::collections::{BTreeSet, HashMap};

use super::{Evidence, InferredColumn, Mismatch, Shape};

/// More distinct names in one file are data used as names, not columns.
const COLUMNS_MAX: usize = 10_000;

/// Columns in the making.
#[derive(Default)]
pub(super) struct Columns {
    columns: Vec<InferredColumn>,
    places: HashMap<String, usize>,
    paths: BTreeSet<String>,
}

impl Columns {
    /// Adds the fields of a record, whose number counts from 1.
    pub fn add(&mut self, fields: Vec<(String, Shape)>, record: usize) -> Result<(), Mismatch> {
        self.add_showing(fields, record, |_| None)
    }

    /// The same where `value` can say what a field holds. It is asked only for what gives a column another type.
    pub fn add_showing(
        &mut self,
        fields: Vec<(String, Shape)>,
        record: usize,
        value: impl Fn(&str) -> Option<String>,
    ) -> Result<(), Mismatch> {
        for (path, shape) in fields {
            let name = path.to_lowercase();
            let place = *self.places.entry(name.clone()).or_insert(self.columns.len());
            if place == self.columns.len() {
                if place == COLUMNS_MAX {
                    return Err(Mismatch::new(format!("its records have more than {COLUMNS_MAX} distinct keys")));
                }
                self.columns.push(InferredColumn { name, shape: Shape::Unknown, evidence: None });
            }
            let column = &mut self.columns[place];
            if column.shape.absorb(shape.clone()) {
                let shown = value(&path).unwrap_or_else(|| shape.to_hive().to_string());
                column.evidence = Some(Evidence::new(record, &shown));
            }
            if !self.paths.contains(&path) {
                self.paths.insert(path);
            }
        }
        Ok(())
    }

    /// The columns in the order of first appearance, and the names as written, byte-sorted.
    pub fn finish(self) -> (Vec<InferredColumn>, Vec<String>) {
        (self.columns, self.paths.into_iter().collect())
    }
}
