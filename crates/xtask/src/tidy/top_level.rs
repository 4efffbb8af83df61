//! What the first page of the repository may show.

use std::collections::BTreeSet;

use super::Violation;
use crate::tree::Tree;

/// Everything else begins with a dot or lives below one of these.
const ENTRIES: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "benches",
    "crates",
    "docs",
    "fixtures",
    "rust-toolchain.toml",
];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let entries: BTreeSet<&str> = tree.files.iter().filter_map(|file| file.path.split('/').next()).collect();
    let others = entries.into_iter().filter(|entry| !entry.starts_with('.') && !ENTRIES.contains(entry));
    others.map(|entry| Violation::new(entry, 0, "does not belong on the top level")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_entries() {
        let tree = Tree::of(&[("scripts/a.sh", ""), ("crates/a/b.rs", ""), (".ci/run", ""), ("LICENSE", "")]);
        assert_eq!(check(&tree), [Violation::new("scripts", 0, "does not belong on the top level")]);
    }
}
