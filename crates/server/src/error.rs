//! What can go wrong with a server as a whole.

use std::path::PathBuf;

/// A fact about the server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port cannot be had.
    #[error(
        "cannot listen on 127.0.0.1:{port}: {source}; another port can be named with --port, and 0 takes a free one"
    )]
    Listen {
        /// The port.
        port: u16,
        /// Why not.
        source: std::io::Error,
    },
    /// There is no certificate to serve HTTPS with.
    #[error("the certificate {}: {message}", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A service did not start.
    #[error("cannot start the {service} service: {message}")]
    Service {
        /// Which.
        service: &'static str,
        /// Why not.
        message: String,
    },
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;
