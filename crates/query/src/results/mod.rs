//! Result files: the CSV, its column metadata and the index that serves pages by position.

mod column_info;
mod csv;
mod index;
mod metadata;
mod page;
mod txt;
mod writer;

pub use column_info::ColumnInfo;
pub(crate) use index::RowIndex;
pub(crate) use metadata::MetadataFile;
pub use page::ResultPage;
pub(crate) use page::read_rows;
pub(crate) use txt::encode as encode_lines;
pub(crate) use writer::{write_csv, write_small};

/// Rows of a page, the header counted in, and rows between two entries of the index.
pub const PAGE_ROWS_MAX: usize = 1000;
