//! Murmur3 with 128 bits, of which the digests use the first 64.

const C1: u64 = 0x87C3_7B91_1142_53D5;
const C2: u64 = 0x4CF5_AD43_2745_937F;

/// The hash of a number, as its eight bytes.
pub(crate) fn long(value: i64) -> u64 {
    bytes(&value.to_le_bytes())
}

/// The hash of bytes.
pub(crate) fn bytes(data: &[u8]) -> u64 {
    let (mut h1, mut h2) = (0_u64, 0_u64);
    let (blocks, tail) = data.as_chunks::<16>();
    for block in blocks {
        let (k1, k2) = (word(&block[..8]), word(&block[8..]));
        h1 ^= mix1(k1);
        h1 = h1.rotate_left(27).wrapping_add(h2).wrapping_mul(5).wrapping_add(0x52DC_E729);
        h2 ^= mix2(k2);
        h2 = h2.rotate_left(31).wrapping_add(h1).wrapping_mul(5).wrapping_add(0x3849_5AB5);
    }
    let (low, high) = tail.split_at(tail.len().min(8));
    if !high.is_empty() {
        h2 ^= mix2(word(high));
    }
    if !low.is_empty() {
        h1 ^= mix1(word(low));
    }
    let length = data.len() as u64;
    h1 ^= length;
    h2 ^= length;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    finish(h1).wrapping_add(finish(h2))
}

/// Up to eight bytes, the first the lowest.
fn word(data: &[u8]) -> u64 {
    data.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte))
}

fn mix1(k: u64) -> u64 {
    k.wrapping_mul(C1).rotate_left(31).wrapping_mul(C2)
}

fn mix2(k: u64) -> u64 {
    k.wrapping_mul(C2).rotate_left(33).wrapping_mul(C1)
}

fn finish(mut k: u64) -> u64 {
    k ^= k >> 33;
    k = k.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    k ^= k >> 33;
    k = k.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    k ^ (k >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_hashes() {
        // As Trino's documentation of hash_counts shows them.
        assert_eq!(long(1) as i64, 19_144_387_141_682_250);
        assert_eq!(long(2) as i64, -2_447_670_524_089_286_488);
        // From the reference implementation.
        assert_eq!(bytes(b"hello"), 0xCBD8_A7B3_41BD_9B02);
        assert_eq!(bytes(b"The quick brown fox jumps over the lazy dog"), 0xE34B_BC7B_BC07_1B6C);
    }
}
