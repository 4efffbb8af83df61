//! Stands between the driver and a MySQL server, and lets through only what the driver can bear.
//!
//! The driver makes room for as many columns as a server claims, which with an absurd number ends the process, and
//! it keeps what it is sent. It opens its connection itself, so the guard listens on this machine for it.

use std::net::Ipv4Addr;
use std::sync::{Arc, OnceLock};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::bounded::{BYTES_MAX, too_much};
use crate::{Error, Result};

/// The longest packet of a server: a row of a catalog is far below.
pub(super) const PACKET_BYTES_MAX: usize = 1 << 20;
/// Columns that a result can have.
const COLUMNS_MAX: u64 = 4_096;
/// What the driver can answer to without TLS. It panics on some others.
const PLUGINS: &[&str] = &["mysql_native_password", "caching_sha2_password"];
const HEADER_BYTES: usize = 4;

/// First bytes of packets.
const LOCAL_INFILE: u8 = 0xFB;
const NUMBER_OF_3_BYTES: u8 = 0xFD;
const NUMBER_OF_8_BYTES: u8 = 0xFE;

/// A relay, which ends with this.
pub(super) struct Guard {
    port: u16,
    /// Why the relay broke off.
    refusal: Arc<OnceLock<Error>>,
    _relay: JoinSet<()>,
}

impl Guard {
    /// Begins to wait for the driver's connection.
    pub async fn before(server: TcpStream) -> Result<Self> {
        let failed = |error: std::io::Error| Error::Unreachable {
            address: "this machine".to_owned(),
            reason: error.to_string(),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let refusal = Arc::new(OnceLock::new());
        let (mut relay, refused) = (JoinSet::new(), Arc::clone(&refusal));
        relay.spawn(async move {
            let Ok((client, _)) = listener.accept().await else { return };
            drop(listener);
            let (from_client, mut to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::select! {
                // The driver's stream is closed after the reason is known: then the driver asks for it.
                told = watched(from_server, &mut to_client) => {
                    if let Err(error) = told {
                        refused.set(error).ok();
                    }
                }
                () = passed(from_client, to_server) => {}
            }
        });
        Ok(Self { port, refusal, _relay: relay })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The driver's error, or the guard's reason for it.
    pub fn fact(&self, error: mysql_async::Error) -> Error {
        match self.refusal.get() {
            Some(reason) => reason.clone(),
            None => super::fact(error),
        }
    }
}

/// What the driver says, until it hangs up.
async fn passed(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) {
    tokio::io::copy(&mut from, &mut to).await.ok();
    to.shutdown().await.ok();
}

/// What the server says, packet by packet, until it hangs up.
async fn watched(mut from: impl AsyncRead + Unpin, to: &mut (impl AsyncWrite + Unpin)) -> Result<()> {
    let mut bytes_left = BYTES_MAX;
    loop {
        let mut header = [0; HEADER_BYTES];
        if from.read_exact(&mut header).await.is_err() {
            return Ok(());
        }
        let length = u32::from_le_bytes([header[0], header[1], header[2], 0]) as usize;
        if length > PACKET_BYTES_MAX {
            return Err(refused(&format!("a packet of {length} bytes")));
        }
        bytes_left = bytes_left.checked_sub(HEADER_BYTES + length).ok_or_else(|| refused(&too_much().to_string()))?;
        let mut packet = vec![0; length];
        if from.read_exact(&mut packet).await.is_err() {
            return Ok(());
        }
        check(&packet)?;
        if to.write_all(&header).await.is_err() || to.write_all(&packet).await.is_err() {
            return Ok(());
        }
    }
}

/// Results come in the binary form, whose rows begin with a zero. So a packet that begins with one of these bytes is
/// the end of a result, the wish for a plugin, or a number of columns.
fn check(packet: &[u8]) -> Result<()> {
    match packet {
        [LOCAL_INFILE, ..] => Err(refused("it asked for a file of this machine")),
        [NUMBER_OF_3_BYTES, ..] => Err(refused("a result with too many columns")),
        [NUMBER_OF_8_BYTES, rest @ ..] => match (plugin(rest), rest.first_chunk()) {
            (Some(name), _) if !PLUGINS.contains(&name) => {
                Err(Error::Unsupported(format!("MySQL's authentication plugin '{name}'")))
            }
            (None, Some(number)) if u64::from_le_bytes(*number) > COLUMNS_MAX => {
                Err(refused("a result with too many columns"))
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// A name and a zero. What the driver makes of such a packet that stands where a number of columns can stand is more
/// columns than there can be room for, and it fails before it asks for that room.
fn plugin(bytes: &[u8]) -> Option<&str> {
    let name = bytes.split(|byte| *byte == 0).next()?;
    let is_name = name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    std::str::from_utf8(name).ok().filter(|name| is_name && !name.is_empty())
}

fn refused(what: &str) -> Error {
    Error::Protocol(format!("the server does not speak MySQL's protocol: {what}"))
}

#[cfg(test)]
mod tests;
