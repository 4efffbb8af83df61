//! How a folder is kept: compressed text, in which each schema stands once however many objects have it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use zstd::bulk::Decompressor;
use zstd::zstd_safe::get_frame_content_size;

use super::Entry;
use crate::schema::{CommonSchema, Known, Object, Outcome, Own};
use crate::{Error, Result};

const ZSTD_LEVEL: i32 = 1;
/// No folder's text is as long as this; what says so is damaged.
const TEXT_BYTES_MAX: u64 = 1 << 30;

#[derive(Serialize)]
struct FolderRef<'a> {
    schemas: Vec<String>,
    entries: Vec<EntryRef<'a>>,
}

/// Name, size, etag and outcome.
#[derive(Serialize)]
struct EntryRef<'a>(&'a str, u64, Option<&'a str>, Option<Outcome<KnownRef<'a>>>);

/// The place of the schema, and what is the object's own.
#[derive(Serialize)]
struct KnownRef<'a>(usize, &'a Own);

#[derive(Deserialize)]
struct Folder {
    schemas: Vec<String>,
    entries: Vec<EntryText>,
}

/// As in [`EntryRef`].
#[derive(Deserialize)]
struct EntryText(String, u64, Option<String>, Option<Outcome<KnownText>>);

#[derive(Deserialize)]
struct KnownText(usize, Own);

/// A folder's objects as they are kept, each with its etag. What could not be read is only there.
pub(super) fn encode<'a>(
    folder: &str,
    objects: impl Iterator<Item = (&'a Object, Option<&'a str>)>,
) -> Result<Vec<u8>> {
    let mut places: HashMap<*const CommonSchema, usize> = HashMap::new();
    let mut text = FolderRef { schemas: Vec::new(), entries: Vec::new() };
    for (object, etag) in objects {
        let outcome = match &object.outcome {
            Outcome::Known(known) => {
                let place = match places.get(&Arc::as_ptr(&known.schema)) {
                    Some(place) => *place,
                    None => {
                        text.schemas.push(serde_json::to_string(known.schema.as_ref())?);
                        places.insert(Arc::as_ptr(&known.schema), text.schemas.len() - 1);
                        text.schemas.len() - 1
                    }
                };
                Some(Outcome::Known(KnownRef(place, &known.own)))
            }
            Outcome::Unknown(why) => Some(Outcome::Unknown(why.clone())),
            Outcome::NotSampled => Some(Outcome::NotSampled),
            Outcome::Unreadable(_) => None,
        };
        // The one object of a target is its own folder.
        let name = object.key.strip_prefix(folder).unwrap_or_default();
        text.entries.push(EntryRef(name, object.size, etag, outcome));
    }
    zstd::bulk::compress(&serde_json::to_vec(&text)?, ZSTD_LEVEL)
        .map_err(|error| Error::invalid(format!("cannot remember {folder}: {error}")))
}

/// The schemas of all rows by their text, each once, whoever reads it first.
#[derive(Debug, Default)]
pub(super) struct KnownSchemas(Mutex<HashMap<String, Arc<CommonSchema>>>);

impl KnownSchemas {
    fn of(&self, text: String) -> Option<Arc<CommonSchema>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(schema) = known.get(&text) {
            return Some(Arc::clone(schema));
        }
        let schema: Arc<CommonSchema> = Arc::new(serde_json::from_str(&text).ok()?);
        known.insert(text, Arc::clone(&schema));
        Some(schema)
    }

    pub(super) fn all(&self) -> Vec<Arc<CommonSchema>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

/// Reads rows one after the other.
pub(super) struct Reader<'a> {
    schemas: &'a KnownSchemas,
    zstd: Option<Decompressor<'static>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(schemas: &'a KnownSchemas) -> Self {
        Self { schemas, zstd: Decompressor::new().ok() }
    }

    /// The entries of a row; none when it is damaged.
    pub(super) fn decode(&mut self, content: &[u8]) -> Option<Vec<Entry>> {
        let bytes = get_frame_content_size(content).ok()?.filter(|bytes| *bytes <= TEXT_BYTES_MAX)?;
        let text = self.zstd.as_mut()?.decompress(content, usize::try_from(bytes).ok()?).ok()?;
        let Folder { schemas, entries } = serde_json::from_slice(&text).ok()?;
        let schemas: Vec<_> = schemas.into_iter().map(|text| self.schemas.of(text)).collect::<Option<_>>()?;
        let entry = |EntryText(name, size, etag, outcome)| {
            let known = |KnownText(place, own): KnownText| Some(Known { schema: Arc::clone(schemas.get(place)?), own });
            let outcome = match outcome.map(|outcome| outcome.map(known)) {
                Some(Outcome::Known(known)) => Some(Outcome::Known(known?)),
                Some(Outcome::Unknown(why)) => Some(Outcome::Unknown(why)),
                Some(Outcome::Unreadable(why)) => Some(Outcome::Unreadable(why)),
                Some(Outcome::NotSampled) => Some(Outcome::NotSampled),
                None => None,
            };
            Some(Entry { name, size, etag, outcome })
        };
        entries.into_iter().map(entry).collect()
    }
}
