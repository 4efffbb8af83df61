//! `OpenCSVSerde`: delimited text with quotes, every physical line a record.

mod decoder;
mod fields;
#[cfg(test)]
mod tests;

use boathouse_schema::HiveType;

use self::decoder::OpenCsvDecoder;
use super::OpenCsvOptions;
use super::source::SourceColumn;
use super::text::LineFormat;
use crate::{Error, Result};

impl LineFormat for OpenCsvOptions {
    const NAME: &'static str = "open_csv";
    type Decoder = OpenCsvDecoder;

    fn skipped_lines(&self) -> (usize, usize) {
        (self.header_lines, self.footer_lines)
    }

    fn decoder(&self, columns: &[SourceColumn], _width: usize, batch_rows: usize) -> Result<OpenCsvDecoder> {
        OpenCsvDecoder::new(self, columns, batch_rows)
    }
}

/// Fails for a column that no field of text can hold.
pub(crate) fn check_column(name: &str, hive: &HiveType) -> Result<()> {
    if !hive.is_nested() && *hive != HiveType::Binary {
        return Ok(());
    }
    Err(Error::NoBuilder { column: name.to_owned(), data_type: hive.to_string() })
}
