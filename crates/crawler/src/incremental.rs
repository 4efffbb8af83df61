//! Which part of a lake a crawl looks at.

mod new_folders;

use std::collections::BTreeSet;

pub(crate) use self::new_folders::NewFolders;
use crate::Result;
use crate::crawl::Crawl;
use crate::listing::{TargetListing, list, list_touched};
use crate::memory::{Remembered, folder_and_name, folder_runs};
use crate::targets::S3Target;

/// A bucket and the prefix of a folder in it, which ends with `/` unless it is the bucket.
pub(crate) type FolderId = (String, String);

/// What a crawl looks at.
#[derive(Debug, Clone, Default)]
pub(crate) enum Part {
    /// All there is.
    #[default]
    Everything,
    /// Folders that are none of these. What is in the catalog stays as it is, and is added to.
    NewFolders(BTreeSet<FolderId>),
    /// These folders; all others are as they are remembered.
    Touched(BTreeSet<FolderId>),
}

impl Crawl<'_> {
    pub(crate) async fn forget_lost_buckets(&self) -> Result<()> {
        let Some(memory) = &self.memory else { return Ok(()) };
        let present = self.lake.buckets().await?.into_iter().map(|bucket| bucket.name).collect();
        memory.forget_other_buckets(present).await
    }

    /// The objects that count, and what is remembered of them.
    pub(crate) async fn list(&self, target: &S3Target) -> Result<(TargetListing, Remembered)> {
        if let (Part::Touched(touched), Some(memory)) = (&self.part, &self.memory) {
            let root = target.path.clone().folder();
            let remembered = memory.recall(&root).await?;
            if !remembered.is_damaged {
                let here =
                    touched.iter().filter(|(bucket, folder)| *bucket == root.bucket && folder.starts_with(&root.key));
                let here = here.map(|(_, folder)| folder.clone()).collect();
                return Ok((list_touched(self.lake, target, &here, &remembered).await?, remembered));
            }
        }
        let (mut listing, early) = match &self.memory {
            // That it is a folder is certain, so both can be looked at together.
            Some(memory) if target.path.key.is_empty() || target.path.key.ends_with('/') => {
                let (listing, remembered) = tokio::try_join!(list(self.lake, target), memory.recall(&target.path))?;
                (listing, Some(remembered))
            }
            _ => (list(self.lake, target).await?, None),
        };
        if let Part::NewFolders(known) = &self.part {
            let bucket = &listing.root.bucket;
            listing
                .objects
                .retain(|object| !known.contains(&(bucket.clone(), folder_and_name(&object.key).0.to_owned())));
        }
        let remembered = match (early, &self.memory) {
            (Some(remembered), _) => remembered,
            (None, Some(memory)) => memory.recall(&listing.root).await?,
            (None, None) => Remembered::default(),
        };
        Ok((listing, remembered))
    }
}

/// The folders that hold objects of the listing.
pub(crate) fn folders(listing: &TargetListing) -> impl Iterator<Item = FolderId> {
    let runs = folder_runs(&listing.objects, |object| object.key.as_str());
    let folders: BTreeSet<&str> = runs.into_iter().map(|(folder, _)| folder).collect();
    folders.into_iter().map(|folder| (listing.root.bucket.clone(), folder.to_owned()))
}
