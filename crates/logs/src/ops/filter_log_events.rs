//! `FilterLogEvents`: the events of all or some streams, those that hold a pattern.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>

use boathouse_crawler::{LogEvent, LogPlace, LogQuery};
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::page::{EVENTS_MAX, Token, fitting};
use crate::pattern::Pattern;
use crate::{Error, Logs, group};

const STREAMS_MAX: usize = 100;
const PATTERN_CHARS_MAX: usize = 1_024;
/// Events looked at for one page.
const LOOKED_AT_MAX: usize = 10_000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_names: Option<Vec<String>>,
    log_stream_name_prefix: Option<String>,
    start_time: Option<i64>,
    end_time: Option<i64>,
    filter_pattern: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
    start_from_head: Option<bool>,
    interleaved: Option<bool>,
    unmask: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    events: Vec<Event>,
    /// AWS has left it empty since 2020.
    searched_log_streams: [(); 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    log_stream_name: String,
    timestamp: i64,
    message: String,
    ingestion_time: i64,
    event_id: String,
}

pub(super) async fn call(logs: &Logs, input: Input) -> Result<Output, Error> {
    let limit = group::limit(input.limit, EVENTS_MAX)?;
    // Streams are always interleaved, and nothing is masked.
    let _ = (input.interleaved, input.unmask);
    let text = input.filter_pattern.unwrap_or_default();
    Constraints::naming_values().length("filterPattern", &text, 0, PATTERN_CHARS_MAX).finish()?;
    let pattern = Pattern::parse(&text)?;
    let newest_first = input.start_from_head == Some(false);
    let start = input.next_token.as_deref().map(Token::parse).transpose()?;
    let known = logs.streams(input.log_group_name, input.log_group_identifier).await?;
    let Some(streams) = wanted(&known, input.log_stream_names, input.log_stream_name_prefix)? else {
        return Ok(Output { events: Vec::new(), searched_log_streams: [], next_token: None });
    };
    let mut query = LogQuery {
        streams,
        from_ms: input.start_time,
        // Events of the last time belong to it.
        before_ms: input.end_time.map(|end| end.saturating_add(1)),
        newest_first,
        lines_max: LOOKED_AT_MAX,
        ..LogQuery::default()
    };
    match start {
        Some(Token::Forward(place)) if !newest_first => query.after = Some(place),
        Some(Token::Backward(place)) if newest_first => query.before = Some(place),
        Some(_) => return Err(group::invalid_token()),
        None => {}
    }
    let (found, last) = select(logs.crawlers.log_events(query).await?, &pattern, limit);
    let token = |place| if newest_first { Token::Backward(place) } else { Token::Forward(place) };
    let next_token = last.map(|place| token(place).text());
    Ok(Output { events: found.into_iter().map(shown).collect(), searched_log_streams: [], next_token })
}

/// The streams that are asked for: an empty list for all of them, and none when there is no such stream.
fn wanted(
    known: &[boathouse_crawler::LogStream],
    names: Option<Vec<String>>,
    prefix: Option<String>,
) -> Result<Option<Vec<String>>, Error> {
    match (names, prefix) {
        (Some(_), Some(_)) => {
            Err(Error::InvalidParameter("Only one of logStreamNames and logStreamNamePrefix can be given.".to_owned()))
        }
        (Some(names), None) => {
            Constraints::naming_values().count("logStreamNames", names.len(), 1, STREAMS_MAX).finish()?;
            if names.iter().any(|name| !known.iter().any(|stream| stream.name == *name)) {
                return Err(Error::ResourceNotFound("The specified log stream does not exist.".to_owned()));
            }
            Ok(Some(names))
        }
        (None, Some(prefix)) => {
            let streams = known.iter().map(|stream| stream.name.clone()).filter(|name| name.starts_with(&prefix));
            let streams: Vec<String> = streams.collect();
            Ok((!streams.is_empty()).then_some(streams))
        }
        (None, None) => Ok(Some(Vec::new())),
    }
}

/// The events of a page, and the place to go on from when there may be more.
fn select(events: Vec<LogEvent>, pattern: &Pattern, limit: usize) -> (Vec<LogEvent>, Option<LogPlace>) {
    let looked_at = (events.len() == LOOKED_AT_MAX).then(|| events.last().map(|event| event.place)).flatten();
    let mut found: Vec<LogEvent> = events.into_iter().filter(|event| pattern.matches(&event.message)).collect();
    let fitting = fitting(&found).min(limit);
    let is_cut = fitting < found.len();
    found.truncate(fitting);
    let last = if is_cut { found.last().map(|event| event.place) } else { looked_at };
    (found, last)
}

fn shown(event: LogEvent) -> Event {
    Event {
        log_stream_name: event.stream,
        timestamp: event.place.time_ms,
        message: event.message,
        ingestion_time: event.ingested_ms,
        // As long as AWS's are, and in the order of the events.
        event_id: format!("{:018}{:038}", event.place.time_ms, event.place.number),
    }
}
