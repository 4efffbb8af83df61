//! Snappy: blocks, and the frames that files are made of.
//! <https://github.com/google/snappy/blob/main/framing_format.txt>
//!
//! Checksums are not compared: a sample is looked at, not kept.

use super::lz4::{Stop, copy as copy_plain, repeat};
use super::{End, cut, damaged, take};

/// First bytes of a file of frames.
pub(crate) const MAGIC: &[u8] = b"\xff\x06\x00\x00sNaPpY";
/// A frame holds no more, decompressed.
const FRAME_BYTES_MAX: usize = 1 << 16;
const CHECKSUM_BYTES: usize = 4;

/// Takes a block off `input` and appends what it holds to `out`, which never grows beyond `limit`
/// bytes.
///
/// # Errors
/// Bytes that are no block, or one that holds more than it says.
pub(crate) fn block(input: &mut &[u8], out: &mut Vec<u8>, limit: usize) -> Result<Stop, String> {
    let window = out.len();
    let Some(length) = block_length(input)? else { return Ok(Stop::Cut) };
    let end = window.saturating_add(length);
    let room = limit.min(end);
    while let Some((tag, rest)) = input.split_first() {
        *input = rest;
        let fits = if tag & 3 == 0 {
            let Some(literals) = literal_length(tag >> 2, input) else { return Ok(Stop::Cut) };
            let there = literals.min(input.len());
            let fits = there.min(room - out.len());
            let (copied, rest) = input.split_at(fits);
            out.extend_from_slice(copied);
            *input = rest;
            if there < literals && fits == there {
                return Ok(Stop::Cut);
            }
            fits == there
        } else {
            let Some((offset, length)) = copy(*tag, input) else { return Ok(Stop::Cut) };
            repeat(out, window, offset, length, room)?
        };
        if !fits {
            return if limit < end { Ok(Stop::Limit) } else { Err("it is longer than it says".to_owned()) };
        }
    }
    Ok(if out.len() == end { Stop::End } else { Stop::Cut })
}

/// Bytes that a block says it holds; `None` when even that is cut.
pub(super) fn block_length(input: &mut &[u8]) -> Result<Option<usize>, String> {
    let mut length = 0u64;
    for shift in [0, 7, 14, 21, 28] {
        let Some((byte, rest)) = input.split_first() else { return Ok(None) };
        *input = rest;
        length |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return match u32::try_from(length) {
                Ok(length) => Ok(Some(length as usize)),
                Err(_) => Err("its length is beyond 32 bits".to_owned()),
            };
        }
    }
    Err("its length is beyond 32 bits".to_owned())
}

fn literal_length(bits: u8, input: &mut &[u8]) -> Option<usize> {
    let extra = match bits {
        0..=59 => return Some(usize::from(bits) + 1),
        _ => usize::from(bits - 59),
    };
    little_endian(input, extra).map(|length| length.saturating_add(1))
}

/// Offset and length of a copy.
fn copy(tag: u8, input: &mut &[u8]) -> Option<(usize, usize)> {
    match tag & 3 {
        1 => {
            let low = little_endian(input, 1)?;
            Some((usize::from(tag >> 5) << 8 | low, usize::from((tag >> 2) & 7) + 4))
        }
        2 => Some((little_endian(input, 2)?, usize::from(tag >> 2) + 1)),
        _ => Some((little_endian(input, 4)?, usize::from(tag >> 2) + 1)),
    }
}

fn little_endian(input: &mut &[u8], bytes: usize) -> Option<usize> {
    let (number, rest) = input.split_at_checked(bytes)?;
    *input = rest;
    Some(number.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte)))
}

/// Takes a frame off a file and appends what it holds.
pub(crate) fn frame(stored: &mut &[u8], out: &mut Vec<u8>, limit: usize) -> Result<(), End> {
    let header = take(stored, 4)?;
    let length = header[1..].iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte));
    let kind = header[0];
    let (body, is_whole) = match stored.split_at_checked(length) {
        Some((body, _)) => (body, true),
        None => (*stored, false),
    };
    let start = out.len();
    match kind {
        0x00 | 0x01 => {
            if length < CHECKSUM_BYTES {
                return Err(damaged("a frame is shorter than its checksum"));
            }
            let mut body = body.get(CHECKSUM_BYTES..).unwrap_or_default();
            let room = limit.min(start + FRAME_BYTES_MAX);
            let stop = match kind {
                0 => block(&mut body, out, room).map_err(damaged)?,
                _ => copy_plain(&mut body, out, room),
            };
            match stop {
                Stop::Limit if out.len() >= limit => {
                    *stored = &stored[length.min(stored.len()) - body.len()..];
                    return Err(End::Limit);
                }
                Stop::Limit => return Err(damaged("a frame holds more than frames may")),
                Stop::Cut if is_whole => return Err(damaged("a frame ends early")),
                Stop::Cut | Stop::End => {}
            }
        }
        // The stream's name comes again where files were joined; the others are padding or for others.
        0x80..=0xff => {}
        _ => return Err(damaged("it holds a frame of an unknown kind")),
    }
    if !is_whole {
        *stored = &[];
        return Err(cut());
    }
    *stored = &stored[length..];
    Ok(())
}
