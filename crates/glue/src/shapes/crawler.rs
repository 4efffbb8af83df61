//! Crawlers, their targets and runs.

mod targets;

use boathouse_crawler as crawler;
use boathouse_wire::{Constraints, EpochSeconds};
use serde::{Deserialize, Serialize};

pub(crate) use self::targets::{CrawlerTargets, CrawlerTargetsInput};
use crate::{Error, checks};

const NAME_CHARS_MAX: usize = 255;
const DESCRIPTION_CHARS_MAX: usize = 2_048;
const PREFIX_CHARS_MAX: usize = 128;
const SECURITY_CONFIGURATION_CHARS_MAX: usize = 128;
const ACCOUNT_CHARS_MAX: usize = 12;
const LOG_GROUP: &str = "/aws-glue/crawlers";
/// What a run is billed: nothing is, here.
pub(crate) const DPU_HOURS: f64 = 0.0;
/// Of the list of names in a summary.
const DETAILS_BYTES_MAX: usize = 255;

/// `SchemaChangePolicy`.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SchemaChangePolicy {
    update_behavior: Option<crawler::UpdateBehavior>,
    delete_behavior: Option<crawler::DeleteBehavior>,
}

impl From<SchemaChangePolicy> for crawler::SchemaChangePolicy {
    fn from(from: SchemaChangePolicy) -> Self {
        Self { update: from.update_behavior.unwrap_or_default(), delete: from.delete_behavior.unwrap_or_default() }
    }
}

/// `RecrawlPolicy`.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RecrawlPolicy {
    pub recrawl_behavior: Option<crawler::RecrawlBehavior>,
}

/// `LineageConfiguration`.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LineageConfiguration {
    crawler_lineage_settings: Option<LineageSettings>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum LineageSettings {
    Enable,
    Disable,
}

impl LineageConfiguration {
    pub fn is_enabled(self) -> bool {
        self.crawler_lineage_settings == Some(LineageSettings::Enable)
    }
}

/// `LakeFormationConfiguration`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LakeFormationConfiguration {
    use_lake_formation_credentials: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<String>,
}

impl From<LakeFormationConfiguration> for crawler::LakeFormation {
    fn from(from: LakeFormationConfiguration) -> Self {
        Self { use_credentials: from.use_lake_formation_credentials, account_id: from.account_id }
    }
}

/// The model's constraints of what crawlers are made with and changed to.
pub(crate) fn check(
    description: Option<&str>,
    table_prefix: Option<&str>,
    classifiers: Option<&[String]>,
    (security_configuration, lake_formation): (Option<&str>, Option<&LakeFormationConfiguration>),
) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    checks::optional(&mut all, "description", description, 0, DESCRIPTION_CHARS_MAX);
    checks::optional(&mut all, "tablePrefix", table_prefix, 0, PREFIX_CHARS_MAX);
    checks::texts(&mut all, "classifiers", classifiers.unwrap_or_default(), NAME_CHARS_MAX);
    let name = "crawlerSecurityConfiguration";
    checks::optional(&mut all, name, security_configuration, 0, SECURITY_CONFIGURATION_CHARS_MAX);
    let account = lake_formation.and_then(|settings| settings.account_id.as_deref());
    checks::optional(&mut all, "lakeFormationConfiguration.accountId", account, 0, ACCOUNT_CHARS_MAX);
    Ok(all.finish()?)
}

/// A role as crawlers show it: its name and path, not the ARN it may have been sent as.
pub(crate) fn role_name(role: &str) -> String {
    match role.split_once(":role/") {
        Some((head, name)) if head.starts_with("arn:") => name.to_owned(),
        _ => role.to_owned(),
    }
}

/// `Crawler`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Crawler {
    name: String,
    role: String,
    targets: CrawlerTargets,
    #[serde(skip_serializing_if = "Option::is_none")]
    database_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    classifiers: Vec<String>,
    recrawl_policy: RecrawlPolicy,
    schema_change_policy: SchemaChangePolicy,
    lineage_configuration: LineageConfiguration,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    table_prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule: Option<Schedule>,
    crawl_elapsed_time: i64,
    creation_time: EpochSeconds,
    last_updated: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_crawl: Option<LastCrawlInfo>,
    version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    configuration: Option<String>,
    lake_formation_configuration: LakeFormationConfiguration,
}

/// `Schedule`. It is never `TRANSITIONING`: schedules are switched at once.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Schedule {
    schedule_expression: String,
    state: &'static str,
}

/// `LastCrawlInfo`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct LastCrawlInfo {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
    log_group: &'static str,
    log_stream: String,
    message_prefix: String,
    start_time: EpochSeconds,
}

