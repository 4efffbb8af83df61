//! Times as text.

use chrono::{DateTime, Utc};

/// `2026-01-31T12:00:00Z` for milliseconds since the epoch; none for zero, which stands for not known.
pub fn time_text(epoch_ms: i64) -> Option<String> {
    let time = DateTime::<Utc>::from_timestamp_millis(epoch_ms).filter(|_| epoch_ms != 0)?;
    Some(time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}
