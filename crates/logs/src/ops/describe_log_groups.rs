//! `DescribeLogGroups`: the log groups there are.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html>

use serde::{Deserialize, Serialize};

use crate::group::{self, CRAWLERS};
use crate::{Error, Logs};

const GROUPS_MAX: i64 = 50;
/// The only class whose events can be read.
const CLASS: &str = "STANDARD";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    account_identifiers: Option<Vec<String>>,
    log_group_name_prefix: Option<String>,
    log_group_name_pattern: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
    include_linked_accounts: Option<bool>,
    log_group_class: Option<String>,
    log_group_identifiers: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    log_groups: Vec<LogGroup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogGroup {
    log_group_name: &'static str,
    creation_time: i64,
    metric_filter_count: i32,
    arn: String,
    stored_bytes: u64,
    log_group_class: &'static str,
    log_group_arn: String,
}

pub(super) async fn call(logs: &Logs, input: Input) -> Result<Output, Error> {
    let most = group::limit(input.limit, GROUPS_MAX)?;
    group::refuse("accountIdentifiers", input.account_identifiers.is_some_and(|accounts| !accounts.is_empty()))?;
    group::refuse("includeLinkedAccounts", input.include_linked_accounts == Some(true))?;
    if input.log_group_name_prefix.is_some() && input.log_group_name_pattern.is_some() {
        return Err(Error::InvalidParameter(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.".to_owned(),
        ));
    }
    let arn = logs.group_arn();
    let is_asked = input.log_group_name_prefix.is_none_or(|prefix| CRAWLERS.starts_with(&prefix))
        && input.log_group_name_pattern.is_none_or(|part| CRAWLERS.to_lowercase().contains(&part.to_lowercase()))
        && input.log_group_class.is_none_or(|class| class == CLASS)
        && input.log_group_identifiers.is_none_or(|all| all.iter().any(|asked| *asked == arn || asked == CRAWLERS));
    let streams = logs.crawlers.log_streams().await?;
    let mut groups = Vec::new();
    if let Some(creation_time) = streams.iter().map(|stream| stream.created_ms).min().filter(|_| is_asked) {
        groups.push(LogGroup {
            log_group_name: CRAWLERS,
            creation_time,
            metric_filter_count: 0,
            arn: format!("{arn}:*"),
            stored_bytes: streams.iter().map(|stream| stream.bytes).sum(),
            log_group_class: CLASS,
            log_group_arn: arn,
        });
    }
    let (log_groups, next_token) = group::cut(groups, input.next_token.as_deref(), most, |group| group.log_group_name)?;
    Ok(Output { log_groups, next_token })
}