impl From<crawler::Crawler> for Crawler {
    fn from(from: crawler::Crawler) -> Self {
        let definition = from.definition;
        let lineage = if definition.lineage_enabled { LineageSettings::Enable } else { LineageSettings::Disable };
        let lake_formation = definition.lake_formation.unwrap_or_default();
        Self {
            last_crawl: from.last_crawl.map(|last| last_crawl(last, &definition.name)),
            name: definition.name,
            role: definition.role,
            targets: definition.targets.into(),
            database_name: definition.database_name,
            description: definition.description,
            classifiers: definition.classifiers,
            recrawl_policy: RecrawlPolicy { recrawl_behavior: Some(definition.recrawl_behavior) },
            schema_change_policy: SchemaChangePolicy {
                update_behavior: Some(definition.schema_change_policy.update),
                delete_behavior: Some(definition.schema_change_policy.delete),
            },
            lineage_configuration: LineageConfiguration { crawler_lineage_settings: Some(lineage) },
            state: match from.state {
                crawler::CrawlerState::Ready => "READY",
                crawler::CrawlerState::Running => "RUNNING",
                crawler::CrawlerState::Stopping => "STOPPING",
            },
            table_prefix: definition.table_prefix,
            schedule: definition.schedule.zip(from.schedule_state).map(|(schedule_expression, state)| Schedule {
                schedule_expression,
                state: match state {
                    crawler::ScheduleState::Scheduled => "SCHEDULED",
                    crawler::ScheduleState::NotScheduled => "NOT_SCHEDULED",
                },
            }),
            crawl_elapsed_time: from.crawl_elapsed_ms,
            creation_time: from.creation_time_ms.into(),
            last_updated: from.last_updated_ms.into(),
            version: from.version,
            configuration: definition.configuration,
            lake_formation_configuration: LakeFormationConfiguration {
                use_lake_formation_credentials: Some(lake_formation.use_credentials.unwrap_or(false)),
                account_id: Some(lake_formation.account_id.unwrap_or_default()),
            },
        }
    }
}

fn last_crawl(from: crawler::LastCrawl, crawler: &str) -> LastCrawlInfo {
    LastCrawlInfo {
        status: match from.status {
            crawler::LastCrawlStatus::Succeeded => "SUCCEEDED",
            crawler::LastCrawlStatus::Cancelled => "CANCELLED",
            crawler::LastCrawlStatus::Failed => "FAILED",
        },
        error_message: from.error_message,
        log_group: LOG_GROUP,
        log_stream: crawler.to_owned(),
        message_prefix: from.message_prefix,
        start_time: from.start_time_ms.into(),
    }
}

/// `CrawlerHistory`: one run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CrawlerHistory {
    crawl_id: String,
    state: &'static str,
    start_time: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<EpochSeconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
    log_group: &'static str,
    log_stream: String,
    message_prefix: String,
    #[serde(rename = "DPUHour")]
    dpu_hour: f64,
}

impl From<crawler::CrawlRun> for CrawlerHistory {
    fn from(from: crawler::CrawlRun) -> Self {
        Self {
            state: from.state.word(),
            start_time: from.started_ms.into(),
            end_time: from.ended_ms.map(Into::into),
            summary: (from.state == crawler::CrawlRunState::Completed).then(|| summary(&from.summary)),
            error_message: from.error,
            log_group: LOG_GROUP,
            log_stream: from.crawler,
            message_prefix: from.id.clone(),
            crawl_id: from.id,
            dpu_hour: DPU_HOURS,
        }
    }
}

/// The names of changed tables, as many as there is room for; their number is beside them.
fn details(names: &[String]) -> String {
    let written = |names: &[String]| serde_json::json!({ "names": names }).to_string();
    let mut bytes = written(&[]).len();
    let fits = |name: &&String| {
        // Quotes and a comma.
        bytes += name.len() + 3;
        bytes <= DETAILS_BYTES_MAX
    };
    written(&names[..names.iter().take_while(fits).count()])
}

/// JSON in JSON in JSON, as Glue writes it.
fn summary(from: &crawler::CrawlSummary) -> String {
    use serde_json::{Map, Value, json};
    let mut tables = Map::new();
    // A table that is marked as without data is changed, not gone.
    let mut updated = from.tables_updated.clone();
    updated.extend(from.tables_deprecated.iter().cloned());
    for (name, tables_of) in [("ADD", &from.tables_created), ("UPDATE", &updated), ("DELETE", &from.tables_deleted)] {
        if !tables_of.is_empty() {
            tables.insert(name.to_owned(), json!({ "Details": details(tables_of), "Count": tables_of.len() }));
        }
    }
    let mut partitions = Map::new();
    for (name, count) in
        [("ADD", from.partitions_created), ("UPDATE", from.partitions_updated), ("DELETE", from.partitions_deleted)]
    {
        if count > 0 {
            partitions.insert(name.to_owned(), json!({ "Count": count }));
        }
    }
    let mut all = Map::new();
    for (name, part) in [("TABLE", tables), ("PARTITION", partitions)] {
        if !part.is_empty() {
            all.insert(name.to_owned(), Value::String(Value::Object(part).to_string()));
        }
    }
    Value::Object(all).to_string()
}

#[test]
fn the_names_of_a_summary_have_a_limit() {
    let names: Vec<String> = (0..1000).map(|number| format!("table_{number:03}")).collect();
    assert_eq!(details(&names[..2]), r#"{"names":["table_000","table_001"]}"#);
    let all = details(&names);
    assert!((240..=255).contains(&all.len()), "{all}");
    assert!(serde_json::from_str::<serde_json::Value>(&all).is_ok(), "{all}");
}
