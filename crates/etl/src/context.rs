//! What a run works with: an engine session of its own, metered buckets, bounds.

use std::collections::HashMap;
use std::sync::Arc;

use boathouse_lake::{Lake, Meter, MeteredStore};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use object_store::ObjectStore;
use parking_lot::Mutex;

use crate::Result;
use crate::source::SourceObject;

/// Bounds of one run.
#[derive(Debug, Clone, Copy)]
pub struct EtlConfig {
    /// Memory the engine's operators may take, in bytes; reading and writing have bounds of their own.
    pub memory_bytes_max: usize,
    /// Threads that decode and encode.
    pub threads: usize,
}

impl Default for EtlConfig {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Self { memory_bytes_max: 256 << 20, threads }
    }
}

pub(crate) struct Context {
    lake: Lake,
    pub meter: Meter,
    pub config: EtlConfig,
    session: SessionContext,
    runtime: Arc<RuntimeEnv>,
    stores: Mutex<HashMap<String, Arc<dyn ObjectStore>>>,
}

impl Context {
    pub fn new(lake: Lake, config: EtlConfig) -> Result<Self> {
        let pool = FairSpillPool::new(config.memory_bytes_max);
        let runtime = RuntimeEnvBuilder::new().with_memory_pool(Arc::new(pool)).build_arc()?;
        // Batches keep the order of a source's rows: what is written is then the same every time.
        let session_config = SessionConfig::new()
            .with_target_partitions(config.threads)
            .with_round_robin_repartition(false)
            .with_information_schema(false);
        let session = SessionContext::new_with_config_rt(session_config, Arc::clone(&runtime));
        Ok(Self { lake, meter: Meter::default(), config, session, runtime, stores: Mutex::default() })
    }

    pub fn session(&self) -> &SessionContext {
        &self.session
    }

    /// The bucket, metered and known to the engine.
    pub async fn store(&self, bucket: &str) -> Result<Arc<dyn ObjectStore>> {
        if let Some(store) = self.stores.lock().get(bucket) {
            return Ok(Arc::clone(store));
        }
        let store: Arc<dyn ObjectStore> =
            Arc::new(MeteredStore::new(self.lake.store(bucket).await?, self.meter.clone()));
        let url = ObjectStoreUrl::parse(format!("s3://{bucket}"))?;
        self.runtime.register_object_store(url.as_ref(), Arc::clone(&store));
        self.stores.lock().insert(bucket.to_owned(), Arc::clone(&store));
        Ok(store)
    }

    /// Lets the engine find the store of objects that were listed elsewhere.
    pub fn register(&self, bucket: &str, objects: &[SourceObject]) -> Result<()> {
        let Some(object) = objects.first() else { return Ok(()) };
        let url = ObjectStoreUrl::parse(format!("s3://{bucket}"))?;
        self.runtime.register_object_store(url.as_ref(), Arc::clone(&object.store));
        Ok(())
    }
}
