//! T-Digest: quantiles of numbers, precise at both ends, in little memory.
//!
//! A digest is a list of centroids, each the mean of neighbouring values and their weight. Merging sorts them
//! and joins those whose common weight is allowed at their place: little at the ends, more in the middle.

use boathouse_types::{Result, TrinoError};

use super::digesting::Digest;
use super::reader::Reader;
use super::text::java_double;

/// The format's tag.
const TAG: u8 = 0;
/// How closely values are told apart.
const COMPRESSION: f64 = 100.0;
/// Room beside what the compression needs.
const FUDGE: f64 = 10.0;

/// A T-Digest.
#[derive(Debug, Clone)]
pub(crate) struct TDigest {
    compression: f64,
    /// Means and weights.
    centroids: Vec<(f64, f64)>,
    weight: f64,
    min: f64,
    max: f64,
    /// Merging goes up and down in turns, so that neither end is joined more.
    backwards: bool,
    merged: bool,
}

impl TDigest {
    pub(crate) fn new() -> Self {
        Self {
            compression: COMPRESSION,
            centroids: Vec::new(),
            weight: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            backwards: false,
            merged: true,
        }
    }

    /// Takes in a value, as often as its weight says.
    ///
    /// # Errors
    /// When the value is not finite, or the weight is less than one.
    pub(crate) fn add(&mut self, value: f64, weight: f64) -> Result<()> {
        if !value.is_finite() {
            return Err(TrinoError::invalid_argument(format!("value must be finite; was {}", java_double(value))));
        }
        if !weight.is_finite() {
            return Err(TrinoError::invalid_argument(format!("weight must be finite, was {}", java_double(weight))));
        }
        if weight < 1.0 {
            return Err(TrinoError::invalid_argument(format!("weight must be >= 1, was {}", java_double(weight))));
        }
        let room = 6.0 * (2.0 * self.compression + FUDGE);
        if self.centroids.len() as f64 >= room {
            self.compact(2.0 * self.compression);
        }
        self.centroids.push((value, weight));
        self.weight += weight;
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        self.merged = false;
        Ok(())
    }

    fn compact(&mut self, compression: f64) {
        self.centroids.sort_by(|a, b| a.0.total_cmp(&b.0));
        if self.backwards {
            self.centroids.reverse();
        }
        let normalizer = compression / (4.0 * (self.weight / compression).ln() + 24.0);
        let allowed = |quantile: f64| quantile * (1.0 - quantile) / normalizer;
        let mut joined: Vec<(f64, f64)> = Vec::new();
        let (mut before, mut at_start) = (0.0, allowed(0.0));
        for (mean, weight) in self.centroids.drain(..) {
            let Some(last) = joined.last_mut() else {
                joined.push((mean, weight));
                continue;
            };
            let both = last.1 + weight;
            let end = ((before + both) / self.weight).min(1.0);
            if both <= self.weight * at_start.min(allowed(end)) {
                *last = (last.0 + (mean - last.0) * weight / both, both);
            } else {
                before += last.1;
                at_start = allowed(before / self.weight);
                joined.push((mean, weight));
            }
        }
        if self.backwards {
            joined.reverse();
        }
        self.backwards = !self.backwards;
        self.centroids = joined;
        self.merged = true;
    }

    /// The values at quantiles, in any order.
    ///
    /// # Errors
    /// When a quantile is none.
    pub(crate) fn values_at(&self, quantiles: &[f64]) -> Result<Vec<f64>> {
        if quantiles.iter().any(|q| !(0.0..=1.0).contains(q)) {
            return Err(TrinoError::internal("quantiles should be in [0, 1] range"));
        }
        let mut sorted = self.clone();
        if !sorted.merged {
            sorted.compact(2.0 * self.compression);
        }
        Ok(quantiles.iter().map(|q| sorted.value_at_offset(q * sorted.weight)).collect())
    }

    /// The value so many values are below.
    fn value_at_offset(&self, offset: f64) -> f64 {
        let (Some(first), Some(last)) = (self.centroids.first(), self.centroids.last()) else { return f64::NAN };
        if self.centroids.len() == 1 {
            return first.0;
        }
        if offset < 1.0 {
            return self.min;
        }
        if offset < first.1 / 2.0 {
            return self.min + between(offset, 1.0, self.min, first.1 / 2.0, first.0);
        }
        let behind = self.weight - offset;
        if behind >= 1.0 && behind <= last.1 / 2.0 && last.1 / 2.0 > 1.0 {
            return self.max + between(behind, 1.0, self.max, last.1 / 2.0, last.0);
        }
        if behind <= 1.0 {
            return self.max;
        }
        let mut so_far = first.1 / 2.0;
        for pair in self.centroids.windows(2) {
            let (left, right) = (pair[0], pair[1]);
            let step = (left.1 + right.1) / 2.0;
            if so_far + step <= offset {
                so_far += step;
                continue;
            }
            let inside = offset - so_far;
            // Of a centroid of one value that value is known, so nothing is interpolated within it.
            if left.1 == 1.0 && inside < 0.5 {
                return left.0;
            }
            if right.1 == 1.0 && inside >= left.1 / 2.0 {
                return right.0;
            }
            let (inside, length) = match (left.1 == 1.0, right.1 == 1.0) {
                (true, _) => (inside - 0.5, right.1 / 2.0),
                (false, true) => (inside, left.1 / 2.0),
                (false, false) => (inside, step),
            };
            return left.0 + between(inside, 0.0, left.0, length, right.0);
        }
        self.max
    }
}

