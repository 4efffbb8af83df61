//! SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677), the client's side.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::ProbeError;
use super::message::broken;

const NONCE_BYTES: usize = 18;
/// More would let a server keep us busy; servers use 4,096.
const ITERATIONS_MAX: u32 = 100_000;
/// No channel binding, and no other user than the one who asks.
const HEADER: &str = "n,,";

/// A login under way.
pub(super) struct Exchange {
    password: String,
    nonce: String,
    /// What the server has to answer in the end.
    expected: Option<Vec<u8>>,
    is_over: bool,
}

impl Exchange {
    pub fn new(password: &str) -> Result<Self, ProbeError> {
        let nonce = STANDARD.encode(rand::random::<[u8; NONCE_BYTES]>());
        Self::with_nonce(password, nonce)
    }

    fn with_nonce(password: &str, nonce: String) -> Result<Self, ProbeError> {
        // Other passwords would have to be normalised first (RFC 4013).
        if !password.is_ascii() {
            return Err(ProbeError::Unsupported("a password with characters outside ASCII".to_owned()));
        }
        Ok(Self { password: password.to_owned(), nonce, expected: None, is_over: false })
    }

    /// Whether the server has proved that it knows the password too.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// PostgreSQL takes the user's name from the start of the session and ignores the one here.
    fn bare_first(&self) -> String {
        format!("n=,r={}", self.nonce)
    }

    pub fn first(&self) -> String {
        format!("{HEADER}{}", self.bare_first())
    }

    /// The proof for the server's challenge. It costs as many hashes as the server demands.
    pub async fn prove(mut self, challenge: &[u8]) -> Result<(Self, String), ProbeError> {
        let challenge = text(challenge)?.to_owned();
        let work = tokio::task::spawn_blocking(move || {
            let bare_first = self.bare_first();
            self.proof(&bare_first, &challenge).map(|proof| (self, proof))
        });
        work.await.map_err(|_| broken("the proof could not be made"))?
    }

    fn proof(&mut self, bare_first: &str, challenge: &str) -> Result<String, ProbeError> {
        let field = |name: &str| challenge.split(',').find_map(|part| part.strip_prefix(name));
        let nonce = field("r=").filter(|nonce| nonce.len() > self.nonce.len() && nonce.starts_with(&self.nonce));
        let nonce = nonce.ok_or_else(|| broken("its nonce does not go on from ours"))?;
        let salt = field("s=").and_then(|salt| STANDARD.decode(salt).ok()).ok_or_else(|| broken("there is no salt"))?;
        let iterations: u32 = field("i=")
            .and_then(|count| count.parse().ok())
            .filter(|count| (1..=ITERATIONS_MAX).contains(count))
            .ok_or_else(|| broken("the number of iterations is out of bounds"))?;
        let salted = salted(self.password.as_bytes(), &salt, iterations);
        let client_key = code(&salted, b"Client Key");
        let stored_key = Sha256::digest(client_key);
        let without_proof = format!("c={},r={nonce}", STANDARD.encode(HEADER));
        let said = format!("{bare_first},{challenge},{without_proof}");
        let signature = code(&stored_key, said.as_bytes());
        let proof: Vec<u8> = client_key.iter().zip(signature).map(|(key, mask)| key ^ mask).collect();
        self.expected = Some(code(&code(&salted, b"Server Key"), said.as_bytes()).to_vec());
        Ok(format!("{without_proof},p={}", STANDARD.encode(proof)))
    }

    /// Checks the server's own proof.
    pub fn check(&mut self, last: &[u8]) -> Result<(), ProbeError> {
        let signature = text(last)?.split(',').find_map(|part| part.strip_prefix("v="));
        let signature = signature.and_then(|signature| STANDARD.decode(signature).ok());
        if self.expected.is_none() || signature != self.expected {
            return Err(broken("it does not know the password itself"));
        }
        self.is_over = true;
        Ok(())
    }
}

fn text(bytes: &[u8]) -> Result<&str, ProbeError> {
    std::str::from_utf8(bytes).map_err(|_| broken("a challenge is not text"))
}

/// PBKDF2 with one block of output.
fn salted(password: &[u8], salt: &[u8], iterations: u32) -> [u8; 32] {
    let mut block = code(password, &[salt, &[0, 0, 0, 1]].concat());
    let mut sum = block;
    for _ in 1..iterations {
        block = code(password, &block);
        sum.iter_mut().zip(block).for_each(|(sum, byte)| *sum ^= byte);
    }
    sum
}

fn code(key: &[u8], text: &[u8]) -> [u8; 32] {
    // A key of any length is taken, so the fallback is never.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(text);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exchange of RFC 7677, section 3.
    #[test]
    fn the_published_exchange() {
        let mut exchange = Exchange::with_nonce("pencil", "rOprNGfwEbeRWgbNEkqO".to_owned()).unwrap();
        let challenge = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        let proof = exchange.proof("n=user,r=rOprNGfwEbeRWgbNEkqO", challenge).unwrap();
        assert_eq!(
            proof,
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        );
        assert!(exchange.check(b"v=AAAA").is_err());
        assert!(!exchange.is_over());
        exchange.check(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=").unwrap();
        assert!(exchange.is_over());
    }

    #[test]
    fn challenges_that_are_none() {
        for challenge in [
            "r=other,s=AAAA,i=4096",
            "r=nonce,s=AAAA,i=4096",
            "r=nonce1,i=4096",
            "r=nonce1,s=%,i=4096",
            "r=nonce1,s=AAAA,i=0",
            "r=nonce1,s=AAAA,i=100001",
            "r=nonce1,s=AAAA",
            "",
        ] {
            let mut exchange = Exchange::with_nonce("pencil", "nonce".to_owned()).unwrap();
            assert!(exchange.proof("n=,r=nonce", challenge).is_err(), "{challenge}");
            assert!(exchange.check(b"v=").is_err(), "nothing was proved");
        }
        assert!(Exchange::new("pässword").is_err());
    }
}
