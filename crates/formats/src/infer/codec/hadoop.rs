//! Hadoop's own form of Snappy and LZ4, which has no magic: blocks of a length in four bytes, and
//! in each of them chunks of a length in four bytes, the highest byte first.

use super::lz4::{self, Stop};
use super::{Compression, End, cut, damaged, snappy, take};

/// Hadoop's writers make blocks of 256 KiB unless told otherwise. The limit keeps the first byte of
/// what is taken for this at zero, which no text begins with.
pub(crate) const BLOCK_BYTES_MAX: usize = 1 << 24;
/// Decompressed to tell whether bytes are of this form.
const PROBE_BYTES: usize = 64 * 1024;

/// The codec of bytes that are of this form.
pub(super) fn sniff(head: &[u8]) -> Option<Compression> {
    let block = number(head)?;
    let chunk = number(head.get(4..)?)?;
    if block == 0 || block > BLOCK_BYTES_MAX || chunk == 0 || chunk > stored_bytes_max(block) {
        return None;
    }
    let is_snappy = {
        let mut first = &head[8..];
        matches!(snappy::block_length(&mut first), Ok(Some(length)) if (1..=block).contains(&length))
    };
    let found = if is_snappy { Compression::HadoopSnappy } else { Compression::HadoopLz4 };
    let probe = block.min(PROBE_BYTES);
    let (out, end) = blocks(found, &mut &head[..head.len()], probe);
    let fits = match end {
        End::Reached | End::Limit => out.len() == probe,
        // A head that ends within the first block shows enough when it shows anything.
        End::Failed(error) => error.kind() == std::io::ErrorKind::UnexpectedEof && !out.is_empty() && head.len() > 64,
    };
    fits.then_some(found)
}

/// What the blocks hold, at most `limit` bytes of it.
pub(super) fn blocks(codec: Compression, stored: &mut &[u8], limit: usize) -> (Vec<u8>, End) {
    let mut out = Vec::new();
    loop {
        if stored.is_empty() {
            return (out, End::Reached);
        }
        if let Err(end) = block(codec, stored, &mut out, limit) {
            return (out, end);
        }
    }
}

fn block(codec: Compression, stored: &mut &[u8], out: &mut Vec<u8>, limit: usize) -> Result<(), End> {
    let length = number(take(stored, 4)?).unwrap_or(usize::MAX);
    if length > BLOCK_BYTES_MAX {
        return Err(damaged(format!("a block claims {length} bytes")));
    }
    let end = out.len() + length;
    while out.len() < end {
        let chunk = number(take(stored, 4)?).unwrap_or(usize::MAX);
        if chunk == 0 || chunk > stored_bytes_max(length) {
            return Err(damaged(format!("a chunk claims {chunk} bytes")));
        }
        let (mut input, is_whole) = match stored.split_at_checked(chunk) {
            Some((input, _)) => (input, true),
            None => (*stored, false),
        };
        let (window, room) = (out.len(), limit.min(end));
        let stop = match codec {
            Compression::HadoopSnappy => snappy::block(&mut input, out, room),
            _ => lz4::block(&mut input, out, window, room),
        };
        match stop.map_err(damaged)? {
            Stop::Limit if out.len() >= limit && limit < end => {
                *stored = &stored[chunk.min(stored.len()) - input.len()..];
                return Err(End::Limit);
            }
            Stop::Limit => return Err(damaged("a chunk holds more than its block")),
            _ if !is_whole => {
                *stored = &[];
                return Err(cut());
            }
            Stop::Cut => return Err(damaged("a chunk ends early")),
            Stop::End if out.len() == window => return Err(damaged("a chunk holds nothing")),
            Stop::End => *stored = &stored[chunk..],
        }
    }
    Ok(())
}

/// The most that a compressor makes of `bytes` it cannot compress.
pub(crate) fn stored_bytes_max(bytes: usize) -> usize {
    bytes + bytes / 6 + 64
}

fn number(bytes: &[u8]) -> Option<usize> {
    bytes.first_chunk().map(|bytes| u32::from_be_bytes(*bytes) as usize)
}
