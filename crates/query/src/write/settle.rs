//! The end of a write that has not ended well: what it made visible is taken away.

use std::time::Duration;

use boathouse_schema::S3Uri;

use super::Wrote;
use super::store::{self, Claim};
use crate::Queries;

/// What became of a write.
#[derive(Debug)]
pub(crate) enum Settled {
    /// There was none, or nothing is left of it that is not known by name.
    Undone,
    /// It had been published already.
    Done(Wrote),
}

/// A request to the store that was under way when its statement was stopped may still take effect within this time.
const LATE: Duration = Duration::from_millis(100);

/// Undoes the write with this id, unless it is done. What cannot be taken away stays known as an orphan.
pub(crate) async fn settle(queries: &Queries, id: &str) -> Settled {
    let owned = id.to_owned();
    let claim = queries.state().write(move |connection| store::claim(connection, &owned)).await;
    let uris = match claim {
        Ok(Claim::None) => return Settled::Undone,
        Ok(Claim::Published(wrote)) => return Settled::Done(wrote),
        Ok(Claim::Undo(uris)) => uris,
        Err(error) => {
            tracing::error!(id, %error, "a write could not be given up");
            return Settled::Undone;
        }
    };
    if !uris.is_empty() {
        take_away(queries, &uris).await;
        tokio::time::sleep(LATE).await;
    }
    if take_away(queries, &uris).await == uris.len() {
        let owned = id.to_owned();
        if let Err(error) = queries.state().write(move |connection| store::end(connection, &owned)).await {
            tracing::error!(id, %error, "a write that was undone could not be forgotten");
        }
    }
    Settled::Undone
}

/// Deletes objects and says how many of them are gone.
pub(super) async fn take_away(queries: &Queries, uris: &[String]) -> usize {
    let mut gone = 0;
    for uri in uris {
        let Ok(location) = uri.parse::<S3Uri>() else { continue };
        match queries.lake().delete(&location.bucket, &location.key).await {
            Ok(_) | Err(boathouse_lake::Error::NoSuchBucket(_) | boathouse_lake::Error::NoSuchKey { .. }) => gone += 1,
            Err(error) => tracing::warn!(uri, %error, "an object of a write that failed could not be deleted"),
        }
    }
    gone
}
