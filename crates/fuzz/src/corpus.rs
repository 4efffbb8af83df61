//! What inputs are made of: the files of other tools, and the objects of the crawler's scenarios.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Longer files are cut.
const FILE_BYTES_MAX: usize = 64 << 10;
/// Texts that no fixture has.
const TEXTS: &[&str] = &[
    "{\"a\":{\"b\":[1,2.5,null,{\"c\":true}]},\"d\":\"x\\u00e9\"}\n{\"a\":{},\"d\":9223372036854775807}\n",
    "[{\"a\":1},{\"a\":\"x\"}]",
    "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY e \"x\">]><r><row a=\"1\"><b>&e;</b><![CDATA[x]]></row><row/></r>",
    "{a:1,'b c':[1,2e10,2020-01-01T00:00Z],d::e::{{aGVsbG8=}},f:(+ 1 2)}\n$ion_1_0 {x:null.int}\n",
    "a|b|c\n1|\"x|y\"|2.5\n2|\"\"\"\"|\n",
    "64.242.88.10 - - [07/Mar/2004:16:05:49 -0800] \"GET /x HTTP/1.1\" 401 12846 \"http://x\" \"Mozilla\"\n",
    "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [x@3 iut=\"3\"] message\n",
    "%{IPORHOST:client} \\[%{HTTPDATE:at}\\] %{NUMBER:n:long} (?<own>a|b)+",
    "$.a[*]['b c'][3].*",
    "**/{a,b}/[!x-z]?*.{csv,json}",
];

/// What a folder's name begins with when it is a table of a format with books of its own, and the targets that crawl it.
const TABLES: &[(&str, &str)] = &[("delta_", "delta"), ("hudi_", "hudi"), ("iceberg_", "iceberg")];

/// A table of a format with books of its own: its files by their paths in it.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// The kind of target that crawls it.
    pub target: &'static str,
    pub files: Vec<(String, Vec<u8>)>,
}

/// The tables among the folders in these folders.
pub(crate) fn tables(folders: &[PathBuf]) -> io::Result<Vec<Table>> {
    let mut paths = Vec::new();
    for folder in folders {
        let entries = std::fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        paths.extend(entries.iter().map(std::fs::DirEntry::path));
    }
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some((_, target)) = TABLES.iter().find(|(prefix, _)| name.starts_with(prefix)) else { continue };
        let mut files = Vec::new();
        below(&path, "", &mut files)?;
        files.sort();
        found.push(Table { target, files });
    }
    Ok(found)
}

fn below(folder: &Path, prefix: &str, found: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => below(&entry.path(), &format!("{name}/"), found)?,
            false => found.push((name, std::fs::read(entry.path())?)),
        }
    }
    Ok(())
}

/// Every file under the folders; of a scenario the texts in it.
pub(crate) fn read(folders: &[PathBuf]) -> io::Result<Vec<Vec<u8>>> {
    let mut found: Vec<Vec<u8>> = TEXTS.iter().map(|text| text.as_bytes().to_vec()).collect();
    for folder in folders {
        walk(folder, &mut found)?;
    }
    // The same seed must give the same input wherever it runs.
    found.sort();
    found.dedup();
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<Vec<u8>>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, found)?;
            continue;
        }
        let mut bytes = std::fs::read(&path)?;
        if path.file_name().is_some_and(|name| name == "crawl.json") {
            texts(&serde_json::from_slice(&bytes)?, found);
        } else if path.file_name().is_none_or(|name| name != "expected.json") {
            bytes.truncate(FILE_BYTES_MAX);
            found.push(bytes);
        }
    }
    Ok(())
}

/// The texts of a document: those in a list are lines of one.
fn texts(value: &Value, found: &mut Vec<Vec<u8>>) {
    match value {
        Value::String(text) => found.push(text.as_bytes().to_vec()),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let lines = items.iter().filter_map(Value::as_str);
            found.push(lines.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes());
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(members) => members.values().for_each(|member| texts(member, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_the_texts_of_scenarios_are_found() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("01")).unwrap();
        let scenario = r#"{"steps":[{"put":{"x/a.csv":["a,b","1,2"],"x/b":{"gzip":"hello"}}}]}"#;
        std::fs::write(folder.path().join("01/crawl.json"), scenario).unwrap();
        std::fs::write(folder.path().join("01/expected.json"), "not this").unwrap();
        std::fs::write(folder.path().join("part.bin"), [0u8; FILE_BYTES_MAX + 1]).unwrap();
        let found = read(&[folder.path().to_owned()]).unwrap();
        assert!(found.contains(&b"a,b\n1,2\n".to_vec()));
        assert!(found.contains(&b"hello".to_vec()));
        assert!(found.contains(&vec![0; FILE_BYTES_MAX]));
        assert!(!found.contains(&b"not this".to_vec()));
        assert_eq!(found.len(), TEXTS.len() + 3);
    }
}
