//! What a crawl is asked to do.

use boathouse_formats::infer::TypeRules;
use serde::{Deserialize, Serialize};

use crate::classifier::Classifier;
use crate::configuration::Configuration;
use crate::targets::CrawlTarget;

/// What happens to tables and partitions whose data has another schema now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UpdateBehavior {
    /// What is there is left alone; new tables and partitions are added.
    Log,
    /// The catalog follows the data.
    #[default]
    UpdateInDatabase,
}

impl UpdateBehavior {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Log => "LOG",
            Self::UpdateInDatabase => "UPDATE_IN_DATABASE",
        }
    }
}

/// What happens to tables and partitions whose data is gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeleteBehavior {
    /// They are said in the log.
    Log,
    /// They are deleted.
    DeleteFromDatabase,
    /// Tables are marked.
    #[default]
    DeprecateInDatabase,
}

impl DeleteBehavior {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Log => "LOG",
            Self::DeleteFromDatabase => "DELETE_FROM_DATABASE",
            Self::DeprecateInDatabase => "DEPRECATE_IN_DATABASE",
        }
    }
}

/// Both behaviours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaChangePolicy {
    /// For changed data.
    #[serde(default)]
    pub update: UpdateBehavior,
    /// For data that is gone.
    #[serde(default)]
    pub delete: DeleteBehavior,
}

/// How a crawl goes about its work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrawlOptions {
    /// Database the tables go to; it must be there.
    pub database: String,
    /// What the names of new tables begin with.
    #[serde(default)]
    pub table_prefix: String,
    /// Written to `UPDATED_BY_CRAWLER`; by it a later crawl knows its tables.
    pub crawler_name: String,
    /// Written to tables as their maker.
    #[serde(default)]
    pub created_by: Option<String>,
    /// Tried before the built-in classifiers, in this order.
    #[serde(default)]
    pub classifiers: Vec<Classifier>,
    /// Grouping, threshold and update details.
    #[serde(default)]
    pub configuration: Configuration,
    /// What to do with changed and vanished data.
    #[serde(default)]
    pub schema_change_policy: SchemaChangePolicy,
    /// How values of text get their types; Glue's rules unless others are named.
    #[serde(default)]
    pub types: TypeRules,
    /// Keep every decision with its evidence in the plan.
    #[serde(default)]
    pub explain: bool,
}

/// A crawl that needs no stored crawler.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrawlRequest {
    /// Where to look.
    pub targets: Vec<CrawlTarget>,
    /// How.
    pub options: CrawlOptions,
}
