//! The CloudWatch Logs API over the logs of crawlers.
//!
//! There is one log group, `/aws-glue/crawlers`, with a stream for every crawler that has run. It is read only: what
//! is in it is what the crawlers said. One file an operation in `ops`, filter patterns in `pattern`.

mod error;
mod group;
mod ops;
mod page;
mod pattern;
mod service;
#[cfg(test)]
mod tests;

pub use error::Error;
pub use service::Logs;
