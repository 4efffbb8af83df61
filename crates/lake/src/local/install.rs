//! Publishing a finished file under a key.

use std::io::{Error as IoError, ErrorKind};
use std::path::{Path, PathBuf};

use super::{Folder, TempFile};
use crate::keys::{self, Form};
use crate::{Error, Result};

/// Rounds before giving up against others who make and prune the same folders.
const ROUNDS_MAX: usize = 1000;

/// Whether an existing object may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replace {
    Yes,
    No,
}

impl Folder {
    /// Makes the file the object of this key, in one step for whoever reads. `false` when an object is
    /// there that may not be replaced. Callers hold the key's lock.
    pub(crate) fn install(&self, temp: TempFile, key: &str, replace: Replace) -> Result<bool> {
        keys::check(key)?;
        let plain = self.root().join(keys::to_path(key, Form::Plain));
        let beside = self.root().join(keys::to_path(key, Form::Beside));
        let mut last = None;
        for _ in 0..ROUNDS_MAX {
            let form = if is_folder(&plain) { Form::Beside } else { Form::Plain };
            let target = if form == Form::Plain { &plain } else { &beside };
            if !self.has_folders_of(target)? {
                self.make_folders(key, form)?;
            }
            if replace == Replace::No && (plain.is_file() || beside.is_file()) {
                return Ok(false);
            }
            match publish(&temp, target, replace) {
                Ok(()) => {
                    if form == Form::Plain {
                        // It stood beside a folder that is gone; only now nobody needs it.
                        std::fs::remove_file(&beside).ok();
                    }
                    temp.kept();
                    return Ok(true);
                }
                // A folder was pruned, or one was made where the file was to go.
                Err(error) => last = Some(retriable(error).map_err(Error::io("cannot write", target))?),
            }
        }
        Err(Error::io("cannot write", &plain)(last.unwrap_or_else(|| ErrorKind::Other.into())))
    }

    /// Whether the file's folder is there, inside the bucket.
    fn has_folders_of(&self, target: &Path) -> Result<bool> {
        let Some(folder) = target.parent() else { return Ok(false) };
        match folder.canonicalize() {
            Ok(real) if real == folder => Ok(is_folder(folder)),
            Ok(_) => Err(Error::InTheWay(folder.to_owned())),
            Err(error) if retriable_kind(error.kind()) => Ok(false),
            Err(error) => Err(Error::io("cannot look at", folder)(error)),
        }
    }

    /// Makes the folders above a key's file. Objects whose files stand in the way step beside.
    fn make_folders(&self, key: &str, form: Form) -> Result<()> {
        if !is_folder(self.root()) {
            return Err(Error::NoSuchBucket(self.name().to_owned()));
        }
        let mut folder = self.root().to_owned();
        let mut segments = key.split('/').peekable();
        while let Some(segment) = segments.next() {
            let is_last = segments.peek().is_none();
            let mut names = keys::segment_names(segment, if is_last { form } else { Form::Plain });
            if is_last {
                // The last name is that of the file.
                names.pop();
            }
            let above = folder.clone();
            let count = names.len();
            for (index, name) in names.into_iter().enumerate() {
                folder.push(name);
                // Only the last name of a segment can be that of another object's file.
                let owner = (!is_last && index + 1 == count).then_some((above.as_path(), segment));
                if !make_folder(&folder, owner)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// Makes one folder, moving the file of object `owner` beside if it stands here. `false` when the
/// folder above has been pruned in the meantime: begin again.
fn make_folder(folder: &Path, owner: Option<(&Path, &str)>) -> Result<bool> {
    for _ in 0..ROUNDS_MAX {
        match std::fs::create_dir(folder) {
            Ok(()) => return Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(Error::io("cannot make the folder", folder)(error));
            }
            Err(_) => {}
        }
        match (std::fs::symlink_metadata(folder), owner) {
            (Ok(metadata), _) if metadata.is_dir() => return Ok(true),
            (Ok(metadata), Some((above, segment))) if metadata.is_file() => step_beside(folder, above, segment)?,
            (Ok(_), _) => return Err(Error::InTheWay(folder.to_owned())),
            (Err(_), _) => {}
        }
    }
    Err(Error::InTheWay(folder.to_owned()))
}

fn step_beside(file: &Path, above: &Path, segment: &str) -> Result<()> {
    let mut beside: PathBuf = above.to_owned();
    let names = keys::segment_names(segment, Form::Beside);
    for (index, name) in names.iter().enumerate() {
        beside.push(name);
        if index + 1 < names.len() && !make_folder(&beside, None)? {
            return Ok(());
        }
    }
    match std::fs::rename(file, &beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io("cannot move", file)(error)),
        _ => Ok(()),
    }
}

fn publish(temp: &TempFile, target: &Path, replace: Replace) -> std::io::Result<()> {
    match replace {
        Replace::Yes => std::fs::rename(temp.path(), target),
        Replace::No => match std::fs::hard_link(temp.path(), target) {
            Ok(()) => std::fs::remove_file(temp.path()),
            // No hard links on this file system; the key's lock still keeps out every other writer of ours.
            Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
                std::fs::rename(temp.path(), target)
            }
            Err(error) => Err(error),
        },
    }
}

fn is_folder(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

fn retriable_kind(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory | ErrorKind::AlreadyExists)
}

fn retriable(error: IoError) -> std::io::Result<IoError> {
    if retriable_kind(error.kind()) { Ok(error) } else { Err(error) }
}
