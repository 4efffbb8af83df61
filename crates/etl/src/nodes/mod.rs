//! The node types, one file each.
//!
//! A node honours every option it has or refuses it by name in `check`; what only the data can tell is
//! refused when the graph is planned.

mod apply_mapping;
mod catalog_source;
mod drop_fields;
mod drop_null_fields;
mod fields;
mod filter;
mod kinds;
mod node;
mod rename_field;
mod s3_csv_source;
mod s3_direct_target;
mod s3_glue_parquet_target;
mod s3_json_source;
mod s3_options;
mod s3_parquet_source;
mod select_fields;
mod target_options;

pub use apply_mapping::{ApplyMapping, Mapping};
pub use catalog_source::{CatalogSource, S3CatalogSource};
pub use drop_fields::DropFields;
pub use drop_null_fields::{Datatype, DropNullFields, NullCheckBoxList, NullValueField};
pub use filter::{Filter, FilterExpression, FilterValue};
pub use kinds::KNOWN_KINDS;
pub use node::Node;
pub use rename_field::RenameField;
pub use s3_csv_source::S3CsvSource;
pub use s3_direct_target::S3DirectTarget;
pub use s3_glue_parquet_target::S3GlueParquetTarget;
pub use s3_json_source::S3JsonSource;
pub use s3_options::{GlueSchema, GlueStudioSchemaColumn, S3DirectSourceAdditionalOptions, S3SourceAdditionalOptions};
pub use s3_parquet_source::S3ParquetSource;
pub use select_fields::SelectFields;
pub use target_options::{AutoDataQuality, DirectSchemaChangePolicy};
pub(crate) use target_options::{CatalogTarget, TargetPlan};
