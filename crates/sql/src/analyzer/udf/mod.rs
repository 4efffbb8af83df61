//! Functions plans need that no query can call.

mod collected;
mod depth;
mod filtered;
mod framed;
mod grouping;
mod ignoring;
mod import;
mod key;
mod late;
mod single;
mod sliding;
mod zip;

pub(crate) use collected::{Collected, CollectedUdaf, collected};
pub(crate) use depth::{DEPTH_MAX, Depth, next_depth};
pub(crate) use filtered::{Filtered, filtered};
pub(crate) use framed::{
    FrameEnd, FrameFunction, FrameUnits, Framed, FramedUdwf, frame_values, framed, negative as negative_offset,
};
pub(crate) use grouping::GroupingMarker;
pub(crate) use ignoring::{IgnoringNulls, ignoring_nulls};
pub(crate) use import::{Import, import};
pub(crate) use key::{Key, is_flat, key, key_data_type};
pub(crate) use late::{Late, is_late, late};
pub(crate) use single::{Single, single, single_value};
pub(crate) use sliding::{Sliding, sliding};
pub(crate) use zip::{UnnestKind, Zip, zip};
