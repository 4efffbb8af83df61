//! A run over kept answers.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::path::Path;

use serde_json::Value;

use crate::difference;

/// Set to write what comes out instead of comparing it.
const WRITE: &str = "BOATHOUSE_WRITE_GOLDEN";
/// Part of the names of the cases to run.
const ONLY: &str = "BOATHOUSE_GOLDEN_ONLY";

/// A run over the cases of a folder, and what failed in it.
#[derive(Debug, Default)]
pub struct Golden {
    is_written: bool,
    only: String,
    failures: String,
}

impl Golden {
    /// As the environment wants it: `BOATHOUSE_WRITE_GOLDEN` writes, `BOATHOUSE_GOLDEN_ONLY=08` takes the cases with
    /// `08` in their names.
    pub fn from_env() -> Self {
        let only = std::env::var(ONLY).unwrap_or_default();
        Self { is_written: std::env::var_os(WRITE).is_some(), only, failures: String::new() }
    }

    /// Whether a case is to be run.
    pub fn wants(&self, name: &str) -> bool {
        name.contains(&self.only)
    }

    /// Compares what came out with what is kept in a file; one that is not there keeps nothing.
    pub fn compare(&mut self, name: &str, path: &Path, found: &str) {
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        if found == kept {
            return;
        }
        if !self.is_written {
            return self.fail(name, format!("\n{}", difference(&kept, found)));
        }
        if let Err(error) = std::fs::write(path, found) {
            self.fail(name, format!("cannot write {}: {error}", path.display()));
        }
    }

    /// Notes what is wrong with a case.
    pub fn fail(&mut self, name: &str, problem: impl Display) {
        let _ = writeln!(self.failures, "{name}: {problem}");
    }

    /// The end of the run.
    ///
    /// # Errors
    /// What failed, case by case.
    pub fn finish(self) -> Result<(), String> {
        if self.failures.is_empty() { Ok(()) } else { Err(self.failures) }
    }
}

/// The names in a folder, sorted.
///
/// # Errors
/// When the folder cannot be read, or a name is no text.
pub fn names(folder: &Path) -> std::io::Result<Vec<String>> {
    let no_text = |name| std::io::Error::other(format!("{name:?} is no text"));
    let entries = std::fs::read_dir(folder)?;
    let mut names = entries
        .map(|entry| entry?.file_name().into_string().map_err(no_text))
        .collect::<std::io::Result<Vec<String>>>()?;
    names.sort();
    Ok(names)
}

/// JSON that people can read: members sorted, whatever order they came in, with a line end.
pub fn text(value: &Value) -> String {
    format!("{:#}\n", sorted(value))
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(sorted).collect(),
        Value::Object(members) => {
            let members: BTreeMap<&String, Value> = members.iter().map(|(name, value)| (name, sorted(value))).collect();
            Value::Object(members.into_iter().map(|(name, value)| (name.clone(), value)).collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_as_it_was_fails_or_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("expected.json");
        let found = text(&json!({"b": 1, "a": [{"d": 2, "c": 3}]}));
        let mut golden = Golden::default();
        golden.compare("one", &path, &found);
        let failures = golden.finish().unwrap_err();
        assert!(failures.starts_with("one: \n+{\n+  \"a\""), "{failures}");
        let mut golden = Golden { is_written: true, ..Golden::default() };
        golden.compare("one", &path, &found);
        assert_eq!(golden.finish(), Ok(()));
        let mut golden = Golden::default();
        golden.compare("one", &path, &found);
        assert_eq!(golden.finish(), Ok(()));
        assert_eq!(names(folder.path()).unwrap(), ["expected.json"]);
    }
}
