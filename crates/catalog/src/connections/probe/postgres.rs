//! Logs in to PostgreSQL, as far as the server's `ReadyForQuery`.

use md5::{Digest, Md5};
use tokio::net::TcpStream;

use super::message::{Wire, broken};
use super::scram::Exchange;
use super::{ProbeError, Target};

const APPLICATION: &str = "boathouse";

/// What an authentication request asks for.
const OK: i32 = 0;
const CLEARTEXT: i32 = 3;
const MD5: i32 = 5;
const SASL: i32 = 10;
const SASL_CONTINUE: i32 = 11;
const SASL_FINAL: i32 = 12;
const SCRAM: &str = "SCRAM-SHA-256";

pub(super) async fn log_in(stream: TcpStream, target: &Target) -> Result<(), ProbeError> {
    let mut wire = Wire::new(stream);
    let database = target.database.as_deref().unwrap_or(&target.user);
    wire.start(&[("user", &target.user), ("database", database), ("application_name", APPLICATION)]).await?;
    let mut login = Login { target, exchange: None, is_in: false };
    loop {
        let (letter, body) = wire.receive().await?;
        match letter {
            b'R' => {
                if let Some(answer) = login.answer(&body).await? {
                    wire.send(b'p', &answer).await?;
                }
            }
            b'E' => return Err(refusal(&body)),
            b'Z' if login.is_in => {
                // The answer is known; a server that does not hear the farewell changes nothing about it.
                wire.send(b'X', &[]).await.ok();
                return Ok(());
            }
            // Settings, the key for cancelling, notices, and how new a protocol the server speaks.
            b'S' | b'K' | b'N' | b'v' => {}
            other => return Err(broken(&format!("it said '{}' before anything was asked", other.escape_ascii()))),
        }
    }
}

struct Login<'a> {
    target: &'a Target,
    exchange: Option<Exchange>,
    is_in: bool,
}

impl Login<'_> {
    /// What to send for an authentication request.
    async fn answer(&mut self, body: &[u8]) -> Result<Option<Vec<u8>>, ProbeError> {
        let (kind, rest) = body.split_first_chunk().ok_or_else(|| broken("a request to authenticate is cut off"))?;
        match i32::from_be_bytes(*kind) {
            OK if self.exchange.as_ref().is_some_and(|exchange| !exchange.is_over()) => {
                Err(broken("it lets in without having proved that it knows the password"))
            }
            OK => {
                self.is_in = true;
                Ok(None)
            }
            CLEARTEXT => Ok(Some(ended(self.password()?))),
            MD5 => {
                let salt = rest.first_chunk::<4>().ok_or_else(|| broken("there is no salt"))?;
                Ok(Some(ended(&md5_password(&self.target.user, self.password()?, *salt))))
            }
            SASL => {
                let mut mechanisms = rest.split(|byte| *byte == 0);
                if !mechanisms.any(|name| name == SCRAM.as_bytes()) {
                    return Err(ProbeError::Unsupported("a server without SCRAM-SHA-256".to_owned()));
                }
                let exchange = Exchange::new(self.password()?)?;
                let first = exchange.first();
                self.exchange = Some(exchange);
                let length = i32::try_from(first.len()).map_err(|_| broken("a message is too long"))?;
                Ok(Some([SCRAM.as_bytes(), &[0], &length.to_be_bytes(), first.as_bytes()].concat()))
            }
            SASL_CONTINUE => {
                let exchange = self.exchange.take().ok_or_else(|| broken("it goes on with what was not begun"))?;
                let (exchange, proof) = exchange.prove(rest).await?;
                self.exchange = Some(exchange);
                Ok(Some(proof.into_bytes()))
            }
            SASL_FINAL => {
                let exchange = self.exchange.as_mut().ok_or_else(|| broken("it ends what was not begun"))?;
                exchange.check(rest)?;
                Ok(None)
            }
            other => Err(ProbeError::Unsupported(format!("PostgreSQL's authentication method {other}"))),
        }
    }

    fn password(&self) -> Result<&str, ProbeError> {
        let none = || ProbeError::Incomplete("the server wants a password and the connection has none".to_owned());
        self.target.password.as_deref().ok_or_else(none)
    }
}

fn ended(text: &str) -> Vec<u8> {
    [text.as_bytes(), &[0]].concat()
}

fn md5_password(user: &str, password: &str, salt: [u8; 4]) -> String {
    let inner = hex::encode(Md5::digest([password.as_bytes(), user.as_bytes()].concat()));
    format!("md5{}", hex::encode(Md5::digest([inner.as_bytes(), &salt].concat())))
}

/// An error response is fields of a letter and a text: C is the SQLSTATE and M the text.
fn refusal(body: &[u8]) -> ProbeError {
    let field = |letter: u8| {
        let found = body.split(|byte| *byte == 0).find(|field| field.first() == Some(&letter));
        found.map_or_else(String::new, |field| String::from_utf8_lossy(&field[1..]).into_owned())
    };
    ProbeError::Refused { code: field(b'C'), message: field(b'M') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn md5_is_salted() {
        // md5("md5" of password and user, then the salt), by an independent implementation of the digest.
        assert_eq!(md5_password("user", "pencil", [1, 2, 3, 4]), MD5_OF_PENCIL);
    }

    const MD5_OF_PENCIL: &str = "md54376eb6913b38f9aaff38dc7cf19ca76";
}
