//! An object's bytes, decompressed, in blocks that end where records end.

use std::io::{self, Read};
use std::sync::Arc;

use bytes::{Buf, Bytes};
use datafusion::common::runtime::SpawnedTask;
use futures::{Stream, TryStreamExt, stream};
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore};
use tokio::sync::mpsc;

use super::json_lines::JsonLines;
use crate::{Error, Result};

/// Bytes of a block unless asked otherwise: large enough to feed a core for some milliseconds.
pub(super) const BLOCK_BYTES: usize = 2 << 20;
/// A record longer than this is refused rather than held.
const RECORD_BYTES_MAX: usize = 64 << 20;
const BLOCKS_AHEAD: usize = 2;

/// One object to read.
#[derive(Debug, Clone)]
pub(crate) struct SourceObject {
    pub store: Arc<dyn ObjectStore>,
    pub bucket: String,
    pub meta: ObjectMeta,
}

impl SourceObject {
    pub fn uri(&self) -> String {
        format!("s3://{}/{}", self.bucket, self.meta.location)
    }
}

/// How an object is compressed as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    None,
    Gzip,
    Bzip2,
    Zstd,
}

impl Codec {
    /// By the end of the key.
    pub fn of_key(key: &str) -> Self {
        match key.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
            Some("gz" | "gzip") => Self::Gzip,
            Some("bz2" | "bzip2") => Self::Bzip2,
            Some("zst" | "zstd") => Self::Zstd,
            _ => Self::None,
        }
    }
}

/// Where blocks may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// After a line feed.
    Lines,
    /// Anywhere.
    Anywhere,
    /// After a JSON record; every record is brought onto one line.
    JsonRecords,
}

#[derive(Debug)]
pub(super) struct Block {
    pub bytes: Vec<u8>,
    /// The first of the object.
    pub first: bool,
    /// The last of the object.
    pub last: bool,
}

/// Reads the object in blocks. Dropping the stream ends the reading.
pub(super) fn blocks(
    object: &SourceObject,
    codec: Codec,
    cut: Cut,
    block_bytes: usize,
) -> impl Stream<Item = Result<Block>> + Send + use<> {
    let (ranges, raw) = mpsc::channel(BLOCKS_AHEAD);
    let (sender, ready) = mpsc::channel(BLOCKS_AHEAD);
    let fetch = SpawnedTask::spawn(fetch(object.clone(), block_bytes, ranges));
    let place = object.uri();
    let cutter = SpawnedTask::spawn_blocking(move || {
        let reader = ChannelReader { raw, current: Bytes::new() };
        let outcome = decoder(reader, codec).map(|reader| match cut {
            Cut::JsonRecords => Box::new(JsonLines::new(reader)) as Box<dyn Read>,
            _ => reader,
        });
        let outcome = outcome.and_then(|mut reader| cut_blocks(&mut *reader, cut, block_bytes, &sender));
        if let Err(error) = outcome {
            // Nobody is left to hear it when this fails too.
            sender.blocking_send(Err(Error::data(place, error))).ok();
        }
    });
    stream::unfold((ready, fetch, cutter), |(mut ready, fetch, cutter)| async move {
        let block = ready.recv().await?;
        Some((block, (ready, fetch, cutter)))
    })
}

/// The first bytes of an object, decompressed, and whether they are all of it.
pub(crate) async fn head(object: &SourceObject, codec: Codec, bytes: usize) -> Result<(Vec<u8>, bool)> {
    let mut blocks = std::pin::pin!(blocks(object, codec, Cut::Anywhere, bytes));
    Ok(blocks.try_next().await?.map(|block| (block.bytes, block.last)).unwrap_or_default())
}

async fn fetch(object: SourceObject, chunk_bytes: usize, ranges: mpsc::Sender<io::Result<Bytes>>) {
    let size = object.meta.size;
    let mut at = 0;
    while at < size {
        let end = size.min(at + chunk_bytes as u64);
        // The object must not change under the reader: half of one and half of another is neither.
        let options = GetOptions {
            range: Some(GetRange::Bounded(at..end)),
            if_match: object.meta.e_tag.clone(),
            ..GetOptions::default()
        };
        let got = match object.store.get_opts(&object.meta.location, options).await {
            Ok(result) => result.bytes().await,
            Err(error) => Err(error),
        };
        let failed = got.is_err();
        if ranges.send(got.map_err(io::Error::other)).await.is_err() || failed {
            return;
        }
        at = end;
    }
}

/// The fetched ranges as a reader for a blocking thread.
struct ChannelReader {
    raw: mpsc::Receiver<io::Result<Bytes>>,
    current: Bytes,
}

impl Read for ChannelReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.raw.blocking_recv() {
                Some(range) => self.current = range?,
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.current.len());
        self.current.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}

fn decoder(reader: ChannelReader, codec: Codec) -> io::Result<Box<dyn Read>> {
    Ok(match codec {
        Codec::None => Box::new(reader),
        Codec::Gzip => Box::new(flate2::read::MultiGzDecoder::new(reader)),
        Codec::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(reader)),
        Codec::Zstd => Box::new(zstd::stream::read::Decoder::new(reader)?),
    })
}

fn cut_blocks(
    reader: &mut dyn Read,
    cut: Cut,
    block_bytes: usize,
    sender: &mpsc::Sender<Result<Block>>,
) -> io::Result<()> {
    let mut carried = Vec::new();
    let mut first = true;
    loop {
        let mut bytes = std::mem::take(&mut carried);
        let wanted = block_bytes.max(bytes.len() + block_bytes / 2);
        let missing = wanted - bytes.len();
        bytes.reserve(missing);
        let read = Read::take(&mut *reader, missing as u64).read_to_end(&mut bytes)?;
        let last = read < missing;
        if !last && cut != Cut::Anywhere {
            let end = bytes.iter().rposition(|b| *b == b'\n').map(|at| at + 1);
            match end {
                Some(end) => carried = bytes.split_off(end),
                None if bytes.len() > RECORD_BYTES_MAX => {
                    return Err(io::Error::other(format!("a record is longer than {RECORD_BYTES_MAX} bytes")));
                }
                None => {
                    carried = bytes;
                    continue;
                }
            }
        }
        if sender.blocking_send(Ok(Block { bytes, first, last })).is_err() || last {
            return Ok(());
        }
        first = false;
    }
}
