//! The objects of a listing: those that are as they were by memory, the others by looking at their bytes.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use boathouse_lake::{Meter, MeteredStore, key_to_path};
use futures::{StreamExt, stream};
use object_store::ObjectStore;

use crate::Result;
use crate::crawl::{Crawl, CrawlProgress};
use crate::inspect::inspect;
use crate::listing::{Listed, TargetListing, sampled};
use crate::memory::{Changes, Remembered, folder_runs};
use crate::rules::Rules;
use crate::schema::{FileSchema, Object, Outcome, Schemas};
use crate::targets::S3Target;

/// Objects read at the same time.
const READS_MAX: usize = 16;

/// The objects of a target.
pub(crate) struct Read {
    /// In key order.
    pub objects: Vec<Object>,
    /// How many were looked at.
    pub looked_at: u64,
}

/// How much of an object is remembered.
#[derive(Clone, Copy, PartialEq)]
enum Recall {
    Nothing,
    /// That it is there, as it is.
    Presence,
    Outcome,
}

impl Crawl<'_> {
    /// Classifies what the target's sample size takes, several objects at a time, and remembers it.
    pub(crate) async fn read_all(
        &self,
        target: &S3Target,
        listing: &TargetListing,
        mut remembered: Remembered,
        (rules, meter): (&Arc<Rules>, &Meter),
        progress: &mut CrawlProgress,
    ) -> Result<Read> {
        let store: Arc<dyn ObjectStore> =
            Arc::new(MeteredStore::new(self.lake.store(&listing.root.bucket).await?, meter.clone()));
        let chosen = sampled(&listing.objects, target.sample_size);
        let (mut outcomes, recalls) = recall(listing, &chosen, &mut remembered);
        let unread: Vec<usize> = (0..chosen.len()).filter(|i| chosen[*i] && outcomes[*i].is_none()).collect();
        progress.objects_classified += (chosen.len() - unread.len()) as u64;
        self.tell(*progress);
        let work = unread.into_iter().map(|i| {
            let (listed, store, rules) = (&listing.objects[i], Arc::clone(&store), Arc::clone(rules));
            async move { (i, inspect_apart(store, &listed.key, listed.size, rules).await) }
        });
        let mut schemas: Schemas = remembered.schemas.drain(..).collect();
        let mut results = stream::iter(work).buffer_unordered(READS_MAX);
        while let Some((i, outcome)) = results.next().await {
            outcomes[i] = Some(outcome.map(|file| schemas.share(file)));
            progress.objects_classified += 1;
            self.tell(*progress);
        }
        drop(results);
        let object = |(listed, outcome): (&Listed, Option<Outcome>)| Object {
            key: listed.key.clone(),
            size: listed.size,
            outcome: outcome.unwrap_or(Outcome::NotSampled),
        };
        let objects: Vec<Object> = listing.objects.iter().zip(outcomes).map(object).collect();
        let looked_at = chosen.iter().zip(&recalls).filter(|(chosen, recall)| **chosen && **recall != Recall::Outcome);
        let looked_at = looked_at.count() as u64;
        if let Some(memory) = &self.memory {
            let changes = changes(listing, &objects, &recalls, &remembered)?;
            memory.keep(&listing.root.bucket, changes).await?;
        }
        Ok(Read { objects, looked_at })
    }
}

/// Where neighbours are remembered. The one object of a target is a folder of its own.
fn runs<'a, T>(
    listing: &TargetListing,
    items: &'a [T],
    key: impl Fn(&'a T) -> &'a str,
) -> Vec<(&'a str, Range<usize>)> {
    match items {
        [only] if listing.is_object => vec![(key(only), 0..1)],
        _ => folder_runs(items, key),
    }
}

/// What each object was when it was seen last, if it is still as it was.
fn recall(
    listing: &TargetListing,
    chosen: &[bool],
    remembered: &mut Remembered,
) -> (Vec<Option<Outcome>>, Vec<Recall>) {
    let mut outcomes = Vec::with_capacity(listing.objects.len());
    let mut recalls = Vec::with_capacity(listing.objects.len());
    for (folder, run) in runs(listing, &listing.objects, |listed| listed.key.as_str()) {
        let mut entries = remembered.folders.get_mut(folder);
        for (listed, is_chosen) in listing.objects[run.clone()].iter().zip(&chosen[run]) {
            let name = listed.key.strip_prefix(folder).unwrap_or_default();
            let entries = entries.as_mut().filter(|_| *is_chosen && listed.etag.is_some());
            let entry = entries.and_then(|entries| {
                let at = entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok()?;
                Some(&mut entries[at])
            });
            let entry = entry.filter(|entry| entry.size == listed.size && entry.etag == listed.etag);
            let is_there = entry.is_some();
            let outcome = entry.and_then(|entry| entry.outcome.take());
            recalls.push(match (&outcome, is_there) {
                (Some(_), _) => Recall::Outcome,
                (None, true) => Recall::Presence,
                (None, false) => Recall::Nothing,
            });
            outcomes.push(outcome);
        }
    }
    (outcomes, recalls)
}

/// The folders that are not as they are remembered.
fn changes(
    listing: &TargetListing,
    objects: &[Object],
    recalls: &[Recall],
    remembered: &Remembered,
) -> Result<Changes> {
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (folder, run) in runs(listing, objects, |object| object.key.as_str()) {
        let members: Vec<usize> = run.filter(|i| objects[*i].outcome != Outcome::NotSampled).collect();
        if !members.is_empty() {
            folders.entry(folder).or_default().extend(members);
        }
    }
    let mut changes = Changes::default();
    for (folder, members) in &folders {
        let is_same = |i: &usize| match recalls[*i] {
            Recall::Outcome => true,
            Recall::Presence => matches!(objects[*i].outcome, Outcome::Unreadable(_)),
            Recall::Nothing => false,
        };
        let known = remembered.folders.get(*folder).map(Vec::len);
        if known != Some(members.len()) || !members.iter().all(is_same) {
            let entries = members.iter().map(|i| (&objects[*i], listing.objects[*i].etag.as_deref()));
            changes.put(folder, entries)?;
        }
    }
    for folder in remembered.folders.keys().filter(|folder| !folders.contains_key(folder.as_str())) {
        changes.remove(folder.clone());
    }
    Ok(changes)
}

/// On a task of its own: objects are inspected on all cores, and a panic in a decoder is one bad object.
async fn inspect_apart(store: Arc<dyn ObjectStore>, key: &str, size: u64, rules: Arc<Rules>) -> Outcome<FileSchema> {
    let path = match key_to_path(key) {
        Ok(path) => path,
        Err(error) => return Outcome::Unreadable(error.to_string()),
    };
    let task = tokio::spawn(async move { inspect(store.as_ref(), &path, size, &rules).await });
    match task.await {
        Ok(outcome) => outcome,
        Err(_) => Outcome::Unreadable("its decoder failed on it".to_owned()),
    }
}
