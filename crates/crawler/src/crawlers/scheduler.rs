//! The task that starts crawlers when their time has come.

use std::time::Duration;

use super::Crawlers;

/// How often the clock is looked at. Short, because the clock may jump: a machine sleeps, a test moves it on.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long the task lets things be after the state has failed it.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

impl Crawlers {
    /// Starts crawlers by their schedules, in all scopes, for as long as it is polled. One task of a process does this.
    pub async fn keep_schedules(self) {
        loop {
            // Asked before anything is read: a change from here on wakes the wait below.
            let changed = self.schedules_changed.notified();
            let due_ms = match self.fire_and_look().await {
                Ok(due_ms) => due_ms,
                Err(error) => {
                    tracing::error!(%error, "schedules cannot be looked at");
                    tokio::time::sleep(AFTER_FAILURE).await;
                    continue;
                }
            };
            tokio::select! {
                () = changed => {}
                () = self.come(due_ms) => {}
            }
        }
    }

    async fn fire_and_look(&self) -> crate::Result<Option<i64>> {
        self.fire_due().await?;
        self.next_due_ms().await
    }

    /// Waits until the clock says that it is this late; for ever when nothing is due.
    async fn come(&self, due_ms: Option<i64>) {
        let Some(due_ms) = due_ms else { return std::future::pending().await };
        while self.state.clock().now_ms() < due_ms {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}
