//! Footers as they are counted: each that a query looks at once a scan, and at its own length. To find one the engine
//! reads more than it, and of one that it knows from an earlier query nothing; what a query scans depends on neither.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use datafusion::prelude::SessionConfig;
use object_store::path::Path;
use object_store::{GetOptions, ObjectMeta, ObjectStore, Result};

/// Counts the bytes of footers by the table they are looked at for. Sessions carry it as an extension of their
/// configuration.
pub struct FooterMeter(Box<Count>);

type Count = dyn Fn(&str, u64) + Send + Sync;

impl FooterMeter {
    /// Calls `count` with a table's name and the bytes of a footer.
    pub fn new(count: impl Fn(&str, u64) + Send + Sync + 'static) -> Self {
        Self(Box::new(count))
    }

    /// Whether a read looks for a footer, or at what another part of the scan reads: who has such a meter does not
    /// count its bytes.
    pub fn counts(options: &GetOptions) -> bool {
        options.extensions.get::<Look>().is_some()
    }
}

impl fmt::Debug for FooterMeter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FooterMeter")
    }
}

/// Marks a read whose bytes are counted elsewhere.
#[derive(Debug, Clone, Copy)]
struct Look;

/// Reads bytes at the end of an object to find its footer in them, or bytes that belong to another part of the scan.
pub(crate) async fn look(store: &dyn ObjectStore, location: &Path, range: Range<u64>) -> Result<Bytes> {
    let mut options = GetOptions { range: Some(range.into()), ..GetOptions::default() };
    options.extensions.insert(Look);
    store.get_opts(location, options).await?.bytes().await
}

/// The footers that one scan of a table has looked at in one bucket.
#[derive(Debug, Clone, Default)]
pub(crate) struct ScannedFooters(Option<Arc<Counting>>);

#[derive(Debug)]
struct Counting {
    meter: Arc<FooterMeter>,
    table: String,
    counted: Mutex<HashSet<Path>>,
}

impl ScannedFooters {
    /// Those of a scan that begins.
    pub(crate) fn of(session: &SessionConfig, table: &str) -> Self {
        let counting = |meter| Counting { meter, table: table.to_owned(), counted: Mutex::default() };
        Self(session.get_extension::<FooterMeter>().map(counting).map(Arc::new))
    }

    /// Counts an object's footer, unless this scan has.
    pub(crate) fn count(&self, object: &ObjectMeta, bytes: u64) {
        let Some(counting) = &self.0 else { return };
        let mut counted = counting.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.insert(object.location.clone()) {
            (counting.meter.0)(&counting.table, bytes);
        }
    }
}
