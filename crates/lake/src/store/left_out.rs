//! What listings of a store leave out.

use std::collections::BTreeSet;
use std::sync::Arc;

use parking_lot::Mutex;

use super::key_to_path;

/// Keys that are held; of more nothing is known.
const KEYS_MAX: usize = 1_000;

/// Keys that listings came by and that no path can hold, each once and at most 1,000 of each kind. Clones note the same.
#[derive(Debug, Clone, Default)]
pub struct LeftOut(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    markers: BTreeSet<String>,
    keys: BTreeSet<String>,
}

impl LeftOut {
    /// Keys that end with `/` and are paths without it: what people's tools put where a folder is to be.
    pub fn markers(&self) -> Vec<String> {
        self.0.lock().markers.iter().cloned().collect()
    }

    /// All others; folders of which a listing saw no more than that they are there end with `/`.
    pub fn keys(&self) -> Vec<String> {
        self.0.lock().keys.iter().cloned().collect()
    }

    pub(super) fn note(&self, key: &str) {
        let is_marker = key.strip_suffix('/').is_some_and(|folder| key_to_path(folder).is_ok());
        let mut noted = self.0.lock();
        let kind = if is_marker { &mut noted.markers } else { &mut noted.keys };
        if kind.len() < KEYS_MAX {
            kind.insert(key.to_owned());
        }
    }
}
