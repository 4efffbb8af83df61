//! The one place that reads the wall clock and makes ids, so that tests can hold both still.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Wall-clock time in milliseconds since the epoch: the system's, or one a test sets.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    fixed_ms: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `epoch_ms` until it is moved.
    pub fn fixed(epoch_ms: i64) -> Self {
        Self { fixed_ms: Some(Arc::new(AtomicI64::new(epoch_ms))) }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn now_ms(&self) -> i64 {
        if let Some(fixed) = &self.fixed_ms {
            return fixed.load(Ordering::Relaxed);
        }
        #[expect(clippy::disallowed_methods, reason = "this is the place the others are sent to")]
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
    }

    /// Moves a fixed clock on; the system's clock does not listen.
    pub fn advance(&self, by: Duration) {
        if let Some(fixed) = &self.fixed_ms {
            fixed.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
        }
    }
}

/// A new random UUID (version 4) in its hyphenated form.
pub fn new_id() -> String {
    #[expect(clippy::disallowed_methods, reason = "this is the place the others are sent to")]
    let id = uuid::Uuid::new_v4();
    id.to_string()
}
