//! How long a page becomes, told before the decoder makes room for it: of gzip, Brotli and frames of LZ4 it takes
//! whatever there is, whatever the page's header says. For Snappy, Zstandard and raw LZ4 it makes room for what the
//! header says, and no more.

use std::io::Read;

use parquet::basic::Compression;

use crate::infer::codec::lz4;

/// What a page may become without a closer look.
const UNSEEN_BYTES_MAX: u64 = 512 << 20;
/// No deflated byte stands for more.
const DEFLATE_RATIO_MAX: u64 = 1032;
/// No byte of LZ4 stands for more.
const LZ4_RATIO_MAX: u64 = 255;
const BUFFER_BYTES: usize = 64 << 10;

/// Fails for a page that becomes longer than `claimed` and longer than what can be held. Damage is for the decoder to
/// tell.
pub(super) fn check(codec: Compression, packed: &[u8], claimed: u64) -> Result<(), String> {
    check_beyond(UNSEEN_BYTES_MAX, codec, packed, claimed)
}

fn check_beyond(unseen: u64, codec: Compression, packed: &[u8], claimed: u64) -> Result<(), String> {
    let room = claimed.max(unseen);
    let fits = match codec {
        Compression::GZIP(_) => {
            let mut decoder = flate2::bufread::MultiGzDecoder::new(packed);
            // What is left cannot become too long any more.
            within(&mut decoder, room, |decoder| decoder.get_ref().len() as u64 * DEFLATE_RATIO_MAX)
        }
        // It has no limit to what a byte stands for.
        Compression::BROTLI(_) => within(&mut brotli::Decompressor::new(packed, BUFFER_BYTES), claimed, |_| u64::MAX),
        Compression::LZ4 => packed.len() as u64 * LZ4_RATIO_MAX <= room || frames(packed, room),
        _ => true,
    };
    if fits { Ok(()) } else { Err(format!("a page is longer than the {claimed} bytes that it claims")) }
}

/// Whether a decoder gives `room` bytes at the most. `left` tells how many more it can give at the most.
fn within<D: Read>(decoder: &mut D, room: u64, left: impl Fn(&D) -> u64) -> bool {
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut seen = 0_u64;
    loop {
        if left(decoder).saturating_add(seen) <= room {
            return true;
        }
        match decoder.read(&mut buffer) {
            Ok(0) | Err(_) => return true,
            Ok(read) => seen += read as u64,
        }
        if seen > room {
            return false;
        }
    }
}

/// Whether frames of LZ4 hold `room` bytes at the most. What are no frames has a length of its own, which holds.
fn frames(packed: &[u8], room: u64) -> bool {
    let (mut rest, mut seen) = (packed, 0_u64);
    if !packed.starts_with(&lz4::MAGIC) {
        return true;
    }
    while !rest.is_empty() {
        let Ok(Some(frame)) = lz4::Frame::header(&mut rest) else { return true };
        let mut text = Vec::new();
        loop {
            let before = text.len();
            match frame.block(&mut rest, &mut text, usize::MAX) {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => return true,
            }
            seen += (text.len() - before) as u64;
            if seen > room {
                return false;
            }
            let behind = text.len().saturating_sub(lz4::Frame::WINDOW_BYTES);
            text.drain(..behind);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use parquet::basic::{BrotliLevel, GzipLevel};

    use super::*;

    fn gzip(bytes: u64) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::copy(&mut std::io::repeat(0).take(bytes), &mut encoder).unwrap();
        encoder.finish().unwrap()
    }

    fn brotli(bytes: u64) -> Vec<u8> {
        let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 1, 22);
        std::io::copy(&mut std::io::repeat(0).take(bytes), &mut encoder).unwrap();
        encoder.flush().unwrap();
        encoder.into_inner()
    }

    /// A frame of blocks of four mebibytes, each of them as short as it can be.
    fn lz4(blocks: usize) -> Vec<u8> {
        let mut block = vec![0x1f, 0, 1, 0];
        block.extend(std::iter::repeat_n(255, (4 << 20) / 255 - 1));
        block.extend([0, 0x10, 0]);
        let mut frame = lz4::MAGIC.to_vec();
        frame.extend([0x60, 0x70, 0]);
        for _ in 0..blocks {
            frame.extend(u32::try_from(block.len()).unwrap().to_le_bytes());
            frame.extend(&block);
        }
        frame.extend([0; 4]);
        frame
    }

    #[test]
    fn pages_that_become_longer_than_they_say() {
        let unseen = 4 << 20;
        let (gz, br) = (Compression::GZIP(GzipLevel::default()), Compression::BROTLI(BrotliLevel::default()));
        let (long, longer) = (gzip(1 << 20), gzip(5 << 20));
        let twice = [&longer[..], &longer[..]].concat();
        let stop = [&[3][..], &longer].concat();
        for (what, codec, packed, claimed, fits) in [
            ("gzip", gz, &long, 1 << 20, true),
            // The decoder refuses it, and needs little for that.
            ("gzip, a little longer", gz, &long, 1 << 10, true),
            ("gzip, long", gz, &longer, 1 << 20, false),
            ("gzip, long and says so", gz, &longer, 5 << 20, true),
            ("gzip, members", gz, &twice, 5 << 20, false),
            ("no gzip", gz, &stop, 1, true),
            ("brotli", br, &brotli(1 << 20), 1 << 20, true),
            ("brotli, long", br, &brotli(2 << 20), 1 << 20, false),
            ("no brotli", br, &longer, 1, true),
            ("lz4", Compression::LZ4, &lz4(1), 1 << 10, true),
            ("lz4, long", Compression::LZ4, &lz4(2), 1 << 10, false),
            ("lz4, no frame", Compression::LZ4, &vec![0; 3 << 20], 1 << 10, true),
            ("snappy", Compression::SNAPPY, &long, 1, true),
        ] {
            assert_eq!(check_beyond(unseen, codec, packed, claimed).is_ok(), fits, "{what}, {} bytes", packed.len());
        }
    }
}
