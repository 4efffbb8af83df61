//! Statements that write rows: CREATE TABLE … AS, INSERT INTO and UNLOAD.
//!
//! Each keeps an intent in the state file from before its first object can be seen until its end is kept: with it, one
//! that fails or is stopped is undone, one that was done when the process died is known to be done, and what a dead
//! process left behind is known by name.

mod columns;
mod create_table_as;
mod destination;
mod existing_partition;
mod format;
mod insert;
mod intent;
mod orphans;
mod place;
mod properties;
mod publish;
mod rows;
mod settle;
mod store;
mod suffix;
mod table_input;
mod unload;
mod wrote;

#[cfg(test)]
mod partition_tests;
#[cfg(test)]
mod tests;

pub(crate) use columns::hive_type;
pub(crate) use create_table_as::run as create_table_as;
pub(crate) use destination::Destination;
pub(crate) use insert::run as insert;
pub use orphans::{Orphan, OrphanedObject};
pub(crate) use settle::{Settled, settle};
pub(crate) use store::{MIGRATIONS, end, interrupted};
pub(crate) use suffix::{check_catalog, of_analysis, told as with_suffix, writes};
pub(crate) use unload::run as unload;
pub(crate) use wrote::Wrote;
