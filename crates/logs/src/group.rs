//! The one log group there is, and how it is asked for.

use boathouse_crawler::LogStream;
use boathouse_wire::Constraints;

use crate::{Error, Logs};

/// Where crawlers write.
pub(crate) const CRAWLERS: &str = "/aws-glue/crawlers";

impl Logs {
    /// The group's ARN.
    pub(crate) fn group_arn(&self) -> String {
        format!("arn:aws:logs:{}:{}:log-group:{CRAWLERS}", self.caller.region, self.caller.account_id)
    }

    /// The streams of the group that is asked for by name or by name or ARN. Like in AWS the group is there as soon as
    /// a crawler has run.
    pub(crate) async fn streams(
        &self,
        name: Option<String>,
        identifier: Option<String>,
    ) -> Result<Vec<LogStream>, Error> {
        let asked = match (name, identifier) {
            (Some(name), None) => name,
            (None, Some(identifier)) if identifier.trim_end_matches(":*") == self.group_arn() => CRAWLERS.to_owned(),
            (None, Some(identifier)) => identifier,
            _ => {
                return Err(Error::InvalidParameter(
                    "Exactly one of logGroupName and logGroupIdentifier must be given.".to_owned(),
                ));
            }
        };
        let streams = self.crawlers.log_streams().await?;
        if asked != CRAWLERS || streams.is_empty() {
            return Err(Error::ResourceNotFound("The specified log group does not exist.".to_owned()));
        }
        Ok(streams)
    }
}

/// A number of items, from 1 to `max`.
pub(crate) fn limit(limit: Option<i64>, max: i64) -> Result<usize, Error> {
    let limit = limit.unwrap_or(max);
    Constraints::naming_values().range("limit", limit, 1, max).finish()?;
    Ok(usize::try_from(limit).unwrap_or(1))
}

/// What is said of a token that is none of ours.
pub(crate) fn invalid_token() -> Error {
    Error::InvalidParameter("The specified nextToken is invalid.".to_owned())
}

/// Refuses a member that asks for something that is not here.
pub(crate) fn refuse(member: &str, is_asked: bool) -> Result<(), Error> {
    match is_asked {
        true => Err(Error::InvalidParameter(format!("{member} is not supported by boathouse: leave it out."))),
        false => Ok(()),
    }
}

/// The part of `items` that follows the one named by the token, and the token of what follows that part.
pub(crate) fn cut<T>(
    mut items: Vec<T>,
    token: Option<&str>,
    most: usize,
    key: impl Fn(&T) -> &str,
) -> Result<(Vec<T>, Option<String>), Error> {
    if let Some(token) = token {
        let last = token.strip_prefix("after:").ok_or_else(invalid_token)?;
        let at = items.iter().position(|item| key(item) == last).ok_or_else(invalid_token)?;
        items.drain(..=at);
    }
    let has_more = items.len() > most;
    items.truncate(most);
    let next = items.last().filter(|_| has_more).map(|last| format!("after:{}", key(last)));
    Ok((items, next))
}
