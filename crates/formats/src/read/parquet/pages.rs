//! What pages say of their size, looked at before the decoder makes room for as much.
//!
//! A header is a struct of Thrift's compact protocol; its second and third field are a page's bytes without and with
//! compression. What cannot be read here is left to the decoder, which says what is wrong with it.

use std::ops::Range;

use parquet::file::metadata::ParquetMetaData;

/// Pages up to this size are taken whatever the footer says: not every writer counts exactly.
const PAGE_BYTES_MIN: u64 = 64 << 20;
/// Deeper nesting than this no header has.
const DEPTH_MAX: usize = 8;

/// Where the columns of a file are and what they have without compression, by the footer.
#[derive(Debug)]
pub(super) struct Sizes(Vec<(Range<u64>, u64)>);

impl Sizes {
    pub(super) fn of(footer: &ParquetMetaData) -> Self {
        let chunks = footer.row_groups().iter().flat_map(|group| group.columns());
        let mut sizes: Vec<_> = chunks
            .map(|chunk| {
                let (start, length) = chunk.byte_range();
                (start..start.saturating_add(length), u64::try_from(chunk.uncompressed_size()).unwrap_or(0))
            })
            .collect();
        sizes.sort_unstable_by_key(|(range, _)| range.start);
        Self(sizes)
    }

    /// Fails for a page among those that were read from `start` on that claims to be far larger than the footer says
    /// its column is.
    pub(super) fn check(&self, start: u64, pages: &[u8]) -> Result<(), String> {
        let before = self.0.partition_point(|(range, _)| range.start <= start);
        let column = before.checked_sub(1).and_then(|index| self.0.get(index));
        let Some((_, bytes)) = column.filter(|(range, _)| range.contains(&start)) else { return Ok(()) };
        let limit = bytes.saturating_mul(2).max(PAGE_BYTES_MIN);
        let mut rest = pages;
        while let Some((unpacked, packed)) = header(&mut rest) {
            if unpacked > limit {
                return Err(format!("a page claims {unpacked} bytes, more than its column has"));
            }
            let Some(behind) = usize::try_from(packed).ok().and_then(|packed| rest.get(packed..)) else { break };
            rest = behind;
        }
        Ok(())
    }
}

/// Takes a header off the front: the bytes of its page without and with compression.
fn header(rest: &mut &[u8]) -> Option<(u64, u64)> {
    let mut sizes = [None; 2];
    let mut id = 0;
    loop {
        let byte = take(rest)?;
        let (delta, kind) = (byte >> 4, byte & 15);
        if kind == 0 {
            return Some((sizes[0]?, sizes[1]?));
        }
        id = if delta == 0 { zigzag(varint(rest)?) } else { id + i64::from(delta) };
        match (id, kind) {
            (2 | 3, 5) => {
                let size = u64::try_from(zigzag(varint(rest)?)).ok()?;
                sizes[usize::from(id == 3)] = Some(size);
            }
            _ => skip(rest, kind, 0)?,
        }
    }
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
            (&[0x15, 0, 0x15, 10, 0x15, 6, 0x2c, 0x15, 8, 0x15, 0, 0, 0, 9][..], Some((5, 3, 1))),
            // A checksum in between, which is optional.
            (&[0x15, 0, 0x15, 10, 0x15, 6, 0x15, 0x7f, 0], Some((5, 3, 0))),
            // A list of two texts in a struct.
            (&[0x25, 2, 0x15, 4, 0x2c, 0x19, 0x28, 1, b'a', 1, b'b', 0, 0], Some((1, 2, 0))),
            (&[0x15, 0, 0x15, 11, 0x15, 6, 0], None),
            (&[0x15, 0, 0], None),
            (&[0x15, 0, 0x15, 10, 0x15], None),
            (&[0x19, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f], None),
            (&[], None),
        ] {
            let mut rest = bytes;
            let found = header(&mut rest).map(|(unpacked, packed)| (unpacked, packed, rest.len()));
            assert_eq!(found, expected, "{bytes:?}");
        }
        let sizes = Sizes(vec![(10..20, 5), (30..99, 1 << 40)]);
        let page = |bytes: u64| {
            let mut page = vec![0x15, 0, 0x15];
            let mut rest = bytes << 1;
            while rest > 127 {
                page.push((rest & 127) as u8 | 128);
                rest >>= 7;
            }
            [&page[..], &[rest as u8, 0x15, 2, 0, 7]].concat()
        };
        let two = [page(1), page(PAGE_BYTES_MIN + 1)].concat();
        for (start, bytes, fits) in [
            (10, &page(PAGE_BYTES_MIN), true),
            (10, &page(PAGE_BYTES_MIN + 1), false),
            (15, &two, false),
            (30, &two, true),
            (20, &two, true),
            (0, &two, true),
        ] {
            assert_eq!(sizes.check(start, bytes).is_ok(), fits, "{start}");
        }
        let deep = [0x1c; 64];
        assert_eq!(header(&mut &deep[..]), None);
    }
}
