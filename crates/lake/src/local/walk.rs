//! Walking a bucket's folder in the order of the keys.

use std::fs::{DirEntry, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{Facts, Folder};
use crate::keys::{self, Form, Name};
use crate::{Error, Result};

/// A file that is an object.
#[derive(Debug)]
pub(crate) struct Found {
    pub key: String,
    pub facts: Facts,
}

/// The objects of a bucket by the UTF-8 bytes of their keys. It holds one sorted list of names for
/// each folder on the way down, nothing for the rest of the bucket.
#[derive(Debug)]
pub(crate) struct Walk {
    wanted: Wanted,
    stack: Vec<std::vec::IntoIter<Item>>,
}

/// Which keys are wanted.
#[derive(Debug)]
struct Wanted {
    prefix: String,
    after: Option<String>,
    /// Keys that begin so have been dealt with.
    passed: Option<String>,
}

#[derive(Debug)]
struct Item {
    /// The key, or the beginning of the keys in a folder, which ends in `/`.
    key: String,
    place: Place,
    is_folder: bool,
    form: Form,
}

/// Where a file or folder lies.
#[derive(Debug)]
enum Place {
    /// In the folder that was read, which stays open: looking at it there is quicker than by its whole path.
    Entry(DirEntry),
    /// In a folder that holds a piece of a segment. There may be very many, which cannot all stay open.
    Path(PathBuf),
}

impl Place {
    fn path(&self) -> PathBuf {
        match self {
            Self::Entry(entry) => entry.path(),
            Self::Path(path) => path.clone(),
        }
    }

    fn metadata(&self) -> std::io::Result<Metadata> {
        match self {
            Self::Entry(entry) => entry.metadata(),
            Self::Path(path) => std::fs::symlink_metadata(path),
        }
    }
}

impl Wanted {
    fn folder(&self, start: &str) -> bool {
        (start.starts_with(&self.prefix) || self.prefix.starts_with(start))
            && !self.after.as_deref().is_some_and(|after| after >= start && !after.starts_with(start))
            && !self.passed.as_deref().is_some_and(|passed| start.starts_with(passed))
    }

    fn key(&self, key: &str) -> bool {
        key.starts_with(&self.prefix)
            && self.after.as_deref().is_none_or(|after| key > after)
            && !self.passed.as_deref().is_some_and(|passed| key.starts_with(passed))
    }
}

impl Walk {
    pub(crate) fn new(folder: &Folder, prefix: &str, after: Option<String>) -> Result<Self> {
        let mut walk = Self { wanted: Wanted { prefix: prefix.to_owned(), after, passed: None }, stack: Vec::new() };
        // The whole segments of the prefix lead straight to the one folder that matters.
        let (start, path) = match prefix.rsplit_once('/') {
            Some((folders, _)) => (&prefix[..=folders.len()], folder.root().join(keys::folder_path(folders))),
            None => ("", folder.root().to_owned()),
        };
        if path.canonicalize().is_ok_and(|real| real == path) && walk.wanted.folder(start) {
            walk.descend(&path, start)?;
        }
        Ok(walk)
    }

    /// Passes over the remaining keys that begin so.
    pub(crate) fn pass(&mut self, prefix: &str) {
        self.wanted.passed = Some(prefix.to_owned());
    }

    pub(crate) fn next(&mut self) -> Result<Option<Found>> {
        while let Some(items) = self.stack.last_mut() {
            let Some(item) = items.next() else {
                self.stack.pop();
                continue;
            };
            if item.is_folder {
                if self.wanted.folder(&item.key) {
                    self.descend(&item.place.path(), &item.key)?;
                }
            } else if self.wanted.key(&item.key) {
                // A file that has gone since its folder was read is no object any more.
                let Ok(metadata) = item.place.metadata() else { continue };
                let facts = Facts::of(&metadata).map_err(|error| {
                    let path = item.place.path();
                    Error::io("cannot look at", &path)(error)
                })?;
                return Ok(Some(Found { key: item.key, facts }));
            }
        }
        Ok(None)
    }

    fn descend(&mut self, path: &Path, start: &str) -> Result<()> {
        let mut items = Vec::new();
        let mut read = ReadFolder { wanted: &self.wanted, start, items: &mut items };
        read.read(path, &Segment::default())?;
        items.sort_unstable_by(|one, other| {
            one.key.cmp(&other.key).then_with(|| (one.form == Form::Beside).cmp(&(other.form == Form::Beside)))
        });
        // A file put by hand where a folder was wins over the one that had to stand beside it.
        items.dedup_by(|later, earlier| later.key == earlier.key);
        self.stack.push(items.into_iter());
        Ok(())
    }
}

/// A segment so long that it is spread over folders: what it begins with, and their names.
#[derive(Default)]
struct Segment {
    text: String,
    names: Vec<String>,
}

struct ReadFolder<'a> {
    wanted: &'a Wanted,
    start: &'a str,
    items: &'a mut Vec<Item>,
}

