//! Blocks of Snappy and LZ4: bytes that were there before are named by how far back they are.
//! <https://github.com/google/snappy/blob/main/format_description.txt>
//! <https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md>

/// Places of four bytes are remembered by so many bits of their hash.
const HASH_BITS: u32 = 14;
const MATCH_MIN: usize = 4;
/// How far back a match may be, for both formats.
const DISTANCE_MAX: usize = 65_535;
/// LZ4 ends with so many literals, and no match begins within this many bytes of the end.
const LZ4_TAIL: usize = 12;
const LZ4_LAST_LITERALS: usize = 5;

/// Bytes that were there before.
struct Match {
    at: usize,
    distance: usize,
    length: usize,
}

/// Finds matches one after the other, none of them beyond `limit`.
struct Matches<'a> {
    bytes: &'a [u8],
    places: Vec<u32>,
    at: usize,
    begin_max: usize,
    end_max: usize,
}

impl<'a> Matches<'a> {
    fn new(bytes: &'a [u8], begin_max: usize, end_max: usize) -> Self {
        Self { bytes, places: vec![u32::MAX; 1 << HASH_BITS], at: 0, begin_max, end_max }
    }

    fn word(&self, at: usize) -> Option<u32> {
        self.bytes.get(at..at + MATCH_MIN).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes)
    }

    fn next(&mut self) -> Option<Match> {
        while self.at + MATCH_MIN <= self.begin_max {
            let (at, word) = (self.at, self.word(self.at)?);
            let slot = (word.wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS)) as usize;
            let before = std::mem::replace(&mut self.places[slot], u32::try_from(at).ok()?) as usize;
            if before < at && at - before <= DISTANCE_MAX && self.word(before) == Some(word) {
                let same = self.bytes[before..].iter().zip(&self.bytes[at..self.end_max]).take_while(|(a, b)| a == b);
                let length = same.count();
                self.at += length;
                return Some(Match { at, distance: at - before, length });
            }
            self.at += 1;
        }
        None
    }
}

/// A block of Snappy.
pub(super) fn snappy(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 2 + 16);
    let mut length = bytes.len();
    while length >= 0x80 {
        out.push(low(length) | 0x80);
        length >>= 7;
    }
    out.push(low(length));
    let mut from = 0;
    let mut matches = Matches::new(bytes, bytes.len(), bytes.len());
    while let Some(found) = matches.next() {
        snappy_literals(&bytes[from..found.at], &mut out);
        let mut left = found.length;
        while left > 0 {
            // Copies are of 1 to 64 bytes.
            let copied = left.min(64);
            out.push(low((copied - 1) << 2 | 2));
            out.extend_from_slice(&[low(found.distance), low(found.distance >> 8)]);
            left -= copied;
        }
        from = found.at + found.length;
    }
    snappy_literals(&bytes[from..], &mut out);
    out
}

fn snappy_literals(literals: &[u8], out: &mut Vec<u8>) {
    for lot in literals.chunks(1 << 16) {
        let less = lot.len() - 1;
        match less {
            0..60 => out.push(low(less << 2)),
            60..256 => out.extend_from_slice(&[60 << 2, low(less)]),
            _ => out.extend_from_slice(&[61 << 2, low(less), low(less >> 8)]),
        }
        out.extend_from_slice(lot);
    }
}

/// A block of LZ4.
pub(super) fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 2 + 16);
    let begin_max = bytes.len().saturating_sub(LZ4_TAIL - MATCH_MIN);
    let end_max = bytes.len().saturating_sub(LZ4_LAST_LITERALS);
    let mut from = 0;
    let mut matches = Matches::new(bytes, begin_max, end_max);
    while let Some(found) = matches.next() {
        lz4_sequence(&bytes[from..found.at], Some(&found), &mut out);
        from = found.at + found.length;
    }
    lz4_sequence(&bytes[from..], None, &mut out);
    out
}

fn lz4_sequence(literals: &[u8], found: Option<&Match>, out: &mut Vec<u8>) {
    let extra = found.map_or(0, |found| found.length - MATCH_MIN);
    out.push(low(literals.len().min(15) << 4 | extra.min(15)));
    lz4_length(literals.len(), out);
    out.extend_from_slice(literals);
    if let Some(found) = found {
        out.extend_from_slice(&[low(found.distance), low(found.distance >> 8)]);
        lz4_length(extra, out);
    }
}

/// What of a length the four bits before it do not hold.
fn lz4_length(length: usize, out: &mut Vec<u8>) {
    let Some(mut left) = length.checked_sub(15) else { return };
    while left >= 255 {
        out.push(255);
        left -= 255;
    }
    out.push(low(left));
}

#[expect(clippy::cast_possible_truncation, reason = "the lowest byte is meant")]
fn low(value: usize) -> u8 {
    (value & 0xff) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<Vec<u8>> {
        let mut seed = 7_u32;
        let mut noise = |count: usize| -> Vec<u8> {
            (0..count)
                .map(|_| {
                    seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12345);
                    (seed >> 16) as u8
                })
                .collect()
        };
        let words: Vec<u8> = (0..40_000).flat_map(|n| format!("word {},", n % 321).into_bytes()).collect();
        vec![vec![], vec![1], b"abcdabcdabcdabcdabcd".to_vec(), vec![0; 100_000], noise(300), noise(100_000), words]
    }

    /// A decoder as simple as the format.
    fn unsnappy(mut packed: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        while packed[0] >= 0x80 {
            packed = &packed[1..];
        }
        packed = &packed[1..];
        while let [tag, rest @ ..] = packed {
            let (length, rest) = match (tag & 3, tag >> 2) {
                (0, 60) => (usize::from(rest[0]) + 1, &rest[1..]),
                (0, 61) => (usize::from(rest[0]) + usize::from(rest[1]) * 256 + 1, &rest[2..]),
                (0, less) => (usize::from(less) + 1, rest),
                (_, less) => {
                    let distance = usize::from(rest[0]) + usize::from(rest[1]) * 256;
                    (0..=less).for_each(|_| out.push(out[out.len() - distance]));
                    packed = &rest[2..];
                    continue;
                }
            };
            out.extend_from_slice(&rest[..length]);
            packed = &rest[length..];
        }
        out
    }

    fn unlz4(mut packed: &[u8]) -> Vec<u8> {
        fn length(nibble: u8, packed: &mut &[u8]) -> usize {
            let mut length = usize::from(nibble);
            let mut more = if nibble == 15 { 255 } else { 0 };
            while more == 255 {
                more = packed[0];
                *packed = &packed[1..];
                length += usize::from(more);
            }
            length
        }
        let mut out = Vec::new();
        while let [token, rest @ ..] = packed {
            packed = rest;
            let literals = length(token >> 4, &mut packed);
            out.extend_from_slice(&packed[..literals]);
            packed = &packed[literals..];
            if packed.is_empty() {
                break;
            }
            let distance = usize::from(packed[0]) + usize::from(packed[1]) * 256;
            packed = &packed[2..];
            let copied = length(token & 15, &mut packed) + MATCH_MIN;
            (0..copied).for_each(|_| out.push(out[out.len() - distance]));
        }
        out
    }

    #[test]
    fn blocks_are_what_they_were() {
        for sample in samples() {
            let (snappy, lz4) = (snappy(&sample), lz4(&sample));
            assert!(unsnappy(&snappy) == sample && unlz4(&lz4) == sample, "{} bytes", sample.len());
        }
        let words = samples().pop().unwrap();
        assert!(snappy(&words).len() * 4 < words.len() && lz4(&words).len() * 4 < words.len());
    }
}
