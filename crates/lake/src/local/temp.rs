//! Files in the making, in a folder of the same file system so that a rename publishes them.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use md5::{Digest, Md5};

use super::Facts;
use crate::checksum::{Checksum, ChecksumAlgorithm, ChecksumKind, Checksummer, Digests};
use crate::{Error, Result};

/// Bytes collected before they are hashed and written in one go.
const BATCH_BYTES: usize = 1024 * 1024;

/// The folder of files in the making.
#[derive(Debug, Clone)]
pub(crate) struct Temps {
    folder: Arc<PathBuf>,
    sync_writes: bool,
}

impl Temps {
    /// Makes the folder, empty: what lies in it was never acknowledged.
    pub(crate) fn open(folder: PathBuf, sync_writes: bool) -> Result<Self> {
        let temps = Self { folder: Arc::new(folder), sync_writes };
        match std::fs::create_dir(&*temps.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let aside = temps.folder.with_extension(boathouse_state::new_id());
                std::fs::rename(&*temps.folder, &aside).map_err(Error::io("cannot move", &temps.folder))?;
                std::fs::create_dir(&*temps.folder).map_err(Error::io("cannot make the folder", &temps.folder))?;
                // Moved into the new folder, so that the next start finds it should this process die.
                let inside = temps.fresh_path();
                std::fs::rename(&aside, &inside).map_err(Error::io("cannot move", &aside))?;
                remove_in_background(inside);
            }
            other => other.map_err(Error::io("cannot make the folder", &temps.folder))?,
        }
        Ok(temps)
    }

    /// Empties a folder at once: it is moved in here, made anew, and deleted when there is time.
    pub(crate) fn discard(&self, folder: &Path) -> Result<()> {
        let aside = self.fresh_path();
        std::fs::rename(folder, &aside).map_err(Error::io("cannot move", folder))?;
        std::fs::create_dir(folder).map_err(Error::io("cannot make the folder", folder))?;
        remove_in_background(aside);
        Ok(())
    }

    /// A new, open, empty file.
    pub(crate) fn create(&self) -> Result<(TempFile, File)> {
        let path = self.fresh_path();
        let file = File::options().read(true).write(true).create_new(true).open(&path);
        let file = file.map_err(Error::io("cannot make the file", &path))?;
        Ok((TempFile { path: Some(path) }, file))
    }

    /// Ends the writing of a file. Its bytes are with the operating system when this returns, on the
    /// disk when the lake was configured so.
    pub(crate) fn finish(&self, temp: &TempFile, file: &File) -> Result<Facts> {
        let failed = |what| Error::io(what, temp.path());
        if self.sync_writes {
            file.sync_data().map_err(failed("cannot write to the disk"))?;
        }
        file.metadata().and_then(|metadata| Facts::of(&metadata)).map_err(failed("cannot look at"))
    }

    fn fresh_path(&self) -> PathBuf {
        self.folder.join(boathouse_state::new_id())
    }
}

fn remove_in_background(folder: PathBuf) {
    let remove = move || {
        if let Err(error) = std::fs::remove_dir_all(&folder) {
            tracing::debug!(folder = %folder.display(), %error, "left for the next start");
        }
    };
    // Without a thread the next start removes it.
    std::thread::Builder::new().name("lake-remove".into()).spawn(remove).ok();
}

/// A file that vanishes unless it is kept.
#[derive(Debug)]
pub(crate) struct TempFile {
    path: Option<PathBuf>,
}

impl TempFile {
    pub(crate) fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new(""))
    }

    /// Sets the modification time, and tells what the file system made of it.
    pub(crate) fn modified_at(&self, mtime_ns: i64) -> Result<Facts> {
        let failed = || Error::io("cannot set the time of", self.path());
        let time = UNIX_EPOCH + Duration::from_nanos(u64::try_from(mtime_ns).unwrap_or(0));
        let file = File::options().write(true).open(self.path()).map_err(failed())?;
        file.set_modified(time).map_err(failed())?;
        file.metadata().and_then(|metadata| Facts::of(&metadata)).map_err(failed())
    }

    /// The file has been renamed away.
    pub(crate) fn kept(mut self) {
        self.path = None;
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            std::fs::remove_file(path).ok();
        }
    }
}

/// A whole body in a file.
#[derive(Debug)]
pub(crate) struct Received {
    pub temp: TempFile,
    pub facts: Facts,
    pub digests: Digests,
}

/// Writes a body to a new file, hashing what passes. One batch is written while the next arrives.
pub(crate) async fn receive(
    temps: &Temps,
    algorithm: Option<ChecksumAlgorithm>,
    body: impl Stream<Item = std::io::Result<Bytes>> + Send,
) -> Result<Received> {
    let mut body = std::pin::pin!(body);
    let mut writing = None;
    loop {
        let (batch, ended) = gather(&mut body).await?;
        let writer = match writing.take() {
            Some(task) => Some(flatten(task).await?),
            None => None,
        };
        let temps = temps.clone();
        let task = tokio::task::spawn_blocking(move || {
            let mut writer = match writer {
                Some(writer) => writer,
                None => Writer::start(&temps, algorithm)?,
            };
            batch.iter().try_for_each(|bytes| writer.write(bytes))?;
            Ok((writer, temps))
        });
        if ended {
            let (writer, temps) = task.await??;
            return writer.finish(&temps);
        }
        writing = Some(task);
    }
}

type Writing = tokio::task::JoinHandle<Result<(Writer, Temps)>>;

async fn flatten(task: Writing) -> Result<Writer> {
    Ok(task.await??.0)
}

/// Collects a batch; the flag says whether the body ended with it.
async fn gather(
    body: &mut std::pin::Pin<&mut impl Stream<Item = std::io::Result<Bytes>>>,
) -> Result<(Vec<Bytes>, bool)> {
    let mut batch = Vec::new();
    let mut size = 0;
    while size < BATCH_BYTES {
        match body.next().await {
            Some(bytes) => {
                let bytes = bytes.map_err(Error::Body)?;
                size += bytes.len();
                batch.push(bytes);
            }
            None => return Ok((batch, true)),
        }
    }
    Ok((batch, false))
}

struct Writer {
    temp: TempFile,
    file: File,
    md5: Md5,
    checksum: Option<(ChecksumAlgorithm, Checksummer)>,
    size: u64,
}

impl Writer {
    fn start(temps: &Temps, algorithm: Option<ChecksumAlgorithm>) -> Result<Self> {
        let (temp, file) = temps.create()?;
        let checksum = algorithm.map(|algorithm| (algorithm, Checksummer::new(algorithm)));
        Ok(Self { temp, file, md5: Md5::new(), checksum, size: 0 })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(Error::io("cannot write", self.temp.path()))?;
        self.md5.update(bytes);
        if let Some((_, checksum)) = &mut self.checksum {
            checksum.update(bytes);
        }
        self.size += bytes.len() as u64;
        Ok(())
    }

    fn finish(self, temps: &Temps) -> Result<Received> {
        let facts = temps.finish(&self.temp, &self.file)?;
        let checksum = self.checksum.map(|(algorithm, running)| Checksum {
            algorithm,
            kind: ChecksumKind::FullObject,
            value: running.finish(),
        });
        let digests = Digests { size: self.size, md5: self.md5.finalize().into(), checksum };
        Ok(Received { temp: self.temp, facts, digests })
    }
}
