//! The handle on all buckets.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use boathouse_state::State;

use crate::config::LakeConfig;
use crate::local::Temps;
use crate::locks::Locks;
use crate::remote::Remote;
use crate::{Error, Result, meta};

/// All buckets of one home folder and its configuration. Clones share everything.
#[derive(Clone)]
pub struct Lake {
    inner: Arc<Inner>,
}

struct Inner {
    home: PathBuf,
    buckets: PathBuf,
    uploads: PathBuf,
    temps: Temps,
    state: State,
    remotes: BTreeMap<String, Remote>,
    locks: Locks,
}

impl std::fmt::Debug for Lake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lake").field("home", &self.inner.home).finish_non_exhaustive()
    }
}

impl Lake {
    /// Opens the lake in `home`, making its folders, and removes what an earlier process left half
    /// written. Only one process may have a home open.
    ///
    /// # Errors
    /// When folders cannot be made, the state cannot be migrated, or a remote bucket is misconfigured.
    pub async fn open(home: &Path, state: State, config: LakeConfig) -> Result<Self> {
        state.migrate(meta::MIGRATIONS)?;
        let remotes = config.remotes.iter().map(|remote| Ok((remote.name.clone(), Remote::new(remote)?)));
        let remotes = remotes.collect::<Result<BTreeMap<_, _>>>()?;
        let home = home.to_owned();
        let make = move || {
            std::fs::create_dir_all(&home).map_err(Error::io("cannot make the folder", &home))?;
            // Paths are compared with what links resolve to, so the beginning must be free of them.
            let home = home.canonicalize().map_err(Error::io("cannot look at", &home))?;
            let (buckets, uploads) = (home.join("buckets"), home.join("uploads"));
            for folder in [&buckets, &uploads] {
                std::fs::create_dir_all(folder).map_err(Error::io("cannot make the folder", folder))?;
            }
            let buckets = buckets.canonicalize().map_err(Error::io("cannot look at", &buckets))?;
            let temps = Temps::open(home.join("tmp"), config.sync_writes)?;
            Ok::<_, Error>((home, buckets, uploads, temps))
        };
        let (home, buckets, uploads, temps) = tokio::task::spawn_blocking(make).await??;
        let inner = Inner { home, buckets, uploads, temps, state, remotes, locks: Locks::default() };
        let lake = Self { inner: Arc::new(inner) };
        lake.discard_orphaned_parts().await?;
        Ok(lake)
    }

    /// The folder everything lies in.
    pub fn home(&self) -> &Path {
        &self.inner.home
    }

    /// Removes every local bucket with all it holds, and all unfinished uploads. The folders are moved
    /// aside, which takes no time, and deleted in the background. Remote buckets keep their objects.
    ///
    /// # Errors
    /// Failures of the file system or the state.
    pub async fn reset(&self) -> Result<()> {
        let lake = self.clone();
        self.blocking(move || {
            let inner = &lake.inner;
            inner.temps.discard(&inner.buckets)?;
            inner.temps.discard(&inner.uploads)
        })
        .await?;
        self.state().write(meta::forget_all).await
    }

    pub(crate) fn state(&self) -> &State {
        &self.inner.state
    }

    pub(crate) fn buckets_folder(&self) -> &Path {
        &self.inner.buckets
    }

    pub(crate) fn uploads_folder(&self) -> &Path {
        &self.inner.uploads
    }

    pub(crate) fn temps(&self) -> &Temps {
        &self.inner.temps
    }

    pub(crate) fn locks(&self) -> &Locks {
        &self.inner.locks
    }

    pub(crate) fn remote(&self, bucket: &str) -> Option<&Remote> {
        self.inner.remotes.get(bucket)
    }

    pub(crate) fn remote_names(&self) -> impl Iterator<Item = &str> {
        self.inner.remotes.keys().map(String::as_str)
    }

    /// Runs file system work off the async threads.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        tokio::task::spawn_blocking(work).await?
    }
}

#[cfg(test)]
pub(crate) mod tests;
