//! Executions that have not ended, in this process.

use std::collections::HashMap;
use std::sync::Arc;

use boathouse_lake::Meter;
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

/// How to stop an execution and how to learn that it ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Handle {
    pub(crate) cancel: CancellationToken,
    pub(crate) ended: CancellationToken,
    /// What it has read so far.
    pub(crate) meter: Meter,
    /// What it is counted by.
    kind: String,
}

/// The handles by execution id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Running(Arc<Mutex<HashMap<String, Handle>>>);

impl Running {
    /// Takes one more of a kind in, unless `active_max` are there already.
    pub(crate) fn admit(&self, id: &str, kind: &str, active_max: usize) -> Option<Handle> {
        let mut handles = self.0.lock();
        if handles.values().filter(|handle| handle.kind == kind).count() >= active_max {
            return None;
        }
        let handle = Handle { kind: kind.to_owned(), ..Handle::default() };
        Some(handles.entry(id.to_owned()).or_insert(handle).clone())
    }

    pub(crate) fn get(&self, id: &str) -> Option<Handle> {
        self.0.lock().get(id).cloned()
    }

    /// Forgets an execution and tells those who wait for its end.
    pub(crate) fn end(&self, id: &str) {
        if let Some(handle) = self.0.lock().remove(id) {
            handle.ended.cancel();
        }
    }

    /// Stops all and returns their handles.
    pub(crate) fn cancel_all(&self) -> Vec<Handle> {
        let handles: Vec<Handle> = self.0.lock().values().cloned().collect();
        handles.iter().for_each(|handle| handle.cancel.cancel());
        handles
    }
}
