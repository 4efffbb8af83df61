//! One file of `workloads/`: what is measured. Its name is the file's.

use std::path::Path;

use serde::Deserialize;

use crate::{Error, Result};

/// A workload.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// The name of its file without `.toml`.
    #[serde(skip)]
    pub name: String,
    /// What is done.
    pub kind: Kind,
    /// The folder of the bucket that is read, which is also the table's name.
    #[serde(default)]
    pub source: Option<String>,
    /// The statement of a query, in words that every engine understands.
    #[serde(default)]
    pub sql: Option<String>,
    /// The compression of a conversion.
    #[serde(default)]
    pub compression: Option<String>,
    /// How many times it is measured, after one run that is not; the median counts.
    #[serde(default = "default_runs")]
    pub runs: usize,
}

/// What a workload does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// CSV to Parquet.
    Convert,
    /// A crawl into an empty database.
    Crawl,
    /// A statement, from its text to the last row of its answer.
    Query,
    /// The same through Athena's requests to a server: start, poll, fetch.
    Request,
}

fn default_runs() -> usize {
    5
}

impl Workload {
    /// All workloads of a folder, by name.
    ///
    /// # Errors
    /// When a file cannot be read or is not written as it must be.
    pub fn load_all(folder: &Path) -> Result<Vec<Self>> {
        let unreadable = |error| Error::File(folder.to_owned(), error);
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                found.push(Self::load(&path)?);
            }
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::File(path.to_owned(), error))?;
        let mut workload: Self =
            toml::from_str(&text).map_err(|error| Error::Workload(path.to_owned(), error.to_string()))?;
        workload.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let missing = match workload.kind {
            Kind::Query | Kind::Request if workload.sql.is_none() => Some("a query needs `sql`"),
            Kind::Convert | Kind::Crawl if workload.source.is_none() => Some("it needs a `source`"),
            _ if workload.runs == 0 => Some("`runs` must be at least 1"),
            _ => None,
        };
        match missing {
            Some(message) => Err(Error::Workload(path.to_owned(), message.to_owned())),
            None => Ok(workload),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workloads_of_this_folder_are_well_formed() {
        let all = Workload::load_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("workloads")).unwrap();
        let kinds: Vec<Kind> = all.iter().map(|workload| workload.kind).collect();
        for kind in [Kind::Convert, Kind::Crawl, Kind::Query, Kind::Request] {
            assert!(kinds.contains(&kind), "{kind:?}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let cases = [
            ("kind = 'query'", "needs `sql`"),
            ("kind = 'crawl'", "needs a `source`"),
            ("kind = 'query'\nsql = 'x'\nruns = 0", "at least 1"),
            ("kind = 'dance'", "unknown variant"),
            ("kind = 'query'\nsql = 'x'\nspeed = 1", "unknown field"),
        ];
        for (text, wanted) in cases {
            std::fs::write(folder.path().join("w.toml"), text).unwrap();
            let error = Workload::load_all(folder.path()).unwrap_err().to_string();
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }
}
