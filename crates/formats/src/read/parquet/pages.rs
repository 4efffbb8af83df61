//! What pages say of their size, looked at before the decoder makes room for as much.
//!
//! A header is a struct of Thrift's compact protocol; its second and third field are a page's bytes without and with
//! compression. What cannot be read here is left to the decoder, which says what is wrong with it.

use std::ops::Range;

use bytes::Bytes;
use parquet::basic::Compression;
use parquet::file::metadata::ParquetMetaData;

use super::unpacked;
use crate::Error;

/// Pages up to this size are taken whatever the footer says: not every writer counts exactly.
const PAGE_BYTES_MIN: u64 = 64 << 20;
/// Pages up to this size may be nearly nothing with compression.
const PAGE_BYTES_MAX: u64 = 256 << 20;
/// How many bytes a stored byte of longer ones stands for at the most.
const RATIO_MAX: u64 = 16;
/// Deeper nesting than this no header has.
const DEPTH_MAX: usize = 8;

/// Where the columns of a file are, what they have without compression and how they are compressed, by the footer.
#[derive(Debug)]
pub(super) struct Sizes(Vec<(Range<u64>, u64, Compression)>);

/// What the header of a page says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Header {
    /// Bytes without compression.
    unpacked: u64,
    /// Bytes as they are stored.
    packed: u64,
    /// Bytes at the front that are never compressed.
    levels: u64,
    is_packed: bool,
}

impl Sizes {
    pub(super) fn of(footer: &ParquetMetaData) -> Self {
        let chunks = footer.row_groups().iter().flat_map(|group| group.columns());
        let mut sizes: Vec<_> = chunks
            .map(|chunk| {
                let (start, length) = chunk.byte_range();
                let range = start..start.saturating_add(length);
                (range, u64::try_from(chunk.uncompressed_size()).unwrap_or(0), chunk.compression())
            })
            .collect();
        sizes.sort_unstable_by_key(|(range, ..)| range.start);
        Self(sizes)
    }

    /// Fails for a page among those that were read from each of `starts` on that claims to be far larger than the footer
    /// says its column is, or is far larger than it claims.
    pub(super) fn check_all(&self, starts: &[u64], read: &[Bytes], uri: &str) -> Result<(), Error> {
        starts.iter().zip(read).try_for_each(|(start, pages)| {
            self.check(*start, pages).map_err(|what| {
                let message = format!("Not valid Parquet file: {what}");
                Error::BadData { message, place: uri.to_owned() }
            })
        })
    }

    fn check(&self, start: u64, pages: &[u8]) -> Result<(), String> {
        let before = self.0.partition_point(|(range, ..)| range.start <= start);
        let column = before.checked_sub(1).and_then(|index| self.0.get(index));
        let Some((_, bytes, codec)) = column.filter(|(range, ..)| range.contains(&start)) else { return Ok(()) };
        let limit = bytes.saturating_mul(2).max(PAGE_BYTES_MIN);
        let mut rest = pages;
        while let Some(page) = header(&mut rest) {
            if page.unpacked > limit {
                return Err(format!("a page claims {} bytes, more than its column has", page.unpacked));
            }
            if page.unpacked > PAGE_BYTES_MAX && page.unpacked / RATIO_MAX > page.packed {
                let Header { unpacked, packed, .. } = page;
                return Err(format!("a page of {packed} bytes claims to have {unpacked} without compression"));
            }
            let body = usize::try_from(page.packed).ok().and_then(|packed| rest.split_at_checked(packed));
            let Some((body, behind)) = body else { break };
            let levels = usize::try_from(page.levels).unwrap_or(usize::MAX);
            if let Some(body) = body.get(levels..).filter(|_| page.is_packed) {
                unpacked::check(*codec, body, page.unpacked)?;
            }
            rest = behind;
        }
        Ok(())
    }
}

/// Takes a header off the front.
fn header(rest: &mut &[u8]) -> Option<Header> {
    let mut page = Header { is_packed: true, ..Header::default() };
    let mut seen = [false; 2];
    let mut id = 0;
    loop {
        let byte = take(rest)?;
        let (delta, kind) = (byte >> 4, byte & 15);
        if kind == 0 {
            return (seen == [true; 2]).then_some(page);
        }
        id = if delta == 0 { zigzag(varint(rest)?) } else { id + i64::from(delta) };
        match (id, kind) {
            (2, 5) => (page.unpacked, seen[0]) = (size(rest)?, true),
            (3, 5) => (page.packed, seen[1]) = (size(rest)?, true),
            (8, 12) => second_version(rest, &mut page)?,
            _ => skip(rest, kind, 0)?,
        }
    }
}

