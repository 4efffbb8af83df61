//! Which entries of two maps have equal keys.

use std::collections::HashMap;
use std::ops::Range;

use arrow::array::{Array, MapArray};
use arrow::row::Rows;
use boathouse_types::{Result, Type};

use crate::row_keys;

/// Up to this size looking through the entries costs less than a table of them.
const SEARCH_MAX: usize = 8;

/// The entries of two columns of maps with their keys as bytes.
pub(crate) struct MapPairs {
    left: MapArray,
    right: MapArray,
    left_keys: Rows,
    right_keys: Rows,
}

impl MapPairs {
    pub(crate) fn new(key: &Type, left: MapArray, right: MapArray) -> Result<Self> {
        let (left_keys, right_keys) = (row_keys(key, left.keys())?, row_keys(key, right.keys())?);
        Ok(Self { left, right, left_keys, right_keys })
    }

    /// The places of the entries with equal keys; nothing when the maps do not have the same keys.
    pub(crate) fn of(&self, i: usize, j: usize) -> Option<Vec<(usize, usize)>> {
        let (a, mut b) = (entries(&self.left, i), entries(&self.right, j));
        if a.len() != b.len() {
            return None;
        }
        if a.len() <= SEARCH_MAX {
            let find = |i: usize| b.clone().find(|j| self.left_keys.row(i) == self.right_keys.row(*j));
            return a.map(|i| find(i).map(|j| (i, j))).collect();
        }
        let places: HashMap<_, _> = b.by_ref().map(|j| (self.right_keys.row(j), j)).collect();
        a.map(|i| places.get(&self.left_keys.row(i)).map(|j| (i, *j))).collect()
    }
}

fn entries(map: &MapArray, row: usize) -> Range<usize> {
    debug_assert!(row < map.len());
    map.value_offsets()[row] as usize..map.value_offsets()[row + 1] as usize
}
