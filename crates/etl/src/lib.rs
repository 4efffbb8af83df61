//! Jobs as graphs of nodes, run as streaming plans that write new objects.
//!
//! A [`Graph`] is what Glue Studio draws; [`Jobs`] keeps named ones with their runs, [`run_graph`] runs
//! one at once, and [`convert`](convert()) is the one-step job from CSV, JSON or Parquet to Parquet.
//! Memory is bounded whatever the size of the data, and a run that fails leaves no object behind.
//! User scripts are stored and not run.

mod catalog_table;
mod context;
mod convert;
mod error;
mod graph;
mod jobs;
mod nodes;
mod plan;
mod run;
mod source;
mod target;
mod typed;

pub use context::EtlConfig;
pub use convert::{ConvertFormat, ConvertReport, ConvertRequest, ConvertTypes, ConvertedFile, Place, convert};
pub use error::{Error, Result};
pub use graph::Graph;
pub use jobs::{Job, JobCommand, JobRun, JobSpec, Jobs, Page, RunLogLine, RunState, SourceControl, StartRun};
pub use nodes::{
    ApplyMapping, AutoDataQuality, CatalogSource, Datatype, DirectSchemaChangePolicy, DropFields, DropNullFields,
    Filter, FilterExpression, FilterValue, GlueSchema, GlueStudioSchemaColumn, KNOWN_KINDS, Mapping, Node,
    NullCheckBoxList, NullValueField, RenameField, S3CatalogSource, S3CsvSource, S3DirectSourceAdditionalOptions,
    S3DirectTarget, S3GlueParquetTarget, S3JsonSource, S3ParquetSource, S3SourceAdditionalOptions, SelectFields,
};
pub use run::{NodeReport, Progress, ProgressFn, RunControl, RunFile, RunReport, run_graph};
