//! Row counts out of footers.

use std::sync::Arc;

use datafusion::datasource::physical_plan::parquet::metadata::DFParquetMetadata;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::{ObjectMeta, ObjectStore};
use parquet::file::metadata::PageIndexPolicy;

use super::FOOTER_BYTES;
use super::cache::BucketMetadataCache;
use super::reader::unreadable;
use crate::Result;

/// Footers read at the same time.
const FOOTERS_MAX: usize = 32;

/// Rows of each of the objects, in order; stops after the objects whose rows reach `limit`.
pub(crate) async fn row_counts(
    store: &Arc<dyn ObjectStore>,
    cache: &Arc<BucketMetadataCache>,
    bucket: &str,
    objects: &[ObjectMeta],
    limit: Option<usize>,
) -> Result<Vec<usize>> {
    let footers = stream::iter(objects.iter().cloned())
        .map(|meta| rows_of(Arc::clone(store), Arc::clone(cache), bucket.to_owned(), meta))
        .buffered(FOOTERS_MAX);
    let mut footers = std::pin::pin!(footers);
    let mut counts = Vec::with_capacity(objects.len());
    let mut rows = 0_usize;
    while limit.is_none_or(|limit| rows < limit) {
        let Some(count) = footers.try_next().await? else { break };
        rows = rows.saturating_add(count);
        counts.push(count);
    }
    Ok(counts)
}

async fn rows_of(
    store: Arc<dyn ObjectStore>,
    cache: Arc<BucketMetadataCache>,
    bucket: String,
    meta: ObjectMeta,
) -> Result<usize> {
    let footer = DFParquetMetadata::new(&store, &meta)
        .with_metadata_size_hint(Some(FOOTER_BYTES))
        .with_page_index_policy(Some(PageIndexPolicy::Skip))
        .with_file_metadata_cache(Some(cache))
        .fetch_metadata()
        .await
        .map_err(|error| unreadable(&format!("s3://{bucket}/{}", meta.location), &error))?;
    let rows: i64 = footer.row_groups().iter().map(|group| group.num_rows()).sum();
    Ok(usize::try_from(rows).unwrap_or(0))
}
