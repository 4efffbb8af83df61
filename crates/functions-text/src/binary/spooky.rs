//! SpookyHash V2 with seeds 0.

use super::murmur3::read;

const MAGIC: u64 = 0xdead_beef_dead_beef;
/// Inputs below take the short form.
const SHORT_BELOW: usize = 192;
const BLOCK: usize = 96;

const LONG_MIX: [u32; 12] = [11, 32, 43, 31, 17, 28, 39, 57, 55, 54, 22, 46];
const LONG_END: [u32; 12] = [44, 15, 34, 21, 38, 33, 10, 13, 38, 53, 42, 54];
const SHORT_MIX: [u32; 12] = [50, 52, 30, 41, 54, 48, 38, 37, 62, 34, 5, 36];
const SHORT_END: [u32; 11] = [15, 52, 26, 51, 28, 9, 47, 54, 32, 25, 63];

pub(super) fn hash64(bytes: &[u8]) -> u64 {
    if bytes.len() < SHORT_BELOW { short(bytes) } else { long(bytes) }
}

pub(super) fn hash32(bytes: &[u8]) -> u32 {
    hash64(bytes) as u32
}

fn short_mix(h: &mut [u64; 4]) {
    for (i, by) in SHORT_MIX.iter().enumerate() {
        let (a, b, c) = ((i + 2) % 4, (i + 3) % 4, i % 4);
        h[a] = h[a].rotate_left(*by).wrapping_add(h[b]);
        h[c] ^= h[a];
    }
}

fn short_end(h: &mut [u64; 4]) {
    for (i, by) in SHORT_END.iter().enumerate() {
        let (a, b) = ((i + 3) % 4, (i + 2) % 4);
        h[a] ^= h[b];
        h[b] = h[b].rotate_left(*by);
        h[a] = h[a].wrapping_add(h[b]);
    }
}

fn short(bytes: &[u8]) -> u64 {
    let mut h = [0, 0, MAGIC, MAGIC];
    let mut rest = bytes;
    while rest.len() >= 32 {
        h[2] = h[2].wrapping_add(read(&rest[..8]));
        h[3] = h[3].wrapping_add(read(&rest[8..16]));
        short_mix(&mut h);
        h[0] = h[0].wrapping_add(read(&rest[16..24]));
        h[1] = h[1].wrapping_add(read(&rest[24..32]));
        rest = &rest[32..];
    }
    if rest.len() >= 16 {
        h[2] = h[2].wrapping_add(read(&rest[..8]));
        h[3] = h[3].wrapping_add(read(&rest[8..16]));
        short_mix(&mut h);
        rest = &rest[16..];
    }
    h[3] = h[3].wrapping_add((bytes.len() as u64) << 56);
    if rest.is_empty() {
        h[2] = h[2].wrapping_add(MAGIC);
        h[3] = h[3].wrapping_add(MAGIC);
    } else {
        let (low, high) = rest.split_at(rest.len().min(8));
        h[2] = h[2].wrapping_add(read(low));
        h[3] = h[3].wrapping_add(read(high));
    }
    short_end(&mut h);
    h[0]
}

fn long_mix(h: &mut [u64; 12], block: &[u8]) {
    for (i, (word, by)) in block.chunks_exact(8).zip(LONG_MIX).enumerate() {
        h[i] = h[i].wrapping_add(read(word));
        h[(i + 2) % 12] ^= h[(i + 10) % 12];
        h[(i + 11) % 12] ^= h[i];
        h[i] = h[i].rotate_left(by);
        h[(i + 11) % 12] = h[(i + 11) % 12].wrapping_add(h[(i + 1) % 12]);
    }
}

fn long_end(h: &mut [u64; 12]) {
    for (i, by) in LONG_END.iter().enumerate() {
        let (a, b, c) = ((i + 11) % 12, (i + 1) % 12, (i + 2) % 12);
        h[a] = h[a].wrapping_add(h[b]);
        h[c] ^= h[a];
        h[b] = h[b].rotate_left(*by);
    }
}

fn long(bytes: &[u8]) -> u64 {
    let mut h = [0, 0, MAGIC, 0, 0, MAGIC, 0, 0, MAGIC, 0, 0, MAGIC];
    let blocks = bytes.chunks_exact(BLOCK);
    let tail = blocks.remainder();
    for block in blocks {
        long_mix(&mut h, block);
    }
    let mut last = [0_u8; BLOCK];
    last[..tail.len()].copy_from_slice(tail);
    last[BLOCK - 1] = tail.len() as u8;
    for (i, word) in last.chunks_exact(8).enumerate() {
        h[i] = h[i].wrapping_add(read(word));
    }
    for _ in 0..3 {
        long_end(&mut h);
    }
    h[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_hashes() {
        assert_eq!(hash64(b""), 0x2327_06fc_6bf5_0919);
        assert_eq!(hash64(b"hello"), 0x3768_826a_d382_e6ca);
        assert_eq!(hash32(b"hello"), 0xd382_e6ca);
    }

    /// From the reference implementation's own list: the hashes of the first n of the bytes 128, 129, …
    #[test]
    fn every_form_is_taken() {
        let bytes: Vec<u8> = (0..512_u32).map(|i| (i + 128) as u8).collect();
        for (length, expected) in [(0, 0x6bf5_0919_u32), (1, 0x70de_1d26)] {
            assert_eq!(hash32(&bytes[..length]), expected, "{length}");
        }
        let mut seen: Vec<u64> = (0..bytes.len()).map(|length| hash64(&bytes[..length])).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), bytes.len());
    }
}
