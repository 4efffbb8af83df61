//! Bodies: read whole up to a limit, or streamed with a limit on silence.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use crate::config::{BODY_BYTES_MAX, BODY_IDLE_TIMEOUT};

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("the body is larger than {BODY_BYTES_MAX} bytes")]
    TooLarge,
    #[error("the body did not go on for {} seconds", BODY_IDLE_TIMEOUT.as_secs())]
    TooSlow,
    #[error("the body ended early: {0}")]
    Broken(#[from] hyper::Error),
}

/// A body whose sender may not fall silent.
pub(crate) struct Timed {
    body: Incoming,
    deadline: Pin<Box<Sleep>>,
}

impl Timed {
    pub(crate) fn new(body: Incoming) -> Self {
        Self { body, deadline: Box::pin(sleep(BODY_IDLE_TIMEOUT)) }
    }

    /// Reads it to its end.
    pub(crate) async fn whole(mut self) -> Result<Bytes, BodyError> {
        if self.body.size_hint().lower() > BODY_BYTES_MAX as u64 {
            return Err(BodyError::TooLarge);
        }
        let mut whole = BytesMut::new();
        while let Some(frame) = self.frame().await {
            if let Ok(data) = frame?.into_data() {
                if whole.len() + data.len() > BODY_BYTES_MAX {
                    return Err(BodyError::TooLarge);
                }
                whole.extend_from_slice(&data);
            }
        }
        Ok(whole.freeze())
    }
}

impl Body for Timed {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            self.deadline.as_mut().reset(Instant::now() + BODY_IDLE_TIMEOUT);
            return Poll::Ready(frame.map(|frame| frame.map_err(BodyError::from)));
        }
        self.deadline.as_mut().poll(cx).map(|()| Some(Err(BodyError::TooSlow)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
