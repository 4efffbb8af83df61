//! How an aggregate of ours runs in the engine.

mod aggregate;
mod arrange;
mod body;
mod fold;
mod gather;

pub(crate) use aggregate::TrinoAggregate;
pub(crate) use arrange::Arranged;
pub(crate) use fold::{Fold, Folding, Rows};
pub(crate) use gather::Finish;
