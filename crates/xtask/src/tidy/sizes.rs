//! Sizes a reader can hold: functions are clippy's matter (`too-many-lines-threshold`).

use super::Violation;
use crate::tree::Tree;

const FILE_LINES_MAX: usize = 500;
const LIB_LINES_MAX: usize = 60;

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in ["rs", "py"].into_iter().flat_map(|extension| tree.with_extension(extension)) {
        let lines = file.text.lines().count();
        if lines > FILE_LINES_MAX {
            let text = format!("{lines} lines, at most {FILE_LINES_MAX}: split it by noun");
            found.push(Violation::new(&file.path, 0, text));
        }
        let written = file.text.lines().filter(|line| !line.trim().is_empty()).count();
        if file.name() == "lib.rs" && written > LIB_LINES_MAX {
            let text = format!("{written} lines, at most {LIB_LINES_MAX}: lib.rs is a table of contents");
            found.push(Violation::new(&file.path, 0, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        let cases: &[(&str, usize, bool)] = &[
            ("crates/a/src/b.rs", 500, true),
            ("crates/a/src/b.rs", 501, false),
            ("crates/a/src/lib.rs", 60, true),
            ("crates/a/src/lib.rs", 61, false),
            ("crates/python/a.py", 501, false),
            ("crates/console/dist/a.rs", 9_000, true),
            ("fixtures/a.json", 9_000, true),
        ];
        for (path, lines, tidy) in cases {
            let found = check(&Tree::of(&[(path, &"x\n".repeat(*lines))]));
            assert_eq!(found.is_empty(), *tidy, "{path} with {lines} lines gave {found:?}");
        }
    }

    #[test]
    fn blank_lines_do_not_count_against_a_table_of_contents() {
        assert!(check(&Tree::of(&[("crates/a/src/lib.rs", &"x\n\n".repeat(60))])).is_empty());
    }
}
