//! Files to groups, one a thread, of about the same number of bytes.

use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::FileGroup;

/// Smallest byte range a file is cut into.
const SPLIT_BYTES_MIN: u64 = 8 * 1024 * 1024;
/// Largest byte range of a file that can be cut.
const SPLIT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Cuts the files for which `can_split` says so into byte ranges and deals everything out, in order, to
/// at most `groups` groups.
pub(crate) fn groups(
    files: Vec<PartitionedFile>,
    groups: usize,
    can_split: impl Fn(&PartitionedFile) -> bool,
) -> Vec<FileGroup> {
    let groups = u64::try_from(groups.max(1)).unwrap_or(1);
    let total: u64 = files.iter().map(|file| file.object_meta.size).sum();
    let split_bytes = total.div_ceil(groups).clamp(SPLIT_BYTES_MIN, SPLIT_BYTES_MAX);
    let mut pieces = Vec::with_capacity(files.len());
    for file in files {
        let size = file.object_meta.size;
        if size <= split_bytes || !can_split(&file) {
            pieces.push(file);
            continue;
        }
        let count = size.div_ceil(split_bytes);
        for index in 0..count {
            let (start, end) = (bound(size, index, count), bound(size, index + 1, count));
            pieces.push(file.clone().with_range(start, end));
        }
    }
    deal(pieces, total.div_ceil(groups).max(1), groups)
}

/// The `index`-th of the bounds that cut `size` bytes into `count` ranges.
fn bound(size: u64, index: u64, count: u64) -> i64 {
    let at = u128::from(size) * u128::from(index) / u128::from(count.max(1));
    i64::try_from(at).unwrap_or(i64::MAX)
}

/// Puts pieces into at most `count` groups of about `bytes` each, keeping their order.
fn deal(pieces: Vec<PartitionedFile>, bytes: u64, count: u64) -> Vec<FileGroup> {
    let mut groups = Vec::new();
    let mut group = Vec::new();
    let mut filled = 0;
    let mut left = count;
    for piece in pieces {
        let size = piece.effective_size();
        if !group.is_empty() && left > 1 && filled + size / 2 > bytes {
            groups.push(FileGroup::new(std::mem::take(&mut group)));
            filled = 0;
            left -= 1;
        }
        filled += size;
        group.push(piece);
    }
    if !group.is_empty() {
        groups.push(FileGroup::new(group));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(files: &[u64], count: usize, can_split: bool) -> Vec<Vec<u64>> {
        let files = files.iter().enumerate().map(|(n, size)| PartitionedFile::new(format!("f{n}"), *size)).collect();
        let groups = groups(files, count, |_| can_split);
        groups.iter().map(|group| group.iter().map(PartitionedFile::effective_size).collect()).collect()
    }

    #[test]
    fn groups_are_about_even_and_lose_nothing() {
        const MIB: u64 = 1024 * 1024;
        for (files, count, can_split, expected) in [
            (vec![10, 10, 10, 10], 2, true, vec![vec![10, 10], vec![10, 10]]),
            (vec![5], 2, true, vec![vec![5]]),
            (vec![20 * MIB], 2, true, vec![vec![10 * MIB], vec![10 * MIB]]),
            (vec![20 * MIB], 2, false, vec![vec![20 * MIB]]),
            (vec![100 * MIB, 1], 1, true, vec![vec![50 * MIB, 50 * MIB, 1]]),
            (vec![], 2, true, vec![]),
        ] {
            assert_eq!(sizes(&files, count, can_split), expected, "{files:?} {count}");
        }
    }
}