/// The part of a header that pages of the second version have: their levels are never compressed, and the rest may not
/// be either.
fn second_version(rest: &mut &[u8], page: &mut Header) -> Option<()> {
    let mut id = 0;
    loop {
        let byte = take(rest)?;
        let (delta, kind) = (byte >> 4, byte & 15);
        if kind == 0 {
            return Some(());
        }
        id = if delta == 0 { zigzag(varint(rest)?) } else { id + i64::from(delta) };
        match (id, kind) {
            (5 | 6, 5) => page.levels = page.levels.saturating_add(size(rest)?),
            (7, 1 | 2) => page.is_packed = kind == 1,
            _ => skip(rest, kind, 1)?,
        }
    }
}

fn size(rest: &mut &[u8]) -> Option<u64> {
    u64::try_from(zigzag(varint(rest)?)).ok()
}

/// Passes over a value of this kind.
fn skip(rest: &mut &[u8], kind: u8, depth: usize) -> Option<()> {
    if depth > DEPTH_MAX {
        return None;
    }
    match kind {
        // Booleans are in their kind.
        1 | 2 => {}
        3 => drop(take(rest)?),
        4..=6 => drop(varint(rest)?),
        7 => *rest = rest.get(8..)?,
        8 => {
            let length = usize::try_from(varint(rest)?).ok()?;
            *rest = rest.get(length..)?;
        }
        9 | 10 => {
            let head = take(rest)?;
            let count = if head >> 4 == 15 { varint(rest)? } else { u64::from(head >> 4) };
            // Every item but a boolean takes a byte at least.
            if count > rest.len() as u64 {
                return None;
            }
            for _ in 0..count {
                let item = head & 15;
                skip(rest, if item <= 2 { 3 } else { item }, depth + 1)?;
            }
        }
        12 => loop {
            let byte = take(rest)?;
            if byte & 15 == 0 {
                break;
            }
            if byte >> 4 == 0 {
                varint(rest)?;
            }
            skip(rest, byte & 15, depth + 1)?;
        },
        _ => return None,
    }
    Some(())
}

fn take(rest: &mut &[u8]) -> Option<u8> {
    let (first, behind) = rest.split_first()?;
    *rest = behind;
    Some(*first)
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = take(rest)?;
        value |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return Some(value);
        }
    }
    None
}

fn zigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_tell_sizes() {
        for (bytes, expected) in [
            // A data page of 5 bytes, 3 when compressed, with a struct behind.
            (&[0x15, 0, 0x15, 10, 0x15, 6, 0x2c, 0x15, 8, 0x15, 0, 0, 0, 9][..], Some((5, 3, 0, true, 1))),
            // A checksum in between, which is optional.
            (&[0x15, 0, 0x15, 10, 0x15, 6, 0x15, 0x7f, 0], Some((5, 3, 0, true, 0))),
            // A list of two texts in a struct.
            (&[0x25, 2, 0x15, 4, 0x2c, 0x19, 0x28, 1, b'a', 1, b'b', 0, 0], Some((1, 2, 0, true, 0))),
            // One of the second version with six bytes of levels, and not compressed.
            (&[0x15, 6, 0x15, 10, 0x15, 6, 0x5c, 0x55, 4, 0x15, 8, 0x12, 0, 0], Some((5, 3, 6, false, 0))),
            (&[0x15, 0, 0x15, 11, 0x15, 6, 0], None),
            (&[0x15, 0, 0], None),
            (&[0x15, 0, 0x15, 10, 0x15], None),
            (&[0x19, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f], None),
            (&[], None),
        ] {
            let mut rest = bytes;
            let found =
                header(&mut rest).map(|page| (page.unpacked, page.packed, page.levels, page.is_packed, rest.len()));
            assert_eq!(found, expected, "{bytes:?}");
        }
        let sizes = Sizes(vec![(10..20, 5, Compression::SNAPPY), (30..99, 1 << 40, Compression::SNAPPY)]);
        let page = |bytes: u64| {
            let mut page = vec![0x15, 0, 0x15];
            let mut rest = bytes << 1;
            while rest > 127 {
                page.push((rest & 127) as u8 | 128);
                rest >>= 7;
            }
            [&page[..], &[rest as u8, 0x15, 2, 0, 7]].concat()
        };
        let (long, longer) = (page(PAGE_BYTES_MAX), page(PAGE_BYTES_MAX + 1));
        let two = [page(1), page(PAGE_BYTES_MIN + 1)].concat();
        for (start, bytes, fits) in [
            (10, &page(PAGE_BYTES_MIN), true),
            (10, &page(PAGE_BYTES_MIN + 1), false),
            (15, &two, false),
            (30, &two, true),
            (30, &long, true),
            (30, &longer, false),
            (20, &two, true),
            (0, &two, true),
        ] {
            assert_eq!(sizes.check(start, bytes).is_ok(), fits, "{start}");
        }
        let deep = [0x1c; 64];
        assert_eq!(header(&mut &deep[..]), None);
    }
}
