//! LZ4: blocks, and the frames that files are made of.
//! <https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md>
//!
//! Checksums are not compared: a sample is looked at, not kept.

use super::{End, cut, damaged, take};

/// First bytes of a frame.
pub(crate) const MAGIC: [u8; 4] = [0x04, 0x22, 0x4d, 0x18];
/// Frames of these sixteen magics are to be skipped; the low half byte is free.
const SKIPPABLE: u32 = 0x184d_2a50;
const MATCH_BYTES_MIN: usize = 4;

/// Where a block's decoder came to a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The block ended where it should.
    End,
    /// The input ended within the block.
    Cut,
    /// There is more than the limit.
    Limit,
}

/// Turns a stop anywhere but at the end into an error.
///
/// # Errors
/// The block is cut, or longer than its limit.
pub(crate) fn whole(stop: Stop) -> Result<(), String> {
    match stop {
        Stop::End => Ok(()),
        Stop::Cut => Err("it ends early".to_owned()),
        Stop::Limit => Err("it is longer than it says".to_owned()),
    }
}

/// Takes a block off `input` and appends what it holds to `out`, which never grows beyond `limit`
/// bytes. Matches reach back to `window`.
///
/// # Errors
/// A match that reaches back too far.
pub(crate) fn block(input: &mut &[u8], out: &mut Vec<u8>, window: usize, limit: usize) -> Result<Stop, String> {
    while let Some((token, rest)) = input.split_first() {
        *input = rest;
        let Some(literals) = length(token >> 4, input) else { return Ok(Stop::Cut) };
        let there = literals.min(input.len());
        let fits = there.min(limit - out.len());
        let (copied, rest) = input.split_at(fits);
        out.extend_from_slice(copied);
        *input = rest;
        if fits < there {
            return Ok(Stop::Limit);
        }
        if there < literals {
            return Ok(Stop::Cut);
        }
        if input.is_empty() {
            return Ok(Stop::End);
        }
        let Some((offset, rest)) = input.split_first_chunk::<2>() else { return Ok(Stop::Cut) };
        *input = rest;
        let Some(length) = length(token & 15, input) else { return Ok(Stop::Cut) };
        if !repeat(out, window, usize::from(u16::from_le_bytes(*offset)), length + MATCH_BYTES_MIN, limit)? {
            return Ok(Stop::Limit);
        }
    }
    Ok(Stop::Cut)
}

/// A length of four bits, and of further bytes while they are full.
fn length(bits: u8, input: &mut &[u8]) -> Option<usize> {
    let mut length = usize::from(bits);
    if bits == 15 {
        loop {
            let (byte, rest) = input.split_first()?;
            *input = rest;
            length += usize::from(*byte);
            if *byte != 255 {
                break;
            }
        }
    }
    Some(length)
}

/// Appends what stands `offset` bytes back once more, which may be what is being appended. False when
/// the limit was reached first.
pub(super) fn repeat(
    out: &mut Vec<u8>,
    window: usize,
    offset: usize,
    length: usize,
    limit: usize,
) -> Result<bool, String> {
    if offset == 0 || offset > out.len().saturating_sub(window) {
        return Err("a match reaches back too far".to_owned());
    }
    let fits = length.min(limit - out.len());
    let mut copied = 0;
    while copied < fits {
        let piece = (fits - copied).min(offset);
        let from = out.len() - offset;
        out.extend_from_within(from..from + piece);
        copied += piece;
    }
    Ok(fits == length)
}

/// Appends what is not compressed.
pub(super) fn copy(input: &mut &[u8], out: &mut Vec<u8>, limit: usize) -> Stop {
    let (copied, rest) = input.split_at(input.len().min(limit - out.len()));
    out.extend_from_slice(copied);
    *input = rest;
    if rest.is_empty() { Stop::End } else { Stop::Limit }
}

/// Takes a frame off a file and appends what it holds.
pub(super) fn frame(stored: &mut &[u8], out: &mut Vec<u8>, limit: usize) -> Result<(), End> {
    let Some(frame) = Frame::header(stored)? else { return Ok(()) };
    while frame.block(stored, out, limit)? {}
    Ok(())
}

