//! Timestamps of AWS JSON: seconds since the epoch, with a fraction.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const MS_PER_SECOND: f64 = 1_000.0;

/// Milliseconds since the epoch that are written as seconds with a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EpochSeconds(pub i64);

impl From<i64> for EpochSeconds {
    fn from(epoch_ms: i64) -> Self {
        Self(epoch_ms)
    }
}

impl From<EpochSeconds> for i64 {
    fn from(time: EpochSeconds) -> Self {
        time.0
    }
}

impl Serialize for EpochSeconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64 / MS_PER_SECOND)
    }
}

impl<'de> Deserialize<'de> for EpochSeconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = f64::deserialize(deserializer)?;
        Ok(Self((seconds * MS_PER_SECOND).round() as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_survive_the_way_there_and_back() {
        for (ms, text) in [
            (0, "0.0"),
            (1_602_730_539_000, "1602730539.0"),
            (1_602_730_539_123, "1602730539.123"),
            (-1, "-0.001"),
            (253_402_300_799_999, "253402300799.999"),
        ] {
            assert_eq!(serde_json::to_string(&EpochSeconds(ms)).unwrap(), text);
            assert_eq!(serde_json::from_str::<EpochSeconds>(text).unwrap(), EpochSeconds(ms));
        }
        assert_eq!(serde_json::from_str::<EpochSeconds>("12").unwrap(), EpochSeconds(12_000));
    }
}
