//! Folders that a table format keeps books of, told by the names of what lies in them.
//!
//! Their data files are Parquet and look like any other; but which of them count, the books say, so that a plain
//! table over such a folder shows rows that are deleted, or twice.

use std::collections::{BTreeMap, BTreeSet};

/// A table format with books of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableFormat {
    /// A `_delta_log` folder.
    Delta,
    /// A `metadata` folder with `*.metadata.json`.
    Iceberg,
    /// A `.hoodie` folder.
    Hudi,
}

impl TableFormat {
    /// The format's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delta => "Delta Lake",
            Self::Iceberg => "Iceberg",
            Self::Hudi => "Hudi",
        }
    }

    /// The kind of target that crawls such folders.
    pub fn target(self) -> &'static str {
        match self {
            Self::Delta => "DeltaTargets",
            Self::Iceberg => "IcebergTargets",
            Self::Hudi => "HudiTargets",
        }
    }
}

/// The format of a folder, by the keys in it, which are relative to the folder.
pub fn table_format_of<'a>(keys: impl IntoIterator<Item = &'a str>) -> Option<TableFormat> {
    keys.into_iter().filter_map(book).filter(|(folder, _)| folder.is_empty()).map(|(_, format)| format).min()
}

/// The folders with books at and below a folder, by the keys in it: each with its format, relative to the folder and
/// without a slash at its end, so that the folder itself is the empty text. A folder inside another that has books
/// belongs to that one and is not named.
///
/// The keys must be those of a listing from which nothing was left out: books have names that queries do not read.
pub fn table_formats_below<'a>(keys: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, TableFormat> {
    let mut found: BTreeMap<String, TableFormat> = BTreeMap::new();
    for (folder, format) in keys.into_iter().filter_map(book) {
        match found.get_mut(folder) {
            Some(known) => *known = format.min(*known),
            None => _ = found.insert(folder.to_owned(), format),
        }
    }
    let inner = |folder: &String| {
        let mut parents = folder.match_indices('/').map(|(end, _)| &folder[..end]);
        !folder.is_empty() && (found.contains_key("") || parents.any(|parent| found.contains_key(parent)))
    };
    let inner: BTreeSet<String> = found.keys().filter(|folder| inner(folder)).cloned().collect();
    found.retain(|folder, _| !inner.contains(folder));
    found
}

/// The folder that a key makes a table of, if it does.
fn book(key: &str) -> Option<(&str, TableFormat)> {
    let (folder, name) = key.rsplit_once('/')?;
    let below = |folder: &'_ str| folder.rfind('/').map_or(0, |slash| slash + 1);
    let (start, books) = (below(folder), &folder[below(folder)..]);
    let table = folder[..start].trim_end_matches('/');
    match books {
        "_delta_log" if name.ends_with(".json") || name.contains(".checkpoint.") => Some((table, TableFormat::Delta)),
        "metadata" if is_iceberg_metadata(name) => Some((table, TableFormat::Iceberg)),
        ".hoodie" if name == "hoodie.properties" => Some((table, TableFormat::Hudi)),
        _ => None,
    }
}

/// `v3.metadata.json`, `00003-<id>.metadata.json`, and both compressed.
pub(crate) fn is_iceberg_metadata(name: &str) -> bool {
    [".metadata.json", ".metadata.json.gz"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_known_by_their_books() {
        for (keys, format) in [
            (&["_delta_log/00000000000000000000.json", "part-0.parquet"][..], Some(TableFormat::Delta)),
            (&["_delta_log/00000000000000000010.checkpoint.parquet"], Some(TableFormat::Delta)),
            (&["data/a.parquet", "metadata/00000-a.metadata.json"], Some(TableFormat::Iceberg)),
            (&["metadata/v1.gz.metadata.json"], Some(TableFormat::Iceberg)),
            (&["metadata/v1.metadata.json.gz"], Some(TableFormat::Iceberg)),
            (&[".hoodie/hoodie.properties", "a.parquet"], Some(TableFormat::Hudi)),
            // Both books: the data files are the one's as well as the other's.
            (&["metadata/v1.metadata.json", "_delta_log/00000000000000000000.json"], Some(TableFormat::Delta)),
            (&["metadata/notes.json", "a.parquet"], None),
            (&["t/_delta_log/00000000000000000000.json"], None),
            (&["x_delta_log/00000000000000000000.json"], None),
            (&["_delta_log"], None),
            (&[], None),
        ] {
            assert_eq!(table_format_of(keys.iter().copied()), format, "{keys:?}");
        }
    }

    #[test]
    fn folders_below_are_found_and_those_inside_belong_to_them() {
        let keys = [
            "a/_delta_log/00000000000000000000.json",
            "a/x/_delta_log/00000000000000000000.json",
            "b/c/metadata/v1.metadata.json",
            "ab/.hoodie/hoodie.properties",
            "plain/a.parquet",
        ];
        let found = table_formats_below(keys);
        let found: Vec<(&str, TableFormat)> = found.iter().map(|(folder, format)| (folder.as_str(), *format)).collect();
        assert_eq!(found, [("a", TableFormat::Delta), ("ab", TableFormat::Hudi), ("b/c", TableFormat::Iceberg)]);
        let whole = table_formats_below(["_delta_log/00000000000000000000.json", "x/.hoodie/hoodie.properties"]);
        assert_eq!(whole.into_iter().collect::<Vec<_>>(), [(String::new(), TableFormat::Delta)]);
    }
}
