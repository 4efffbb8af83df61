//! `CloudTrailSerde`: the items of the one array `Records` of each file, an event a row.
//!
//! An event is read as a line of JSON is: what is an object or an array and declared as text is its JSON.

#[cfg(test)]
mod tests;

use arrow::array::ArrayRef;

use super::documents::{DocumentDecoder, DocumentFormat, Taken};
use super::json::{JsonDecoder, Kind, Scanner};
use super::source::SourceColumn;
use super::text::{LineDecoder, RowError};
use super::{CloudTrailOptions, JsonFlavour, JsonOptions};
use crate::Result;

/// The key whose array holds the events.
const RECORDS: &[u8] = b"Records";

impl DocumentFormat for CloudTrailOptions {
    const NAME: &'static str = "cloudtrail";
    type Decoder = CloudTrailDecoder;

    fn decoder(&self, columns: &[SourceColumn], batch_rows: usize) -> Result<CloudTrailDecoder> {
        let events = JsonDecoder::new(&JsonOptions::new(JsonFlavour::OpenX), columns, batch_rows)?;
        Ok(CloudTrailDecoder { events, place: Place::Before })
    }
}

/// Where in a file the next byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Array { first: bool },
    After,
}

/// Turns events into columns.
pub(crate) struct CloudTrailDecoder {
    events: JsonDecoder,
    place: Place,
}

impl CloudTrailDecoder {
    /// Steps into the array; files without one, such as digests, have no rows.
    fn enter(&mut self, bytes: &[u8]) -> Result<usize, String> {
        let mut scanner = Scanner::new(bytes, 0);
        scanner.open_object().map_err(|malformed| malformed.message)?;
        let mut first = true;
        while let Some(key) = scanner.next_key(first).map_err(|malformed| malformed.message)? {
            first = false;
            if key.text(bytes) == RECORDS {
                let mut ahead = scanner.clone();
                if ahead.open_array().is_ok() {
                    self.place = Place::Array { first: true };
                    return Ok(ahead.position());
                }
            }
            scanner.value(1).map_err(|malformed| malformed.message)?;
        }
        self.place = Place::After;
        Ok(scanner.position())
    }
}

impl DocumentDecoder for CloudTrailDecoder {
    fn take(&mut self, bytes: &[u8], ended: bool, rows: usize) -> Result<Taken, RowError> {
        let failed = |message: String| match ended {
            // What ends early may go on with the next bytes.
            false => Ok(Taken::default()),
            true => Err(RowError::Malformed(format!("Row is not a valid JSON Object - JSONException: {message}"))),
        };
        match self.place {
            Place::After => return Ok(Taken { bytes: bytes.len(), rows: 0 }),
            Place::Before if ended && bytes.trim_ascii().is_empty() => {
                return Ok(Taken { bytes: bytes.len(), rows: 0 });
            }
            Place::Before => {
                return match self.enter(bytes) {
                    Ok(bytes) => Ok(Taken { bytes, rows: 0 }),
                    Err(message) => failed(message),
                };
            }
            Place::Array { .. } => {}
        }
        let mut taken = Taken::default();
        let mut scanner = Scanner::new(bytes, 0);
        while taken.rows < rows {
            let Place::Array { first } = self.place else { break };
            let next =
                scanner.next_item(first).and_then(|more| if more { scanner.value(1).map(Some) } else { Ok(None) });
            match next {
                Ok(Some(event)) => {
                    if event.kind == Kind::Object {
                        self.events.push(event.text(bytes))?;
                        taken.rows += 1;
                    }
                    self.place = Place::Array { first: false };
                }
                Ok(None) => self.place = Place::After,
                Err(_) if taken.bytes > 0 => return Ok(taken),
                Err(malformed) => return failed(malformed.message),
            }
            taken.bytes = scanner.position();
        }
        Ok(taken)
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>> {
        self.events.finish()
    }
}
