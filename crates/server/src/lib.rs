//! One port for every service.
//!
//! The composition root: it listens on loopback, finds out whose a request is, reads its body within
//! limits, checks its signature when key pairs were named, and hands it to the service. It knows no
//! operation of any service.

mod body;
mod config;
mod dispatch;
mod error;
mod handle;
mod own;
mod reply;
mod server;
mod services;
mod tls;

pub use config::ServerConfig;
pub use error::{Error, Result};
pub use server::{Server, ServerHandle};
pub use tls::Tls;
