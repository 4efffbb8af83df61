//! The engine's sessions: one a query, over memory, spill files and footer caches that all share.
//!
//! A footer that is in the cache is not read again, but counted as scanned all the same: what a query costs does not
//! depend on what ran before it. The cache drops a footer when the object's size, time or tag is another.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use boathouse_formats::read::FooterMeter;
use boathouse_functions::Stop;
use boathouse_lake::{Lake, Meter};
use boathouse_sql::analyzer;
use datafusion::execution::SessionState;
use datafusion::execution::disk_manager::{DiskManager, DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::SessionConfig;
use tokio::runtime::Runtime;
use tokio::task::{JoinError, JoinHandle};

use crate::stack::DEEP_STACK_BYTES;
use crate::tables::MeteredStores;
use crate::{Failure, QueryConfig, stopping};

/// Makes sessions.
#[derive(Debug)]
pub(crate) struct Engine {
    template: SessionState,
    runtime: Arc<RuntimeEnv>,
    threads: Threads,
    strict: bool,
}

/// The threads executions run on, so that heavy ones leave the callers' threads alone.
#[derive(Debug)]
struct Threads(Option<Runtime>);

impl Drop for Threads {
    /// The engine may be dropped by async code, where waiting for threads is not allowed.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Work on the engine's threads. Dropping it stops the work.
#[derive(Debug)]
pub(crate) struct Task<T> {
    handle: JoinHandle<T>,
    /// For what does not wait.
    stop: Stop,
}

impl<T> Task<T> {
    /// Stops the work and waits until it has stopped.
    pub(crate) async fn stop(mut self) {
        if !self.handle.is_finished() {
            self.stop.stop();
            self.handle.abort();
            // How it ended is nobody's concern any more.
            let _ = (&mut self.handle).await;
        }
    }
}

impl<T> Future for Task<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.handle).poll(cx)
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        // Tasks that the engine made within it may outlive it, and make the rows it has returned.
        if self.handle.is_finished() {
            return;
        }
        self.stop.stop();
        self.handle.abort();
    }
}

impl Engine {
    /// What queries put aside goes to the folder `spill`, which nobody else uses.
    pub(crate) fn new(config: &QueryConfig, spill: &Path) -> Result<Self, Failure> {
        stopping::hand_on();
        let runtime = RuntimeEnvBuilder::new()
            .with_disk_manager_builder(spilling(spill, config.spill_bytes_max))
            .with_memory_pool(Arc::new(FairSpillPool::new(config.memory_bytes_max)))
            .with_metadata_cache_limit(config.footer_cache_bytes_max)
            .build_arc()?;
        let template = SessionStateBuilder::new_from_existing(analyzer::session_state(session_config(config)))
            .with_runtime_env(runtime.clone())
            .build();
        let threads = tokio::runtime::Builder::new_multi_thread()
            .thread_name("query")
            .thread_stack_size(DEEP_STACK_BYTES)
            .enable_all()
            .build()
            .map_err(|error| Failure::internal(&error))?;
        Ok(Self { template, runtime, threads: Threads(Some(threads)), strict: config.strict })
    }

    /// Runs `work` on the engine's own threads, until it ends or the task is dropped.
    pub(crate) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Task<T> {
        let stop = Stop::default();
        let work = stop.of(work);
        let handle = match &self.threads.0 {
            Some(threads) => threads.spawn(work),
            None => tokio::spawn(work),
        };
        Task { handle, stop }
    }

    /// A session whose reads are counted on `meter`.
    pub(crate) fn session(&self, lake: &Lake, meter: &Meter) -> Result<SessionState, Failure> {
        let stores = Arc::new(MeteredStores::new(lake.clone(), meter.clone()));
        let runtime =
            RuntimeEnvBuilder::from_runtime_env(&self.runtime).with_object_store_registry(stores).build_arc()?;
        let config = self.template.config().clone().with_extension(self.footers(meter));
        let mut session = SessionStateBuilder::new_from_existing(self.template.clone())
            .with_config(config)
            .with_runtime_env(runtime)
            .build();
        session.mark_start_execution();
        Ok(session)
    }

    /// Counts footers on `meter`. Athena itself shows none, so they do not count where only what it shows does.
    fn footers(&self, meter: &Meter) -> Arc<FooterMeter> {
        let (meter, strict) = (meter.clone(), self.strict);
        Arc::new(FooterMeter::new(move |table, bytes| {
            if !strict {
                meter.part(table).read(bytes);
            }
        }))
    }
}

/// Where queries put aside what memory does not hold. A process that was killed leaves it behind; the next one that works
/// in the folder takes it away.
fn spilling(folder: &Path, bytes_max: u64) -> DiskManagerBuilder {
    if folder.exists()
        && let Err(error) = std::fs::remove_dir_all(folder)
    {
        tracing::warn!(folder = %folder.display(), %error, "what earlier queries put aside could not be taken away");
    }
    let mode = match std::fs::create_dir_all(folder) {
        Ok(()) => DiskManagerMode::Directories(vec![folder.to_owned()]),
        Err(_) => DiskManagerMode::OsTmpDirectory,
    };
    DiskManager::builder().with_mode(mode).with_max_temp_directory_size(bytes_max)
}

fn session_config(config: &QueryConfig) -> SessionConfig {
    let mut session =
        analyzer::session_config().with_create_default_catalog_and_schema(false).with_information_schema(false);
    if config.target_partitions > 0 {
        session = session.with_target_partitions(config.target_partitions);
    }
    let options = session.options_mut();
    // Row groups and pages are pruned either way. Deciding row by row inside the decoder, under filters that grow
    // as joins run, costs TPC-H a tenth more than it saves.
    options.execution.parquet.pushdown_filters = false;
    session
}