/// What the header of a frame says of its blocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    flags: u8,
    block_bytes_max: usize,
}

impl Frame {
    /// The longest header.
    pub(crate) const HEADER_BYTES_MAX: usize = 4 + 2 + 8 + 1;
    /// Bytes of what came before that the blocks of a frame may repeat.
    pub(crate) const WINDOW_BYTES: usize = 64 * 1024;

    /// Takes a header off a file; nothing for a frame that is to be skipped, which is taken off whole.
    pub(crate) fn header(stored: &mut &[u8]) -> Result<Option<Self>, End> {
        let magic = number(stored)?;
        if magic & !15 == SKIPPABLE {
            let length = number(stored)?;
            take(stored, length as usize)?;
            return Ok(None);
        }
        if magic.to_le_bytes() != MAGIC {
            return Err(damaged("what follows a frame is no frame"));
        }
        let flags = take(stored, 1)?[0];
        let block_bytes_max = match (take(stored, 1)?[0] >> 4) & 7 {
            size @ 4..=7 => 1usize << (8 + 2 * size),
            _ => return Err(damaged("its block size is unknown")),
        };
        if flags >> 6 != 1 {
            return Err(damaged("its version is unknown"));
        }
        if flags & 1 != 0 {
            return Err(damaged("it needs a dictionary, which is not in the file"));
        }
        take(stored, if flags & 8 != 0 { 8 } else { 0 } + 1)?;
        Ok(Some(Self { flags, block_bytes_max }))
    }

    /// Bytes that the block at the front takes, by its first four bytes; an end takes some too.
    pub(crate) fn block_bytes(self, mut stored: &[u8]) -> Result<usize, End> {
        let header = number(&mut stored)?;
        let checksum = if header == 0 { self.flags & 4 } else { self.flags & 0x10 };
        Ok(4 + (header & 0x7fff_ffff) as usize + if checksum != 0 { 4 } else { 0 })
    }

    /// The longest block, with its length and checksum.
    pub(crate) fn block_bytes_max(self) -> usize {
        self.block_bytes_max + 8
    }

    /// Takes a block off a file and appends what it holds; false at the end of the frame.
    pub(crate) fn block(self, stored: &mut &[u8], out: &mut Vec<u8>, limit: usize) -> Result<bool, End> {
        let header = number(stored)?;
        if header == 0 {
            take(stored, if self.flags & 4 != 0 { 4 } else { 0 })?;
            return Ok(false);
        }
        let length = (header & 0x7fff_ffff) as usize;
        if length > self.block_bytes_max {
            return Err(damaged("a block is longer than its frame allows"));
        }
        let (mut input, is_whole) = match stored.split_at_checked(length) {
            Some((input, _)) => (input, true),
            None => (*stored, false),
        };
        let start = out.len();
        let block_limit = limit.min(start + self.block_bytes_max);
        let is_linked = self.flags & 0x20 == 0;
        let stop = if header >> 31 == 1 {
            copy(&mut input, out, block_limit)
        } else {
            block(&mut input, out, if is_linked { 0 } else { start }, block_limit).map_err(damaged)?
        };
        match stop {
            Stop::Limit if out.len() >= limit => {
                *stored = &stored[length.min(stored.len()) - input.len()..];
                return Err(End::Limit);
            }
            Stop::Limit => return Err(damaged("a block is longer than its frame allows")),
            _ if !is_whole => {
                *stored = &[];
                return Err(cut());
            }
            Stop::Cut => return Err(damaged("a block ends early")),
            Stop::End => *stored = &stored[length..],
        }
        take(stored, if self.flags & 0x10 != 0 { 4 } else { 0 })?;
        Ok(true)
    }
}

fn number(stored: &mut &[u8]) -> Result<u32, End> {
    let bytes = take(stored, 4)?;
    Ok(bytes.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes)))
}
