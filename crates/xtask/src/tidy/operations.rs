//! The `operations!` tables: sorted, and exactly the files of their folder.

use std::collections::BTreeSet;

use super::Violation;
use crate::tree::{File, Tree};

const TABLE: &str = concat!("operations", "! {");

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let tables = tree.with_extension("rs").filter(|file| file.folder().ends_with("/ops") && file.name() == "mod.rs");
    tables.flat_map(|file| check_table(file, tree)).collect()
}

fn check_table(file: &File, tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let entries = entries(&file.text);
    for pair in entries.windows(2) {
        let ((_, before, _), (line, after, _)) = (&pair[0], &pair[1]);
        if before >= after {
            found.push(Violation::new(&file.path, *line, format!("`{after}` must stand before `{before}`")));
        }
    }
    for (line, module, operation) in &entries {
        let expected = snake_case(operation);
        if *module != expected {
            let text = format!("{operation} is served by `{module}`, not `{expected}`");
            found.push(Violation::new(&file.path, *line, text));
        }
        if tree.get(&format!("{}/{module}.rs", file.folder())).is_none() {
            found.push(Violation::new(&file.path, *line, format!("`{module}.rs` is not there")));
        }
    }
    let served: BTreeSet<&str> = entries.iter().map(|(_, module, _)| *module).collect();
    if !served.is_empty() {
        for other in tree.with_extension("rs").filter(|other| other.folder() == file.folder()) {
            let module = other.name().trim_end_matches(".rs");
            let is_test = module == "tests" || module.ends_with("_tests");
            if module != "mod" && !is_test && !served.contains(module) {
                found.push(Violation::new(&other.path, 0, "is in no operations table"));
            }
        }
    }
    found
}

/// `(line, module, operation)` of every entry `module => "Operation"` of the tables in `text`.
fn entries(text: &str) -> Vec<(usize, &str, &str)> {
    let mut found = Vec::new();
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or(line);
        inside |= code.contains(TABLE);
        if !inside {
            continue;
        }
        for piece in code.rsplit('{').next().unwrap_or(code).split(',') {
            if let Some((module, operation)) = piece.split_once("=>") {
                found.push((index + 1, module.trim(), operation.trim().trim_matches(['"', ' ', '}'])));
            }
        }
        inside &= !code.trim_start().starts_with('}');
    }
    found
}

/// `GetTable` → `get_table`; runs of capitals (`ListObjectsV2`) break only before a capital.
fn snake_case(operation: &str) -> String {
    let letters: Vec<char> = operation.chars().collect();
    let mut out = String::new();
    for (at, c) in letters.iter().enumerate() {
        // A run of capitals is one word up to the last, which begins the next word: LFTag is lf_tag.
        let after_word = at > 0 && !letters[at - 1].is_ascii_uppercase();
        let begins_word = at > 0 && letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        if c.is_ascii_uppercase() && (after_word || begins_word) {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SORTED: &str = "operations! {\n    Glue {\n        create_table => \"CreateTable\",\n        \
                          get_table => \"GetTable\",\n    }\n}\n";

    #[test]
    fn tables() {
        let files = ["crates/glue/src/ops/create_table.rs", "crates/glue/src/ops/get_table.rs"];
        let cases: &[(&str, &[&str], Option<&str>)] = &[
            (SORTED, &files, None),
            (SORTED, &files[..1], Some("`get_table.rs` is not there")),
            (SORTED, &[files[0], files[1], "crates/glue/src/ops/extra.rs"], Some("in no operations table")),
            (
                "operations! { Glue { get_table => \"GetTable\", create_table => \"CreateTable\" } }",
                &files,
                Some("`create_table` must stand before `get_table`"),
            ),
            ("operations! {\n  Glue {\n create_table => \"GetTable\",\n", &files[..1], Some("not `get_table`")),
        ];
        for (table, files, wanted) in cases {
            let mut tree = vec![("crates/glue/src/ops/mod.rs", *table)];
            tree.extend(files.iter().map(|path| (*path, "")));
            let found = check(&Tree::of(&tree));
            match wanted {
                None => assert!(found.is_empty(), "{table}: {found:?}"),
                Some(text) => assert!(found.iter().any(|v| v.text.contains(text)), "{table}: {found:?}"),
            }
        }
    }

    #[test]
    fn names() {
        for (operation, module) in [
            ("GetTable", "get_table"),
            ("BatchStopJobRun", "batch_stop_job_run"),
            ("GetResourceLFTags", "get_resource_lf_tags"),
        ] {
            assert_eq!(snake_case(operation), module);
        }
    }
}
