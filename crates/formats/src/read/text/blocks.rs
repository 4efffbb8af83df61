//! Snappy and LZ4, each as frames or as Hadoop's blocks, told apart by the first bytes.
//!
//! Checksums are not compared, as Hadoop's form has none; what is no block is an error.

use std::io;

use ::bytes::Bytes;

use super::codec::Piece;
use crate::infer::codec::hadoop::{BLOCK_BYTES_MAX, stored_bytes_max};
use crate::infer::codec::lz4::{Frame, Stop};
use crate::infer::codec::{End, lz4, snappy};

/// Bytes that tell frames from Hadoop's blocks.
const SNIFFED_BYTES: usize = 10;
/// Length and kind of a Snappy frame.
const FRAME_HEADER_BYTES: usize = 4;

/// Which of the two algorithms the suffix of the key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Snappy,
    Lz4,
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Unknown,
    SnappyFrames,
    /// Between two frames.
    Lz4Frames,
    Lz4Frame(Frame),
    /// Bytes of the block that its chunks have not given yet, and of the block in all.
    Hadoop {
        left: usize,
        block: usize,
    },
}

/// A decoder that is fed chunks and gives pieces.
pub(super) struct BlockDecoder {
    packing: Packing,
    form: Form,
    input: Vec<u8>,
    /// Bytes of the input that are done with.
    at: usize,
    ended: bool,
    /// What came before, which a block may repeat.
    window: Vec<u8>,
}

impl BlockDecoder {
    pub(super) fn new(packing: Packing) -> Self {
        Self { packing, form: Form::Unknown, input: Vec::new(), at: 0, ended: false, window: Vec::new() }
    }

    /// Gives the decoder its next chunk; `None` when there are no more.
    pub(super) fn feed(&mut self, chunk: Option<Bytes>) {
        match chunk {
            Some(chunk) => {
                self.input.drain(..self.at);
                self.at = 0;
                self.input.extend_from_slice(&chunk);
            }
            None => self.ended = true,
        }
    }

    /// The next piece of decompressed data.
    pub(super) fn piece(&mut self) -> io::Result<Piece> {
        loop {
            let rest = &self.input[self.at..];
            if rest.is_empty() && self.ended {
                return match self.form {
                    Form::Lz4Frame(_) | Form::Hadoop { left: 1.., .. } => Err(cut()),
                    _ => Ok(Piece::End),
                };
            }
            let Some(needed) = self.needed(rest)? else { return self.hungry() };
            if rest.len() < needed {
                return self.hungry();
            }
            let piece = self.step(needed)?;
            if !piece.is_empty() {
                return Ok(Piece::Bytes(piece.into()));
            }
        }
    }

    fn hungry(&self) -> io::Result<Piece> {
        if self.ended { Err(cut()) } else { Ok(Piece::Hungry) }
    }

    /// Bytes that the next step takes; nothing when not even that can be told.
    fn needed(&self, rest: &[u8]) -> io::Result<Option<usize>> {
        Ok(match self.form {
            // A whole file may be shorter.
            Form::Unknown => Some(if self.ended { rest.len().min(SNIFFED_BYTES) } else { SNIFFED_BYTES }),
            Form::SnappyFrames => {
                let header = rest.get(..FRAME_HEADER_BYTES);
                let length =
                    |header: &[u8]| usize::from(header[1]) | usize::from(header[2]) << 8 | usize::from(header[3]) << 16;
                header.map(|header| FRAME_HEADER_BYTES + length(header))
            }
            Form::Lz4Frames => Some(if self.ended { rest.len() } else { Frame::HEADER_BYTES_MAX }),
            Form::Lz4Frame(frame) => match rest.len() {
                0..4 => None,
                _ => {
                    let bytes = frame.block_bytes(rest).map_err(damaged)?;
                    if bytes > frame.block_bytes_max() {
                        return Err(damaged("a block is longer than its frame allows"));
                    }
                    Some(bytes)
                }
            },
            Form::Hadoop { left: 0, .. } => Some(4),
            Form::Hadoop { block, .. } => match number(rest) {
                Some(chunk) if chunk == 0 || chunk > stored_bytes_max(block) => {
                    return Err(damaged(format!("a chunk claims {chunk} bytes")));
                }
                chunk => chunk.map(|chunk| 4 + chunk),
            },
        })
    }

