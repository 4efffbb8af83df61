//! How long chunks can become at most, told without decompressing them where their codec allows it: the decoder of
//! stripes decompresses chunks whole, however long they become.

use std::io::Read;

use super::inflate::CHUNK_BYTES_MAX;

/// No deflated byte stands for more.
const DEFLATE_RATIO_MAX: u64 = 1032;
/// Memory that one chunk may take without a closer look.
const UNSEEN_BYTES_MAX: u64 = 64 << 20;
const ZSTD_MAGIC: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();
/// No block of Zstandard stands for more, whatever its frame says.
const ZSTD_BLOCK_BYTES_MAX: u64 = 128 << 10;

/// Fails for a stream with a chunk that is, or may be, much longer than chunks are when it is decompressed. The codec is
/// the postscript's `CompressionKind`.
pub(crate) fn check_chunks(codec: u64, stored: &[u8]) -> Result<(), String> {
    let mut rest = stored;
    while let Some((header, after)) = rest.split_first_chunk::<3>() {
        let header = u32::from_le_bytes([header[0], header[1], header[2], 0]);
        let (chunk, after) = after.split_at_checked((header >> 1) as usize).ok_or("a compressed chunk is cut")?;
        if header & 1 == 0 {
            check(codec, chunk)?;
        }
        rest = after;
    }
    if rest.is_empty() { Ok(()) } else { Err("a compressed chunk is cut".to_owned()) }
}

fn check(codec: u64, chunk: &[u8]) -> Result<(), String> {
    let length = match codec {
        1 if chunk.len() as u64 * DEFLATE_RATIO_MAX <= UNSEEN_BYTES_MAX => return Ok(()),
        1 => deflated(chunk)?,
        2 => super::protobuf::number(&mut &*chunk)?,
        5 => zstd_bound(chunk).ok_or("a chunk of it is no zstd")?,
        // Its decoder is given the length of the postscript, which is checked with the footer.
        _ => return Ok(()),
    };
    // Zstandard's bound is that of its blocks, of which the last may be nearly empty.
    match length <= CHUNK_BYTES_MAX + ZSTD_BLOCK_BYTES_MAX {
        true => Ok(()),
        false => Err(format!("a chunk of it is longer than {CHUNK_BYTES_MAX} bytes when decompressed")),
    }
}

/// The length of what is deflated, as far as it matters. Its damage is for the decoder to tell.
fn deflated(chunk: &[u8]) -> Result<u64, String> {
    let mut decoder = flate2::bufread::DeflateDecoder::new(chunk).take(CHUNK_BYTES_MAX + ZSTD_BLOCK_BYTES_MAX + 1);
    std::io::copy(&mut decoder, &mut std::io::sink()).map_err(|error| format!("a chunk of it is no zlib: {error}"))
}

/// What the headers of the blocks of all frames come to.
fn zstd_bound(mut bytes: &[u8]) -> Option<u64> {
    let mut bound = 0u64;
    while !bytes.is_empty() {
        let (magic, rest) = bytes.split_first_chunk::<4>()?;
        if magic[0] & 0xF0 == 0x50 && magic[1..] == [0x2A, 0x4D, 0x18] {
            let (length, rest) = rest.split_first_chunk::<4>()?;
            bytes = rest.get(u32::from_le_bytes(*length) as usize..)?;
            continue;
        }
        if *magic != ZSTD_MAGIC {
            return None;
        }
        let (descriptor, rest) = rest.split_first()?;
        let is_single = descriptor & 0x20 != 0;
        let window = usize::from(!is_single);
        let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
        let content = [usize::from(is_single), 2, 4, 8][usize::from(descriptor >> 6)];
        bytes = rest.get(window + dictionary + content..)?;
        loop {
            let (header, rest) = bytes.split_first_chunk::<3>()?;
            let header = u32::from_le_bytes([header[0], header[1], header[2], 0]);
            let size = header >> 3;
            let (stored, length) = match header >> 1 & 3 {
                0 => (size, u64::from(size)),
                1 => (1, u64::from(size)),
                2 => (size, ZSTD_BLOCK_BYTES_MAX),
                _ => return None,
            };
            bound += length;
            bytes = rest.get(stored as usize..)?;
            if header & 1 == 1 {
                break;
            }
        }
        let checksum = if descriptor & 4 != 0 { 4 } else { 0 };
        bytes = bytes.get(checksum..)?;
    }
    Some(bound)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn chunked(chunk: &[u8]) -> Vec<u8> {
        let header = u32::try_from(chunk.len() << 1).unwrap().to_le_bytes();
        [&header[..3], chunk].concat()
    }

    fn deflate(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn chunks_that_become_too_long_are_refused() {
        let noise: Vec<u8> = (0..100_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 16) as u8).collect();
        let long = vec![0; 80 << 20];
        let bomb = zstd::bulk::compress(&long, 1).unwrap();
        let twice =
            [zstd::bulk::compress(&long[..5 << 20], 1).unwrap(), zstd::bulk::compress(&long[..5 << 20], 1).unwrap()];
        for (what, codec, chunk, is_fine) in [
            ("zlib", 1, deflate(&noise), true),
            ("zlib, short", 1, deflate(&long[..1 << 20]), true),
            ("zlib, long", 1, deflate(&long), false),
            ("snappy", 2, vec![0x80, 0x80, 0x10, 0], true),
            ("snappy, long", 2, vec![0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0], false),
            ("zstd", 5, zstd::bulk::compress(&noise, 3).unwrap(), true),
            ("zstd, long", 5, bomb, false),
            ("zstd, frames", 5, twice.concat(), false),
            (
                "zstd, checked",
                5,
                {
                    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
                    encoder.include_checksum(true).unwrap();
                    encoder.write_all(&noise).unwrap();
                    encoder.finish().unwrap()
                },
                true,
            ),
            ("no zstd", 5, vec![1, 2, 3, 4, 5], false),
        ] {
            assert_eq!(check_chunks(codec, &chunked(&chunk)).is_ok(), is_fine, "{what}, {} bytes", chunk.len());
        }
        let cut = chunked(&deflate(&noise));
        assert!(check_chunks(1, &cut[..cut.len() - 1]).is_err());
        assert!(check_chunks(1, &cut[..2]).is_err());
        // What is stored as it is is as long as it is.
        assert!(check_chunks(1, &[3, 0, 0, 7]).is_ok());
    }
}
