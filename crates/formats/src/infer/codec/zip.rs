//! Zip archives of one entry: the directory at the end says what there is and where.

use std::io::Read;

use super::super::Mismatch;
use super::{End, TextSample, read_some, sample_of};

/// First bytes of an archive that holds something.
pub(super) const MAGIC: &[u8] = b"PK\x03\x04";
const END_MAGIC: [u8; 4] = *b"PK\x05\x06";
const ENTRY_MAGIC: [u8; 4] = *b"PK\x01\x02";
const END_BYTES: usize = 22;
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: usize = 30;
/// In the place of a number that is in an extra field instead.
const ELSEWHERE: u64 = 0xffff_ffff;

/// Bytes of an object's end in which the directory of an archive with one entry is looked for.
pub const ZIP_TAIL_BYTES: u64 = 96 * 1024;

/// The one entry of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZipEntry {
    /// Its name, as far as it is text.
    pub name: String,
    is_deflated: bool,
    /// Bytes it takes in the archive.
    stored_bytes: u64,
}

impl ZipEntry {
    /// The one entry of the archive of `size` bytes that ends with `tail`.
    ///
    /// # Errors
    /// An archive of no entry or several, one that is encrypted, compressed otherwise, or damaged.
    pub fn only(tail: &[u8], size: u64) -> Result<Self, Mismatch> {
        let end = tail
            .len()
            .checked_sub(END_BYTES)
            .and_then(|last| (0..=last).rev().find(|at| is_end(&tail[*at..])))
            .ok_or_else(|| Mismatch::new("the zip archive has no directory at its end: it is truncated"))?;
        let entries = short(tail, end + 10);
        if entries != 1 {
            return Err(Mismatch::new(format!(
                "the zip archive has {} entries, and only archives of one entry are read",
                if entries == 0xffff { "very many".to_owned() } else { entries.to_string() }
            )));
        }
        let start_of_tail = size.saturating_sub(tail.len() as u64);
        let directory = long(tail, end + 16)
            .checked_sub(start_of_tail)
            .and_then(|at| usize::try_from(at).ok())
            .and_then(|at| tail.get(at..end))
            .filter(|directory| directory.len() >= ENTRY_BYTES && directory.starts_with(&ENTRY_MAGIC))
            .ok_or_else(|| Mismatch::new("the directory of the zip archive is not where its end says"))?;
        Self::of(directory)
    }

    fn of(directory: &[u8]) -> Result<Self, Mismatch> {
        let name = directory.get(ENTRY_BYTES..ENTRY_BYTES + short(directory, 28)).unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        if short(directory, 8) & 1 == 1 {
            return Err(Mismatch::new(format!("'{name}' in the zip archive is encrypted")));
        }
        if name.ends_with('/') {
            return Err(Mismatch::new("the zip archive holds a folder and no file"));
        }
        let is_deflated = match short(directory, 10) {
            0 => false,
            8 => true,
            other => {
                return Err(Mismatch::new(format!(
                    "'{name}' in the zip archive is compressed by method {other}, and only stored and deflated entries are read"
                )));
            }
        };
        let stored_bytes = match long(directory, 20) {
            ELSEWHERE => wide_length(directory)
                .ok_or_else(|| Mismatch::new(format!("the length of '{name}' in the zip archive is missing")))?,
            bytes => bytes,
        };
        Ok(Self { name, is_deflated, stored_bytes })
    }

    /// The beginning of the entry's text, from the beginning of the archive.
    ///
    /// # Errors
    /// An archive whose first bytes contradict its directory, and a damaged or cut stream.
    pub fn sample(&self, head: &[u8], head_is_all: bool, limit: usize) -> Result<TextSample, Mismatch> {
        let start = LOCAL_BYTES + short(head, 26) + short(head, 28);
        let data = head.get(start..).filter(|_| head.starts_with(MAGIC));
        let data = data.ok_or_else(|| Mismatch::new("the entry of the zip archive is not at its beginning"))?;
        let length = usize::try_from(self.stored_bytes).unwrap_or(usize::MAX).min(data.len());
        let is_all = self.stored_bytes <= data.len() as u64;
        if head_is_all && !is_all {
            return Err(Mismatch::new("the zip archive is shorter than its directory says"));
        }
        let mut stored = &data[..length];
        let (bytes, end) = match self.is_deflated {
            true => read_some(flate2::bufread::DeflateDecoder::new(&mut stored), limit),
            false => read_some(stored.by_ref(), limit),
        };
        let end = match end {
            End::Reached if !is_all => super::cut(),
            // What a directory says is where the stream ends, whether more follows or not.
            other => other,
        };
        sample_of("zip", bytes, end, is_all, length - stored.len())
    }
}

/// The end's comment is as long as the end says, which finds it among look-alikes in the comment.
fn is_end(from: &[u8]) -> bool {
    from.starts_with(&END_MAGIC) && from.len() == END_BYTES + short(from, 20)
}

/// The compressed length in the extra field of large archives.
fn wide_length(directory: &[u8]) -> Option<u64> {
    let start = ENTRY_BYTES + short(directory, 28);
    let mut extra = directory.get(start..start + short(directory, 30))?;
    while extra.len() >= 4 {
        let (kind, length) = (short(extra, 0), short(extra, 2));
        let body = extra.get(4..4 + length)?;
        if kind == 1 {
            // The original length comes first when it is here too.
            let at = if long(directory, 24) == ELSEWHERE { 8 } else { 0 };
            return body.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
        }
        extra = &extra[4 + length..];
    }
    None
}

fn short(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).and_then(|bytes| bytes.first_chunk()).map_or(0, |two| usize::from(u16::from_le_bytes(*two)))
}

fn long(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(|bytes| bytes.first_chunk()).map_or(0, |four| u64::from(u32::from_le_bytes(*four)))
}
