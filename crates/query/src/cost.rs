//! What a query would have cost on Athena: price per terabyte scanned, rounded up to the megabyte,
//! with a minimum per query.
//! <https://aws.amazon.com/athena/pricing/>

mod spending;

use serde::{Deserialize, Serialize};

pub use spending::{Spending, SpendingTotal};

/// The price list, all of it configurable because it differs by region and changes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Price {
    /// US dollars per terabyte scanned.
    pub usd_per_tb: f64,
    /// Bytes in the terabyte of the price: 2^40 or 10^12.
    pub tb_bytes: u64,
    /// Scanned bytes are rounded up to a multiple of this.
    pub round_up_to_bytes: u64,
    /// The least a billed query is charged for.
    pub minimum_bytes: u64,
}

impl Default for Price {
    fn default() -> Self {
        Self { usd_per_tb: 5.0, tb_bytes: 1 << 40, round_up_to_bytes: 1 << 20, minimum_bytes: 10 << 20 }
    }
}

impl Price {
    /// The bytes a query that scanned `scanned_bytes` is billed for.
    pub fn billable_bytes(&self, scanned_bytes: u64) -> u64 {
        let unit = self.round_up_to_bytes.max(1);
        scanned_bytes.div_ceil(unit).saturating_mul(unit).max(self.minimum_bytes)
    }

    /// US dollars for a billed query that scanned `scanned_bytes`.
    pub fn usd(&self, scanned_bytes: u64) -> f64 {
        self.usd_of_billed(self.billable_bytes(scanned_bytes))
    }

    /// US dollars for bytes that are billed.
    pub fn usd_of_billed(&self, billed_bytes: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a price needs no more than 53 bits of bytes")]
        let terabytes = billed_bytes as f64 / self.tb_bytes.max(1) as f64;
        terabytes * self.usd_per_tb
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_rounded_up_and_have_a_minimum() {
        const MIB: u64 = 1 << 20;
        let price = Price::default();
        for (scanned, billable) in [
            (0, 10 * MIB),
            (1, 10 * MIB),
            (10 * MIB, 10 * MIB),
            (10 * MIB + 1, 11 * MIB),
            (1 << 40, 1 << 40),
            (u64::MAX, u64::MAX),
        ] {
            assert_eq!(price.billable_bytes(scanned), billable, "{scanned}");
        }
        assert!((price.usd(1 << 40) - 5.0).abs() < 1e-9);
        assert!((price.usd(0) - 5.0 * 10.0 / 1_048_576.0).abs() < 1e-12);
    }
}
