//! One process at a time holds a data folder.
//!
//! The operating system's lock on `<dir>/lock` is the truth: it goes away with its process, however that
//! ends. `<dir>/server.json` only says where to talk to the holder, and counts for nothing once the lock
//! is free.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::names;
use crate::{Error, Result};

/// Where the server that holds a folder listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerInfo {
    /// Its process.
    pub pid: u32,
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// Its version, to refuse talking to another one.
    pub version: String,
    /// The certificate it speaks HTTPS with, for clients to trust; none when it speaks HTTP alone.
    #[serde(default)]
    pub certificate: Option<PathBuf>,
    /// Proves to the server that the caller may read this folder.
    pub token: String,
}

/// The right to use a data folder, until it is dropped.
#[derive(Debug)]
pub struct FolderLock {
    /// Held for its lock.
    _file: File,
    server_file: PathBuf,
}

/// Who has a folder.
#[derive(Debug)]
pub enum Holder {
    /// The caller, now.
    Us(FolderLock),
    /// A server to talk to.
    Server(ServerInfo),
    /// Another process that does not listen (yet).
    Other,
}

impl FolderLock {
    /// Takes `dir`, making the folder if it is not there, or says who has it.
    ///
    /// # Errors
    /// When the folder or its lock file cannot be made.
    pub fn take(dir: &Path) -> Result<Holder> {
        let failed = |source| Error::Folder { path: dir.to_owned(), source };
        std::fs::create_dir_all(dir).map_err(failed)?;
        let server_file = dir.join(names::SERVER_FILE);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(dir.join(names::LOCK_FILE))
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {
                // Left behind by a server that was killed.
                std::fs::remove_file(&server_file).ok();
                Ok(Holder::Us(Self { _file: file, server_file }))
            }
            Err(TryLockError::WouldBlock) => Ok(read_server(&server_file).map_or(Holder::Other, Holder::Server)),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// Tells other processes where this one listens.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn publish(&self, info: &ServerInfo) -> Result<()> {
        let failed = |source| Error::Folder { path: self.server_file.clone(), source };
        let text = serde_json::to_string(info).map_err(|error| failed(error.into()))?;
        // Renamed into place, so that nobody reads half of it.
        let fresh = self.server_file.with_extension("tmp");
        let mut options = OpenOptions::new();
        options.create(true).truncate(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&fresh).and_then(|mut file| file.write_all(text.as_bytes())).map_err(failed)?;
        std::fs::rename(&fresh, &self.server_file).map_err(failed)
    }

    /// Takes back what [`FolderLock::publish`] said. There may be nothing to take back.
    pub fn unpublish(&self) {
        std::fs::remove_file(&self.server_file).ok();
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        self.unpublish();
    }
}

fn read_server(path: &Path) -> Option<ServerInfo> {
    serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info() -> ServerInfo {
        ServerInfo { pid: 1, port: 5253, version: "0".into(), certificate: None, token: "t".into() }
    }

    #[test]
    fn a_folder_has_one_holder() {
        let dir = tempfile::tempdir().expect("temp folder");
        let folder = dir.path().join("new").join("lake");
        let Holder::Us(lock) = FolderLock::take(&folder).expect("takes") else { panic!("free") };
        assert!(matches!(FolderLock::take(&folder), Ok(Holder::Other)));
        lock.publish(&info()).expect("publishes");
        assert!(matches!(FolderLock::take(&folder), Ok(Holder::Server(found)) if found == info()));
        drop(lock);
        assert!(!folder.join(names::SERVER_FILE).exists());
        assert!(matches!(FolderLock::take(&folder), Ok(Holder::Us(_))));
    }

    #[test]
    fn what_a_killed_server_left_counts_for_nothing() {
        let dir = tempfile::tempdir().expect("temp folder");
        let left = dir.path().join(names::SERVER_FILE);
        std::fs::write(&left, serde_json::to_string(&info()).expect("json")).expect("writes");
        assert!(matches!(FolderLock::take(dir.path()), Ok(Holder::Us(_))));
        assert!(!left.exists());
    }
}
