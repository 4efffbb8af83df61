//! Functions of arrays.

pub(crate) mod cardinality;
pub(crate) mod combinations;
pub(crate) mod concat;
pub(crate) mod contains;
pub(crate) mod contains_sequence;
pub(crate) mod element;
pub(crate) mod extreme;
pub(crate) mod flatten;
pub(crate) mod histogram;
pub(crate) mod join;
pub(crate) mod ngrams;
pub(crate) mod order;
pub(crate) mod overlap;
pub(crate) mod position;
pub(crate) mod remove;
pub(crate) mod repeat;
pub(crate) mod sequence;
pub(crate) mod sequence_time;
pub(crate) mod sets;
pub(crate) mod slice;
pub(crate) mod sort;
pub(crate) mod vector;
pub(crate) mod zip;
