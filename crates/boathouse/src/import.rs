//! Local folders as objects: bucket `local` holds a copy, below the folder's own path.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

use boathouse_lake::{ListRequest, PutOptions};
use boathouse_schema::S3Uri;
use tokio::fs::File;
use tokio_util::io::ReaderStream;

use crate::command::{Progress, Unit};
use crate::{Boathouse, Error, Result};

/// The bucket of copies.
const BUCKET: &str = "local";
const READ_BYTES: usize = 1 << 18;

struct LocalFile {
    path: PathBuf,
    key: String,
    size: u64,
    modified_ms: i64,
}

impl Boathouse {
    /// The location a command means: `s3://…` as it is; a path within a bucket's folder as that bucket; any
    /// other path as its copy in bucket `local`, which is brought up to date first.
    ///
    /// # Errors
    /// When the path cannot be read or is empty, or the bucket cannot be written.
    pub(crate) async fn located(&self, text: &str, progress: impl Fn(Progress) + Send) -> Result<S3Uri> {
        if text.contains("://") {
            return Ok(text.parse()?);
        }
        let path = Path::new(text);
        let path =
            tokio::fs::canonicalize(path).await.map_err(|source| Error::LocalFile { path: path.to_owned(), source })?;
        if let Some(uri) = self.within_buckets(&path) {
            return Ok(uri);
        }
        self.import(&path, progress).await
    }

    fn within_buckets(&self, path: &Path) -> Option<S3Uri> {
        let inside = path.strip_prefix(self.lake().home().join("buckets")).ok()?;
        let key = key_of(inside)?;
        let (bucket, key) = key.split_once('/').unwrap_or((&key, ""));
        (!bucket.is_empty()).then(|| S3Uri::new(bucket, key))
    }

    async fn import(&self, root: &Path, progress: impl Fn(Progress) + Send) -> Result<S3Uri> {
        let prefix = key_of(root).filter(|prefix| !prefix.is_empty());
        let prefix =
            prefix.ok_or_else(|| Error::Usage(format!("{} cannot be copied into a bucket", root.display())))?;
        let (walked, base) = (root.to_owned(), prefix.clone());
        let files = tokio::task::spawn_blocking(move || walk(&walked, &base))
            .await
            .map_err(|error| Error::Usage(error.to_string()))??;
        self.lake().ensure_bucket(BUCKET).await?;
        self.forget_removed(&prefix, root.is_dir(), &files).await?;
        let total = files.iter().map(|file| file.size).sum();
        let mut done = 0;
        for file in &files {
            if !self.is_current(file).await {
                let open = File::open(&file.path).await;
                let open = open.map_err(|source| Error::LocalFile { path: file.path.clone(), source })?;
                let body = ReaderStream::with_capacity(open, READ_BYTES);
                self.lake().put(BUCKET, &file.key, PutOptions::default(), body).await?;
            }
            done += file.size;
            progress(Progress { stage: "copying".into(), done, total: Some(total), unit: Unit::Bytes });
        }
        Ok(if root.is_dir() { S3Uri::new(BUCKET, prefix).folder() } else { S3Uri::new(BUCKET, prefix) })
    }

    /// A copy that is as long as its file and was made after the file's last change.
    async fn is_current(&self, file: &LocalFile) -> bool {
        let copy = self.lake().head(BUCKET, &file.key).await;
        copy.is_ok_and(|copy| copy.size == file.size && copy.last_modified_ms > file.modified_ms)
    }

    async fn forget_removed(&self, prefix: &str, is_folder: bool, files: &[LocalFile]) -> Result<()> {
        if !is_folder {
            return Ok(());
        }
        let there: BTreeSet<&str> = files.iter().map(|file| file.key.as_str()).collect();
        let mut start_after = None;
        loop {
            let request = ListRequest { prefix: format!("{prefix}/"), start_after, ..ListRequest::default() };
            let page = self.lake().list(BUCKET, request).await?;
            let keys = page.objects.into_iter().map(|object| object.key);
            let gone: Vec<String> = keys.filter(|key| !there.contains(key.as_str())).collect();
            if !gone.is_empty() {
                self.lake().delete_many(BUCKET, gone).await?;
            }
            match page.next {
                Some(next) if page.truncated => start_after = Some(next),
                _ => return Ok(()),
            }
        }
    }
}

/// The path's names with `/` between them; none for names that are no text.
fn key_of(path: &Path) -> Option<String> {
    let mut names = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => names.push(name.to_str()?),
            Component::RootDir | Component::Prefix(_) => {}
            Component::CurDir | Component::ParentDir => return None,
        }
    }
    Some(names.join("/"))
}

/// Files below `root`, hidden ones and links left out, in the order of their keys.
fn walk(root: &Path, prefix: &str) -> Result<Vec<LocalFile>> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::LocalFile { path, source }
    };
    let mut files = Vec::new();
    let mut waiting = vec![(root.to_owned(), prefix.to_owned())];
    while let Some((path, key)) = waiting.pop() {
        let metadata = std::fs::symlink_metadata(&path).map_err(failed(&path))?;
        if metadata.is_dir() {
            for entry in std::fs::read_dir(&path).map_err(failed(&path))? {
                let name = entry.map_err(failed(&path))?.file_name();
                match name.to_str() {
                    Some(name) if name.starts_with('.') => {}
                    Some(name) => waiting.push((path.join(name), format!("{key}/{name}"))),
                    None => tracing::warn!(?name, "a file whose name is not UTF-8 is left out"),
                }
            }
        } else if metadata.is_file() {
            let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let modified_ms = modified.map_or(i64::MAX, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
            files.push(LocalFile { path, key, size: metadata.len(), modified_ms });
        } else {
            tracing::warn!(path = %path.display(), "a link or special file is left out");
        }
    }
    if files.is_empty() {
        return Err(Error::Usage(format!("there are no files in {}", root.display())));
    }
    files.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_keys() {
        for (path, key) in [("/home/me/data", Some("home/me/data")), ("/", Some("")), ("a/../b", None)] {
            assert_eq!(key_of(Path::new(path)).as_deref(), key);
        }
    }

    #[test]
    fn hidden_files_and_links_are_left_out() {
        let dir = tempfile::tempdir().expect("folder");
        for name in ["b.csv", "a/x.csv", ".git/config", "a/.hidden"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            std::fs::write(path, name).expect("file");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc", dir.path().join("link")).expect("link");
        let keys: Vec<String> = walk(dir.path(), "p").expect("walks").into_iter().map(|file| file.key).collect();
        assert_eq!(keys, ["p/a/x.csv", "p/b.csv"]);
        assert!(walk(&dir.path().join(".git/none"), "p").is_err());
    }
}
