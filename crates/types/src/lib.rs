//! Trino's types, as they are held in Arrow.
//!
//! Names and parsing, the Arrow representation, coercions, error codes, time zones. Knows no engine,
//! no storage and no AWS name.

mod arrow_type;
mod coercion;
mod data_type;
pub mod datetime;
mod error;
pub mod interval;
mod parse;
mod zone;

pub use arrow_type::{EXTENSION_METADATA_KEY, EXTENSION_NAME, EXTENSION_NAME_KEY};
pub use coercion::{can_coerce, common_super_type, is_type_only_coercion};
pub use data_type::{RowField, Type};
pub use error::{ErrorCode, Result, TrinoError};
pub use zone::{Zone, ZoneKey};
