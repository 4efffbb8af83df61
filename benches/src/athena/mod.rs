//! Athena as a client sees it: a server in a process of its own, asked over the wire.

mod bounds;
mod client;
mod inside;
mod large;
mod load;
mod one;
mod point;
mod server;

use std::path::Path;

pub use client::{AthenaClient, Page};
pub use inside::measure as inside;
pub use large::measure as large;
pub use load::measure as load;
pub use one::measure as one;
pub use point::measure as point;
pub use server::ServerProcess;

use crate::suite::{SUITE_DATABASE, Suite};
use crate::{Error, Figure, Result};

/// Where results are written.
const RESULTS: &str = "s3://results/";
const RESULTS_BUCKET: &str = "results";
const WIRE: &str = "wire";

/// A lake that was not there before, with the tables of a suite and nothing else.
///
/// # Errors
/// When it cannot be made.
pub async fn make_lake(lake: &Path, tables: &Path) -> Result<Suite> {
    match std::fs::remove_dir_all(lake) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::File(lake.to_owned(), error)),
        _ => {}
    }
    let suite = Suite::open(lake, tables).await?;
    suite.make_bucket(RESULTS_BUCKET).await?;
    Ok(suite)
}

/// A client of the suite's tables.
async fn connect(server: &ServerProcess) -> Result<AthenaClient> {
    Ok(AthenaClient::connect(server.addr(), RESULTS.to_owned()).await?.in_database(SUITE_DATABASE))
}

fn figure(name: &str, value: f64, unit: &'static str, target: Option<f64>) -> Figure {
    Figure { figure: name.to_owned(), engine: WIRE, value, unit, target, check: None }
}

/// The value that so large a share of all is not above.
fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles() {
        let values: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        for (share, expected) in [(0.0, 0.0), (0.5, 50.0), (0.99, 99.0), (1.0, 100.0)] {
            assert!((percentile(&values, share) - expected).abs() < f64::EPSILON, "{share}");
        }
        assert!(percentile(&[], 0.5).abs() < f64::EPSILON);
    }
}
