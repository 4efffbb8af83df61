//! A Hive-style catalog: databases, tables with versions, partitions, and the language that picks
//! partitions by their values.
//!
//! Types, locations and formats are kept as opaque text: the catalog never refuses what only a reader
//! would stumble on. It reads no data and knows nothing of the services that show it to the world: a
//! program that depends on this crate has a catalog in a file or in memory, and no server.
//!
//! ```
//! use boathouse_catalog::{Catalog, Column, DatabaseInput, Error, PartitionInput, PartitionsRequest, TableInput};
//!
//! # fn main() -> Result<(), Error> {
//! # tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(async {
//! let catalog = Catalog::in_memory()?; // or Catalog::open("catalog.sqlite")?
//!
//! catalog.create_database(DatabaseInput::named("raw")).await?;
//! let trips = TableInput {
//!     partition_keys: vec![Column::new("year", "int"), Column::new("city", "string")],
//!     ..TableInput::named("trips")
//! };
//! catalog.create_table("raw", trips, None).await?;
//!
//! let partition = |year: &str, city: &str| PartitionInput {
//!     values: vec![year.to_owned(), city.to_owned()],
//!     ..PartitionInput::default()
//! };
//! let inputs = vec![partition("2023", "Oxford"), partition("2024", "Oxford"), partition("2024", "Cambridge")];
//! let failures = catalog.create_partitions("raw", "trips", inputs).await?;
//! assert!(failures.is_empty());
//!
//! let request = PartitionsRequest {
//!     expression: Some("year >= 2024 AND city LIKE 'Ox%'".to_owned()),
//!     ..PartitionsRequest::default()
//! };
//! let found = catalog.partitions("raw", "trips", request).await?;
//! assert_eq!(found.items[0].values, ["2024", "Oxford"]);
//!
//! // Errors are facts with a type.
//! let missing = catalog.table("raw", "boats").await;
//! assert!(matches!(missing, Err(Error::TableNotFound { table, .. }) if table == "boats"));
//! # Ok(())
//! # })
//! # }
//! ```
//!
//! # What is where
//!
//! | wanted | found at |
//! |---|---|
//! | a catalog in a file, in memory, in a state file of one's own | [`Catalog::open`], [`Catalog::in_memory`], [`Catalog::new`] |
//! | the same of another account or region | [`Catalog::in_scope`] |
//! | several changes, all or nothing, isolated | [`Catalog::transaction`]; as data: [`Catalog::apply`] |
//! | partitions by an expression, in pages or segments | [`Catalog::partitions`] |
//! | partitions of a table of any size, one page in memory | [`Catalog::scan_partitions`] |
//! | further orders for expressions on later keys | [`Catalog::create_partition_index`] |
//! | optimistic concurrency on tables | [`UpdateTable::version_id`] |
//! | everything as a stream of things, or as JSON lines | [`Catalog::export`], [`Catalog::import`], [`Catalog::export_json_lines`] |
//! | whether something derived from a table is still true | [`Catalog::generation`], [`Catalog::database_generation`] |
//!
//! # Names, threads, files
//!
//! Names of databases and tables are folded to lower case, those of columns are kept. A handle is cheap to clone, and
//! its clones share the catalog from any task or thread.
//!
//! Functions are `async` and need a tokio runtime of any kind. Reads run beside each other on snapshots of the file;
//! writes pass one after the other through one thread, which commits what is waiting together. What was answered
//! with `Ok` is in the file: it survives the process.
//!
//! # Errors
//!
//! [`Error`] has a variant for each fact a caller may act on: what is not there, what is there already, what has
//! changed since it was read, what was asked wrongly. [`Error::State`] alone is about the file. Batches
//! ([`Catalog::create_partitions`] and the like) do what can be done and return the rest item by item, as
//! [`PartitionFailure`]; in a transaction they are all or nothing.

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

/// The state file a catalog is kept in, and the clock it goes by.
pub use boathouse_state::{Clock, State};
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
