//! Several changes that happen together or not at all, with what they depend on read in between.

mod indexes;
mod operations;

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use rusqlite::Connection;

use crate::partitions::index::backfill;
use crate::scope::Named;
use crate::{Catalog, Error, names};

/// A transaction on the catalog, from [`Catalog::transaction`]. Its operations are those of [`Catalog`], they see what
/// was changed before them, and nobody else sees any of it before the end.
///
/// An operation that fails changes nothing, and the transaction can go on without it.
pub struct Transaction<'a> {
    connection: &'a Connection,
    scope: Arc<str>,
    now_ms: i64,
    /// Partition indexes that are to be filled when it has ended.
    begun: RefCell<Vec<i64>>,
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("scope", &self.scope).finish_non_exhaustive()
    }
}

impl Catalog {
    /// Runs `work` in a transaction: everything it changed is there and durable when this returns `Ok`, and nothing of
    /// it when it returns `Err` or when `work` panics (the panic then goes on in the caller). Nobody sees a part of it.
    ///
    /// `work` runs on the one thread that writes, and other changes wait for it: it computes and asks the transaction,
    /// and never waits for anything else, least of all for this catalog.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// use boathouse_catalog::{Catalog, DatabaseInput, Error, TableInput};
    ///
    /// let catalog = Catalog::in_memory()?;
    /// let outcome = catalog
    ///     .transaction(|transaction| {
    ///         transaction.create_database(DatabaseInput::named("raw"))?;
    ///         transaction.create_table("raw", TableInput::named("trips"), None)?;
    ///         transaction.create_table("raw", TableInput::named("trips"), None)
    ///     })
    ///     .await;
    /// assert!(matches!(outcome, Err(Error::TableExists { .. })));
    /// assert!(matches!(catalog.database("raw").await, Err(Error::DatabaseNotFound(_))));
    /// # Ok::<(), Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    /// What `work` returns, and failures of the state file.
    pub async fn transaction<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (scope, now_ms) = (self.scope.clone(), self.state.clock().now_ms());
        let outcome = self.state.write(move |connection| {
            let transaction = Transaction { connection, scope, now_ms, begun: RefCell::default() };
            // A panic must not end the writing thread, which serves everybody.
            match catch_unwind(AssertUnwindSafe(|| work(&transaction))) {
                Ok(outcome) => outcome.map(|done| (done, transaction.begun.into_inner())).map_err(Failure::Work),
                Err(panic) => Err(Failure::Panic(panic)),
            }
        });
        let (done, begun) = outcome.await.map_err(|failure| match failure {
            Failure::State(error) => Error::from(error).into(),
            Failure::Work(error) => error,
            Failure::Panic(panic) => resume_unwind(panic),
        })?;
        if !begun.is_empty() {
            // A process that ends before this goes on with them at its next start.
            backfill::spawn(self.state.clone(), begun);
        }
        Ok(done)
    }
}

/// How a transaction ended without effect.
enum Failure<E> {
    State(boathouse_state::Error),
    Work(E),
    Panic(Box<dyn Any + Send>),
}

impl<E> From<boathouse_state::Error> for Failure<E> {
    fn from(error: boathouse_state::Error) -> Self {
        Self::State(error)
    }
}

impl Transaction<'_> {
    /// The connection to the state file: what another part keeps there changes together with the catalog, or not at all.
    pub fn connection(&self) -> &Connection {
        self.connection
    }

    /// The scope whose databases it sees.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// When it began, milliseconds since the epoch: what it makes was made then.
    pub fn now_ms(&self) -> i64 {
        self.now_ms
    }

    pub(crate) fn named(&self, database: &str) -> Named {
        Named { scope: self.scope.clone(), name: names::fold(database) }
    }

    /// Runs `work` so that its failure leaves nothing of it behind.
    fn whole<T>(&self, work: impl FnOnce(&Connection) -> crate::Result<T>) -> crate::Result<T> {
        self.connection.execute_batch("SAVEPOINT catalog_operation")?;
        let outcome = work(self.connection);
        if outcome.is_err() {
            self.connection.execute_batch("ROLLBACK TO catalog_operation")?;
        }
        self.connection.execute_batch("RELEASE catalog_operation")?;
        outcome
    }
}

#[cfg(test)]
mod tests;
