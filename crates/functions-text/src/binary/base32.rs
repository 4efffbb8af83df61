//! Base 32 of RFC 4648.

use boathouse_types::{Result, TrinoError};

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for chunk in bytes.chunks(5) {
        let mut bits = [0_u8; 8];
        bits[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(bits);
        let characters = (chunk.len() * 8).div_ceil(5);
        for place in 0..8 {
            let digit = (bits >> (35 - 5 * place)) & 31;
            text.push(if place < characters { char::from(ALPHABET[digit as usize]) } else { '=' });
        }
    }
    text
}

pub(super) fn decode(text: &[u8]) -> Result<Vec<u8>> {
    let digits = text.iter().rposition(|b| *b != b'=').map_or(0, |last| last + 1);
    // So many characters hold no whole number of bytes.
    if matches!(digits % 8, 1 | 3 | 6) {
        return Err(TrinoError::invalid_argument(format!("Invalid input length {digits}")));
    }
    let mut bytes = Vec::with_capacity(digits * 5 / 8);
    let (mut bits, mut held) = (0_u32, 0);
    for character in &text[..digits] {
        let digit = ALPHABET.iter().position(|known| known == character).ok_or_else(|| {
            TrinoError::invalid_argument(format!("Unrecognized character: {}", char::from(*character)))
        })?;
        bits = (bits << 5) | digit as u32;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_standard() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "MY======"),
            ("fo", "MZXQ===="),
            ("foo", "MZXW6==="),
            ("foob", "MZXW6YQ="),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI======"),
        ] {
            assert_eq!(encode(plain.as_bytes()), encoded);
            assert_eq!(decode(encoded.as_bytes()).unwrap(), plain.as_bytes());
            assert_eq!(decode(encoded.trim_end_matches('=').as_bytes()).unwrap(), plain.as_bytes());
        }
        assert!(decode(b"m").is_err());
        assert!(decode(b"MZXW6Y").is_err());
        assert!(decode(b"M1======").is_err());
    }
}
