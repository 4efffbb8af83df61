//! The files of the workspace, read once and given to every check.

use std::path::Path;
use std::process::Command;

use crate::Result;

/// All files under version control and those that could be added to it.
#[derive(Debug, Default)]
pub struct Tree {
    pub files: Vec<File>,
}

/// One file; `text` is empty when its bytes are not UTF-8.
#[derive(Debug)]
pub struct File {
    /// Path below the root, with `/` on every system.
    pub path: String,
    pub text: String,
}

impl Tree {
    /// Reads what git knows of, and new files that it would not ignore.
    pub fn load(root: &Path) -> Result<Self> {
        let listing = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .map_err(|error| format!("cannot start git: {error}"))?;
        if !listing.status.success() {
            return Err(format!("git ls-files failed: {}", String::from_utf8_lossy(&listing.stderr)).into());
        }
        let names = String::from_utf8(listing.stdout)?;
        let mut files = Vec::new();
        for path in names.split('\0').filter(|path| !path.is_empty()) {
            // A file deleted but not yet committed is still listed.
            let Ok(bytes) = std::fs::read(root.join(path)) else { continue };
            files.push(File { path: path.to_owned(), text: String::from_utf8(bytes).unwrap_or_default() });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        Ok(Self { files })
    }

    /// The file at exactly `path`.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Files whose name ends in `.{extension}`.
    pub fn with_extension(&self, extension: &str) -> impl Iterator<Item = &File> {
        let suffix = format!(".{extension}");
        self.files.iter().filter(move |file| file.path.ends_with(&suffix) && !file.is_built())
    }
}

impl File {
    /// Written by a tool and committed, so no person's style applies.
    pub fn is_built(&self) -> bool {
        self.path.split('/').any(|part| part == "dist" || part == "generated")
    }

    /// The last component of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The path without its last component.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

#[cfg(test)]
impl Tree {
    /// A tree made of `(path, text)` pairs.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Self { files: files.iter().map(file).collect() }
    }
}
