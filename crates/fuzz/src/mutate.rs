//! Broken files, made of whole ones.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use crate::corpus::Table;
use crate::sequence::Sequence;

/// Longer inputs are cut.
pub(crate) const INPUT_BYTES_MAX: usize = 256 << 10;
/// How often a piece is repeated at most.
const REPEATS_MAX: usize = 50_000;
/// What the longest streams hold.
const BOMB_BYTES: usize = 32 << 20;

/// Beginnings and pieces of the formats.
const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b"<a>",
    b"</a>",
    b"<a b='",
    b"<!--",
    b"<![CDATA[",
    b"&#x10ffff;",
    b"\"",
    b"'",
    b"'''",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b",",
    b":",
    b"::",
    b"|",
    b"\t",
    b";",
    b"\x01",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xf0\x9f\x98\x80",
    b"\xc3",
    b"1e999",
    b"-",
    b"99999999999999999999999999999999999999",
    b"null",
    b"null.struct",
    b"{{",
    b"$ion_1_0",
    b"$ion_symbol_table::{symbols:[\"a\"]}",
    b"2020-01-01",
    b"true",
    b"Obj\x01",
    b"ORC",
    b"PAR1",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b\x08",
    b"BZh91AY&SY",
    b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18",
    b"\xff\x06\x00\x00sNaPpY",
    b"\xe0\x01\x00\xea",
    b"{\"type\":\"record\",\"name\":\"r\",\"fields\":[",
    b"{\"name\":\"a\",\"type\":[\"null\",\"r\"]}",
    b"\"avro.schema\"",
    b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",
    b"\xff\xff\xff\xff\x0f",
    b"%{DATA:a}",
    b"(?:a+)+",
    b"(?<=",
    b"{\"a\":",
    b"[[",
    b"$[*]",
    b"**",
];

/// Numbers where sizes end.
const NUMBERS: &[u64] = &[
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0xffff,
    0x00ff_ffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    0xffff_ffff_ffff_ffff,
];

/// One input of the kind that the sequence draws.
pub(crate) fn input(corpus: &[Vec<u8>], sequence: &mut Sequence) -> Vec<u8> {
    let whole = corpus.get(sequence.below(corpus.len())).cloned().unwrap_or_default();
    let mut bytes = match sequence.below(12) {
        0 => sequence.bytes(400),
        1 => pieces(sequence),
        2 => splice(&whole, corpus.get(sequence.below(corpus.len())).map_or(&[][..], Vec::as_slice), sequence),
        _ => whole,
    };
    for _ in 0..sequence.below(6) {
        change(&mut bytes, sequence);
    }
    bytes.truncate(INPUT_BYTES_MAX);
    match sequence.below(400) {
        // A stream that holds a thousand times what is stored.
        0 => packed(&bytes.repeat((BOMB_BYTES / bytes.len().max(1)).max(1)), sequence),
        // Damage under a stream that is whole.
        1..=30 => packed(&bytes, sequence),
        _ => bytes,
    }
}

/// A table with some of its files broken.
pub(crate) fn table(whole: &Table, sequence: &mut Sequence) -> Table {
    let mut broken = whole.clone();
    for _ in 0..=sequence.below(3) {
        let at = sequence.below(broken.files.len());
        match broken.files.get_mut(at) {
            Some(_) if sequence.one_in(8) => drop(broken.files.remove(at)),
            Some((_, bytes)) => {
                for _ in 0..=sequence.below(3) {
                    change(bytes, sequence);
                }
                bytes.truncate(INPUT_BYTES_MAX);
            }
            None => {}
        }
    }
    broken
}

fn pieces(sequence: &mut Sequence) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..sequence.below(60) {
        bytes.extend_from_slice(piece(sequence));
        if sequence.one_in(3) {
            bytes.push(sequence.byte());
        }
    }
    bytes
}

fn piece(sequence: &mut Sequence) -> &'static [u8] {
    sequence.pick(PIECES).copied().unwrap_or_default()
}

/// The beginning of one and the end of another.
fn splice(one: &[u8], other: &[u8], sequence: &mut Sequence) -> Vec<u8> {
    let (cut, from) = (sequence.below(one.len() + 1), sequence.below(other.len() + 1));
    [&one[..cut], &other[from..]].concat()
}

