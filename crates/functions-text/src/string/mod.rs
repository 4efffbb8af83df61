//! String functions.

pub(crate) mod case;
pub(crate) mod code_points;
pub(crate) mod concat;
pub(crate) mod concat_ws;
pub(crate) mod distance;
pub(crate) mod length;
pub(crate) mod like;
mod like_pattern;
pub(crate) mod luhn_check;
pub(crate) mod normalize;
pub(crate) mod pad;
pub(crate) mod replace;
pub(crate) mod reverse;
pub(crate) mod soundex;
pub(crate) mod split;
pub(crate) mod split_map;
pub(crate) mod strpos;
pub(crate) mod substr;
pub(crate) mod trim;
pub(crate) mod utf8;
pub(crate) mod word_stem;
