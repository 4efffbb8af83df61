//! Which of a table's metadata files counts.

use boathouse_formats::infer::{Compression, decompress_sample};
use boathouse_iceberg::Metadata;

use super::super::folder::{Children, Folder, Read, Refusal};
use crate::table_format::is_iceberg_metadata;

/// Where metadata files are.
pub(super) const FOLDER: &str = "metadata";
const HINT: &str = "version-hint.text";
const HINT_BYTES_MAX: u64 = 1024;
/// Longer ones are not read.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// Metadata and the name of its file.
pub(super) struct Current {
    pub file: String,
    pub metadata: Metadata,
    /// Other files of the same number.
    pub rivals: Vec<String>,
}

/// Whether a folder holds metadata files.
pub(super) fn is_metadata(children: &Children) -> bool {
    children.files.iter().any(|name| is_iceberg_metadata(name))
}

/// The number in `v3.metadata.json` and `00003-<id>.metadata.json`, compressed or not.
fn number(name: &str) -> Option<u64> {
    if !is_iceberg_metadata(name) {
        return None;
    }
    let digits = match name.strip_prefix('v') {
        Some(rest) => rest.split('.').next()?,
        None => name.split_once('-')?.0,
    };
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// The files that may count, of the highest number: a hint may be older than the newest file, and is never newer.
fn newest(files: &[String], hint: Option<&str>) -> Read<Vec<String>> {
    let highest = files.iter().filter_map(|name| number(name)).max();
    let Some(highest) = highest else {
        return Err(Refusal::new("none of its metadata files has a number in its name"));
    };
    let hinted: Option<u64> = hint.and_then(|hint| hint.trim().trim_start_matches('v').parse().ok());
    if let Some(hinted) = hinted.filter(|hinted| *hinted > highest) {
        return Err(Refusal(format!("its {HINT} names version {hinted}, and the newest metadata file is {highest}")));
    }
    Ok(files.iter().filter(|name| number(name) == Some(highest)).cloned().collect())
}

/// Reads the metadata that counts. Of files of one number, which writers leave who were too late, the one counts that
/// was updated last.
pub(super) async fn current(table: &Folder) -> Read<Current> {
    let folder = table.folder(FOLDER);
    let files = folder.children().await?.files;
    let hint = folder.find(HINT, HINT_BYTES_MAX).await?;
    let names = newest(&files, hint.as_deref().and_then(|hint| std::str::from_utf8(hint).ok()))?;
    let mut found: Option<(i64, Current)> = None;
    for name in &names {
        let (updated_ms, metadata) = read(&folder, name).await?;
        if found.as_ref().is_none_or(|(newest_ms, _)| updated_ms >= *newest_ms) {
            let rivals = names.iter().filter(|other| *other != name).cloned().collect();
            found = Some((updated_ms, Current { file: name.clone(), metadata, rivals }));
        }
    }
    found.map(|(_, current)| current).ok_or_else(|| Refusal::new("it has no metadata file"))
}

async fn read(folder: &Folder, name: &str) -> Read<(i64, Metadata)> {
    let uri = folder.uri().join(name);
    let bytes = folder.read(name, FILE_BYTES_MAX).await?;
    let is_packed = name.ends_with(".gz") || name.contains(".gz.");
    let bytes = if is_packed {
        let limit = usize::try_from(FILE_BYTES_MAX).unwrap_or(usize::MAX);
        let text = decompress_sample(Compression::Gzip, &bytes, true, limit);
        let text = text.map_err(|why| Refusal(format!("{uri}: {why}")))?;
        if !text.complete {
            return Err(Refusal(format!("{uri} has more than {FILE_BYTES_MAX} bytes, and is not read")));
        }
        text.bytes.into()
    } else {
        bytes
    };
    let metadata = Metadata::parse(&bytes).map_err(|why| Refusal(format!("{uri}: {why}")))?;
    Ok((metadata.last_updated_ms(), metadata))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_files() {
        for (name, expected) in [
            ("v3.metadata.json", Some(3)),
            ("v12.gz.metadata.json", Some(12)),
            ("v12.metadata.json.gz", Some(12)),
            ("00003-ab-cd.metadata.json", Some(3)),
            ("00003-ab-cd.gz.metadata.json", Some(3)),
            ("vx.metadata.json", None),
            ("x-1.metadata.json", None),
            ("snap-1-a.avro", None),
            ("v3.json", None),
            ("v99999999999999999999.metadata.json", None),
        ] {
            assert_eq!(number(name), expected, "{name}");
        }
    }

    #[test]
    fn the_newest_file_counts() {
        let files = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let v = files(&["v1.metadata.json", "v10.metadata.json", "v9.metadata.json"]);
        assert_eq!(newest(&v, None).unwrap(), ["v10.metadata.json"]);
        // A hint that is behind, as a writer leaves it that ended between file and hint.
        assert_eq!(newest(&v, Some("9\n")).unwrap(), ["v10.metadata.json"]);
        assert_eq!(
            newest(&v, Some("11")).unwrap_err().0,
            "its version-hint.text names version 11, and the newest metadata file is 10"
        );
        let rivals = files(&["00001-b.metadata.json", "00001-a.metadata.json", "00000-c.metadata.json"]);
        assert_eq!(newest(&rivals, None).unwrap(), ["00001-b.metadata.json", "00001-a.metadata.json"]);
        assert!(newest(&files(&["x.metadata.json"]), None).is_err());
    }
}
