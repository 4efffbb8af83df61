//! Names that say nothing about what is inside, so that everything ends up there.

use super::Violation;
use crate::tree::Tree;

const EMPTY_NAMES: &[&str] = &["common", "core", "helpers", "misc", "util", "utils"];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let sources = ["rs", "py"].into_iter().flat_map(|extension| tree.with_extension(extension));
    let empty = sources.filter_map(|file| {
        let parts = file.path.split('/').map(|part| part.rsplit_once('.').map_or(part, |(stem, _)| stem));
        let name = parts.into_iter().find(|part| EMPTY_NAMES.contains(part))?;
        let text = format!("`{name}` says nothing about what is inside; name it after its noun");
        Some(Violation::new(&file.path, 0, text))
    });
    empty.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_and_crates() {
        let cases: &[(&str, bool)] = &[
            ("crates/core/src/lib.rs", false),
            ("crates/lake/src/utils.rs", false),
            ("crates/lake/src/helpers/mod.rs", false),
            ("crates/lake/src/core_count.rs", true),
            ("docs/src/core.md", true),
        ];
        for (path, tidy) in cases {
            assert_eq!(check(&Tree::of(&[(path, "")])).is_empty(), *tidy, "{path}");
        }
    }
}
