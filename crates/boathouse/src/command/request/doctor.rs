//! Shapes of `boathouse doctor`.

use serde::{Deserialize, Serialize};

/// What to do about what was left behind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorCommand {
    /// Delete it.
    pub delete: bool,
}

/// Something that was left behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leftover {
    /// `CREATE TABLE AS SELECT`, `INSERT`, `UNLOAD`, `crawl`, `cost what-if` or `multipart upload`.
    pub made_by: String,
    /// The execution, the run of a crawl, the what-if or the upload.
    pub id: String,
    /// The table that was to be made or filled.
    pub target: Option<String>,
    /// The object, or the bucket with all that is in it.
    pub uri: String,
    /// Its size.
    pub bytes: Option<u64>,
    /// When it was begun, in milliseconds since the epoch.
    pub started_ms: i64,
    /// Whether it is gone now.
    pub deleted: bool,
}

impl Leftover {
    /// `made_by` of what is put back with `crawl undo`, and never deleted.
    pub const CRAWL: &str = "crawl";
}
