//! Opens a connection to see whether it can be opened.
//!
//! Only this machine is reached: a test of a connection must not be a way to make a server call others.

mod message;
mod postgres;
mod scram;
mod target;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;

pub(super) use target::{Engine, Target};

use super::ConnectionDefinition;

const TEST_SECONDS_MAX: Duration = Duration::from_secs(10);

/// Why a connection could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProbeError {
    /// The connection does not say what is needed.
    #[error("{0}")]
    Incomplete(String),
    /// The host is not this machine.
    #[error("the connection's host '{0}' is not on this machine: only loopback addresses are connected to")]
    NotLocal(String),
    /// Something that no test here can do.
    #[error("{0} is not supported by the test of a connection")]
    Unsupported(String),
    /// Nobody listens, or the connection broke.
    #[error("cannot connect to {address}: {reason}")]
    Unreachable {
        /// Host and port.
        address: String,
        /// What the system said.
        reason: String,
    },
    /// No answer in time.
    #[error("{0} did not answer in time")]
    TimedOut(String),
    /// The server does not let this user in.
    #[error("the server refused: {message} ({code})")]
    Refused {
        /// The server's code.
        code: String,
        /// The server's text.
        message: String,
    },
    /// Whatever listens there does not speak the protocol.
    #[error("{0}")]
    Protocol(String),
}

/// Connects as the definition says, proves who it is, and hangs up.
///
/// # Errors
/// Why that was not possible.
pub async fn probe(definition: &ConnectionDefinition) -> Result<(), ProbeError> {
    let target = Target::of(definition)?;
    let addresses = loopback(&target.host, target.port)?;
    if target.engine == Engine::MySql {
        return Err(ProbeError::Unsupported("MySQL".to_owned()));
    }
    let address = format!("{}:{}", target.host, target.port);
    let attempt = async {
        let mut failure = None;
        for candidate in addresses {
            match TcpStream::connect(candidate).await {
                Ok(stream) => return postgres::log_in(stream, &target).await,
                Err(error) => failure = Some(error),
            }
        }
        let reason = failure.map_or_else(String::new, |error| error.to_string());
        Err(ProbeError::Unreachable { address: address.clone(), reason })
    };
    match tokio::time::timeout(TEST_SECONDS_MAX, attempt).await {
        Ok(outcome) => outcome,
        Err(_) => Err(ProbeError::TimedOut(address)),
    }
}

/// The addresses of a host of this machine. Names are not looked up: a name server could say anything.
fn loopback(host: &str, port: u16) -> Result<Vec<SocketAddr>, ProbeError> {
    let both = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let addresses = match host.parse::<IpAddr>() {
        Ok(address) if address.to_canonical().is_loopback() => vec![address],
        Err(_) if host.eq_ignore_ascii_case("localhost") => both.to_vec(),
        _ => return Err(ProbeError::NotLocal(host.to_owned())),
    };
    Ok(addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect())
}

#[cfg(test)]
mod tests;
