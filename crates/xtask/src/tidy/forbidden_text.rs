//! Text that must not be committed: unfinished work, hosts of packages, paths of one machine.

use super::Violation;
use crate::tree::{File, Tree};

/// The texts are spelt in two halves so that this file does not forbid itself.
const FORBIDDEN: &[(&str, &str)] = &[
    (concat!("TO", "DO"), "is unfinished work: do it, or refuse the case with a clear error"),
    (concat!("FIX", "ME"), "is unfinished work: do it, or refuse the case with a clear error"),
    (concat!("to", "do!("), "is unfinished work: do it, or refuse the case with a clear error"),
    (concat!("unimplemented", "!("), "is unfinished work: do it, or refuse the case with a clear error"),
    (concat!("crates", ".io"), "names a package host"),
    (concat!("pypi", ".org"), "names a package host"),
    (concat!("pythonhosted", ".org"), "names a package host"),
    (concat!("npmjs", ".org"), "names a package host"),
    (concat!("npmjs", ".com"), "names a package host"),
    (concat!("debian", ".org"), "names a package host"),
];

const MACHINE_FOLDERS: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/")];

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    // Cargo itself writes the name of the registry into its lock file.
    let written_by_people = tree.files.iter().filter(|file| file.name() != "Cargo.lock" && !file.is_built());
    written_by_people.flat_map(check_file).collect()
}

fn check_file(file: &File) -> Vec<Violation> {
    let mut found = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for (text, reason) in FORBIDDEN {
            if occurs_as_word(line, text) {
                found.push(Violation::new(&file.path, index + 1, format!("`{text}` {reason}")));
            }
        }
        for folder in MACHINE_FOLDERS {
            if occurs_as_absolute_path(line, folder) {
                found.push(Violation::new(&file.path, index + 1, format!("`{folder}` is a path of one machine")));
            }
        }
    }
    found
}

fn occurs_as_word(line: &str, text: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(text).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + text.len()..].chars().next();
        let goes_on = text.ends_with(is_letter) && after.is_some_and(is_letter);
        !(goes_on || before.is_some_and(is_letter))
    })
}

/// `https://host/…` and `s3://bucket/…` hold such folders too, and those are nobody's disk.
fn occurs_as_absolute_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || "\"'`(=:[<,>".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let cases: &[(&str, bool)] = &[
            (concat!("// TO", "DO: later"), false),
            (concat!("// a TO", "DOS file"), true),
            (concat!("    to", "do!()"), false),
            (concat!("see https://crates", ".io/x"), false),
            (concat!("let p = \"/wo", "rk/x\";"), false),
            (concat!("s3://bucket/wo", "rk/x"), true),
            (concat!("cd /ro", "ot/x"), false),
            (concat!("$", "HO", "ME/x and ~/x"), true),
            ("[config]\nxs = [1]", true),
        ];
        for (text, tidy) in cases {
            assert_eq!(check(&Tree::of(&[("a.rs", text)])).is_empty(), *tidy, "{text}");
        }
    }

    #[test]
    fn the_lock_file_is_not_ours() {
        assert!(check(&Tree::of(&[("Cargo.lock", concat!("crates", ".io"))])).is_empty());
    }
}
