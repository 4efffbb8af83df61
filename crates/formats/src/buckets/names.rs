//! Which bucket a file holds, by its name, as Trino and Spark tell it.

use std::sync::LazyLock;

use fancy_regex::Regex;

use super::{BucketHash, Bucketing};

/// `000003_0` of Hive and of Athena, `bucket_00003` of its transactions, and the form of old Prestos.
static HIVE: &[&str] =
    &[r"^(0\d+)_\d+.*$", r"^bucket_(\d+)(?:_\d+)?$", r"^\d{8}_\d{6}_\d{5}_[a-z0-9]{5}_bucket-(\d+)(?:[-_.].*)?$"];
/// `part-00000-<id>_00003.c000.parquet`.
static SPARK: &[&str] = &[r"^.*_(\d+)(?:\..*)?$"];

static HIVE_NAMES: LazyLock<Vec<Regex>> = LazyLock::new(|| compiled(HIVE));
static SPARK_NAMES: LazyLock<Vec<Regex>> = LazyLock::new(|| compiled(SPARK));

fn compiled(patterns: &[&str]) -> Vec<Regex> {
    patterns.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
}

/// The bucket of each file of one partition, by the files' keys in their order. `None` when names and number prove
/// nothing: then any file may hold any row.
///
/// Files whose names tell nothing are the buckets in their order when there are exactly as many as buckets.
pub(crate) fn numbers(bucketing: &Bucketing, keys: &[&str]) -> Option<Vec<u32>> {
    let count = bucketing.buckets.count;
    let named: Option<Vec<u32>> = keys.iter().map(|key| number(bucketing.hash, key)).collect();
    match named {
        Some(named) => named.iter().all(|number| *number < count).then_some(named),
        // Spark always names the bucket.
        None if bucketing.hash == BucketHash::Hive && u32::try_from(keys.len()) == Ok(count) && keys.is_sorted() => {
            Some((0..count).collect())
        }
        None => None,
    }
}

fn number(hash: BucketHash, key: &str) -> Option<u32> {
    let name = key.rsplit_once('/').map_or(key, |(_, name)| name);
    let patterns: &[Regex] = match hash {
        BucketHash::Hive => &HIVE_NAMES,
        BucketHash::Spark => &SPARK_NAMES,
    };
    let found = patterns.iter().find_map(|pattern| pattern.captures(name).ok().flatten());
    found?.get(1)?.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::Buckets;
    use super::*;

    #[test]
    fn names_and_numbers_prove_buckets() {
        const QUERY: &str = "20260101_000000_00001_abcde";
        for (hash, count, keys, expected) in [
            (BucketHash::Hive, 4, vec!["t/000000_0", "t/000002_0.gz", "t/000002_1"], Some(vec![0, 2, 2])),
            (BucketHash::Hive, 4, vec!["t/000003_0_20260101_000000_00001_abcde"], Some(vec![3])),
            (BucketHash::Hive, 4, vec!["bucket_00001", "bucket_00003_0"], Some(vec![1, 3])),
            (BucketHash::Hive, 4, vec![&format!("{QUERY}_bucket-00002"), "000001_0"], Some(vec![2, 1])),
            (BucketHash::Hive, 2, vec!["t/000002_0"], None),
            (BucketHash::Hive, 2, vec!["t/a.csv", "t/b.csv"], Some(vec![0, 1])),
            (BucketHash::Hive, 2, vec!["t/000001_0", "t/b.csv"], Some(vec![0, 1])),
            (BucketHash::Hive, 3, vec!["t/a.csv", "t/b.csv"], None),
            (BucketHash::Hive, 2, vec![], Some(vec![])),
            (BucketHash::Spark, 8, vec!["part-00000-aa-bb_00003.c000.snappy.parquet"], Some(vec![3])),
            (BucketHash::Spark, 2, vec!["part-0.parquet", "part-1.parquet"], None),
        ] {
            let bucketing = Bucketing { buckets: Buckets { columns: vec!["a".to_owned()], count }, hash };
            assert_eq!(numbers(&bucketing, &keys), expected, "{keys:?}");
        }
    }
}
