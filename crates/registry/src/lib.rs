//! A schema registry: registries of schemas, each with numbered versions of a definition in Avro, JSON Schema or
//! Protocol Buffers, and the rules by which a new version may follow the others.
//!
//! Definitions are read for real: a new version is compared with those before it under the schema's
//! [`Compatibility`]. The registry keeps no data and knows nothing of the services that show it to the world.

mod avro;
mod definition;
mod diff;
mod error;
mod json;
mod json_schema;
mod model;
mod page;
mod protobuf;
mod store;

/// Listings in pages.
pub use boathouse_state::{Page, PageRequest};
pub use definition::Definition;
pub use error::{Error, Result};
pub use model::{
    Column, Compatibility, DataFormat, Metadata, MetadataFilter, Registered, Registry, Schema, SchemaInput, SchemaKey,
    SchemaVersion, VersionFailure, VersionKey, VersionNumber, VersionStatus,
};
pub use store::{SchemaRegistry, UpdateSchema};
