//! Work that knows when its query was stopped, wherever the engine does it.

use std::any::Any;

use boathouse_functions::Stop;
use datafusion::common::runtime::{JoinSetTracer, set_join_set_tracer};
use futures::FutureExt;
use futures::future::BoxFuture;

type Outcome = Box<dyn Any + Send>;

/// Hands on what work is done for to the tasks that the engine makes of it.
struct HandOn;

/// From now on every task of the engine works for whom the task works that made it.
pub(crate) fn hand_on() {
    // It is one for the process. Whoever has set another one before keeps it: then such tasks are only stopped where
    // they wait.
    if set_join_set_tracer(&HandOn).is_err() {
        tracing::debug!("the engine's tasks are traced already");
    }
}

impl JoinSetTracer for HandOn {
    fn trace_future(&self, work: BoxFuture<'static, Outcome>) -> BoxFuture<'static, Outcome> {
        match Stop::current() {
            Some(stop) => stop.of(work).boxed(),
            None => work,
        }
    }

    fn trace_block(&self, work: Box<dyn FnOnce() -> Outcome + Send>) -> Box<dyn FnOnce() -> Outcome + Send> {
        match Stop::current() {
            Some(stop) => Box::new(move || stop.during(work)),
            None => work,
        }
    }
}
