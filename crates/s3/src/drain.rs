//! What is left of a request's body when the answer is known before it was read. A connection can only
//! be used again when the body is out of the way, and a client that is still sending may never look at
//! an answer given too early.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt;
use parking_lot::Mutex;
use s3s::Body;

/// Most that is read for nothing; whoever sends more loses the connection.
const DRAIN_BYTES_MAX: usize = 32 * 1024 * 1024;
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);

struct Shared {
    body: Body,
    is_begun: bool,
    is_ended: bool,
}

/// A body that two may read: the operation, and then whoever clears up after it.
#[derive(Clone)]
pub(crate) struct Remainder(Arc<Mutex<Shared>>);

impl Remainder {
    pub(crate) fn new(body: Body) -> Self {
        let is_ended = body.is_end_stream();
        Self(Arc::new(Mutex::new(Shared { body, is_begun: false, is_ended })))
    }

    /// Reads what is left. `false` when the connection is better closed. A client that waits to be told
    /// to go on is not told so for nothing.
    pub(crate) async fn drain(mut self, expects_continue: bool) -> bool {
        {
            let shared = self.0.lock();
            if shared.is_ended {
                return true;
            }
            if expects_continue && !shared.is_begun {
                return false;
            }
        }
        let read = async {
            let mut seen = 0;
            while let Some(frame) = self.frame().await {
                let Ok(frame) = frame else { return false };
                seen += frame.data_ref().map_or(0, Bytes::len);
                if seen > DRAIN_BYTES_MAX {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(DRAIN_TIME_MAX, read).await.unwrap_or(false)
    }
}

impl http_body::Body for Remainder {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let mut shared = self.0.lock();
        shared.is_begun = true;
        let polled = Pin::new(&mut shared.body).poll_frame(context);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            shared.is_ended = true;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().body.size_hint()
    }
}
