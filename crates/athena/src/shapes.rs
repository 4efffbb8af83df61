//! Wire shapes that several operations share.

mod capacity;
mod catalog;
mod execution;
mod results;
mod saved;
mod table;
mod tag;
mod workgroup;
mod workgroup_updates;

pub(crate) use capacity::{CapacityAssignment, CapacityReservation, ReservationName};
pub(crate) use catalog::{CatalogDefinition, DataCatalog, DataCatalogSummary, Parameters};
pub(crate) use execution::{QueryExecution, Stage};
pub(crate) use results::ResultConfiguration;
pub(crate) use saved::{NamedQuery, Preparation, PreparedName, PreparedStatement, PreparedSummary};
pub(crate) use table::{Database, TableMetadata};
pub(crate) use tag::Tag;
pub(crate) use workgroup::{EngineVersion, WorkGroup, WorkGroupConfiguration, WorkGroupSummary};
pub(crate) use workgroup_updates::WorkGroupUpdates;
