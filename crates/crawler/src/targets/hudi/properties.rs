//! What a table says of itself in `hoodie.properties`.
//! <https://hudi.apache.org/docs/configurations#hudi-table-config>

use std::collections::BTreeMap;

use super::super::folder::{Read, Refusal};

/// The newest table version that is known; those of Hudi 1.0 keep another timeline.
const VERSION_MAX: u32 = 6;

/// How updates are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Data files are written anew.
    CopyOnWrite,
    /// Data files and, beside them, logs of what has changed.
    MergeOnRead,
}

/// The properties that say what the table is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Properties {
    pub kind: Kind,
    /// Columns that the folders stand for.
    pub keys: Vec<String>,
    /// Whether rows have the columns that Hudi adds.
    pub meta_fields: bool,
    /// Whether these say what was done to the row.
    pub operation_field: bool,
    /// The schema it was made with.
    pub schema: Option<String>,
}

impl Properties {
    pub fn parse(text: &str) -> Read<Self> {
        let all = lines(text);
        let get = |name: &str| all.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
        let version: u32 = match get("hoodie.table.version") {
            Some(text) => text.parse().map_err(|_| Refusal(format!("hoodie.table.version is '{text}'")))?,
            None => 0,
        };
        if version > VERSION_MAX {
            return Err(Refusal(format!(
                "it is of table version {version}, and versions up to {VERSION_MAX} are known (hoodie.table.version)"
            )));
        }
        let kind = match get("hoodie.table.type").unwrap_or("COPY_ON_WRITE") {
            "COPY_ON_WRITE" => Kind::CopyOnWrite,
            "MERGE_ON_READ" => Kind::MergeOnRead,
            other => return Err(Refusal(format!("hoodie.table.type {other} is not known"))),
        };
        let format = get("hoodie.table.base.file.format").unwrap_or("PARQUET");
        if !format.eq_ignore_ascii_case("PARQUET") {
            return Err(Refusal(format!("its data files are {format}, and only Parquet is known")));
        }
        let keys = get("hoodie.table.partition.fields").unwrap_or_default();
        // Later versions write `name:kind`.
        let keys = keys.split(',').map(|key| key.split(':').next().unwrap_or_default().trim().to_owned());
        Ok(Self {
            kind,
            keys: keys.filter(|key| !key.is_empty()).collect(),
            meta_fields: get("hoodie.populate.meta.fields") != Some("false"),
            operation_field: get("hoodie.allow.operation.metadata.field") == Some("true"),
            schema: get("hoodie.table.create.schema").map(str::to_owned),
        })
    }
}

/// A file of Java properties: `key=value` by lines, with escapes, and lines that go on after a backslash.
fn lines(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = String::new();
    for line in text.lines() {
        let line = line.trim_start();
        if open.is_empty() && line.starts_with(['#', '!']) {
            continue;
        }
        let backslashes = line.bytes().rev().take_while(|byte| *byte == b'\\').count();
        if backslashes % 2 == 1 {
            open.push_str(&line[..line.len() - 1]);
            continue;
        }
        open.push_str(line);
        let (key, value) = pair(&std::mem::take(&mut open));
        if !key.is_empty() {
            found.insert(key, value);
        }
    }
    found
}

/// The key ends at the first `=`, `:` or blank that is not escaped.
fn pair(line: &str) -> (String, String) {
    let mut is_escaped = false;
    let end = line.char_indices().find(|(_, c)| {
        let ends = !is_escaped && (matches!(c, '=' | ':') || c.is_ascii_whitespace());
        is_escaped = !is_escaped && *c == '\\';
        ends
    });
    let Some((end, _)) = end else { return (unescaped(line), String::new()) };
    let rest = line[end..].trim_start();
    let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest);
    (unescaped(&line[..end]), unescaped(rest.trim_start()))
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => out.push('\t'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('f') => out.push('\u{c}'),
            Some('u') => {
                let digits: String = chars.by_ref().take(4).collect();
                let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                out.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_as_java_writes_them() {
        let found = lines("#Updated at\n!x\n a = b\\=c \nk\\:1:v\\u00e9\nlong=one\\\n   two\nflag\n\n");
        let found: Vec<(&str, &str)> = found.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(found, [("a", "b=c "), ("flag", ""), ("k:1", "vé"), ("long", "onetwo")]);
    }

    #[test]
    fn what_a_table_is() {
        let found = Properties::parse(
            "hoodie.table.name=t\nhoodie.table.type=MERGE_ON_READ\nhoodie.table.version=6\nhoodie.table.partition.fields=Day:SIMPLE,hour\n",
        );
        assert_eq!(
            found,
            Ok(Properties {
                kind: Kind::MergeOnRead,
                keys: vec!["Day".to_owned(), "hour".to_owned()],
                meta_fields: true,
                operation_field: false,
                schema: None,
            })
        );
        for (text, expected) in [
            (
                "hoodie.table.version=8",
                "it is of table version 8, and versions up to 6 are known (hoodie.table.version)",
            ),
            ("hoodie.table.version=x", "hoodie.table.version is 'x'"),
            ("hoodie.table.type=OTHER", "hoodie.table.type OTHER is not known"),
            ("hoodie.table.base.file.format=HFILE", "its data files are HFILE, and only Parquet is known"),
        ] {
            assert_eq!(Properties::parse(text), Err(Refusal::new(expected)), "{text}");
        }
    }
}
