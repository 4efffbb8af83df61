//! Sets of values by what makes them the same: NULL is like NULL, NaN like NaN.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use arrow::row::{Row, Rows};

/// Values seen, each with a number of the caller's.
#[derive(Default)]
pub(crate) struct Seen<'a> {
    places: HashMap<Row<'a>, usize>,
}

impl<'a> Seen<'a> {
    pub(crate) fn clear(&mut self) {
        self.places.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Adds a value; whether it is new.
    pub(crate) fn add(&mut self, key: Row<'a>, place: usize) -> bool {
        match self.places.entry(key) {
            Entry::Occupied(_) => false,
            Entry::Vacant(entry) => {
                entry.insert(place);
                true
            }
        }
    }

    /// Adds values, each with its place as its number.
    pub(crate) fn add_all(&mut self, keys: &'a Rows, places: Range<usize>) {
        for place in places {
            self.add(keys.row(place), place);
        }
    }

    /// The number of a value like this one.
    pub(crate) fn get(&self, key: Row<'a>) -> Option<usize> {
        self.places.get(&key).copied()
    }

    pub(crate) fn has(&self, key: Row<'a>) -> bool {
        self.places.contains_key(&key)
    }
}
