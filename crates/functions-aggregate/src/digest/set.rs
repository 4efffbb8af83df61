//! Set digest: a HyperLogLog and the least hashes of the values, which tell how alike two sets are.

use std::collections::BTreeMap;

use boathouse_types::Result;

use super::digesting::Digest;
use super::hll::Hll;
use super::murmur;
use super::reader::Reader;

/// The format's tag.
const TAG: u8 = 1;
/// Hashes that are kept.
const HASHES_MAX: usize = 8192;
/// The logarithm of the buckets of the HyperLogLog.
const BITS: u8 = 11;

/// A set digest.
#[derive(Debug, Clone)]
pub(crate) struct SetDigest {
    hll: Hll,
    /// The least hashes, and how often each came.
    hashes: BTreeMap<i64, i16>,
    hashes_max: usize,
}

impl SetDigest {
    pub(crate) fn new() -> Self {
        Self { hll: Hll::new(BITS), hashes: BTreeMap::new(), hashes_max: HASHES_MAX }
    }

    /// Takes in a number.
    pub(crate) fn add(&mut self, value: i64) {
        self.add_hash(murmur::long(value));
    }

    /// Takes in bytes.
    pub(crate) fn add_bytes(&mut self, value: &[u8]) {
        self.add_hash(murmur::bytes(value));
    }

    fn add_hash(&mut self, hash: u64) {
        let count = self.hashes.entry(hash as i64).or_insert(0);
        *count = count.saturating_add(1);
        self.hll.add(hash);
        self.shrink();
    }

    fn shrink(&mut self) {
        while self.hashes.len() > self.hashes_max {
            self.hashes.pop_last();
        }
    }

    fn is_exact(&self) -> bool {
        self.hashes.len() < self.hashes_max
    }

    /// How many different values there are.
    pub(crate) fn cardinality(&self) -> i64 {
        if self.is_exact() { self.hashes.len() as i64 } else { self.hll.cardinality() }
    }

    /// The hashes and how often each came.
    pub(crate) fn hash_counts(&self) -> impl Iterator<Item = (i64, i16)> {
        self.hashes.iter().map(|(hash, count)| (*hash, *count))
    }

    /// The share of values two sets have in common.
    pub(crate) fn jaccard(&self, other: &Self) -> f64 {
        let smaller = self.hashes.len().min(other.hashes.len());
        let mut union: Vec<&i64> = self.hashes.keys().chain(other.hashes.keys()).collect();
        union.sort_unstable();
        union.dedup();
        let both = |hash: &&&i64| self.hashes.contains_key(**hash) && other.hashes.contains_key(**hash);
        let common = union.iter().take(smaller.max(1)).filter(both).count();
        common as f64 / smaller as f64
    }

    /// How many values two sets have in common.
    ///
    /// # Errors
    /// When the sets are of different kinds.
    pub(crate) fn intersection(&self, other: &Self) -> Result<i64> {
        if self.is_exact() && other.is_exact() {
            return Ok(self.hashes.keys().filter(|hash| other.hashes.contains_key(hash)).count() as i64);
        }
        let mut union = self.clone();
        union.merge(other)?;
        let shared = (self.jaccard(other) * union.cardinality() as f64 + 0.5).floor() as i64;
        Ok(shared.min(self.cardinality()).min(other.cardinality()))
    }
}

impl Digest for SetDigest {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.hll.merge(&other.hll)?;
        for (hash, count) in &other.hashes {
            let slot = self.hashes.entry(*hash).or_insert(0);
            *slot = slot.saturating_add(*count);
        }
        self.shrink();
        Ok(())
    }

    fn write(&self) -> Vec<u8> {
        let hll = self.hll.write();
        let mut bytes = vec![TAG];
        bytes.extend((hll.len() as u32).to_le_bytes());
        bytes.extend(hll);
        bytes.extend((self.hashes_max as u32).to_le_bytes());
        bytes.extend((self.hashes.len() as u32).to_le_bytes());
        bytes.extend(self.hashes.keys().flat_map(|hash| hash.to_le_bytes()));
        bytes.extend(self.hashes.values().flat_map(|count| count.to_le_bytes()));
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new("SetDigest", bytes);
        if reader.byte()? != TAG {
            return Err(reader.wrong());
        }
        let length = reader.count(1)?;
        let hll = Hll::read(reader.take(length)?)?;
        let hashes_max = reader.int()? as usize;
        let count = reader.count(10)?;
        let hashes = (0..count).map(|_| reader.long()).collect::<Result<Vec<_>>>()?;
        let counts = (0..count).map(|_| Ok(reader.short()? as i16)).collect::<Result<Vec<_>>>()?;
        reader.end()?;
        Ok(Self { hll, hashes: hashes.into_iter().zip(counts).collect(), hashes_max })
    }

    fn size(&self) -> usize {
        self.hll.size() + self.hashes.len() * 24
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: std::ops::Range<i64>) -> SetDigest {
        let mut digest = SetDigest::new();
        values.for_each(|v| digest.add(v));
        digest
    }

    #[test]
    fn small_sets_are_exact() {
        let (a, b) = (of(0..100), of(50..150));
        assert_eq!((a.cardinality(), a.intersection(&b).unwrap()), (100, 50));
        let read = SetDigest::read(&a.write()).unwrap();
        assert_eq!(read.write(), a.write());
        assert_eq!(read.cardinality(), 100);
        let mut union = a.clone();
        union.merge(&b).unwrap();
        assert_eq!(union.cardinality(), 150);
        assert!(SetDigest::read(&[1, 2, 3]).is_err());
    }

    #[test]
    fn large_sets_are_estimated() {
        let (a, b) = (of(0..50_000), of(25_000..75_000));
        assert!((a.cardinality() - 50_000).abs() < 3_000, "{}", a.cardinality());
        assert!((a.jaccard(&b) - 1.0 / 3.0).abs() < 0.05, "{}", a.jaccard(&b));
        let shared = a.intersection(&b).unwrap();
        assert!((shared - 25_000).abs() < 4_000, "{shared}");
    }
}
