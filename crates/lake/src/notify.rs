//! Notifications: who is told what happens to the objects of a bucket.
//!
//! A queue is a name with the events that wait under it, in the state file: they outlive the process. An event is
//! written when its object is there (or gone) and before its writer is answered.

mod queue;
mod rules;

use serde::{Deserialize, Serialize};

pub(crate) use self::queue::insert;
pub use self::queue::{QUEUE_EVENTS_MAX, QueueMark, QueuedEvents};
pub(crate) use self::rules::{forget_rules, is_watched};

/// What happened to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectEventKind {
    /// It was written in one piece.
    Put,
    /// It was copied from another.
    Copy,
    /// It was put together of parts.
    MultipartUpload,
    /// It was deleted.
    Delete,
}

impl ObjectEventKind {
    fn word(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::Copy => "copy",
            Self::MultipartUpload => "multipart_upload",
            Self::Delete => "delete",
        }
    }

    fn from_word(word: &str) -> Self {
        match word {
            "copy" => Self::Copy,
            "multipart_upload" => Self::MultipartUpload,
            "delete" => Self::Delete,
            _ => Self::Put,
        }
    }
}

/// Which events of a bucket go to which queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationRule {
    /// Its name among the bucket's rules.
    pub id: String,
    /// The queue.
    pub queue: String,
    /// What is told.
    pub kinds: Vec<ObjectEventKind>,
    /// What the caller calls them, given back as it came.
    pub labels: Vec<String>,
    /// What keys must begin with.
    pub prefix: Option<String>,
    /// What keys must end with.
    pub suffix: Option<String>,
}

impl NotificationRule {
    fn fits(&self, kind: ObjectEventKind, key: &str) -> bool {
        self.kinds.contains(&kind)
            && self.prefix.as_ref().is_none_or(|prefix| key.starts_with(prefix))
            && self.suffix.as_ref().is_none_or(|suffix| key.ends_with(suffix))
    }
}

/// Something that happened to an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectEvent {
    /// Its bucket.
    pub bucket: String,
    /// Its key.
    pub key: String,
    /// What.
    pub kind: ObjectEventKind,
    /// Its bytes; 0 of a deleted one.
    pub size: u64,
    /// Its etag; empty of a deleted one.
    pub etag: String,
    /// When, in milliseconds since the epoch.
    pub time_ms: i64,
}

#[cfg(test)]
mod tests;
