//! Emptying everything, fast enough to be done between two tests.

use crate::{Boathouse, Result};

impl Boathouse {
    /// Stops what runs and deletes every local bucket, database, table, job, run and query. Remote buckets
    /// keep their objects. The files go away in the background.
    ///
    /// # Errors
    /// When the state or the folder cannot be written.
    pub async fn reset(&self) -> Result<()> {
        tokio::join!(self.crawlers().stop_all(), self.jobs().stop_all(), self.queries().reset());
        self.lake().reset().await?;
        self.state().reset().await?;
        Ok(())
    }
}
