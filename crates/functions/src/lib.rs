//! How a Trino function is declared, resolved by its arguments' types, and called on DataFusion.
//!
//! Holds no function itself: the families are crates of their own. Knows no syntax, no storage and no
//! AWS name.

mod aggregate;
mod bound;
mod call;
mod compare;
mod compare_map;
mod compiled;
mod declare;
mod invoke;
mod keys;
mod lambda;
mod library;
mod resolve;
mod room;
mod rows;
mod session;
mod signature;
mod stop;
mod udf;

pub use aggregate::{Aggregate, AggregateOverload, Window, WindowOverload};
pub use bound::{Bindings, Bound};
pub use compare::{
    Comparator, Equality, Identity, Unordered, comparator, comparator_with, equality, identity, is_indeterminate,
};
pub use compiled::{Compiled, Recent};
pub use declare::{Category, Example, Function, Overload};
pub use invoke::{Invocation, Kernel, kernel};
pub use keys::{is_native_key, key_array, key_type, row_keys};
pub use lambda::{Lambda, LambdaCall};
pub use library::Library;
pub use resolve::{Argument, LambdaTyper, ResolveError, Resolved};
pub use room::{BATCH_BYTES_MAX, check_room, held_bytes};
pub use rows::{
    Arg, Bool, Bytes, D64, D128, Date, Double, Fixed16, I8, I16, I32, I64, Input, Out, Real, Text, rows1, rows2, rows3,
    rows4,
};
pub use session::Session;
pub use signature::{Pattern, Signature};
pub use stop::{Stop, check_stop};
pub use udf::{TrinoUdf, engine_error, trino_error};
