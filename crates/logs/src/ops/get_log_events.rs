//! `GetLogEvents`: the events of one stream, forth or back.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html>

use boathouse_crawler::{LogPlace, LogQuery};
use serde::{Deserialize, Serialize};

use crate::page::{EVENTS_MAX, Token, fitting};
use crate::{Error, Logs, group};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_stream_name: String,
    start_time: Option<i64>,
    end_time: Option<i64>,
    next_token: Option<String>,
    limit: Option<i64>,
    start_from_head: Option<bool>,
    unmask: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    events: Vec<Event>,
    next_forward_token: String,
    next_backward_token: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    timestamp: i64,
    message: String,
    ingestion_time: i64,
}

pub(super) async fn call(logs: &Logs, input: Input) -> Result<Output, Error> {
    let lines_max = group::limit(input.limit, EVENTS_MAX)?;
    // Nothing is masked here, so there is nothing to show either way.
    let _ = input.unmask;
    let token = input.next_token.as_deref().map(Token::parse).transpose()?;
    let streams = logs.streams(input.log_group_name, input.log_group_identifier).await?;
    if !streams.iter().any(|stream| stream.name == input.log_stream_name) {
        return Err(Error::ResourceNotFound("The specified log stream does not exist.".to_owned()));
    }
    let is_backward = match token {
        Some(token) => matches!(token, Token::Backward(_)),
        None => input.start_from_head != Some(true),
    };
    let mut query = LogQuery {
        streams: vec![input.log_stream_name],
        from_ms: input.start_time,
        before_ms: input.end_time,
        newest_first: is_backward,
        lines_max,
        ..LogQuery::default()
    };
    match token {
        Some(Token::Forward(place)) => query.after = Some(place),
        Some(Token::Backward(place)) => query.before = Some(place),
        None => {}
    }
    let mut found = logs.crawlers.log_events(query).await?;
    found.truncate(fitting(&found));
    if is_backward {
        found.reverse();
    }
    let (forward, backward) = match (found.first(), found.last()) {
        (Some(first), Some(last)) => (Token::Forward(last.place), Token::Backward(first.place)),
        _ => at_the_end(token, is_backward),
    };
    let event = |event: boathouse_crawler::LogEvent| Event {
        timestamp: event.place.time_ms,
        message: event.message,
        ingestion_time: event.ingested_ms,
    };
    Ok(Output {
        events: found.into_iter().map(event).collect(),
        next_forward_token: forward.text(),
        next_backward_token: backward.text(),
    })
}

/// The tokens of an empty page: the way that was gone stays where it is, and the other one leads back to what is there.
fn at_the_end(token: Option<Token>, is_backward: bool) -> (Token, Token) {
    let last = LogPlace { time_ms: i64::MAX, number: i64::MAX };
    let first = LogPlace { time_ms: 0, number: 0 };
    match token {
        Some(forward @ Token::Forward(place)) => (forward, Token::Backward(following(place))),
        Some(backward @ Token::Backward(place)) => (Token::Forward(preceding(place)), backward),
        // No event of the time that was asked for: later ones may come, earlier ones will not.
        None if is_backward => (Token::Forward(first), Token::Backward(first)),
        None => (Token::Forward(first), Token::Backward(last)),
    }
}

fn following(place: LogPlace) -> LogPlace {
    LogPlace { number: place.number.saturating_add(1), ..place }
}

fn preceding(place: LogPlace) -> LogPlace {
    LogPlace { number: place.number.saturating_sub(1), ..place }
}
