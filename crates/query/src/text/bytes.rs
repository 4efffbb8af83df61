//! Bytes as text.

use std::fmt::Write;

/// How bytes are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum BytesText {
    /// `01 02`
    #[default]
    Hex,
    /// `[B@3c7`: Athena shows bytes within lists, maps and rows as its JVM names such an object, by a number that has
    /// nothing to do with them and is another each time. Here the same bytes have the same number.
    Identity,
}

impl BytesText {
    pub(super) fn write(self, bytes: &[u8], out: &mut String) {
        match self {
            Self::Hex => {
                for (i, byte) in bytes.iter().enumerate() {
                    let blank = if i > 0 { " " } else { "" };
                    write!(out, "{blank}{byte:02x}").ok();
                }
            }
            Self::Identity => {
                write!(out, "[B@{:x}", number(bytes)).ok();
            }
        }
    }
}

/// What Java's `Arrays.hashCode` gives, without its sign.
fn number(bytes: &[u8]) -> u32 {
    let add = |hash: u32, byte: &u8| hash.wrapping_mul(31).wrapping_add_signed(i32::from(byte.cast_signed()));
    bytes.iter().fold(1, add) & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (bytes, hex, identity) in [
            (&[][..], "", "[B@1"),
            (&[1, 2], "01 02", "[B@3e2"),
            (&[0xff], "ff", "[B@1e"),
            (&[0; 9], "00 00 00 00 00 00 00 00 00", ""),
        ] {
            let text = |how: BytesText| {
                let mut out = String::new();
                how.write(bytes, &mut out);
                out
            };
            assert_eq!(text(BytesText::Hex), hex);
            assert!(identity.is_empty() || text(BytesText::Identity) == identity, "{}", text(BytesText::Identity));
            assert!(text(BytesText::Identity).len() <= "[B@7fffffff".len());
        }
    }
}
