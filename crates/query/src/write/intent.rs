//! The intent of one statement that is writing.

use boathouse_schema::S3Uri;

use super::store::{self, Write};
use super::{Destination, settle};
use crate::{Failure, Queries};

/// From before the first object of a write can be seen. Of an embedded statement that is dropped half-way, what it made
/// visible is taken away in the background; an execution's end does that itself.
#[derive(Debug)]
pub(super) struct Intent {
    queries: Queries,
    id: String,
    is_execution: bool,
    open: bool,
}

impl Intent {
    /// Keeps the intent to write to `location`, for `target`, a table or nothing.
    pub(super) async fn begin(
        queries: &Queries,
        statement: &str,
        target: &str,
        location: &S3Uri,
        destination: &Destination<'_>,
    ) -> Result<Self, Failure> {
        let write = Write {
            id: destination.id.to_owned(),
            scope: queries.scope(),
            statement: statement.to_owned(),
            target: target.to_owned(),
            location: location.to_string(),
            started_ms: queries.state().clock().now_ms(),
        };
        let begun = queries.state().write(move |connection| store::begin(connection, &write)).await;
        begun.map_err(|error| Failure::internal(&error))?;
        let (id, is_execution) = (destination.id.to_owned(), destination.object.is_some());
        Ok(Self { queries: queries.clone(), id, is_execution, open: true })
    }

    pub(super) fn announcer(&self) -> Announcer {
        Announcer { queries: self.queries.clone(), id: self.id.clone() }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn is_execution(&self) -> bool {
        self.is_execution
    }

    /// The write has been published.
    pub(super) fn close(mut self) {
        self.open = false;
    }
}

impl Drop for Intent {
    fn drop(&mut self) {
        let (true, false, Ok(runtime)) = (self.open, self.is_execution, tokio::runtime::Handle::try_current()) else {
            return;
        };
        let (queries, id) = (self.queries.clone(), std::mem::take(&mut self.id));
        runtime.spawn(async move { settle(&queries, &id).await });
    }
}

/// Notes what is about to become visible.
#[derive(Debug, Clone)]
pub(super) struct Announcer {
    queries: Queries,
    id: String,
}

impl Announcer {
    /// # Errors
    /// When the write has been given up, and when it cannot be noted.
    pub(super) async fn announce(&self, uris: Vec<String>) -> Result<(), Failure> {
        let id = self.id.clone();
        let noted = self.queries.state().write(move |connection| store::announce(connection, &id, &uris)).await;
        match noted {
            Ok(true) => Ok(()),
            Ok(false) => Err(Failure::cancelled()),
            Err(error) => Err(Failure::internal(&error)),
        }
    }
}
