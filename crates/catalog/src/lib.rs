#![doc = include_str!("../README.md")]

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
mod partitions;
mod scope;
mod search;
mod settings;
mod statistics;
mod tables;
mod transaction;
mod versions;

/// The state file a catalog is kept in, the clock it goes by, and the pages of its listings.
pub use boathouse_state::{Clock, Page, PageRequest, State};
pub use catalog::Catalog;
pub use change::Change;
pub use connections::{
    AuthenticationConfiguration, ConnectionDefinition, Connections, ConnectionsRequest, OAuth2ClientApplication,
    OAuth2Properties, Passwords, PhysicalConnectionRequirements, StoredConnection,
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
pub use partitions::scan::{PartitionScan, PartitionsRequest, Segment};
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
