//! The OpenX and the Hive `JsonSerDe`: one JSON object a line.
//!
//! A line is read twice, and only once as a rule: [`scan`] checks it and notes where the values of the
//! wanted columns are, [`values`] turns those into columns. A malformed line therefore never leaves half
//! a row behind, and nothing is built for keys nobody asked for.
//!
//! Rules the SerDes leave open: of a line only its first object counts; a blank line is a row of NULLs to
//! OpenX and malformed to Hive; a repeated key is an error when it is that of a column the query reads; a
//! number with a fraction is an integer only if nothing is lost; text that is no value of its column's
//! type is an error, the empty text as well, unless `use.null.for.invalid.data` says otherwise.

mod coerce;
mod decoder;
mod keys;
mod scan;
mod shape;
#[cfg(test)]
mod tests;
mod text;
mod values;

pub(crate) use self::decoder::JsonDecoder;
pub(crate) use self::scan::{Kind, Scanner};
use super::JsonOptions;
use super::source::SourceColumn;
use super::text::LineFormat;
use crate::Result;

impl LineFormat for JsonOptions {
    const NAME: &'static str = "json";
    type Decoder = JsonDecoder;

    fn skipped_lines(&self) -> (usize, usize) {
        (self.header_lines, self.footer_lines)
    }

    fn decoder(&self, columns: &[SourceColumn], _width: usize, batch_rows: usize) -> Result<JsonDecoder> {
        JsonDecoder::new(self, columns, batch_rows)
    }
}
