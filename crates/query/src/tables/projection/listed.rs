//! `enum`: the values are listed.

use super::Value;

/// `projection.<key>.values`; blanks count.
#[derive(Debug)]
pub(super) struct ListedKey(Vec<String>);

impl ListedKey {
    /// Reads a list with commas between the values.
    pub(super) fn parse(values: &str) -> Self {
        let mut all: Vec<String> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for value in values.split(',') {
            if seen.insert(value) {
                all.push(value.to_owned());
            }
        }
        Self(all)
    }

    pub(super) fn candidates(&self) -> impl Iterator<Item = Value> + Send + '_ {
        self.0.iter().map(Value::plain)
    }
}
