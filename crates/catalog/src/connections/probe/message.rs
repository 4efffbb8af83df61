//! Messages of PostgreSQL's protocol 3: a letter, a length, a body.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::ProbeError;

/// The length counts itself.
const LENGTH_BYTES: usize = 4;
/// Nothing that is said before a query comes near this.
const BODY_BYTES_MAX: usize = 65_536;
/// Nor do so many messages come.
const MESSAGES_MAX: usize = 1_000;
const PROTOCOL_3: i32 = 196_608;

/// A connection that messages go over.
pub(super) struct Wire {
    stream: TcpStream,
    messages: usize,
}

impl Wire {
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, messages: 0 }
    }

    pub async fn start(&mut self, parameters: &[(&str, &str)]) -> Result<(), ProbeError> {
        let mut body = PROTOCOL_3.to_be_bytes().to_vec();
        for (name, value) in parameters {
            for text in [name, value] {
                body.extend(text.bytes());
                body.push(0);
            }
        }
        body.push(0);
        self.write(None, &body).await
    }

    pub async fn send(&mut self, letter: u8, body: &[u8]) -> Result<(), ProbeError> {
        self.write(Some(letter), body).await
    }

    async fn write(&mut self, letter: Option<u8>, body: &[u8]) -> Result<(), ProbeError> {
        let length = i32::try_from(body.len() + LENGTH_BYTES).map_err(|_| broken("a message is too long"))?;
        let mut message: Vec<u8> = letter.into_iter().collect();
        message.extend(length.to_be_bytes());
        message.extend(body);
        self.stream.write_all(&message).await.map_err(lost)
    }

    pub async fn receive(&mut self) -> Result<(u8, Vec<u8>), ProbeError> {
        self.messages += 1;
        if self.messages > MESSAGES_MAX {
            return Err(broken("it sends messages without end"));
        }
        let letter = self.stream.read_u8().await.map_err(lost)?;
        let length = self.stream.read_i32().await.map_err(lost)?;
        let length = usize::try_from(length).ok().and_then(|length| length.checked_sub(LENGTH_BYTES));
        let length = length.filter(|length| *length <= BODY_BYTES_MAX);
        let mut body = vec![0; length.ok_or_else(|| broken("a message has an impossible length"))?];
        self.stream.read_exact(&mut body).await.map_err(lost)?;
        Ok((letter, body))
    }
}

pub(super) fn broken(what: &str) -> ProbeError {
    ProbeError::Protocol(format!("the server does not speak PostgreSQL's protocol: {what}"))
}

fn lost(error: std::io::Error) -> ProbeError {
    ProbeError::Protocol(format!("the server broke the connection off: {error}"))
}
