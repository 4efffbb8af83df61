//! Plans as bytes, so that what is planned here can run elsewhere.
//!
//! [`TrinoLogicalCodec`] and [`TrinoPhysicalCodec`] are extension codecs of the engine's own form: they write every
//! function, step and expression of ours by its name, with the types, lambdas and session of the call, and ask an
//! inner codec about what is not ours. Payloads begin with a version. What cannot be written is an error that names
//! it; strange bytes are an error, whatever they are.

mod aggregate;
mod batches;
mod bound;
mod bytes;
mod carry;
mod functions;
mod logical;
mod others;
mod pack;
mod parcel;
mod physical;
mod recognition;
mod recursion;
mod scalar;
#[cfg(test)]
mod tests;
mod types;
mod window;

pub use logical::TrinoLogicalCodec;
pub use physical::TrinoPhysicalCodec;
