//! The buckets.

use crate::command::BucketSummary;
use crate::{Boathouse, Result};

pub(super) async fn run(house: &Boathouse) -> Result<Vec<BucketSummary>> {
    let buckets = house.lake().buckets().await?;
    Ok(buckets
        .into_iter()
        .map(|bucket| BucketSummary { name: bucket.name, created_ms: bucket.created_ms, remote: bucket.remote })
        .collect())
}
