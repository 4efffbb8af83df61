//! How a server is set up.

use std::time::Duration;

use crate::Tls;

/// Settings of a server.
#[derive(Clone, Default)]
pub struct ServerConfig {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Whether `POST /_boathouse/reset` empties the lake.
    pub allow_reset: bool,
    /// Access keys and their secrets. When there are any, every AWS request must be signed with one of them;
    /// when there are none, any signature is accepted.
    pub auth: Vec<(String, String)>,
    /// Whether Glue and Athena do for a caller only what Lake Formation's permissions allow.
    pub enforce_permissions: bool,
    /// What a caller of `/_boathouse/command` must know: commands read local files.
    pub token: String,
    /// What connections that begin as TLS are served with; none are without it.
    pub tls: Option<Tls>,
}

impl std::fmt::Debug for ServerConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerConfig")
            .field("port", &self.port)
            .field("allow_reset", &self.allow_reset)
            .field("enforce_permissions", &self.enforce_permissions)
            .field("auth", &self.auth.len())
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

/// Connections served at once; more wait to be accepted.
pub(crate) const CONNECTIONS_MAX: usize = 2_048;
/// Headers of a request, together.
pub(crate) const HEADER_BYTES_MAX: usize = 64 << 10;
/// A request's headers must be here within this time; idle connections are closed after it.
pub(crate) const HEADER_TIMEOUT: Duration = Duration::from_secs(75);
/// A body must go on within this time.
pub(crate) const BODY_IDLE_TIMEOUT: Duration = Duration::from_secs(60);
/// Bodies that are read whole: JSON and forms. Objects are streamed and have no limit.
pub(crate) const BODY_BYTES_MAX: usize = 16 << 20;
/// What running requests get to end in when the server stops.
pub(crate) const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);
