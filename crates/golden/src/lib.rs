//! Answers that are kept in files: compared with what comes out, or written by it.

mod difference;
mod run;

pub use difference::difference;
pub use run::{Golden, names, text};
