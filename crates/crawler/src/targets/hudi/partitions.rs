//! Partitions of a table: the folders in which Hudi says that they are one.

use std::collections::BTreeSet;

use boathouse_schema::{parse_partition_segment, unescape_path_value};
use futures::TryStreamExt;

use super::super::folder::{Folder, Read, Refusal};

/// The file that Hudi puts into the folder of every partition.
const MARKER: &str = ".hoodie_partition_metadata";
const PARTITIONS_MAX: usize = 1_000_000;

/// The folders of partitions, relative to the table and in order. All objects are listed, and only these are kept.
pub(super) async fn folders(table: &Folder) -> Read<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut listing = table.list()?;
    while let Some((name, _)) = listing.try_next().await? {
        let Some((folder, file)) = name.rsplit_once('/') else { continue };
        // The marker is a file of properties or, where it was so wished, one of the data files' format.
        let is_marker = file.strip_prefix(MARKER).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if is_marker && !folder.starts_with(super::BOOKS) {
            found.insert(folder.to_owned());
        }
        if found.len() > PARTITIONS_MAX {
            return Err(Refusal(format!("it has more than {PARTITIONS_MAX} partitions")));
        }
    }
    Ok(found)
}

/// The values of the keys in a folder, which may be `key=value` or the value alone; nothing when there are not as many.
pub(super) fn values(folder: &str, keys: &[String]) -> Option<Vec<String>> {
    let segments: Vec<&str> = folder.split('/').collect();
    if segments.len() == keys.len() {
        return Some(segments.iter().zip(keys).map(|(segment, key)| value(segment, key)).collect());
    }
    // A day in three folders is the one way in which Hudi spreads a value.
    let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match (&segments[..], keys) {
        ([year, month, day], [_]) if [year, month, day].into_iter().all(is_number) => {
            Some(vec![format!("{year}-{month}-{day}")])
        }
        _ => None,
    }
}

fn value(segment: &str, key: &str) -> String {
    match parse_partition_segment(segment) {
        Some((name, value)) if name.eq_ignore_ascii_case(key) => value,
        _ => unescape_path_value(segment),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_what_they_stand_for() {
        let keys = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        for (folder, names, expected) in [
            ("2020-01-01", "day", Some(vec!["2020-01-01"])),
            ("Day=2020-01-01", "day", Some(vec!["2020-01-01"])),
            ("city=a%20b/hour=1", "city,hour", Some(vec!["a b", "1"])),
            ("asia/india", "region,country", Some(vec!["asia", "india"])),
            ("2020/01/02", "day", Some(vec!["2020-01-02"])),
            ("other=1", "day", Some(vec!["other=1"])),
            ("a/b/c", "day", None),
            ("a", "x,y", None),
        ] {
            let expected = expected.map(|values| values.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(values(folder, &keys(names)), expected, "{folder}");
        }
    }
}
