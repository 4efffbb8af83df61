//! What was read from the state, until it changes: every query asks for the same few things.

use std::collections::HashMap;
use std::hash::Hash;

use parking_lot::RwLock;

/// Values by key. What was read before a change is not kept after it.
#[derive(Debug)]
pub(crate) struct Known<K, V>(RwLock<Inner<K, V>>);

#[derive(Debug)]
struct Inner<K, V> {
    changes: u64,
    values: HashMap<K, V>,
}

impl<K, V> Default for Known<K, V> {
    fn default() -> Self {
        Self(RwLock::new(Inner { changes: 0, values: HashMap::new() }))
    }
}

impl<K: Eq + Hash, V: Clone> Known<K, V> {
    /// The value, or the number of changes so far, which is to be given with the value that is read then.
    pub(crate) fn get(&self, key: &K) -> Result<V, u64> {
        let inner = self.0.read();
        inner.values.get(key).cloned().ok_or(inner.changes)
    }

    /// Keeps a value that was read after so many changes, unless there were more since.
    pub(crate) fn keep(&self, key: K, value: V, changes: u64) {
        let mut inner = self.0.write();
        if inner.changes == changes {
            inner.values.insert(key, value);
        }
    }

    /// Forgets everything, since something has changed.
    pub(crate) fn forget(&self) {
        let mut inner = self.0.write();
        inner.changes += 1;
        inner.values.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_not_kept() {
        let known: Known<&str, u32> = Known::default();
        let before = known.get(&"a").unwrap_err();
        known.forget();
        known.keep("a", 1, before);
        let now = known.get(&"a").unwrap_err();
        known.keep("a", 2, now);
        assert_eq!(known.get(&"a"), Ok(2));
        known.forget();
        assert!(known.get(&"a").is_err());
    }
}
