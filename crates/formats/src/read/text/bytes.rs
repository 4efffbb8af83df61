//! A range of an object as chunks of bytes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, GetResultPayload, ObjectStore, ObjectStoreExt};
use tokio::task::JoinHandle;

use crate::read::look;
use crate::{Error, Result};

/// Bytes read from a local file at a time; one chunk is read ahead.
const CHUNK_BYTES: u64 = 1024 * 1024;
/// Bytes gathered from a stream before they are handed on, as stores may deliver crumbs.
const CHUNK_BYTES_MIN: usize = 64 * 1024;

/// An object to read, and how errors name it.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) path: Path,
    pub(crate) uri: Arc<str>,
    pub(crate) size: u64,
}

impl Object {
    /// Chunks of `range`, in order.
    pub(crate) async fn chunks(&self, range: Range<u64>) -> Result<Chunks> {
        if range.is_empty() {
            return Ok(Chunks { state: State::Done });
        }
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..Default::default() };
        let result = self.store.get_opts(&self.path, options).await.map_err(|source| self.store_error(source))?;
        if result.meta.size != self.size {
            return Err(Error::Replaced { uri: self.uri.to_string(), size: result.meta.size });
        }
        let range = result.range.clone();
        let state = match result.payload {
            GetResultPayload::File(file, _) => {
                State::File { pending: read_ahead(file, range.start, range.end), uri: Arc::clone(&self.uri) }
            }
            GetResultPayload::Stream(stream) => State::Stream { stream, uri: Arc::clone(&self.uri) },
        };
        Ok(Chunks { state })
    }

    /// The bytes of a small range.
    pub(crate) async fn bytes(&self, range: Range<u64>) -> Result<Bytes> {
        self.store.get_range(&self.path, range).await.map_err(|source| self.store_error(source))
    }

    /// The bytes of a small range that belong to another part of the scan, which counts them.
    pub(crate) async fn look(&self, range: Range<u64>) -> Result<Bytes> {
        look(self.store.as_ref(), &self.path, range).await.map_err(|source| self.store_error(source))
    }

    /// An error of the store, with the object's name.
    pub(crate) fn store_error(&self, source: object_store::Error) -> Error {
        match source {
            object_store::Error::NotFound { .. } => {
                Error::Cursor { message: "The specified key does not exist.".to_owned(), place: self.uri.to_string() }
            }
            source => Error::Store { uri: self.uri.to_string(), source },
        }
    }
}

type ReadAhead = JoinHandle<io::Result<(File, Bytes)>>;

enum State {
    File { pending: (ReadAhead, Range<u64>), uri: Arc<str> },
    Stream { stream: BoxStream<'static, object_store::Result<Bytes>>, uri: Arc<str> },
    Done,
}

/// Chunks of a range of an object.
pub(crate) struct Chunks {
    state: State,
}

impl Chunks {
    /// The next chunk, never empty; `None` at the end of the range.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Done => Ok(None),
            State::File { pending: (handle, rest), uri } => {
                let io_error = |source| Error::Io { place: uri.to_string(), source };
                let (file, chunk) = handle.await.map_err(|gone| io_error(io::Error::other(gone)))?.map_err(io_error)?;
                if !rest.is_empty() {
                    self.state = State::File { pending: read_ahead(file, rest.start, rest.end), uri };
                }
                Ok(Some(chunk))
            }
            State::Stream { mut stream, uri } => {
                let mut gathered = BytesMut::new();
                while let Some(piece) = stream.next().await {
                    let piece = piece.map_err(|source| Error::Store { uri: uri.to_string(), source })?;
                    if gathered.is_empty() && piece.len() >= CHUNK_BYTES_MIN {
                        self.state = State::Stream { stream, uri };
                        return Ok(Some(piece));
                    }
                    gathered.extend_from_slice(&piece);
                    if gathered.len() >= CHUNK_BYTES_MIN {
                        self.state = State::Stream { stream, uri };
                        break;
                    }
                }
                Ok(if gathered.is_empty() { None } else { Some(gathered.freeze()) })
            }
        }
    }
}

/// Reads the next chunk of `start..end` on a blocking thread; also tells what is left.
fn read_ahead(mut file: File, start: u64, end: u64) -> (ReadAhead, Range<u64>) {
    let stop = end.min(start.saturating_add(CHUNK_BYTES));
    let handle = tokio::task::spawn_blocking(move || {
        let length = stop - start;
        let mut chunk = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        file.seek(SeekFrom::Start(start))?;
        let read = (&mut file).take(length).read_to_end(&mut chunk)?;
        if u64::try_from(read).unwrap_or(u64::MAX) == length {
            Ok((file, Bytes::from(chunk)))
        } else {
            Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was read"))
        }
    });
    (handle, stop..end)
}
