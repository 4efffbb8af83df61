//! What a table asks of its readers.
//! <https://github.com/delta-io/delta/blob/master/PROTOCOL.md#table-features>

use super::super::folder::{Read, Refusal};
use super::action::{Protocol, TableMetadata};

/// The newest protocol that is known.
const READER_VERSION_MAX: i32 = 3;
/// Features that change nothing of what a table is called and which columns of which types it has. A data file is
/// never read here.
const KNOWN: &[&str] = &[
    "columnMapping",
    "deletionVectors",
    "timestampNtz",
    "typeWidening",
    "typeWidening-preview",
    "v2Checkpoint",
    "vacuumProtocolCheck",
];
const COLUMN_MAPPING: &str = "delta.columnMapping.mode";

/// Refuses by name what is not understood.
pub(super) fn check(protocol: &Protocol, metadata: &TableMetadata) -> Read<()> {
    let version = protocol.min_reader_version;
    if version > READER_VERSION_MAX {
        return Err(Refusal(format!(
            "it needs a reader of version {version} of Delta's protocol, and versions up to {READER_VERSION_MAX} are known"
        )));
    }
    let unknown: Vec<&str> = protocol
        .reader_features
        .iter()
        .flatten()
        .map(String::as_str)
        .filter(|feature| !KNOWN.contains(feature))
        .collect();
    if !unknown.is_empty() {
        return Err(Refusal(format!("it needs the reader features {}, which are not known", unknown.join(", "))));
    }
    match metadata.format.provider.as_deref() {
        None | Some("parquet") => Ok(()),
        Some(other) => Err(Refusal(format!("its data files are {other}, and only Parquet is known"))),
    }
}

/// Refuses what a table of links to data files cannot say: that columns have other names in the files, and which
/// rows of a file do not count.
pub(super) fn check_links(metadata: &TableMetadata, files_with_vectors: usize) -> Read<()> {
    let mode = metadata.setting(COLUMN_MAPPING).filter(|mode| *mode != "none");
    if let Some(mode) = mode {
        return Err(Refusal(format!(
            "its columns have other names in the data files ({COLUMN_MAPPING} = {mode}), which a symlink table cannot say; a native table can (CreateNativeDeltaTable)"
        )));
    }
    if files_with_vectors > 0 {
        return Err(Refusal(format!(
            "{files_with_vectors} of its data files have deletion vectors, which a symlink table cannot say; a native table can (CreateNativeDeltaTable)"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        let protocol = |version, features: &[&str]| Protocol {
            min_reader_version: version,
            reader_features: Some(features.iter().map(|feature| (*feature).to_owned()).collect()),
        };
        let metadata = TableMetadata::default();
        assert_eq!(check(&protocol(1, &[]), &metadata), Ok(()));
        assert_eq!(check(&protocol(3, KNOWN), &metadata), Ok(()));
        for (protocol, expected) in [
            (protocol(4, &[]), "it needs a reader of version 4 of Delta's protocol, and versions up to 3 are known"),
            (
                protocol(3, &["variantType", "columnMapping", "magic"]),
                "it needs the reader features variantType, magic, which are not known",
            ),
        ] {
            assert_eq!(check(&protocol, &metadata), Err(Refusal::new(expected)));
        }
        let mut orc = TableMetadata::default();
        orc.format.provider = Some("orc".to_owned());
        let refused = check(&protocol(1, &[]), &orc).unwrap_err();
        assert_eq!(refused.0, "its data files are orc, and only Parquet is known");
    }

    #[test]
    fn links_say_less_than_the_log() {
        let mut metadata = TableMetadata::default();
        assert_eq!(check_links(&metadata, 0), Ok(()));
        assert!(check_links(&metadata, 2).unwrap_err().0.starts_with("2 of its data files have deletion vectors"));
        metadata.configuration.insert(COLUMN_MAPPING.to_owned(), Some("none".to_owned()));
        assert_eq!(check_links(&metadata, 0), Ok(()));
        metadata.configuration.insert(COLUMN_MAPPING.to_owned(), Some("name".to_owned()));
        assert!(check_links(&metadata, 0).unwrap_err().0.contains("delta.columnMapping.mode = name"));
    }
}
