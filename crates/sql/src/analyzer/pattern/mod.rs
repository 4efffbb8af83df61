//! Row pattern recognition: MATCH_RECOGNIZE, and the patterns of windows.
//!
//! A pattern becomes a program ([`program`]) that is run on all ways to match at once ([`matcher`]). What
//! conditions and measures read of a match are leaves of their expressions ([`spec`]), so that the expressions
//! themselves are the engine's.

mod analyze;
mod call;
mod compiled;
mod conditions;
mod exec;
mod frames;
mod matcher;
mod measures;
mod node;
mod partition;
mod planner;
mod program;
mod spec;
#[cfg(test)]
mod tests;
mod windows;
#[cfg(test)]
mod windows_tests;

pub(crate) use analyze::TypedPattern;
pub(crate) use call::{PatternCall, PatternValue};
pub(crate) use compiled::Expressions;
pub(crate) use exec::MatchRecognizeExec;
pub(crate) use node::Recognition;
pub(crate) use program::{Program, Step};
pub(crate) use spec::{
    AggregateInput, AggregateInputKind, AggregateLeaf, FrameCall, FrameCallKind, Labels, Leaf, LeafKind, Measure,
    Navigation, Search, SearchEnd, Skip, Spec,
};

pub use planner::{MatchRecognizePlanner, query_planner};