/// How far the line through (x0, y0) and (x1, y1) is from y0 at x.
fn between(x: f64, x0: f64, y0: f64, x1: f64, y1: f64) -> f64 {
    (x - x0) / (x1 - x0) * (y1 - y0)
}

impl Digest for TDigest {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.centroids.extend_from_slice(&other.centroids);
        self.weight += other.weight;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.merged = false;
        if self.centroids.len() as f64 > 6.0 * (2.0 * self.compression + FUDGE) {
            self.compact(2.0 * self.compression);
        }
        Ok(())
    }

    fn write(&self) -> Vec<u8> {
        let mut merged = self.clone();
        merged.compact(self.compression);
        let mut bytes = vec![TAG];
        let head = [merged.min, merged.max, merged.compression, merged.weight];
        bytes.extend(head.iter().flat_map(|d| d.to_le_bytes()));
        bytes.extend((merged.centroids.len() as u32).to_le_bytes());
        bytes.extend(merged.centroids.iter().flat_map(|(mean, _)| mean.to_le_bytes()));
        bytes.extend(merged.centroids.iter().flat_map(|(_, weight)| weight.to_le_bytes()));
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new("tdigest", bytes);
        if reader.byte()? != TAG {
            return Err(reader.wrong());
        }
        let (min, max, compression, weight) = (reader.double()?, reader.double()?, reader.double()?, reader.double()?);
        if compression.is_nan() || !(10.0..=1e6).contains(&compression) {
            return Err(reader.wrong());
        }
        let count = reader.count(16)?;
        let means = (0..count).map(|_| reader.double()).collect::<Result<Vec<_>>>()?;
        let weights = (0..count).map(|_| reader.double()).collect::<Result<Vec<_>>>()?;
        reader.end()?;
        let centroids = means.into_iter().zip(weights).collect();
        Ok(Self { compression, centroids, weight, min, max, backwards: false, merged: true })
    }

    fn size(&self) -> usize {
        self.centroids.capacity() * 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: impl IntoIterator<Item = f64>) -> TDigest {
        let mut digest = TDigest::new();
        values.into_iter().for_each(|v| digest.add(v, 1.0).unwrap());
        digest
    }

    #[test]
    fn few_values_are_kept_as_they_are() {
        let low = [-0.1, -0.2, -0.3, -0.4];
        let tens = [0.1, 0.1, 0.1, 0.1, 10.0];
        for (values, quantile, expected) in [
            (&low[..], 0.75, -0.1),
            (&tens, 0.9, 10.0),
            (&tens, 0.0001, 0.1),
            (&tens, 0.75, 0.1),
            (&tens, 0.85, 10.0),
            (&[1.0, 2.0, 3.0], 0.0, 1.0),
            (&[1.0, 2.0, 3.0], 0.5, 2.0),
            (&[1.0, 2.0, 3.0], 1.0, 3.0),
        ] {
            let digest = of(values.iter().copied());
            assert_eq!(digest.values_at(&[quantile]).unwrap(), [expected], "{values:?} at {quantile}");
            let read = TDigest::read(&digest.write()).unwrap();
            assert_eq!(read.values_at(&[quantile]).unwrap(), [expected], "{values:?} at {quantile}");
        }
    }

    #[test]
    fn many_values_stay_close() {
        let digest = of((0..100_000).map(|i| f64::from((i * 7919) % 100_000)));
        let mut halves = of((0..50_000).map(|i| f64::from((i * 7919) % 100_000)));
        halves.merge(&of((50_000..100_000).map(|i| f64::from((i * 7919) % 100_000)))).unwrap();
        for quantile in [0.0, 0.01, 0.25, 0.5, 0.9, 0.999, 1.0] {
            for digest in [&digest, &halves] {
                let found = digest.values_at(&[quantile]).unwrap()[0];
                assert!((found - quantile * 100_000.0).abs() < 300.0, "{quantile}: {found}");
            }
        }
        assert!(digest.write().len() < 10_000);
    }

    #[test]
    fn what_is_refused() {
        let mut digest = TDigest::new();
        assert_eq!(digest.add(f64::NAN, 1.0).unwrap_err().message, "value must be finite; was NaN");
        assert_eq!(digest.add(1.0, 0.5).unwrap_err().message, "weight must be >= 1, was 0.5");
        assert!(digest.values_at(&[1.5]).is_err());
        assert!(TDigest::read(&[0; 10]).is_err());
        assert!(TDigest::read(&[]).is_err());
    }
}
