//! Objects as streams of rows: what a job's S3 sources and `convert` read.

mod blocks;
mod csv;
mod csv_parser;
mod glob;
mod json;
mod json_lines;
mod json_type;
mod list;
mod parquet;
mod stream;

pub(crate) use blocks::{Codec, SourceObject, head};
pub(crate) use csv::{CsvFiles, first_record};
pub(crate) use csv_parser::CsvDialect;
pub(crate) use json::JsonFiles;
pub(crate) use list::{ListedPath, Selection, list};
pub(crate) use parquet::parquet_table;
pub(crate) use stream::{BatchSource, RowCounter, SourceTable};
