//! Messages as bytes, for a command that runs in another process.
//!
//! Every message is a line of JSON. The line `{"arrow":n}` is followed by `n` bytes, which are a whole Arrow
//! IPC stream: of no batch for the schema, of one for each batch. A command that answers no rows is plain
//! ndjson.

use bytes::{Buf, Bytes, BytesMut};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::Schema;
use datafusion::arrow::ipc::reader::StreamReader;
use datafusion::arrow::ipc::writer::StreamWriter;
use futures::{Stream, StreamExt};
use serde::{Deserialize, Serialize};

use crate::command::{Failure, Message, Outcome, Progress};
use crate::{Error, Result};

/// The content type of a stream of messages.
pub const CONTENT_TYPE: &str = "application/x-boathouse-messages";

/// A line that is longer is not ours; and nobody makes us keep more than this.
const LINE_BYTES_MAX: usize = 64 << 20;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Progress(Progress),
    Arrow(usize),
    Done(Box<Outcome>),
    Failed(Failure),
}

/// The bytes of one message; a message that cannot be written becomes a failure.
pub fn encode(message: Message) -> Bytes {
    try_encode(message).unwrap_or_else(|error| line(&Line::Failed(Failure::from(&error))).unwrap_or_default())
}

fn try_encode(message: Message) -> Result<Bytes> {
    match message {
        Message::Progress(progress) => line(&Line::Progress(progress)),
        Message::Done(outcome) => line(&Line::Done(outcome)),
        Message::Failed(failure) => line(&Line::Failed(failure)),
        Message::Schema(schema) => rows(&schema, None),
        Message::Batch(batch) => rows(&batch.schema(), Some(&batch)),
    }
}

fn rows(schema: &Schema, batch: Option<&RecordBatch>) -> Result<Bytes> {
    let mut writer = StreamWriter::try_new(Vec::new(), schema).map_err(broken)?;
    batch.map_or(Ok(()), |batch| writer.write(batch)).map_err(broken)?;
    let stream = writer.into_inner().map_err(broken)?;
    let mut out = line(&Line::Arrow(stream.len()))?.to_vec();
    out.extend_from_slice(&stream);
    Ok(out.into())
}

fn line(line: &Line) -> Result<Bytes> {
    let mut out = serde_json::to_vec(line).map_err(broken)?;
    out.push(b'\n');
    Ok(out.into())
}

fn broken(error: impl ToString) -> Error {
    Error::Protocol(error.to_string())
}

/// Turns bytes back into messages. A stream that ends early ends with a `Failed`.
pub fn decode(body: impl Stream<Item = Result<Bytes>> + Send + 'static) -> impl Stream<Item = Message> + Send {
    let state = Decoder { body: Box::pin(body), buffered: BytesMut::new(), ended: false };
    futures::stream::unfold(state, |mut decoder| async move {
        if decoder.ended {
            return None;
        }
        let message = decoder.next().await.unwrap_or_else(|error| Message::Failed(Failure::from(&error)));
        decoder.ended = matches!(message, Message::Done(_) | Message::Failed(_));
        Some((message, decoder))
    })
}

struct Decoder<S> {
    body: std::pin::Pin<Box<S>>,
    buffered: BytesMut,
    ended: bool,
}

impl<S: Stream<Item = Result<Bytes>>> Decoder<S> {
    async fn next(&mut self) -> Result<Message> {
        let line = self.take_line().await?;
        let line: Line = serde_json::from_slice(&line).map_err(broken)?;
        Ok(match line {
            Line::Progress(progress) => Message::Progress(progress),
            Line::Done(outcome) => Message::Done(outcome),
            Line::Failed(failure) => Message::Failed(failure),
            Line::Arrow(length) => {
                while self.buffered.len() < length {
                    self.fill().await?;
                }
                let rows = self.buffered.split_to(length);
                let mut reader = StreamReader::try_new(rows.reader(), None).map_err(broken)?;
                match reader.next() {
                    Some(batch) => Message::Batch(batch.map_err(broken)?),
                    None => Message::Schema(reader.schema()),
                }
            }
        })
    }

    async fn take_line(&mut self) -> Result<BytesMut> {
        let mut searched = 0;
        loop {
            if let Some(end) = self.buffered[searched..].iter().position(|&byte| byte == b'\n') {
                return Ok(self.buffered.split_to(searched + end + 1));
            }
            searched = self.buffered.len();
            if searched > LINE_BYTES_MAX {
                return Err(broken("a line without an end"));
            }
            self.fill().await?;
        }
    }

    async fn fill(&mut self) -> Result<()> {
        match self.body.next().await {
            Some(bytes) => self.buffered.extend_from_slice(&bytes?),
            None => return Err(broken("the answer ended before it was whole")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};

    use super::*;
    use crate::command::Unit;

    fn batch(rows: i64) -> RecordBatch {
        let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows));
        let texts: ArrayRef =
            Arc::new(StringArray::from_iter((0..rows).map(|n| (n % 3 > 0).then(|| format!("é\n{n}")))));
        RecordBatch::try_from_iter([("n", numbers), ("t", texts)]).expect("batch")
    }

    async fn round_trip(messages: &[Message], chunk: usize) -> Vec<Message> {
        let bytes: Vec<u8> = messages.iter().cloned().flat_map(encode).collect();
        let chunks: Vec<_> = bytes.chunks(chunk).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        decode(futures::stream::iter(chunks)).collect().await
    }

    #[tokio::test]
    async fn messages_survive_any_chunking() {
        let progress = Progress { stage: "reading".into(), done: 1, total: Some(2), unit: Unit::Bytes };
        let messages = [
            Message::Progress(progress),
            Message::Schema(batch(0).schema()),
            Message::Batch(batch(5)),
            Message::Batch(batch(0)),
            Message::Batch(batch(1000)),
            Message::Done(Box::new(Outcome::Reset)),
        ];
        for chunk in [1, 7, 64, 100_000] {
            let back = round_trip(&messages, chunk).await;
            assert_eq!(format!("{back:?}"), format!("{messages:?}"), "chunks of {chunk}");
        }
    }

    #[tokio::test]
    async fn a_cut_answer_is_a_failure() {
        for messages in [vec![], vec![Message::Schema(batch(0).schema()), Message::Batch(batch(9))]] {
            let back = round_trip(&messages, 10).await;
            let Some(Message::Failed(failure)) = back.last() else { panic!("{back:?}") };
            assert!(failure.message.contains("ended before it was whole"), "{failure:?}");
        }
        let garbage = decode(futures::stream::iter([Ok(Bytes::from_static(b"<html>\n"))]));
        assert!(matches!(garbage.collect::<Vec<_>>().await.as_slice(), [Message::Failed(_)]));
    }
}
