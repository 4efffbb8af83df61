//! The writer: one thread that owns the writing connection and commits waiting work together.
//!
//! A commit costs the same for one change as for a hundred, so whatever is queued while a commit
//! runs goes into the next one. Each piece of work runs in a savepoint of its own: its failure rolls
//! back its own changes and nobody else's, and nobody is answered before the commit.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

use rusqlite::{Connection, Savepoint, Transaction, TransactionBehavior};

use crate::{Error, Result};

/// At most this much work shares a commit, so that the first of it is not kept waiting by the last.
const COMMIT_JOBS_MAX: usize = 256;

/// Answers the caller once the outcome of the commit is known.
type Answer = Box<dyn FnOnce(Result<()>) + Send>;

/// Work on the savepoint. It says whether its changes are to be kept.
type Work = Box<dyn FnOnce(&Savepoint<'_>) -> (bool, Answer) + Send>;

pub(crate) enum Job {
    /// Work inside a shared transaction.
    Write(Work),
    /// Work on the bare connection, outside any transaction (migrations, in-memory reads).
    Exclusive(Box<dyn FnOnce(&mut Connection) + Send>),
}

/// The sending half; dropping it lets the thread finish what is queued and end.
#[derive(Debug)]
pub(crate) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(connection: Connection) -> Result<Self> {
        let (jobs, queue) = channel();
        let thread = Builder::new()
            .name("state-writer".into())
            .spawn(move || run(connection, &queue))
            .map_err(|_| Error::Closed)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    pub(crate) fn send(&self, job: Job) -> Result<()> {
        self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok()).ok_or(Error::Closed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // The last handle may be dropped by work that runs on the writer itself.
            if thread.thread().id() != std::thread::current().id() {
                thread.join().ok();
            }
        }
    }
}

fn run(mut connection: Connection, queue: &Receiver<Job>) {
    let mut held = None;
    while let Some(job) = held.take().or_else(|| queue.recv().ok()) {
        match job {
            Job::Exclusive(work) => work(&mut connection),
            Job::Write(first) => held = commit_together(&mut connection, first, queue),
        }
    }
}

/// Runs `first` and the writes queued behind it in one transaction; returns a job that could not join.
fn commit_together(connection: &mut Connection, first: Work, queue: &Receiver<Job>) -> Option<Job> {
    let mut transaction = match connection.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(transaction) => transaction,
        // Dropping the work drops its answering end: the caller sees a closed state.
        Err(error) => {
            report(&error);
            return None;
        }
    };
    let mut answers = Vec::new();
    let mut held = None;
    run_in_savepoint(&mut transaction, first, &mut answers);
    while answers.len() < COMMIT_JOBS_MAX {
        match queue.try_recv() {
            Ok(Job::Write(work)) => run_in_savepoint(&mut transaction, work, &mut answers),
            Ok(other) => {
                held = Some(other);
                break;
            }
            Err(_) => break,
        }
    }
    match transaction.commit() {
        Ok(()) => answers.into_iter().for_each(|answer| answer(Ok(()))),
        Err(error) => {
            let text = error.to_string();
            let shared = |text: &str| {
                rusqlite::Error::SqliteFailure(
                    rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ERROR),
                    Some(text.to_owned()),
                )
            };
            answers.into_iter().for_each(|answer| answer(Err(shared(&text).into())));
        }
    }
    held
}

fn run_in_savepoint(transaction: &mut Transaction<'_>, work: Work, answers: &mut Vec<Answer>) {
    let mut savepoint = match transaction.savepoint() {
        Ok(savepoint) => savepoint,
        Err(error) => return report(&error),
    };
    let (keep, answer) = work(&savepoint);
    let ended = if keep { savepoint.commit() } else { savepoint.rollback().and_then(|()| savepoint.commit()) };
    match ended {
        Ok(()) => answers.push(answer),
        Err(error) => answer(Err(error.into())),
    }
}

/// The caller learns of the failure by its closed channel; the text is for whoever watches stderr.
#[expect(clippy::print_stderr, reason = "the lowest layer has no logger, and this must not be lost")]
fn report(error: &rusqlite::Error) {
    eprintln!("state writer: {error}");
}
