//! Stopping what computes for long without a pause.
//!
//! A query is stopped where it waits; a function that makes large values of a batch does not wait before it has made
//! all of them. So functions look whether the query they run for was stopped. Which query that is, the thread
//! knows: its work is done within [`Stop::during`].

use std::cell::RefCell;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use boathouse_types::{ErrorCode, Result, TrinoError};

thread_local! {
    static CURRENT: RefCell<Option<Stop>> = const { RefCell::new(None) };
}

/// Whether work was stopped. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Stops the work.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// What the thread works for now.
    pub fn current() -> Option<Self> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Does something for whom this belongs to.
    pub fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        let earlier = CURRENT.replace(Some(self.clone()));
        // Put back even when the work panics: the thread goes on with something else.
        let _back = Back(earlier);
        work()
    }

    /// Work whose every step is done for whom this belongs to.
    pub fn of<F: Future + Send>(&self, work: F) -> impl Future<Output = F::Output> + Send + use<F> {
        Stoppable { stop: self.clone(), work: Box::pin(work) }
    }
}

struct Back(Option<Stop>);

impl Drop for Back {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

struct Stoppable<F> {
    stop: Stop,
    work: Pin<Box<F>>,
}

impl<F: Future> Future for Stoppable<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let stop = self.stop.clone();
        stop.during(|| self.work.as_mut().poll(cx))
    }
}

/// Refuses to go on when the query that the thread works for was stopped.
///
/// # Errors
/// `USER_CANCELED`
pub fn check_stop() -> Result<()> {
    let stopped = CURRENT.with_borrow(|stop| stop.as_ref().is_some_and(|stop| stop.0.load(Ordering::Relaxed)));
    if stopped {
        return Err(TrinoError::new(ErrorCode::UserCanceled, "Query was canceled"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_works_for_one_at_a_time() {
        let (outer, inner) = (Stop::default(), Stop::default());
        outer.during(|| {
            inner.stop();
            inner.during(|| assert!(check_stop().is_err()));
            assert!(check_stop().is_ok());
            let panicked = std::panic::catch_unwind(|| inner.during(|| std::panic::resume_unwind(Box::new(()))));
            assert!(panicked.is_err() && check_stop().is_ok());
            outer.stop();
            assert!(check_stop().is_err());
        });
        assert!(check_stop().is_ok());
    }
}