impl ReadFolder<'_> {
    fn read(&mut self, path: &Path, segment: &Segment) -> Result<()> {
        let entries = match std::fs::read_dir(path) {
            Ok(entries) => entries,
            // Below a file there is nothing either.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(()),
            Err(error) => return Err(Error::io("cannot read the folder", path)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(Error::io("cannot read the folder", path))?;
            self.take_in(entry, segment)?;
        }
        Ok(())
    }

    fn take_in(&mut self, entry: DirEntry, segment: &Segment) -> Result<()> {
        let Ok(kind) = entry.file_type() else { return Ok(()) };
        let name = entry.file_name();
        let Some(name) = name.to_str() else { return skip(&entry.path(), "its name is no UTF-8") };
        if !kind.is_dir() && !kind.is_file() {
            return skip(&entry.path(), "it is a link or a device");
        }
        let Some(parsed) = keys::parse_name(name) else { return skip(&entry.path(), "no key leads to its name") };
        let (rest, form) = match parsed {
            Name::Piece(piece) if kind.is_dir() => {
                let mut longer = Segment { text: segment.text.clone() + &piece, names: segment.names.clone() };
                longer.names.push(name.to_owned());
                return self.read(&entry.path(), &longer);
            }
            Name::Segment(rest) => (rest, Form::Plain),
            Name::Beside(rest) if kind.is_file() => (rest, Form::Beside),
            Name::Piece(_) | Name::Beside(_) => return skip(&entry.path(), "no key leads to its name"),
        };
        let text = if segment.text.is_empty() { rest } else { segment.text.clone() + &rest };
        if keys::is_marked(name) || !segment.names.is_empty() {
            let names = segment.names.iter().map(String::as_str).chain([name]);
            if !keys::segment_names(&text, form).iter().map(String::as_str).eq(names) {
                return skip(&entry.path(), "no key leads to its name");
            }
        }
        let place = if segment.names.is_empty() { Place::Entry(entry) } else { Place::Path(entry.path()) };
        self.keep(place, text, form, kind.is_dir())
    }

    fn keep(&mut self, place: Place, text: String, form: Form, is_folder: bool) -> Result<()> {
        let mut key = String::with_capacity(self.start.len() + text.len() + 1);
        key.push_str(self.start);
        key.push_str(&text);
        let wanted = if is_folder {
            key.push('/');
            self.wanted.folder(&key)
        } else {
            if keys::check(&key).is_err() {
                return skip(&place.path(), "its key would be empty or too long");
            }
            self.wanted.key(&key)
        };
        if wanted {
            self.items.push(Item { key, place, is_folder, form });
        }
        Ok(())
    }
}

fn skip(path: &Path, reason: &str) -> Result<()> {
    tracing::debug!(file = %path.display(), reason, "not an object");
    Ok(())
}
