//! Dates and times by format: `date_format` and `date_parse` (MySQL's language), `format_datetime` and
//! `parse_datetime` (Joda's).
//!
//! Both languages compile to the same list of elements, by which times are printed and read.

mod bucket;
mod element;
mod functions;
mod joda;
mod mysql;
mod parse;
mod print;
mod set;

pub(crate) use bucket::Bucket;
pub(crate) use element::Field;
pub(crate) use functions::{DATE_FORMAT, DATE_PARSE, FORMAT_DATETIME, PARSE_DATETIME, zoned};
pub(crate) use parse::{malformed, zone_offset};
