//! Passwords sealed for replies that must not show them.
//!
//! There is no key service here, so the key lies in the state file beside the passwords: a seal hides a
//! password from who sees a reply, not from who has the file. It is made as an SIV is: the code that
//! authenticates the text also begins its key stream, so equal texts give equal seals and no number used
//! once has to be kept.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

pub(super) type Key = [u8; 32];
const TAG_BYTES: usize = 32;

/// The property that holds a secret, and the one that holds it sealed.
pub(super) const SECRETS: &[(&str, &str)] = &[
    ("PASSWORD", "ENCRYPTED_PASSWORD"),
    ("KAFKA_CLIENT_KEYSTORE_PASSWORD", "ENCRYPTED_KAFKA_CLIENT_KEYSTORE_PASSWORD"),
    ("KAFKA_CLIENT_KEY_PASSWORD", "ENCRYPTED_KAFKA_CLIENT_KEY_PASSWORD"),
    ("KAFKA_SASL_PLAIN_PASSWORD", "ENCRYPTED_KAFKA_SASL_PLAIN_PASSWORD"),
    ("KAFKA_SASL_SCRAM_PASSWORD", "ENCRYPTED_KAFKA_SASL_SCRAM_PASSWORD"),
];

/// Seals a secret.
pub(super) fn seal(key: &Key, secret: &str) -> String {
    let tag = code(key, b"tag", secret.as_bytes());
    let mut sealed = tag.to_vec();
    sealed.extend(masked(key, &tag, secret.as_bytes()));
    STANDARD.encode(sealed)
}

/// Opens what [`seal`] made with the same key; anything else is `None`.
pub(super) fn open(key: &Key, sealed: &str) -> Option<String> {
    let bytes = STANDARD.decode(sealed).ok()?;
    let (tag, body) = bytes.split_at_checked(TAG_BYTES)?;
    let secret = masked(key, tag, body);
    (code(key, b"tag", &secret) == tag).then(|| String::from_utf8(secret).ok()).flatten()
}

fn masked(key: &Key, tag: &[u8], text: &[u8]) -> Vec<u8> {
    let blocks = text.chunks(TAG_BYTES).zip(0_u32..);
    let masked = blocks.flat_map(|(block, number)| {
        let mask = code(key, tag, &number.to_be_bytes());
        block.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect::<Vec<_>>()
    });
    masked.collect()
}

fn code(key: &Key, purpose: &[u8], text: &[u8]) -> [u8; TAG_BYTES] {
    // The pad is one block of the hash, so a key of half its length always fits; the fallback is never taken.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; TAG_BYTES] };
    mac.update(&(purpose.len() as u64).to_be_bytes());
    mac.update(purpose);
    mac.update(text);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seals_open_with_their_key_only() {
        let (key, other) = ([7; 32], [8; 32]);
        for secret in ["", "x", "päßwörd 🔑", &"long".repeat(100)] {
            let sealed = seal(&key, secret);
            assert_eq!(open(&key, &sealed).as_deref(), Some(secret));
            assert_eq!(sealed, seal(&key, secret), "the same text has the same seal");
            assert_eq!(open(&other, &sealed), None);
        }
        for forged in ["", "AAAA", "no base64!", &STANDARD.encode([0; 40])] {
            assert_eq!(open(&key, forged), None, "{forged}");
        }
    }
}
