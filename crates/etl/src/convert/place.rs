//! Opening what a conversion reads from and writes to.

use std::path::{Path as FsPath, PathBuf};
use std::sync::Arc;

use boathouse_formats::write::WriteReport;
use boathouse_lake::{Lake, Meter, MeteredStore, key_to_path};
use boathouse_schema::S3Uri;
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt};

use super::request::{ConvertedFile, Place};
use crate::source::{ListedPath, Selection, list};
use crate::{Error, Result};

/// Stands for the bucket of local paths, in texts and in the engine's registry.
const LOCAL: &str = "local-files";

/// A target that can be written to.
#[derive(Debug)]
pub(super) struct Opened {
    pub store: Arc<dyn ObjectStore>,
    pub folder: S3Uri,
    /// The name of the only file, when one is asked for.
    pub file_name: Option<String>,
    local: Option<PathBuf>,
}

pub(super) async fn open_source(lake: &Lake, place: &Place, meter: &Meter) -> Result<ListedPath> {
    let (store, path) = match place {
        Place::S3(uri) => (lake.store(&uri.bucket).await?, uri.clone()),
        Place::Local(path) => {
            let path = absolute(path)?;
            let facts = tokio::fs::metadata(&path).await.map_err(|source| file_error(&path, source))?;
            let (folder, name) = if facts.is_dir() { (path, String::new()) } else { split(&path)? };
            (local_store(&folder)?, S3Uri::new(LOCAL, name))
        }
    };
    let store: Arc<dyn ObjectStore> = Arc::new(MeteredStore::new(store, meter.clone()));
    list(&store, &path, &Selection { recurse: true, exclusions: Vec::new() }).await
}

pub(super) async fn open_target(lake: &Lake, place: &Place, meter: &Meter) -> Result<Opened> {
    let metered = |store| -> Arc<dyn ObjectStore> { Arc::new(MeteredStore::new(store, meter.clone())) };
    match place {
        Place::S3(uri) => {
            let store = metered(lake.store(&uri.bucket).await?);
            let (folder, file_name) = match uri.key.rsplit_once('/') {
                _ if !uri.key.ends_with(".parquet") => (uri.clone(), None),
                Some((folder, name)) => (S3Uri::new(&uri.bucket, folder), Some(name.to_owned())),
                None => (S3Uri::new(&uri.bucket, ""), Some(uri.key.clone())),
            };
            Ok(Opened { store, folder, file_name, local: None })
        }
        Place::Local(path) => {
            let path = absolute(path)?;
            let is_file = path.extension().is_some_and(|extension| extension == "parquet");
            let (folder, file_name) = if is_file { split(&path).map(|(f, n)| (f, Some(n)))? } else { (path, None) };
            tokio::fs::create_dir_all(&folder).await.map_err(|source| file_error(&folder, source))?;
            let store = metered(local_store(&folder)?);
            Ok(Opened { store, folder: S3Uri::new(LOCAL, ""), file_name, local: Some(folder) })
        }
    }
}

/// Gives a single file its name, and says where everything is.
pub(super) async fn finish_target(target: &Opened, written: &WriteReport) -> Result<Vec<ConvertedFile>> {
    let mut files = Vec::with_capacity(written.files.len());
    for file in &written.files {
        let mut key = file.key.clone();
        if let Some(name) = &target.file_name {
            key = target.folder.join(name).key;
            let failed = |source| Error::Store { uri: target.location(&key), source };
            target.store.rename(&key_to_path(&file.key)?, &key_to_path(&key)?).await.map_err(failed)?;
        }
        files.push(ConvertedFile { location: target.location(&key), rows: file.rows, bytes: file.bytes });
    }
    Ok(files)
}

impl Opened {
    fn location(&self, key: &str) -> String {
        match &self.local {
            Some(folder) => folder.join(key).display().to_string(),
            None => S3Uri::new(&self.folder.bucket, key).to_string(),
        }
    }
}

fn absolute(path: &FsPath) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|source| file_error(path, source))
}

fn split(path: &FsPath) -> Result<(PathBuf, String)> {
    match (path.parent(), path.file_name().and_then(|name| name.to_str())) {
        (Some(folder), Some(name)) => Ok((folder.to_owned(), name.to_owned())),
        _ => Err(Error::InvalidInput(format!("'{}' is no name of a file", path.display()))),
    }
}

fn local_store(folder: &FsPath) -> Result<Arc<dyn ObjectStore>> {
    let store = LocalFileSystem::new_with_prefix(folder);
    Ok(Arc::new(store.map_err(|source| Error::Store { uri: folder.display().to_string(), source })?))
}

fn file_error(path: &FsPath, source: std::io::Error) -> Error {
    Error::File { path: path.to_owned(), source }
}
