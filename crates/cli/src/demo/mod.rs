//! The demo: a generated data set through the whole pipeline, with what every step cost.

mod compare;
mod pipeline;
mod prng;
mod queries;
mod report;
mod trips;
mod zones;

pub(crate) use pipeline::{Demo, run};
