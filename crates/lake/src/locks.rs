//! One writer at a time for a key: what it checks, renames and notes must not interleave with another's.

use std::hash::{BuildHasher, RandomState};

use tokio::sync::{Mutex, MutexGuard};

/// Locks are shared between keys that fall on the same one; it is held for one rename and one commit.
const LOCKS: usize = 1024;

pub(crate) struct Locks {
    locks: Vec<Mutex<()>>,
    hasher: RandomState,
}

impl Default for Locks {
    fn default() -> Self {
        Self { locks: (0..LOCKS).map(|_| Mutex::default()).collect(), hasher: RandomState::new() }
    }
}

impl Locks {
    /// Waits for the key. Nobody may ask for a second key while holding one.
    pub(crate) async fn lock(&self, bucket: &str, key: &str) -> MutexGuard<'_, ()> {
        let index = self.hasher.hash_one((bucket, key)) as usize % LOCKS;
        self.locks[index].lock().await
    }
}
