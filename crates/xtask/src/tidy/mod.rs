//! `cargo xtask tidy`: what the compiler and clippy do not check, one rule a file.

mod forbidden_text;
mod layers;
mod links;
mod names;
mod operations;
mod sizes;
mod top_level;

use std::fmt;
use std::path::Path;

use crate::cargo_metadata::Metadata;
use crate::tree::Tree;
use crate::{Result, process};

/// What every rule looks at.
struct Workspace {
    tree: Tree,
    metadata: Metadata,
}

type Rule = fn(&Workspace) -> Vec<Violation>;

/// Every rule by its name, sorted.
const RULES: &[(&str, Rule)] = &[
    ("forbidden-text", |workspace| forbidden_text::check(&workspace.tree)),
    ("layers", |workspace| layers::check(&workspace.metadata)),
    ("links", |workspace| links::check(&workspace.tree)),
    ("names", |workspace| names::check(&workspace.tree)),
    ("operations", |workspace| operations::check(&workspace.tree)),
    ("sizes", |workspace| sizes::check(&workspace.tree)),
    ("top-level", |workspace| top_level::check(&workspace.tree)),
];

/// One broken rule at one place.
#[derive(Debug, PartialEq, Eq)]
struct Violation {
    path: String,
    /// One-based; zero means the file or crate as a whole.
    line: usize,
    text: String,
}

impl Violation {
    fn new(path: impl Into<String>, line: usize, text: impl Into<String>) -> Self {
        Self { path: path.into(), line, text: text.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.text),
            line => write!(f, "{}:{line}: {}", self.path, self.text),
        }
    }
}

/// Checks the workspace, prints what is wrong and tells whether nothing is.
pub fn run(root: &Path) -> Result<bool> {
    let found = violations(root)?;
    for line in &found {
        process::say(&format!("{line}\n"))?;
    }
    match found.len() {
        0 => process::say(&format!("tidy: {} rules hold\n", RULES.len()))?,
        count => process::complain(&format!("tidy: {count} violations\n")),
    }
    Ok(found.is_empty())
}

fn violations(root: &Path) -> Result<Vec<String>> {
    let workspace = Workspace { tree: Tree::load(root)?, metadata: Metadata::load(root)? };
    let lines = RULES
        .iter()
        .flat_map(|(name, rule)| rule(&workspace).into_iter().map(move |violation| format!("{violation} [{name}]")));
    Ok(lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sorted() {
        assert!(RULES.is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn the_workspace_is_tidy() {
        let found = violations(&crate::root()).unwrap();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
