//! A whole server in this process.

use std::net::SocketAddr;

use boathouse::Boathouse;
use boathouse::config::Config;
use boathouse_server::{Server, ServerConfig, ServerHandle};

/// What anything here can fail with; tests only show it.
type Error = Box<dyn std::error::Error + Send + Sync>;

/// A running server over a temporary folder; both go away when it is dropped.
#[derive(Debug)]
pub struct LakeServer {
    house: Boathouse,
    handle: ServerHandle,
}

impl LakeServer {
    /// The token its command endpoint takes.
    pub const TOKEN: &str = "test-token";

    /// Starts one that accepts any key and may be reset.
    ///
    /// # Errors
    /// When no folder or port can be had.
    pub async fn start() -> Result<Self, Error> {
        Self::start_with(Config::default(), Vec::new()).await
    }

    /// Starts one with these settings, which believes only requests signed with one of `auth`, if there are any.
    ///
    /// # Errors
    /// When no folder or port can be had.
    pub async fn start_with(config: Config, auth: Vec<(String, String)>) -> Result<Self, Error> {
        let house = Boathouse::builder_ephemeral()?.config(config).open().await?;
        let config =
            ServerConfig { port: 0, allow_reset: true, auth, token: Self::TOKEN.to_owned(), ..ServerConfig::default() };
        let handle = Server::start(house.clone(), config).await?;
        Ok(Self { house, handle })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.handle.addr()
    }

    /// `http://127.0.0.1:<port>`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.addr())
    }

    /// What it serves.
    pub fn house(&self) -> &Boathouse {
        &self.house
    }

    /// Lets running requests end, and ends.
    pub async fn shutdown(self) {
        self.handle.shutdown().await;
    }
}
