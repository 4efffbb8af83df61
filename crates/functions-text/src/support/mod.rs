//! What several functions of this crate need.

mod lists;
mod slices;
mod text;

pub(crate) use boathouse_functions::{Compiled, Recent};
pub(crate) use lists::{TextLists, list_of};
pub(crate) use slices::{Range, slice1, slice2, slice3};
pub(crate) use text::{
    char_count, char_length, char_start, is_java_whitespace, limited, literal_length, padded, unpadded, varchar_of,
};
