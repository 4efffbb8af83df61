//! Addresses of this machine: a connection must not be a way to make a server call others.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpStream;

use crate::target::Target;
use crate::{Error, Result};

/// The addresses of a host of this machine. Names are not looked up: a name server could say anything.
pub(crate) fn addresses(host: &str, port: u16) -> Result<Vec<SocketAddr>> {
    let both = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let addresses = match host.parse::<IpAddr>() {
        Ok(address) if address.to_canonical().is_loopback() => vec![address],
        Err(_) if host.eq_ignore_ascii_case("localhost") => both.to_vec(),
        _ => return Err(Error::NotLocal(host.to_owned())),
    };
    Ok(addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect())
}

/// A stream to the first address of the target where somebody listens.
pub(crate) async fn connect(target: &Target) -> Result<TcpStream> {
    let mut reason = String::new();
    for address in addresses(&target.host, target.port)? {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => reason = error.to_string(),
        }
    }
    Err(Error::Unreachable { address: target.address(), reason })
}
