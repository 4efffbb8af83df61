//! Files that are whole but not visible yet, and those that already are.
//!
//! Files are held back until the last row was written and then committed in one go: a write that
//! fails leaves nothing, and one that is killed leaves (almost always) nothing. Each held file costs
//! a handle, so of very many the oldest are committed early; a failure deletes those again.

use std::collections::VecDeque;
use std::sync::Arc;

use object_store::ObjectStoreExt;

use super::placement::Placement;
use super::report::WrittenFile;
use super::upload::{Place, Upload};
use crate::Result;

const HELD_FILES_MAX: usize = 256;

#[derive(Debug)]
pub(super) struct Ledger {
    place: Place,
    placement: Arc<dyn Placement>,
    held: VecDeque<(Upload, WrittenFile)>,
    held_bytes: usize,
    held_bytes_max: usize,
    committed: Vec<WrittenFile>,
}

impl Ledger {
    /// Holds files back while what is left of them in memory is at most `held_bytes_max`.
    pub fn new(place: Place, placement: Arc<dyn Placement>, held_bytes_max: usize) -> Self {
        Self { place, placement, held: VecDeque::new(), held_bytes: 0, held_bytes_max, committed: Vec::new() }
    }

    /// Bytes the files held back have in memory.
    pub fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    pub async fn add(&mut self, mut upload: Upload, file: WrittenFile) -> Result<()> {
        upload.close().await?;
        self.held_bytes += upload.waiting_bytes();
        self.held.push_back((upload, file));
        while self.held.len() > HELD_FILES_MAX || self.held_bytes > self.held_bytes_max {
            let oldest: Vec<String> = self.held.front().map(|(_, file)| file.key.clone()).into_iter().collect();
            self.placement.announce(&oldest).await?;
            self.commit_oldest().await?;
        }
        Ok(())
    }

    /// Makes every file visible and says which they are.
    pub async fn commit(&mut self) -> Result<Vec<WrittenFile>> {
        let keys: Vec<String> = self.held.iter().map(|(_, file)| file.key.clone()).collect();
        if !keys.is_empty() {
            self.placement.announce(&keys).await?;
        }
        while !self.held.is_empty() {
            self.commit_oldest().await?;
        }
        Ok(std::mem::take(&mut self.committed))
    }

    /// Takes everything back.
    pub async fn abort(&mut self) {
        for (mut upload, _) in std::mem::take(&mut self.held) {
            upload.abort().await;
        }
        delete(&self.place, std::mem::take(&mut self.committed)).await;
    }

    async fn commit_oldest(&mut self) -> Result<()> {
        let Some((mut upload, file)) = self.held.pop_front() else { return Ok(()) };
        self.held_bytes = self.held_bytes.saturating_sub(upload.waiting_bytes());
        // Listed first: a commit whose answer is lost may have made the object visible.
        self.committed.push(file);
        upload.commit().await
    }
}

impl Drop for Ledger {
    /// A write that is dropped half-way takes its visible files back in the background.
    fn drop(&mut self) {
        let committed = std::mem::take(&mut self.committed);
        let (false, Ok(runtime)) = (committed.is_empty(), tokio::runtime::Handle::try_current()) else { return };
        let place = self.place.clone();
        runtime.spawn(async move { delete(&place, committed).await });
    }
}

async fn delete(place: &Place, files: Vec<WrittenFile>) {
    for file in files {
        let Ok(path) = place.path(&file.key) else { continue };
        match place.store.delete(&path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(key = file.key, %error, "a file of a failed write could not be deleted"),
        }
    }
}
