//! Footers: checked before the decoder walks them, and kept.

use std::any::Any;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::common::HashMap;
use datafusion::execution::cache::Cache;
use datafusion::execution::cache::cache_manager::{CachedFileMetadataEntry, FileMetadata};
use object_store::ObjectMeta;
use orc_rust::reader::metadata::{FileMetadata as OrcMetadata, read_metadata_async};

use super::super::cache::BucketMetadataCache;
use super::super::footer_meter::ScannedFooters;
use super::super::panics::caught_async;
use super::super::text::Object;
use super::reader::OrcReader;
use super::{cannot_open, decoder_error};
use crate::infer::checked_orc_tail;
use crate::{Error, Result};

/// Columns of the files of transactional tables; their rows are changes to others.
const TRANSACTION_COLUMNS: [&str; 6] =
    ["operation", "originalTransaction", "bucket", "rowId", "currentTransaction", "row"];

/// Footers by object.
#[derive(Debug, Clone)]
pub(crate) struct OrcFooters {
    cache: Arc<BucketMetadataCache>,
    scanned: ScannedFooters,
}

/// A footer and how much of the file it is.
struct Kept {
    footer: Arc<OrcMetadata>,
    bytes: u64,
}

impl FileMetadata for Kept {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn memory_size(&self) -> usize {
        // Decompressed and in its own structures it is some times what it is in the file.
        usize::try_from(self.bytes).unwrap_or(usize::MAX).saturating_mul(8)
    }

    fn extra_info(&self) -> HashMap<String, String> {
        HashMap::new()
    }
}

impl OrcFooters {
    pub(crate) fn new(cache: BucketMetadataCache, scanned: ScannedFooters) -> Self {
        Self { cache: Arc::new(cache), scanned }
    }

    /// The footer of an object as it was listed.
    pub(super) async fn get(&self, object: &Object, listed: &ObjectMeta) -> Result<Arc<OrcMetadata>> {
        if let Some(entry) = self.cache.current(listed)
            && let Some(kept) = entry.file_metadata.as_any().downcast_ref::<Kept>()
        {
            self.scanned.count(listed, kept.bytes);
            return Ok(Arc::clone(&kept.footer));
        }
        let (footer, bytes) = read(object).await?;
        self.scanned.count(listed, bytes);
        let footer = Arc::new(footer);
        let kept = Arc::new(Kept { footer: Arc::clone(&footer), bytes });
        self.cache.put(&listed.location, CachedFileMetadataEntry::new(listed.clone(), kept));
        Ok(footer)
    }
}

async fn read(object: &Object) -> Result<(OrcMetadata, u64)> {
    let (uri, size) = (&object.uri, object.size);
    let (tail, bytes): (Bytes, u64) =
        checked_orc_tail(&object.store, &object.path, size).await.map_err(|error| match error {
            Error::Orc { reason } => cannot_open(&reason, uri, size),
            Error::Store { source, .. } => object.store_error(source),
            other => other,
        })?;
    let mut reader = OrcReader::new(object.clone(), tail);
    let read = async { read_metadata_async(&mut reader).await.map_err(|error| decoder_error(error, uri)) };
    let footer = caught_async("ORC", uri, read).await?;
    check(&footer, object)?;
    Ok((footer, bytes))
}

fn check(footer: &OrcMetadata, object: &Object) -> Result<()> {
    let (uri, size) = (&object.uri, object.size);
    for stripe in footer.stripe_metadatas() {
        let lengths = [stripe.index_length(), stripe.data_length(), stripe.footer_length()];
        let end = lengths.into_iter().try_fold(stripe.offset(), u64::checked_add);
        if end.is_none_or(|end| end > size) {
            return Err(cannot_open(&"a stripe is not inside the file", uri, size));
        }
    }
    let names = footer.root_data_type().children().iter().map(|column| column.name());
    if names.eq(TRANSACTION_COLUMNS) {
        return Err(Error::CannotOpenSplit {
            message: format!(
                "Error opening Hive split {uri} (offset=0, length={size}): it is a delta of a transactional table, \
                 which is not supported"
            ),
            place: uri.to_string(),
        });
    }
    Ok(())
}
