//! Functions plans need that no query can call.

mod collected;
mod depth;
mod framed;
mod grouping;
mod import;
mod key;
mod late;
mod single;
mod sliding;
mod zip;

pub(crate) use collected::{Collected, collected};
pub(crate) use depth::{DEPTH_MAX, next_depth};
pub(crate) use framed::{
    FrameEnd, FrameFunction, FrameUnits, Framed, frame_values, framed, negative as negative_offset,
};
pub(crate) use grouping::GroupingMarker;
pub(crate) use import::import;
pub(crate) use key::{is_flat, key, key_data_type};
pub(crate) use late::{is_late, late};
pub(crate) use single::single_value;
pub(crate) use sliding::sliding;
pub(crate) use zip::{UnnestKind, zip};
