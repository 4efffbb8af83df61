//! What the catalog holds. A member that was not given stays absent, so that what comes back is what
//! was sent.

mod database;
mod partition;
mod partition_index;
mod storage;
mod table;
mod view;

pub use database::{Database, DatabaseIdentifier, DatabaseInput, FederatedDatabase, PrincipalPermissions};
pub use partition::{Partition, PartitionInput, PartitionUpdate};
pub use partition_index::{
    BackfillError, BackfillErrorCode, PartitionIndex, PartitionIndexInput, PartitionIndexStatus,
};
pub use storage::{Column, Order, Parameters, SchemaReference, SerDeInfo, SkewedInfo, StorageDescriptor};
pub(crate) use table::TableFacts;
pub use table::{FederatedTable, Generation, Table, TableIdentifier, TableInput, TableVersion};
pub use view::{SubObjectStatistics, ViewDefinition, ViewRepresentation};

/// True for the value a member has when it was not given; such members are left out of documents.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
