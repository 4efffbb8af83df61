//! Who may do what with the catalog: settings of the data lake, registered locations, LF-tags and what they
//! are assigned to, grants with grant option, and data-cells filters.
//!
//! All of it is kept and answered truly; [`Rules::allowed`] says what follows from it. It knows nothing of the
//! services that show it to the world.

mod access;
#[cfg(test)]
mod access_tests;
mod assigned;
mod assignments;
mod caller;
#[cfg(test)]
mod caller_tests;
mod defaults;
mod error;
mod expressions;
mod filters;
mod grant_rules;
mod grants;
mod locations;
mod model;
mod page;
mod settings;
mod store;
mod tags;
#[cfg(test)]
mod tests;

pub use access::{Action, Object, Rules};
pub use assigned::{Assigned, TagMap, matches};
pub use assignments::{TagFailure, Taggable, TaggedTable, TagsOf};
/// Listings in pages.
pub use boathouse_state::{Page, PageRequest};
pub use caller::{Caller, Rights, Rows};
pub use error::{Error, Result};
pub use expressions::Expression;
pub use filters::CellsFilter;
pub use grants::GrantChange;
pub use locations::{Location, LocationChange};
pub use model::{Columns, EVERYONE, Grant, Permission, PolicyKind, PolicyRule, Resource, Tag};
pub use settings::{DefaultPermissions, Settings};
pub use store::Permissions;
