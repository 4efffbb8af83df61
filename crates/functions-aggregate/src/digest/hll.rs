//! HyperLogLog: how many different values a set has, within a bound, in little memory.
//!
//! Held as sorted entries of 26 bits of hash while that is smaller, which counts almost exactly, then as one
//! counter per bucket.

use boathouse_types::{Result, TrinoError};

use super::bias::bias;
use super::digesting::Digest;
use super::reader::Reader;

/// Bits of a hash an entry has.
const ENTRY_BITS: u32 = 26;
/// Bits of an entry that count the zeros behind them.
const ZERO_BITS: u32 = 6;
/// Tags of the two formats.
const SPARSE_TAG: u8 = 2;
const DENSE_TAG: u8 = 3;
/// The greatest difference of a bucket from the least one that fits the format's four bits.
const DELTA_MAX: u8 = 15;
/// Share of empty buckets down to which these alone are counted.
const EMPTY_SHARE_MIN: f64 = 0.4;

/// A HyperLogLog.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hll {
    /// The logarithm of the number of buckets.
    bits: u8,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// Sorted entries, and the room Trino would have for them, which tells when it gives them up.
    Sparse(Vec<u32>, usize),
    /// The counter of each bucket.
    Dense(Vec<u8>),
}

impl Hll {
    /// An empty one with 2^`bits` buckets.
    pub(crate) fn new(bits: u8) -> Self {
        Self { bits, kind: Kind::Sparse(Vec::new(), 1) }
    }

    /// Takes in the hash of a value.
    pub(crate) fn add(&mut self, hash: u64) {
        match &mut self.kind {
            Kind::Dense(buckets) => {
                let bucket = (hash >> (64 - self.bits)) as usize;
                buckets[bucket] = buckets[bucket].max(zeros(hash, self.bits.into()) + 1);
                return;
            }
            Kind::Sparse(entries, room) => {
                let prefix = (hash >> (64 - ENTRY_BITS)) as u32;
                let entry = (prefix << ZERO_BITS) | u32::from(zeros(hash, ENTRY_BITS));
                match entries.binary_search_by_key(&prefix, |e| e >> ZERO_BITS) {
                    Ok(place) => entries[place] = entries[place].max(entry),
                    Err(place) => {
                        if entries.len() + 1 > *room {
                            *room += 10;
                        }
                        entries.insert(place, entry);
                    }
                }
            }
        }
        self.make_dense_where_smaller();
    }

    fn make_dense_where_smaller(&mut self) {
        if let Kind::Sparse(entries, room) = &self.kind
            && *room * 4 > 16 + (1 << self.bits) / 2
        {
            self.kind = Kind::Dense(self.dense(entries));
        }
    }

    fn dense(&self, entries: &[u32]) -> Vec<u8> {
        let mut buckets = vec![0_u8; 1 << self.bits];
        for entry in entries {
            let bucket = (entry >> (32 - u32::from(self.bits))) as usize;
            let between = ENTRY_BITS - u32::from(self.bits);
            let mut zeros = entry.checked_shl(self.bits.into()).unwrap_or(0).leading_zeros();
            if zeros >= between {
                zeros = between + (entry & ((1 << ZERO_BITS) - 1));
            }
            buckets[bucket] = buckets[bucket].max(zeros as u8 + 1);
        }
        buckets
    }

    /// The estimate.
    pub(crate) fn cardinality(&self) -> i64 {
        let buckets = match &self.kind {
            Kind::Sparse(entries, _) => {
                let total = f64::from(1_u32 << ENTRY_BITS);
                return round(linear(total - entries.len() as f64, total));
            }
            Kind::Dense(buckets) => buckets,
        };
        let total = buckets.len() as f64;
        let empty = buckets.iter().filter(|b| **b == 0).count() as f64;
        if empty > EMPTY_SHARE_MIN * total {
            return round(linear(empty, total));
        }
        let sum: f64 = buckets.iter().map(|b| 0.5_f64.powi(i32::from(*b))).sum();
        let alpha = match self.bits {
            ..=4 => 0.673,
            5 => 0.697,
            6 => 0.709,
            _ => 0.7213 / (1.0 + 1.079 / total),
        };
        let raw = alpha * total * total / sum;
        round(raw - bias(self.bits, raw))
    }
}

/// The zeros behind the first `bits` bits of a hash.
fn zeros(hash: u64, bits: u32) -> u8 {
    ((hash << bits) | (1 << (bits - 1))).leading_zeros() as u8
}

fn linear(empty: f64, total: f64) -> f64 {
    total * (total / empty).ln()
}

fn round(value: f64) -> i64 {
    (value + 0.5).floor() as i64
}

impl Digest for Hll {
    fn merge(&mut self, other: &Self) -> Result<()> {
        if self.bits != other.bits {
            let (ours, theirs) = (1 << self.bits, 1 << other.bits);
            let text = format!("Cannot merge HLLs with different number of buckets: {ours} vs {theirs}");
            return Err(TrinoError::internal(text));
        }
        if let (Kind::Sparse(ours, room), Kind::Sparse(theirs, _)) = (&mut self.kind, &other.kind) {
            ours.extend_from_slice(theirs);
            // Of two entries for one prefix the one with more zeros comes last, and stays.
            ours.sort_unstable_by(|a, b| b.cmp(a));
            ours.dedup_by_key(|e| *e >> ZERO_BITS);
            ours.reverse();
            *room = ours.len();
            self.make_dense_where_smaller();
            return Ok(());
        }
        let dense = |hll: &Self| match &hll.kind {
            Kind::Sparse(entries, _) => hll.dense(entries),
            Kind::Dense(buckets) => buckets.clone(),
        };
        let mut buckets = dense(self);
        buckets.iter_mut().zip(dense(other)).for_each(|(ours, theirs)| *ours = (*ours).max(theirs));
        self.kind = Kind::Dense(buckets);
        Ok(())
    }

