//! A Hive-style catalog: databases, tables with versions, partitions, and the language that picks
//! partitions by their values.
//!
//! Types, locations and formats are kept as opaque text: the catalog never refuses what only a reader
//! would stumble on. It reads no data and knows nothing of the services that show it to the world.

mod catalog;
mod change;
mod connections;
mod databases;
mod documents;
mod error;
mod exchange;
mod expression;
mod functions;
mod links;
mod model;
mod names;
mod page;
mod partition_index;
mod partition_key;
mod partition_listing;
mod partition_order;
mod partition_rows;
mod partition_scan;
mod partition_values;
mod partitions;
mod scope;
mod search;
mod settings;
mod statistics;
mod tables;
mod transaction;
mod versions;

pub use catalog::Catalog;
pub use change::Change;
pub use connections::{
    AuthenticationConfiguration, ConnectionDefinition, Connections, ConnectionsRequest, OAuth2ClientApplication,
    OAuth2Properties, Passwords, PhysicalConnectionRequirements, ProbeError, StoredConnection, probe,
};
pub use documents::Kept;
pub use error::{Entity, Error, Result};
pub use exchange::{ExchangeError, Exchanged, ExportRequest, IfExists, Item, ItemSink, ItemSource, LocatedItem};
pub use expression::Filter;
pub use functions::{Function, FunctionInput, FunctionsRequest, ResourceUri};
pub use model::{
    BackfillError, BackfillErrorCode, Column, Database, DatabaseIdentifier, DatabaseInput, FederatedDatabase,
    FederatedTable, Generation, Order, Parameters, Partition, PartitionIndex, PartitionIndexInput,
    PartitionIndexStatus, PartitionInput, PartitionUpdate, PrincipalPermissions, SchemaReference, SerDeInfo,
    SkewedInfo, StorageDescriptor, SubObjectStatistics, Table, TableIdentifier, TableInput, TableVersion,
    ViewDefinition, ViewRepresentation,
};
pub use page::{Page, PageRequest};
pub use partition_scan::{PartitionScan, PartitionsRequest, Segment};
pub use partitions::{FoundPartitions, PartitionFailure};
pub use search::{Comparator, Field, SearchFilter, SearchRequest, SearchSort};
pub use settings::{
    CatalogDescription, CatalogImport, CatalogSettings, Encryption, EncryptionAtRest, EncryptionSettings,
    PasswordEncryption, PolicyCondition, ResourcePolicy, SecurityConfiguration,
};
pub use statistics::{
    ColumnFailure, ColumnStatistics, ColumnStatisticsData, DecimalNumber, Extremes, FoundStatistics, StatisticsFailure,
    StatisticsOwner,
};
pub use tables::{TablesRequest, UpdateTable};
pub use transaction::Transaction;
