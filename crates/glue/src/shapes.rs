//! Glue's shapes as they are on the wire, and the way between them and the domain's structs.

pub(crate) mod catalog;
pub(crate) mod classifier;
pub(crate) mod connection;
pub(crate) mod crawler;
mod database;
pub(crate) mod function;
pub(crate) mod iceberg;
pub(crate) mod job;
pub(crate) mod job_run;
pub(crate) mod open_table;
mod partition;
mod partition_index;
pub(crate) mod policy;
pub(crate) mod registry;
pub(crate) mod security;
pub(crate) mod statistics;
mod storage;
mod table;
pub(crate) mod view;

pub(crate) use database::{Database, DatabaseIdentifier, DatabaseInput};
pub(crate) use partition::{Partition, PartitionError, PartitionInput, PartitionOwner, PartitionValueList};
pub(crate) use partition_index::{PartitionIndex, PartitionIndexDescriptor};
pub(crate) use storage::{Column, SchemaId, StorageDescriptor};
pub(crate) use table::{Table, TableAttribute, TableInput, TableVersion};