    fn write(&self) -> Vec<u8> {
        match &self.kind {
            Kind::Sparse(entries, _) => {
                let mut bytes = vec![SPARSE_TAG, self.bits];
                bytes.extend((entries.len() as u16).to_le_bytes());
                bytes.extend(entries.iter().flat_map(|e| e.to_le_bytes()));
                bytes
            }
            Kind::Dense(buckets) => {
                let baseline = buckets.iter().copied().min().unwrap_or(0);
                let mut bytes = vec![DENSE_TAG, self.bits, baseline];
                let delta = |bucket: &u8| (bucket - baseline).min(DELTA_MAX);
                bytes.extend(buckets.chunks(2).map(|pair| (delta(&pair[0]) << 4) | pair.get(1).map_or(0, delta)));
                let over = |(i, b): (usize, &u8)| {
                    let over = (b - baseline).saturating_sub(DELTA_MAX);
                    (over > 0).then_some((i as u16, over))
                };
                let overflows: Vec<(u16, u8)> = buckets.iter().enumerate().filter_map(over).collect();
                bytes.extend((overflows.len() as u16).to_le_bytes());
                bytes.extend(overflows.iter().flat_map(|(bucket, _)| bucket.to_le_bytes()));
                bytes.extend(overflows.iter().map(|(_, over)| *over));
                bytes
            }
        }
    }

    fn read(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new("HyperLogLog", bytes);
        let (tag, bits) = (reader.byte()?, reader.byte()?);
        if !(1..=16).contains(&bits) {
            return Err(reader.wrong());
        }
        let kind = match tag {
            SPARSE_TAG => {
                let count = reader.short()? as usize;
                let entries = (0..count).map(|_| reader.int()).collect::<Result<Vec<_>>>()?;
                if !entries.is_sorted_by(|a, b| a >> ZERO_BITS < b >> ZERO_BITS) {
                    return Err(reader.wrong());
                }
                let room = entries.len();
                Kind::Sparse(entries, room)
            }
            DENSE_TAG => {
                let baseline = reader.byte()?;
                let pairs = reader.take((1 << bits) / 2)?;
                let mut buckets: Vec<u8> =
                    pairs.iter().flat_map(|p| [p >> 4, p & 15]).map(|d| d.saturating_add(baseline)).collect();
                let count = reader.short()? as usize;
                let places = (0..count).map(|_| reader.short()).collect::<Result<Vec<_>>>()?;
                for place in places {
                    let over = reader.byte()?;
                    let bucket = buckets.get_mut(place as usize).ok_or_else(|| reader.wrong())?;
                    *bucket = bucket.saturating_add(over);
                }
                Kind::Dense(buckets)
            }
            _ => return Err(reader.wrong()),
        };
        reader.end()?;
        Ok(Self { bits, kind })
    }

    fn size(&self) -> usize {
        match &self.kind {
            Kind::Sparse(entries, _) => entries.capacity() * 4,
            Kind::Dense(buckets) => buckets.capacity(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::murmur;
    use super::*;

    #[test]
    fn estimates_stay_within_their_bound_and_survive_their_bytes() {
        for (bits, allowed) in [(11, 0.07), (12, 0.05), (16, 0.02), (4, 0.8)] {
            for count in [0_i64, 1, 100, 1_000, 3_000, 10_000, 100_000] {
                let mut hll = Hll::new(bits);
                (0..count).for_each(|i| hll.add(murmur::long(i)));
                let found = hll.cardinality();
                let error = (found - count).abs() as f64 / count.max(1) as f64;
                assert!(error <= allowed, "{count} in 2^{bits} buckets: {found}");
                let read = Hll::read(&hll.write()).unwrap();
                assert_eq!(read.write(), hll.write(), "{count} in 2^{bits} buckets");
                assert_eq!(read.cardinality(), found);
            }
        }
    }

    #[test]
    fn merging_is_adding() {
        for count in [10_i64, 500, 50_000] {
            let (mut all, mut left, mut right) = (Hll::new(11), Hll::new(11), Hll::new(11));
            for i in 0..count {
                all.add(murmur::long(i));
                if i < count * 2 / 3 {
                    left.add(murmur::long(i))
                }
                if i > count / 3 {
                    right.add(murmur::long(i))
                }
            }
            left.merge(&right).unwrap();
            assert_eq!(left.cardinality(), all.cardinality());
        }
        assert!(Hll::new(4).merge(&Hll::new(5)).is_err());
    }

    #[test]
    fn what_is_no_hyperloglog() {
        for bytes in [&[][..], &[2], &[2, 11, 5, 0], &[9, 11], &[3, 11, 0], &[2, 40, 0, 0], &[2, 11, 0, 0, 7]] {
            assert!(Hll::read(bytes).is_err(), "{bytes:?}");
        }
    }
}
