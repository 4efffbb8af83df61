//! Bodies framed as `aws-chunked`: chunks with a size line each, then trailers. Signatures of chunks
//! are passed over here; where key pairs are configured `s3s` unframes and verifies them instead.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use std::sync::Arc;

use bytes::{Buf, Bytes};
use futures::{Stream, StreamExt, stream};
use parking_lot::Mutex;

use crate::payload::{Fault, FaultSlot};

/// Longest size line or trailer.
const LINE_BYTES_MAX: usize = 8 * 1024;
/// Most trailers of a body.
const TRAILERS_MAX: usize = 32;

/// Trailers, there once the body has been read to its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trailers(Arc<Mutex<Vec<(String, String)>>>);

impl Trailers {
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let trailers = self.0.lock();
        trailers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }
}

/// The bytes inside the frames. `decoded` is their number as announced.
pub(crate) fn unframe<S, E>(
    body: S,
    decoded: Option<u64>,
    trailers: Trailers,
    fault: FaultSlot,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: Into<Box<dyn std::error::Error + Send + Sync>> + Send,
{
    let frames = Frames { state: State::Size, line: Vec::new(), seen: 0, trailers };
    stream::unfold((body, Bytes::new(), frames, false), move |(mut body, mut input, mut frames, ended)| {
        let fault = fault.clone();
        async move {
            if ended {
                return None;
            }
            loop {
                match frames.next(&mut input) {
                    Ok(Some(data)) => return Some((Ok(data), (body, input, frames, false))),
                    Ok(None) => {}
                    Err(what) => return Some((Err(fault.set(what)), (body, input, frames, true))),
                }
                match body.next().await {
                    Some(Ok(more)) => input = more,
                    Some(Err(error)) => return Some((Err(std::io::Error::other(error)), (body, input, frames, true))),
                    None => {
                        let complete = frames.state == State::Done && decoded.is_none_or(|size| size == frames.seen);
                        let error = (!complete).then(|| fault.set(Fault::Incomplete));
                        return error.map(|error| (Err(error), (body, input, frames, true)));
                    }
                }
            }
        }
    })
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Size,
    Data(u64),
    DataEnd,
    Trailer,
    Done,
}

struct Frames {
    state: State,
    line: Vec<u8>,
    seen: u64,
    trailers: Trailers,
}

impl Frames {
    /// The next data in `input`; `None` when more input is needed.
    fn next(&mut self, input: &mut Bytes) -> Result<Option<Bytes>, Fault> {
        loop {
            match self.state {
                State::Data(0) => self.state = State::DataEnd,
                State::Data(left) => {
                    if input.is_empty() {
                        return Ok(None);
                    }
                    let here = left.min(input.len() as u64);
                    self.state = State::Data(left - here);
                    self.seen += here;
                    return Ok(Some(input.split_to(usize::try_from(here).unwrap_or(0))));
                }
                State::Done if input.is_empty() => return Ok(None),
                State::Done => return Err(Fault::Malformed),
                State::Size | State::DataEnd | State::Trailer => {
                    let Some(line) = self.take_line(input)? else { return Ok(None) };
                    self.state = self.after_line(&line)?;
                }
            }
        }
    }

    fn after_line(&self, line: &str) -> Result<State, Fault> {
        match self.state {
            State::DataEnd if line.is_empty() => Ok(State::Size),
            State::Size => {
                let size = line.split(';').next().unwrap_or_default().trim();
                match u64::from_str_radix(size, 16).map_err(|_| Fault::Malformed)? {
                    0 => Ok(State::Trailer),
                    size => Ok(State::Data(size)),
                }
            }
            State::Trailer if line.is_empty() => Ok(State::Done),
            State::Trailer => {
                let (name, value) = line.split_once(':').ok_or(Fault::Malformed)?;
                let mut trailers = self.trailers.0.lock();
                if trailers.len() >= TRAILERS_MAX {
                    return Err(Fault::Malformed);
                }
                trailers.push((name.trim().to_owned(), value.trim().to_owned()));
                Ok(State::Trailer)
            }
            _ => Err(Fault::Malformed),
        }
    }

    /// A whole line without its end, once it has come.
    fn take_line(&mut self, input: &mut Bytes) -> Result<Option<String>, Fault> {
        let end = input.iter().position(|byte| *byte == b'\n');
        let here = end.map_or(input.len(), |end| end + 1);
        if self.line.len() + here > LINE_BYTES_MAX {
            return Err(Fault::Malformed);
        }
        self.line.extend_from_slice(&input[..here]);
        input.advance(here);
        if end.is_none() {
            return Ok(None);
        }
        let line = String::from_utf8(std::mem::take(&mut self.line)).map_err(|_| Fault::Malformed)?;
        Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;

    use super::*;

    async fn unframed(text: &str, pieces: usize, decoded: Option<u64>) -> Result<(String, Trailers), Fault> {
        let (trailers, fault) = (Trailers::default(), FaultSlot::default());
        let input: Vec<_> = text
            .as_bytes()
            .chunks(pieces)
            .map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece)))
            .collect();
        let body = unframe(stream::iter(input), decoded, trailers.clone(), fault.clone());
        match body.try_collect::<Vec<Bytes>>().await {
            Ok(data) => Ok((String::from_utf8(data.concat()).unwrap(), trailers)),
            Err(_) => Err(fault.take().unwrap()),
        }
    }

    #[tokio::test]
    async fn frames_come_off() {
        let body = "5;chunk-signature=ab\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n";
        for pieces in [1, 2, 7, 1000] {
            let (data, trailers) = unframed(body, pieces, Some(11)).await.unwrap();
            assert_eq!(data, "hello world");
            assert_eq!(trailers.get("X-Amz-Checksum-CRC32").as_deref(), Some("AAAA"));
        }
        assert_eq!(unframed("0\r\n\r\n", 3, Some(0)).await.unwrap().0, "");
    }

    #[tokio::test]
    async fn broken_frames() {
        let cases = [
            ("5\r\nhel", None, Fault::Incomplete),
            ("5\r\nhello\r\n", None, Fault::Incomplete),
            ("5\r\nhello\r\n0\r\n\r\n", Some(6), Fault::Incomplete),
            ("5\r\nhelloX\r\n0\r\n\r\n", None, Fault::Malformed),
            ("zz\r\nhello\r\n0\r\n\r\n", None, Fault::Malformed),
            ("0\r\nno colon\r\n\r\n", None, Fault::Malformed),
            ("0\r\n\r\nmore", None, Fault::Malformed),
            ("", None, Fault::Incomplete),
        ];
        for (body, decoded, expected) in cases {
            assert_eq!(unframed(body, 4, decoded).await.err(), Some(expected), "{body:?}");
        }
        assert_eq!(unframed(&"1".repeat(10_000), 100, None).await.err(), Some(Fault::Malformed));
    }
}
