//! A server on a free port over a temporary folder, and builders of what tests put into it.

mod fixtures;
mod lake_server;

pub use fixtures::{csv, json_lines};
pub use lake_server::LakeServer;
