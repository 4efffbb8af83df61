//! Binary as text: base 64, its URL form, base 32 and hexadecimal.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use boathouse_functions::{Bytes, Category, Example, Function, Overload, Text, rows1};
use boathouse_types::{Result, TrinoError};

use super::base32;
use crate::support::limited;

const CONFIG: GeneralPurposeConfig =
    // Java's decoder does not look at the bits of a last character that make no byte.
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

macro_rules! to_text {
    ($constant:ident, $name:literal, $description:literal, $example:literal, $body:expr) => {
        pub(crate) const $constant: Function = Function {
            name: $name,
            category: Category::Binary,
            description: $description,
            examples: &[Example { sql: concat!($name, "(X'666f6f')"), result: $example }],
            overloads: &[Overload {
                signature: concat!($name, "(varbinary) -> varchar"),
                returns: None,
                kernel: |bound| {
                    Ok(rows1::<Bytes, Text>(&bound.returns, |bytes| {
                        limited(bytes.len().saturating_mul(2), $name)?;
                        let body: fn(&[u8]) -> String = $body;
                        Ok(Some(body(bytes)))
                    }))
                },
            }],
            ..Function::DEFAULT
        };
    };
}

macro_rules! from_text {
    ($constant:ident, $name:literal, $description:literal, $example:literal, $body:expr) => {
        pub(crate) const $constant: Function = Function {
            name: $name,
            category: Category::Binary,
            description: $description,
            examples: &[Example { sql: concat!($name, "('", $example, "')"), result: "66 6f 6f" }],
            overloads: &[
                Overload {
                    signature: concat!($name, "(varbinary) -> varbinary"),
                    returns: None,
                    kernel: |bound| {
                        Ok(rows1::<Bytes, Bytes>(&bound.returns, |bytes| {
                            let body: fn(&[u8]) -> Result<Vec<u8>> = $body;
                            body(bytes).map(Some)
                        }))
                    },
                },
                Overload {
                    signature: concat!($name, "(varchar(x)) -> varbinary"),
                    returns: None,
                    kernel: |bound| {
                        Ok(rows1::<Text, Bytes>(&bound.returns, |text| {
                            let body: fn(&[u8]) -> Result<Vec<u8>> = $body;
                            body(text.as_bytes()).map(Some)
                        }))
                    },
                },
            ],
            fallible: true,
            ..Function::DEFAULT
        };
    };
}

to_text!(TO_BASE64, "to_base64", "A binary in base 64.", "Zm9v", |bytes| STANDARD.encode(bytes));
to_text!(TO_BASE64URL, "to_base64url", "A binary in the base 64 that URLs take.", "Zm9v", |bytes| URL_SAFE
    .encode(bytes));
to_text!(TO_BASE32, "to_base32", "A binary in base 32.", "MZXW6===", base32::encode);
to_text!(TO_HEX, "to_hex", "A binary in hexadecimal.", "666F6F", |bytes| hex::encode_upper(bytes));
from_text!(FROM_BASE64, "from_base64", "The binary of a text in base 64.", "Zm9v", |bytes| base64_of(&STANDARD, bytes));
from_text!(FROM_BASE64URL, "from_base64url", "The binary of a text in the base 64 of URLs.", "Zm9v", |bytes| {
    base64_of(&URL_SAFE, bytes)
});
from_text!(FROM_BASE32, "from_base32", "The binary of a text in base 32.", "MZXW6===", base32::decode);
from_text!(FROM_HEX, "from_hex", "The binary of a text in hexadecimal.", "666f6f", hex_of);

fn base64_of(engine: &GeneralPurpose, bytes: &[u8]) -> Result<Vec<u8>> {
    engine.decode(bytes).map_err(|error| match error {
        base64::DecodeError::InvalidByte(_, byte) => {
            TrinoError::invalid_argument(format!("Illegal base64 character {byte:x}"))
        }
        base64::DecodeError::InvalidLength(_) | base64::DecodeError::InvalidLastSymbol { .. } => {
            TrinoError::invalid_argument("Last unit does not have enough valid bits")
        }
        base64::DecodeError::InvalidPadding => {
            TrinoError::invalid_argument("Input byte array has wrong 4-byte ending unit")
        }
    })
}

fn hex_of(bytes: &[u8]) -> Result<Vec<u8>> {
    hex::decode(bytes).map_err(|error| match error {
        hex::FromHexError::InvalidHexCharacter { c, .. } => {
            TrinoError::invalid_argument(format!("invalid hex character: {c}"))
        }
        _ => TrinoError::invalid_argument(format!("invalid input length {}", bytes.len())),
    })
}
