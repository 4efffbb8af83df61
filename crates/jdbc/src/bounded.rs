//! A stream that ends when its peer has said too much.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Everything one server may say on one connection. A driver keeps a message whole, so this bounds its memory, too.
pub(crate) const BYTES_MAX: usize = 64 << 20;

/// Passes everything on, until more than so many bytes were read.
#[derive(Debug)]
pub(crate) struct Bounded<S> {
    stream: S,
    bytes_left: usize,
}

impl<S> Bounded<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, bytes_left: BYTES_MAX }
    }
}

pub(crate) fn too_much() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("it said more than {} MiB", BYTES_MAX >> 20))
}

impl<S: AsyncRead + Unpin> AsyncRead for Bounded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let read = buffer.filled().len() - before;
        self.bytes_left = match self.bytes_left.checked_sub(read) {
            Some(left) => left,
            None => return Poll::Ready(Err(too_much())),
        };
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Bounded<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
