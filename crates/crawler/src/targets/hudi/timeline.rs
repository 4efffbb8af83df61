//! A table's timeline: what was committed, and the schema that the newest commit names.
//! <https://hudi.apache.org/docs/timeline>

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::folder::{Children, Folder, Read, Refusal};
use super::properties::Properties;

/// What changes data, and is done.
const ACTIONS: &[&str] = &["commit", "deltacommit", "replacecommit"];
const COMMIT_BYTES_MAX: u64 = 64 << 20;
/// Commits looked through for one with a schema, newest first.
const COMMITS_MAX: usize = 100;

/// What the timeline says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Newest {
    /// When the newest commit was made, as Hudi writes it; absent before the first.
    pub instant: Option<String>,
    /// An Avro schema.
    pub schema: String,
    /// The file that says it.
    pub file: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Commit {
    #[serde(default)]
    extra_metadata: BTreeMap<String, Option<String>>,
}

/// Commits that are done, in order of their instants.
fn done(children: &Children) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for name in &children.files {
        let Some((instant, action)) = name.split_once('.') else { continue };
        let is_instant = instant.len() >= 14 && instant.bytes().all(|byte| byte.is_ascii_digit());
        if is_instant && ACTIONS.contains(&action) {
            found.push((instant, name));
        }
    }
    found.sort_unstable();
    found
}

pub(super) async fn newest(books: &Folder, properties: &Properties) -> Read<Newest> {
    let children = books.children().await?;
    let commits = done(&children);
    let instant = commits.last().map(|(instant, _)| (*instant).to_owned());
    for (_, name) in commits.iter().rev().take(COMMITS_MAX) {
        let bytes = books.read(name, COMMIT_BYTES_MAX).await?;
        let commit: Commit =
            serde_json::from_slice(&bytes).map_err(|error| Refusal(format!("{}: {error}", books.uri().join(name))))?;
        let schema = commit.extra_metadata.get("schema").cloned().flatten();
        if let Some(schema) = schema.filter(|schema| !schema.is_empty()) {
            return Ok(Newest { instant, schema, file: books.uri().join(name).to_string() });
        }
    }
    match &properties.schema {
        Some(schema) => {
            let file = books.uri().join(super::PROPERTIES).to_string();
            Ok(Newest { instant, schema: schema.clone(), file })
        }
        None => Err(Refusal(format!("neither its last {COMMITS_MAX} commits nor its properties have a schema"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_that_are_done() {
        let names = [
            "20230105142938081.commit",
            "20230105142938081.commit.requested",
            "20230105142938081.inflight",
            "20230106142938081.deltacommit",
            "20230107142938081.replacecommit",
            "20230108142938081.clean",
            "20230109142938081.deltacommit.inflight",
            "hoodie.properties",
            "20220105142938.commit",
        ];
        let children = Children { folders: Vec::new(), files: names.map(str::to_owned).to_vec() };
        let instants: Vec<&str> = done(&children).into_iter().map(|(instant, _)| instant).collect();
        assert_eq!(instants, ["20220105142938", "20230105142938081", "20230106142938081", "20230107142938081"]);
    }
}
