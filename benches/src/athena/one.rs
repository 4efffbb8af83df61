//! `SELECT 1` from its start to its row, again and again.

use std::time::Instant;

use super::{ServerProcess, bounds, connect, figure, percentile};
use crate::{Error, Figure, Result};

/// Runs that count, after some that do not.
const RUNS: usize = 500;
const WARM_RUNS: usize = 50;

/// Measures it.
///
/// # Errors
/// When a query fails or has another answer.
pub async fn measure(server: &ServerProcess) -> Result<Vec<Figure>> {
    let client = connect(server).await?;
    let mut millis = Vec::with_capacity(RUNS);
    for run in 0..WARM_RUNS + RUNS {
        let started = Instant::now();
        let rows = client.query("SELECT 1").await?;
        if run >= WARM_RUNS {
            millis.push(started.elapsed().as_secs_f64() * 1_000.0);
        }
        if rows != 1 {
            return Err(Error::Work(format!("SELECT 1 has {rows} rows")));
        }
    }
    Ok(vec![
        figure("SELECT 1, median", percentile(&millis, 0.5), "ms", Some(bounds::ONE_MEDIAN_MS_MAX)),
        figure("SELECT 1, 99th of 100", percentile(&millis, 0.99), "ms", None),
    ])
}
