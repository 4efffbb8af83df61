//! Reading files in large pieces.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, stream};

/// Bytes read in one go: large enough that the hop to a blocking thread does not show.
const CHUNK_BYTES: u64 = 1024 * 1024;

/// Reads a range of a file into one buffer, without clearing it first. A file that has become shorter
/// is an error.
pub(crate) fn read_range(file: &mut File, range: Range<u64>) -> std::io::Result<Bytes> {
    let length = range.end.saturating_sub(range.start);
    let mut buffer = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    file.seek(SeekFrom::Start(range.start))?;
    file.take(length).read_to_end(&mut buffer)?;
    if buffer.len() as u64 != length {
        return Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the file was cut short while it was read"));
    }
    Ok(buffer.into())
}

/// The bytes of a range. The next piece is read while the last one is used.
pub(crate) fn file_stream(file: File, range: Range<u64>) -> BoxStream<'static, std::io::Result<Bytes>> {
    stream::unfold(
        Some(Reading { next: range.start, end: range.end, ahead: None, file: Some(file) }),
        |reading| async {
            let mut reading = reading?;
            reading.read_ahead();
            let (file, outcome) = match reading.ahead.take()?.await {
                Ok(read) => read,
                Err(_) => return Some((Err(std::io::Error::other("the program is shutting down")), None)),
            };
            match outcome {
                Ok(bytes) => {
                    reading.file = Some(file);
                    reading.read_ahead();
                    Some((Ok(bytes), Some(reading)))
                }
                Err(error) => Some((Err(error), None)),
            }
        },
    )
    .boxed()
}

struct Reading {
    next: u64,
    end: u64,
    file: Option<File>,
    ahead: Option<tokio::task::JoinHandle<(File, std::io::Result<Bytes>)>>,
}

impl Reading {
    fn read_ahead(&mut self) {
        if self.ahead.is_some() || self.next >= self.end {
            return;
        }
        let Some(mut file) = self.file.take() else { return };
        let range = self.next..self.end.min(self.next + CHUNK_BYTES);
        self.next = range.end;
        self.ahead = Some(tokio::task::spawn_blocking(move || {
            let bytes = read_range(&mut file, range);
            (file, bytes)
        }));
    }
}
