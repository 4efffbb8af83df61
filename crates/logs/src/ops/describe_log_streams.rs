//! `DescribeLogStreams`: the streams of a log group, by name or by the time of their last event.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Error, Logs, group};

const STREAMS_MAX: i64 = 50;
const BY_NAME: &str = "LogStreamName";
const BY_TIME: &str = "LastEventTime";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_name_prefix: Option<String>,
    order_by: Option<String>,
    descending: Option<bool>,
    next_token: Option<String>,
    limit: Option<i64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    log_streams: Vec<LogStream>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogStream {
    log_stream_name: String,
    creation_time: i64,
    first_event_timestamp: i64,
    last_event_timestamp: i64,
    last_ingestion_time: i64,
    arn: String,
    /// AWS counts the bytes of groups only.
    stored_bytes: u64,
}

pub(super) async fn call(logs: &Logs, input: Input) -> Result<Output, Error> {
    let most = group::limit(input.limit, STREAMS_MAX)?;
    let order = input.order_by.as_deref().unwrap_or(BY_NAME);
    Constraints::naming_values().one_of("orderBy", order, &[BY_NAME, BY_TIME]).finish()?;
    if order == BY_TIME && input.log_stream_name_prefix.is_some() {
        return Err(Error::InvalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.".to_owned()));
    }
    let mut streams = logs.streams(input.log_group_name, input.log_group_identifier).await?;
    if let Some(prefix) = &input.log_stream_name_prefix {
        streams.retain(|stream| stream.name.starts_with(prefix.as_str()));
    }
    if order == BY_TIME {
        streams.sort_by_key(|stream| stream.last_event_ms);
    }
    if input.descending == Some(true) {
        streams.reverse();
    }
    let (found, next_token) = group::cut(streams, input.next_token.as_deref(), most, |stream| &stream.name)?;
    let arn = logs.group_arn();
    let shown = |stream: boathouse_crawler::LogStream| LogStream {
        arn: format!("{arn}:log-stream:{}", stream.name),
        log_stream_name: stream.name,
        creation_time: stream.created_ms,
        first_event_timestamp: stream.first_event_ms,
        last_event_timestamp: stream.last_event_ms,
        last_ingestion_time: stream.last_ingestion_ms,
        stored_bytes: 0,
    };
    Ok(Output { log_streams: found.into_iter().map(shown).collect(), next_token })
}
