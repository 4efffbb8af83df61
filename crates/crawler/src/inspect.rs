//! One object's bytes, as few of them as its format allows.

use boathouse_formats::infer::{Compression, PARQUET_MAGIC, decompress_sample, parquet_footer, parquet_footer_of};
use bytes::{Bytes, BytesMut};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use crate::classifier::CsvClassifier;
use crate::classify::{Answer, classify_text, parquet};
use crate::schema::Outcome;

/// Read of every object first; most small objects are whole in it.
const FIRST_READ_BYTES: u64 = 256 * 1024;
/// Decompressed text looked at.
const SAMPLE_BYTES: usize = 1 << 20;
/// JSON records longer than the sample get more of it, in steps of the sample, up to this.
const JSON_SAMPLE_BYTES_MAX: usize = 10 << 20;

/// Reads and classifies an object. Failures of the store and damage are an [`Outcome`], because one
/// bad object never fails a crawl.
pub(crate) async fn inspect(store: &dyn ObjectStore, path: &Path, size: u64, classifiers: &[CsvClassifier]) -> Outcome {
    match try_inspect(store, path, size, classifiers).await {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Unreadable(format!("it cannot be read: {error}")),
    }
}

async fn try_inspect(
    store: &dyn ObjectStore,
    path: &Path,
    size: u64,
    classifiers: &[CsvClassifier],
) -> Result<Outcome, object_store::Error> {
    let mut head = Head { store, path, size, bytes: Bytes::new() };
    head.extend(FIRST_READ_BYTES).await?;
    if head.bytes.starts_with(PARQUET_MAGIC) {
        let footer =
            if head.is_all() { parquet_footer_of(&head.bytes) } else { parquet_footer(store, path, size).await };
        match footer {
            Ok(footer) => return Ok(Outcome::Known(parquet(footer))),
            // A text may begin with these four letters; a Parquet file is no text.
            Err(error) if head.bytes.contains(&0) || head.bytes.len() < 12 => {
                return Ok(Outcome::Unreadable(error.to_string()));
            }
            Err(_) => {}
        }
    }
    let compression = Compression::sniff(&head.bytes);
    let mut limit = SAMPLE_BYTES;
    loop {
        head.extend(limit as u64).await?;
        let sample = match decompress_sample(compression, &head.bytes, head.is_all(), limit) {
            Ok(sample) => sample,
            Err(mismatch) => return Ok(Outcome::Unreadable(mismatch.to_string())),
        };
        match classify_text(&sample, size, compression, classifiers) {
            Answer::Is(outcome) => return Ok(outcome),
            Answer::NeedsMore if limit < JSON_SAMPLE_BYTES_MAX => limit += SAMPLE_BYTES,
            Answer::NeedsMore => {
                return Ok(Outcome::Unknown(vec![format!(
                    "not json: no record ends within the first {JSON_SAMPLE_BYTES_MAX} bytes"
                )]));
            }
        }
    }
}

/// The beginning of an object, grown by further ranged reads.
struct Head<'a> {
    store: &'a dyn ObjectStore,
    path: &'a Path,
    size: u64,
    bytes: Bytes,
}

impl Head<'_> {
    fn is_all(&self) -> bool {
        self.bytes.len() as u64 >= self.size
    }

    async fn extend(&mut self, to: u64) -> Result<(), object_store::Error> {
        let (have, want) = (self.bytes.len() as u64, to.min(self.size));
        if want > have {
            let more = self.store.get_range(self.path, have..want).await?;
            if self.bytes.is_empty() {
                self.bytes = more;
            } else {
                let mut joined = BytesMut::with_capacity(self.bytes.len() + more.len());
                joined.extend_from_slice(&self.bytes);
                joined.extend_from_slice(&more);
                self.bytes = joined.freeze();
            }
        }
        Ok(())
    }
}
