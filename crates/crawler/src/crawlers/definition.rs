//! What a stored crawler is.

use serde::{Deserialize, Serialize};

use super::ScheduleState;
use crate::options::SchemaChangePolicy;
use crate::targets::TargetsDefinition;

/// Which part of the data a run looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecrawlBehavior {
    /// All of it.
    #[default]
    CrawlEverything,
    /// Folders that no run has seen.
    CrawlNewFoldersOnly,
    /// What bucket notifications name.
    CrawlEventMode,
}

/// Lake Formation settings; kept, and without effect here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LakeFormation {
    /// Whether its credentials are used.
    pub use_credentials: Option<bool>,
    /// The account.
    pub account_id: Option<String>,
}

/// What a caller says about a crawler.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CrawlerDefinition {
    /// Name.
    pub name: String,
    /// Role, as a name with its path.
    pub role: String,
    /// Database the tables go to.
    pub database_name: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// Where to look.
    #[serde(flatten)]
    pub targets: TargetsDefinition,
    /// When to run by itself.
    pub schedule: Option<String>,
    /// Custom classifiers by name, in order.
    pub classifiers: Vec<String>,
    /// What the names of new tables begin with.
    pub table_prefix: Option<String>,
    /// What to do with changed and vanished data.
    pub schema_change_policy: SchemaChangePolicy,
    /// Which part of the data a run looks at.
    pub recrawl_behavior: RecrawlBehavior,
    /// Whether lineage is recorded; kept, and without effect here.
    pub lineage_enabled: bool,
    /// Lake Formation settings.
    pub lake_formation: Option<LakeFormation>,
    /// The configuration document as written.
    pub configuration: Option<String>,
    /// A security configuration by name.
    pub security_configuration: Option<String>,
    /// Written to new tables as their maker.
    pub created_by: Option<String>,
}

/// New values of a crawler's members; absent ones stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrawlerUpdate {
    /// Role, as a name with its path.
    pub role: Option<String>,
    /// Database the tables go to.
    pub database_name: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// Where to look.
    pub targets: Option<TargetsDefinition>,
    /// When to run by itself.
    pub schedule: Option<String>,
    /// Custom classifiers by name, in order.
    pub classifiers: Option<Vec<String>>,
    /// What the names of new tables begin with.
    pub table_prefix: Option<String>,
    /// What to do with changed and vanished data.
    pub schema_change_policy: Option<SchemaChangePolicy>,
    /// Which part of the data a run looks at.
    pub recrawl_behavior: Option<RecrawlBehavior>,
    /// Whether lineage is recorded.
    pub lineage_enabled: Option<bool>,
    /// Lake Formation settings.
    pub lake_formation: Option<LakeFormation>,
    /// The configuration document.
    pub configuration: Option<String>,
    /// A security configuration by name.
    pub security_configuration: Option<String>,
}

impl CrawlerDefinition {
    pub(super) fn updated(mut self, update: CrawlerUpdate) -> Self {
        fn put<T>(member: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *member = value;
            }
        }
        fn put_some<T>(member: &mut Option<T>, value: Option<T>) {
            if value.is_some() {
                *member = value;
            }
        }
        put(&mut self.role, update.role);
        put_some(&mut self.database_name, update.database_name);
        put_some(&mut self.description, update.description);
        put(&mut self.targets, update.targets);
        put_some(&mut self.schedule, update.schedule);
        // An empty one takes it away.
        self.schedule = self.schedule.filter(|text| !text.is_empty());
        put(&mut self.classifiers, update.classifiers);
        put_some(&mut self.table_prefix, update.table_prefix);
        put(&mut self.schema_change_policy, update.schema_change_policy);
        put(&mut self.recrawl_behavior, update.recrawl_behavior);
        put(&mut self.lineage_enabled, update.lineage_enabled);
        put_some(&mut self.lake_formation, update.lake_formation);
        put_some(&mut self.configuration, update.configuration);
        put_some(&mut self.security_configuration, update.security_configuration);
        self
    }
}

/// Where a crawler is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrawlerState {
    /// It can be started.
    Ready,
    /// It runs.
    Running,
    /// Its run is ending.
    Stopping,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastCrawlStatus {
    /// Whole.
    Succeeded,
    /// Stopped by somebody.
    Cancelled,
    /// By an error.
    Failed,
}

/// The last run that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastCrawl {
    /// How.
    pub status: LastCrawlStatus,
    /// Why it failed.
    pub error_message: Option<String>,
    /// The run's id, which its log lines begin with.
    pub message_prefix: String,
    /// Milliseconds since the epoch.
    pub start_time_ms: i64,
}

/// A crawler as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crawler {
    /// What it is.
    pub definition: CrawlerDefinition,
    /// Whether its schedule is on; absent when it has none.
    pub schedule_state: Option<ScheduleState>,
    /// Where it is in its life.
    pub state: CrawlerState,
    /// Milliseconds since the present run began, else 0.
    pub crawl_elapsed_ms: i64,
    /// Milliseconds since the epoch.
    pub creation_time_ms: i64,
    /// Milliseconds since the epoch.
    pub last_updated_ms: i64,
    /// The last run that has ended.
    pub last_crawl: Option<LastCrawl>,
    /// 1 at first, one more with each update.
    pub version: i64,
}
