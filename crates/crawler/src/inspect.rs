//! One object's bytes, as few of them as its format allows.

use boathouse_formats::infer::{
    Compression, ORC_MAGIC, PARQUET_MAGIC, ZIP_TAIL_BYTES, ZipEntry, decompress_sample, orc_footer, orc_footer_of,
    parquet_footer, parquet_footer_of,
};
use bytes::{Bytes, BytesMut};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use crate::classify::{Answer, classify_text, orc, parquet};
use crate::rules::Rules;
use crate::schema::{FileSchema, Outcome};

/// Read of every object first; most small objects are whole in it.
const FIRST_READ_BYTES: u64 = 256 * 1024;
/// As much as the readers of footers take from the end at once.
const SHORT_FILE_BYTES: u64 = 64 * 1024;
/// Decompressed text looked at.
const SAMPLE_BYTES: usize = 1 << 20;
/// Records longer than the sample, of JSON and the like, get more of it, in steps of the sample, up to this.
const LONG_SAMPLE_BYTES_MAX: usize = 10 << 20;
/// No file of a format with a footer is shorter.
const FOOTER_FILE_BYTES_MIN: usize = 12;

/// Reads and classifies an object. Failures of the store and damage are an [`Outcome`], because one
/// bad object never fails a crawl.
pub(crate) async fn inspect(store: &dyn ObjectStore, path: &Path, size: u64, rules: &Rules) -> Outcome<FileSchema> {
    match try_inspect(store, path, size, rules).await {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Unreadable(format!("it cannot be read: {error}")),
    }
}

async fn try_inspect(
    store: &dyn ObjectStore,
    path: &Path,
    size: u64,
    rules: &Rules,
) -> Result<Outcome<FileSchema>, object_store::Error> {
    if let Some(outcome) = by_end(store, path, size).await {
        return Ok(outcome);
    }
    let mut head = Head { store, path, size, bytes: Bytes::new() };
    head.extend(FIRST_READ_BYTES).await?;
    if let Some(outcome) = head.by_footer().await {
        return Ok(outcome);
    }
    let compression = Compression::sniff(&head.bytes);
    let zip = match compression {
        Compression::Zip => match ZipEntry::only(&head.tail(ZIP_TAIL_BYTES).await?, size) {
            Ok(entry) => Some(entry),
            Err(mismatch) => return Ok(Outcome::Unknown(vec![mismatch.to_string()])),
        },
        _ => None,
    };
    let mut limit = SAMPLE_BYTES;
    loop {
        head.extend(limit as u64).await?;
        let sample = match &zip {
            Some(entry) => entry.sample(&head.bytes, head.is_all(), limit),
            None => decompress_sample(compression, &head.bytes, head.is_all(), limit),
        };
        let sample = match sample {
            Ok(sample) => sample,
            Err(mismatch) => return Ok(Outcome::Unreadable(mismatch.to_string())),
        };
        match classify_text(&sample, size, compression, rules, limit < LONG_SAMPLE_BYTES_MAX) {
            Answer::Is(outcome) => return Ok(outcome),
            Answer::NeedsMore => limit += SAMPLE_BYTES,
        }
    }
}

/// What the footer says of a file whose name tells that it has one: its beginning needs not be read. What is named
/// so and is not so is found out like any other.
async fn by_end(store: &dyn ObjectStore, path: &Path, size: u64) -> Option<Outcome<FileSchema>> {
    let name = path.filename().unwrap_or_default().to_ascii_lowercase();
    // Shorter files are read whole at once, whatever they are.
    if size <= SHORT_FILE_BYTES {
        return None;
    }
    let found = if name.ends_with(".parquet") || name.ends_with(".parq") {
        parquet_footer(store, path, size).await.ok().map(parquet)
    } else if name.ends_with(".orc") {
        orc_footer(store, path, size).await.ok().map(orc)
    } else {
        None
    };
    found.map(Outcome::Known)
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

    /// What the footer says of formats that have one.
    async fn by_footer(&self) -> Option<Outcome<FileSchema>> {
        let (store, path, size) = (self.store, self.path, self.size);
        let found = if self.bytes.starts_with(PARQUET_MAGIC) {
            if self.is_all() { parquet_footer_of(&self.bytes) } else { parquet_footer(store, path, size).await }
                .map(parquet)
        } else if self.bytes.starts_with(ORC_MAGIC) {
            if self.is_all() { orc_footer_of(&self.bytes) } else { orc_footer(store, path, size).await }.map(orc)
        } else {
            return None;
        };
        match found {
            Ok(schema) => Some(Outcome::Known(schema)),
            // A text may begin with these letters; a file of these formats is no text.
            Err(error) if self.bytes.contains(&0) || self.bytes.len() < FOOTER_FILE_BYTES_MIN => {
                Some(Outcome::Unreadable(error.to_string()))
            }
            Err(_) => None,
        }
    }

    /// The last bytes of the object.
    async fn tail(&self, bytes: u64) -> Result<Bytes, object_store::Error> {
        let from = self.size.saturating_sub(bytes);
        match usize::try_from(from) {
            Ok(from) if self.is_all() => Ok(self.bytes.slice(from.min(self.bytes.len())..)),
            _ => self.store.get_range(self.path, from..self.size).await,
        }
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
