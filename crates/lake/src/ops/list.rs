//! Listing objects.

use crate::bucket::Place;
use crate::local::{Folder, Found, Walk};
use crate::object::{ListRequest, Listing, ObjectInfo};
use crate::{Lake, Result, meta};

/// One page before the rows are looked up.
struct Page {
    found: Vec<Found>,
    common_prefixes: Vec<String>,
    truncated: bool,
    next: Option<String>,
}

impl Lake {
    /// Lists a page of objects by the UTF-8 bytes of their keys.
    ///
    /// # Errors
    /// [`crate::Error::NoSuchBucket`] and failures of the storage.
    pub async fn list(&self, bucket: &str, request: ListRequest) -> Result<Listing> {
        let folder = match self.place(bucket)? {
            Place::Remote(remote) => return remote.list(&request).await,
            Place::Local(folder) => folder,
        };
        let Page { found, common_prefixes, truncated, next } = self.blocking(move || page(&folder, &request)).await?;
        let objects = self.describe_all(bucket, found).await?;
        Ok(Listing { objects, common_prefixes, truncated, next })
    }

    async fn describe_all(&self, bucket: &str, found: Vec<Found>) -> Result<Vec<ObjectInfo>> {
        let (Some(first), Some(last)) = (found.first(), found.last()) else { return Ok(Vec::new()) };
        let mut rows = meta::load_between(self.state(), bucket, first.key.clone(), last.key.clone()).await?;
        let describe = |Found { key, facts }| {
            let entry = rows.remove(&key).and_then(|rows| rows.into_iter().find(|row| row.facts == facts));
            meta::describe(entry, key, facts)
        };
        Ok(found.into_iter().map(describe).collect())
    }
}

fn page(folder: &Folder, request: &ListRequest) -> Result<Page> {
    let mut page = Page { found: Vec::new(), common_prefixes: Vec::new(), truncated: false, next: None };
    if request.max_keys == 0 {
        return Ok(page);
    }
    let mut walk = Walk::new(folder, &request.prefix, request.start_after.clone())?;
    if let Some(after) = request.start_after.as_deref()
        && request.rolled_up(after) == Some(after)
    {
        walk.pass(after);
    }
    let mut last = None;
    while let Some(found) = walk.next()? {
        if page.found.len() + page.common_prefixes.len() == request.max_keys {
            page.truncated = true;
            page.next = last;
            break;
        }
        match request.rolled_up(&found.key).map(str::to_owned) {
            Some(common) => {
                walk.pass(&common);
                last = Some(common.clone());
                page.common_prefixes.push(common);
            }
            None => {
                last = Some(found.key.clone());
                page.found.push(found);
            }
        }
    }
    Ok(page)
}
