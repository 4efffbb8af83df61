//! What AWS would have charged, by its published prices and minimums.
//!
//! <https://aws.amazon.com/athena/pricing/>, <https://aws.amazon.com/glue/pricing/>

use std::time::Duration;

use boathouse_query::Price;
use serde::{Deserialize, Serialize};

const SECONDS_PER_HOUR: f64 = 3600.0;

/// Prices and minimums; the defaults are those of us-east-1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Prices {
    /// Of queries.
    pub athena: Price,
    /// Of crawlers and jobs.
    pub glue: GluePrices,
}

/// Prices of crawlers and jobs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GluePrices {
    /// Per DPU-hour.
    pub usd_per_dpu_hour: f64,
    /// DPUs of a job run: the least a Spark job can have (two G.1X workers).
    pub job_dpus: f64,
    /// The least time a job run is charged for.
    pub job_minimum_seconds: f64,
    /// DPUs of a crawler run. AWS publishes no number; its pricing example has two.
    pub crawler_dpus: f64,
    /// The least time a crawler run is charged for.
    pub crawler_minimum_seconds: f64,
}

impl Default for GluePrices {
    fn default() -> Self {
        Self {
            usd_per_dpu_hour: 0.44,
            job_dpus: 2.0,
            job_minimum_seconds: 60.0,
            crawler_dpus: 2.0,
            crawler_minimum_seconds: 600.0,
        }
    }
}

/// What a crawler or job run would have been charged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GlueCost {
    /// Seconds charged: the measured ones, or AWS's minimum.
    pub billed_seconds: f64,
    /// DPUs times hours.
    pub dpu_hours: f64,
    /// Dollars.
    pub usd: f64,
}

impl GluePrices {
    /// A job run of the measured duration.
    pub fn job(&self, measured: Duration) -> GlueCost {
        self.cost(measured, self.job_minimum_seconds, self.job_dpus)
    }

    /// A crawler run of the measured duration.
    pub fn crawler(&self, measured: Duration) -> GlueCost {
        self.cost(measured, self.crawler_minimum_seconds, self.crawler_dpus)
    }

    fn cost(&self, measured: Duration, minimum_seconds: f64, dpus: f64) -> GlueCost {
        // Both are billed by the second.
        let billed_seconds = measured.as_secs_f64().ceil().max(minimum_seconds);
        let dpu_hours = dpus * billed_seconds / SECONDS_PER_HOUR;
        GlueCost { billed_seconds, dpu_hours, usd: dpu_hours * self.usd_per_dpu_hour }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn glue_bills_seconds_above_its_minimums() {
        let prices = GluePrices::default();
        let crawl = prices.crawler(Duration::from_millis(300));
        assert!(close(crawl.billed_seconds, 600.0) && close(crawl.usd, 2.0 / 6.0 * 0.44), "{crawl:?}");
        let job = prices.job(Duration::from_millis(90_500));
        assert!(close(job.billed_seconds, 91.0) && close(job.dpu_hours, 2.0 * 91.0 / 3600.0), "{job:?}");
    }
}