    /// Takes so many bytes, which are there.
    fn step(&mut self, needed: usize) -> io::Result<Vec<u8>> {
        let mut rest = &self.input[self.at..];
        let mut out = Vec::new();
        match self.form {
            Form::Unknown => {
                self.form = self.sniff(rest);
                return Ok(out);
            }
            Form::SnappyFrames => {
                let mut frame = &rest[..needed];
                snappy::frame(&mut frame, &mut out, usize::MAX).map_err(damaged)?;
                rest = &rest[needed..];
            }
            Form::Lz4Frames => {
                if let Some(frame) = Frame::header(&mut rest).map_err(damaged)? {
                    self.form = Form::Lz4Frame(frame);
                    self.window.clear();
                }
            }
            Form::Lz4Frame(frame) => {
                let before = self.window.len();
                out = std::mem::take(&mut self.window);
                if !frame.block(&mut rest, &mut out, usize::MAX).map_err(damaged)? {
                    self.form = Form::Lz4Frames;
                }
                self.window = out[out.len().saturating_sub(Frame::WINDOW_BYTES)..].to_vec();
                out.drain(..before);
            }
            Form::Hadoop { left: 0, .. } => {
                let block = number(rest).unwrap_or(usize::MAX);
                if block > BLOCK_BYTES_MAX {
                    return Err(damaged(format!("a block claims {block} bytes")));
                }
                self.form = Form::Hadoop { left: block, block };
                rest = &rest[4..];
            }
            Form::Hadoop { left, block } => {
                let mut chunk = &rest[4..needed];
                let stop = match self.packing {
                    Packing::Snappy => snappy::block(&mut chunk, &mut out, left),
                    Packing::Lz4 => lz4::block(&mut chunk, &mut out, 0, left),
                };
                if stop.map_err(damaged)? != Stop::End || out.is_empty() {
                    return Err(damaged("a chunk does not hold what its block says"));
                }
                self.form = Form::Hadoop { left: left - out.len(), block };
                rest = &rest[needed..];
            }
        }
        self.at = self.input.len() - rest.len();
        Ok(out)
    }

    fn sniff(&self, head: &[u8]) -> Form {
        match self.packing {
            Packing::Snappy if head.starts_with(snappy::MAGIC) => Form::SnappyFrames,
            Packing::Lz4 if head.starts_with(&lz4::MAGIC) => Form::Lz4Frames,
            _ => Form::Hadoop { left: 0, block: 0 },
        }
    }
}

fn number(bytes: &[u8]) -> Option<usize> {
    bytes.first_chunk().map(|bytes| u32::from_be_bytes(*bytes) as usize)
}

fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "Unexpected end of input stream")
}

fn damaged(why: impl Into<Why>) -> io::Error {
    match why.into() {
        Why::Said(why) => io::Error::new(io::ErrorKind::InvalidData, why),
        Why::Stopped(End::Failed(error)) => error,
        Why::Stopped(End::Reached | End::Limit) => {
            io::Error::new(io::ErrorKind::InvalidData, "it is longer than it says")
        }
    }
}

enum Why {
    Said(String),
    Stopped(End),
}

impl From<String> for Why {
    fn from(why: String) -> Self {
        Self::Said(why)
    }
}

impl From<&str> for Why {
    fn from(why: &str) -> Self {
        Self::Said(why.to_owned())
    }
}

impl From<End> for Why {
    fn from(end: End) -> Self {
        Self::Stopped(end)
    }
}
