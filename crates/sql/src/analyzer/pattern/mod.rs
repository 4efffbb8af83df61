//! Row pattern recognition: MATCH_RECOGNIZE.
//!
//! A pattern becomes a program ([`program`]) that is run on all ways to match at once ([`matcher`]). What
//! conditions and measures read of a match are leaves of their expressions ([`spec`]), so that the expressions
//! themselves are the engine's.

mod analyze;
mod compiled;
mod conditions;
mod exec;
mod matcher;
mod node;
mod partition;
mod planner;
mod program;
mod spec;
#[cfg(test)]
mod tests;

pub use planner::{MatchRecognizePlanner, query_planner};
