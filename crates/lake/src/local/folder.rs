//! A bucket's folder: opening and removing the files in it.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{Facts, Walk};
use crate::keys::{self, Form};
use crate::{Error, Result};

/// Looks at a key's two paths again when nothing was found: a file may have moved from the one not
/// yet looked at to the other.
const LOOKS: usize = 2;

/// The folder of one local bucket.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    name: String,
    /// Without links in it.
    root: PathBuf,
}

/// A file open for reading. It stays whole whatever happens to the key.
#[derive(Debug)]
pub(crate) struct Opened {
    pub file: File,
    pub path: PathBuf,
    pub facts: Facts,
}

impl Folder {
    pub(crate) fn new(name: &str, root: PathBuf) -> Self {
        Self { name: name.to_owned(), root }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Opens the object's file.
    pub(crate) fn open(&self, key: &str) -> Result<Option<Opened>> {
        keys::check(key)?;
        for _ in 0..LOOKS {
            for form in [Form::Plain, Form::Beside] {
                let path = self.root.join(keys::to_path(key, form));
                if !is_own_file(&path) {
                    continue;
                }
                match File::open(&path) {
                    Ok(file) => {
                        let metadata = file.metadata().and_then(|metadata| Facts::of(&metadata));
                        let facts = metadata.map_err(Error::io("cannot look at", &path))?;
                        return Ok(Some(Opened { file, path, facts }));
                    }
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(error) => return Err(Error::io("cannot open", &path)(error)),
                }
            }
        }
        Ok(None)
    }

    /// Looks at the object's file without opening it.
    pub(crate) fn look(&self, key: &str) -> Result<Option<Facts>> {
        keys::check(key)?;
        for _ in 0..LOOKS {
            for form in [Form::Plain, Form::Beside] {
                let path = self.root.join(keys::to_path(key, form));
                if let Ok(metadata) = std::fs::symlink_metadata(&path)
                    && metadata.is_file()
                    && is_own_file(&path)
                {
                    return Facts::of(&metadata).map(Some).map_err(Error::io("cannot look at", &path));
                }
            }
        }
        Ok(None)
    }

    /// Removes the object's file and the folders it leaves empty. Says whether there was one.
    pub(crate) fn remove(&self, key: &str) -> Result<bool> {
        keys::check(key)?;
        let mut removed = false;
        for form in [Form::Plain, Form::Beside] {
            let path = self.root.join(keys::to_path(key, form));
            if !is_own_file(&path) {
                continue;
            }
            match std::fs::remove_file(&path) {
                Ok(()) => removed = true,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(Error::io("cannot delete", &path)(error)),
            }
            self.prune(&path);
        }
        Ok(removed)
    }

    /// Removes the folders above `path` as long as they are empty. A writer that has just made one of
    /// them makes it again.
    pub(super) fn prune(&self, path: &Path) {
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != self.root);
        for folder in folders {
            if std::fs::remove_dir(folder).is_err() {
                return;
            }
        }
    }

    /// Removes the bucket's folder and the empty folders in it.
    pub(crate) fn remove_if_empty(&self) -> Result<()> {
        let not_empty = || Error::BucketNotEmpty(self.name.clone());
        if Walk::new(self, "", None)?.next()?.is_some() {
            return Err(not_empty());
        }
        match remove_empty_folders(&self.root) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Err(not_empty()),
            Err(error) => Err(Error::io("cannot delete", &self.root)(error)),
        }
    }
}

fn remove_empty_folders(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            return Err(ErrorKind::DirectoryNotEmpty.into());
        }
        remove_empty_folders(&entry.path())?;
    }
    std::fs::remove_dir(folder)
}

/// Whether a regular file stands here, reached through no link: links could lead out of the bucket.
fn is_own_file(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
        && path.canonicalize().is_ok_and(|real| real == path)
}