fn change(bytes: &mut Vec<u8>, sequence: &mut Sequence) {
    let at = sequence.below(bytes.len() + 1);
    match sequence.below(10) {
        0 => bytes.truncate(at),
        1 => {
            let end = (at + 1 + sequence.below(16)).min(bytes.len());
            drop(bytes.drain(at.min(end)..end));
        }
        2 => insert(bytes, at, piece(sequence)),
        3 => {
            // Deep or long.
            let most = if sequence.one_in(8) { REPEATS_MAX } else { 200 };
            let times = 1 + sequence.below(most);
            let repeated = piece(sequence).repeat(times);
            insert(bytes, at, &repeated);
        }
        4 => {
            let end = (at + sequence.below(200)).min(bytes.len());
            let most = if sequence.one_in(8) { 1_000 } else { 8 };
            let times = 1 + sequence.below(most);
            let again = bytes[at.min(end)..end].repeat(times);
            insert(bytes, at, &again);
        }
        5 | 6 => number(bytes, at, sequence),
        7 => insert(bytes, at, &sequence.bytes(16)),
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = if sequence.one_in(2) { *byte ^ (1 << sequence.below(8)) } else { sequence.byte() };
            }
        }
    }
    // What one change makes of another must stay small enough to be copied.
    bytes.truncate(4 * INPUT_BYTES_MAX);
}

/// Writes a number over what is there.
fn number(bytes: &mut [u8], at: usize, sequence: &mut Sequence) {
    let number = sequence.pick(NUMBERS).copied().unwrap_or_default();
    let (little, big) = (number.to_le_bytes(), number.to_be_bytes());
    let width = [1, 2, 4, 8][sequence.below(4)];
    let encoded = if sequence.one_in(2) { &little[..width] } else { &big[8 - width..] };
    for (place, byte) in bytes.iter_mut().skip(at).zip(encoded) {
        *place = *byte;
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    let tail = bytes.split_off(at.min(bytes.len()));
    bytes.extend_from_slice(piece);
    bytes.extend_from_slice(&tail);
}

/// Compressed as a whole, by one of the codecs. Nothing fails that is written to memory; then it stays as it was.
fn packed(bytes: &[u8], sequence: &mut Sequence) -> Vec<u8> {
    let done = match sequence.below(5) {
        0 => zstd::encode_all(bytes, 1),
        1 => {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            encoder.write_all(&bytes[..bytes.len().min(1 << 20)]).and_then(|()| encoder.finish())
        }
        2 => Ok(zip(bytes)),
        _ => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes).and_then(|()| encoder.finish())
        }
    };
    done.unwrap_or_else(|_| bytes.to_vec())
}

/// A zip archive of one entry, with a header, a directory of it and an end; without its checksum, which is not read.
fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    let stored = encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default();
    let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    let common = [&[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &size(stored.len()), &size(bytes.len())].concat();
    let mut archive = [b"PK\x03\x04", &common[..], &[1, 0, 0, 0, b'f'], &stored].concat();
    let directory = archive.len();
    archive.extend([b"PK\x01\x02\x14\x00", &common[..], &[1, 0], &[0; 16], b"f"].concat());
    let length = archive.len() - directory;
    archive.extend([b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &size(length)[..], &size(directory), &[0, 0]].concat());
    archive
}

#[cfg(test)]
mod tests {
    use boathouse_formats::infer::ZipEntry;

    use super::*;

    #[test]
    fn inputs_are_those_of_their_seeds_and_no_longer_than_they_may_be() {
        let corpus = [b"a,b\n1,2\n".to_vec(), b"{\"a\":1}".to_vec()];
        for seed in 0..2_000 {
            let one = input(&corpus, &mut Sequence::new(seed));
            assert_eq!(one, input(&corpus, &mut Sequence::new(seed)));
            assert!(one.len() <= 2 * INPUT_BYTES_MAX, "{seed}: {}", one.len());
        }
    }

    #[test]
    fn a_zip_is_one() {
        let archive = zip(b"a,b\n1,2\n");
        let entry = ZipEntry::only(&archive, archive.len() as u64).unwrap();
        assert_eq!(entry.name, "f");
        assert_eq!(entry.sample(&archive, true, 100).unwrap().bytes, b"a,b\n1,2\n");
    }
}
