//! What every aggregate of ours can do, however it keeps its state.

use std::fmt::Debug;

use arrow_schema::DataType;
use datafusion::logical_expr::{Accumulator, GroupsAccumulator};

/// The body of an aggregate, made for the types of one call.
pub(crate) trait Body: Debug + Send + Sync {
    /// The columns of its state between the engine's stages.
    fn state_types(&self) -> Vec<DataType>;

    /// A running aggregate over one group. Its `evaluate` leaves the state as it is.
    fn accumulator(&self) -> Box<dyn Accumulator>;

    /// A running aggregate over many groups.
    fn groups(&self) -> Box<dyn GroupsAccumulator>;

    /// Whether the accumulator takes rows out again, as sliding frames need.
    fn retracts(&self) -> bool;
}
