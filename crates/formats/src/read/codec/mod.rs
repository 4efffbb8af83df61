//! Scans as bytes, so that what is planned here can read elsewhere.
//!
//! A scan goes as a step of ours over a Parquet scan of the engine's, which carries what the engine knows of the
//! files, whatever their format: their places, sizes, ranges and statistics, the partitions' values, the columns and
//! the filters. The step itself holds the rest: the recipe, the limit and the versions of the objects.

mod carried;
mod chain;
mod physical;
mod step;
#[cfg(test)]
mod tests;

pub(crate) use self::carried::carried;
pub use self::chain::{ChainedCodec, StepCodec};
pub use self::physical::{LakePhysicalCodec, LakeScans};
