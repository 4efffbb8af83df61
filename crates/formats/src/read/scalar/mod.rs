//! Text of one value to the value, as Hive reads it.
//!
//! Every function answers `None` for text that is no such value; what becomes of that (NULL, an error)
//! is the row format's business.

mod decimal;
mod java_time;
mod number;
mod temporal;
#[cfg(test)]
mod tests;

pub(crate) use decimal::parse_decimal;
pub use java_time::TimestampFormats;
pub(crate) use number::{parse_f32, parse_f64, parse_integer, parse_narrow};
pub(crate) use temporal::{parse_date, parse_timestamp, parse_zoned_timestamp};

/// `true` or `false` in any case; with `extended`, also `t`, `f`, `1` and `0`.
pub(crate) fn parse_boolean(text: &[u8], extended: bool) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case(b"true") => Some(true),
        _ if text.eq_ignore_ascii_case(b"false") => Some(false),
        b"t" | b"T" | b"1" if extended => Some(true),
        b"f" | b"F" | b"0" if extended => Some(false),
        _ => None,
    }
}

/// The first `limit` characters of `text`.
pub(crate) fn truncate_chars(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    text.char_indices().nth(limit).map_or(text, |(end, _)| &text[..end])
}
