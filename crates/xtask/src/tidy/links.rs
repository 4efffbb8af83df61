//! Links between the pages of the documentation, and the book's table of contents.

use std::collections::BTreeSet;

use super::Violation;
use crate::tree::{File, Tree};

const BOOK: &str = "docs/src";
const CONTENTS: &str = "docs/src/SUMMARY.md";

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let paths: BTreeSet<&str> = tree.files.iter().map(|file| file.path.as_str()).collect();
    let mut found: Vec<Violation> = tree.with_extension("md").flat_map(|file| dangling(file, &paths)).collect();
    found.extend(pages_left_out(tree));
    found
}

fn dangling(file: &File, paths: &BTreeSet<&str>) -> Vec<Violation> {
    let broken = links(&file.text).into_iter().filter_map(|(line, link)| {
        let target = link.split('#').next().unwrap_or(link);
        let elsewhere = target.is_empty() || target.contains("://") || target.starts_with("mailto:");
        let path = resolve(file.folder(), target);
        let is_folder = || paths.iter().any(|other| other.starts_with(&format!("{path}/")));
        (!elsewhere && !paths.contains(path.as_str()) && !is_folder())
            .then(|| Violation::new(&file.path, line, format!("links to `{link}`, which is not there")))
    });
    broken.collect()
}

fn pages_left_out(tree: &Tree) -> Vec<Violation> {
    let Some(contents) = tree.get(CONTENTS) else { return Vec::new() };
    let listed: BTreeSet<String> = links(&contents.text).into_iter().map(|(_, link)| resolve(BOOK, link)).collect();
    let pages = tree.with_extension("md").filter(|file| file.path.starts_with(BOOK) && file.path != CONTENTS);
    let left_out = pages.filter(|page| !listed.contains(&page.path));
    left_out.map(|page| Violation::new(&page.path, 0, "is not listed in SUMMARY.md")).collect()
}

/// The targets of `[text](target)` outside fenced code, with their line numbers.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for (start, _) in line.match_indices("](") {
            let rest = &line[start + 2..];
            if let Some(end) = rest.find(')') {
                found.push((index + 1, &rest[..end]));
            }
        }
    }
    found
}

fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages() {
        let tree = Tree::of(&[
            ("README.md", "[book](docs/src/a.md#part) [crates](crates) [out](https://example.com)"),
            ("crates/x.rs", ""),
            ("docs/src/SUMMARY.md", "- [A](a.md)\n- [Gone](gone.md)"),
            ("docs/src/a.md", "[up](../../README.md)\n```\n[not a link](nowhere)\n```\n"),
            ("docs/src/forgotten.md", ""),
        ]);
        let lines: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "docs/src/SUMMARY.md:2: links to `gone.md`, which is not there",
                "docs/src/forgotten.md: is not listed in SUMMARY.md",
            ]
        );
    }
}
