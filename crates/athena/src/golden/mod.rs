//! The acceptance scenarios as folders: `golden/<NN-name>/case.json` says which objects there are and what is asked,
//! `expected.json` everything that can be seen of it: states, texts, columns, rows, and the objects to the byte.
//!
//! `BOATHOUSE_WRITE_GOLDEN=1 cargo test -p boathouse-athena -p boathouse-features golden` writes what comes out now;
//! read what changed before it is committed. `BOATHOUSE_GOLDEN_ONLY=08` runs the folders with `08` in their names.

mod case;
mod elsewhere;
mod house;
mod names;
mod print;
mod vectors;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use boathouse_golden::{Golden, names, text};
use case::Case;

/// Numbers of the scenarios that there are.
const SCENARIOS: std::ops::RangeInclusive<usize> = 1..=91;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn folders() -> Vec<String> {
    names(&root()).unwrap()
}

#[tokio::test]
async fn every_folder_gives_what_is_expected() {
    let mut golden = Golden::from_env();
    for name in &folders() {
        if !golden.wants(name) {
            continue;
        }
        let folder = root().join(name);
        let case = Case::read(&folder).unwrap_or_else(|error| panic!("{name}: {error}"));
        golden.compare(name, &folder.join("expected.json"), &text(&case.run().await));
    }
    golden.finish().unwrap_or_else(|failures| panic!("\n{failures}"));
}

/// A folder begins with the numbers of the scenarios that it shows: `53-54-a-table-is-described`.
fn numbers(name: &str) -> Vec<usize> {
    let numbers: Vec<usize> = name.split('-').map_while(|part| part.parse().ok()).collect();
    assert!(!numbers.is_empty(), "{name} has no number");
    numbers
}

#[test]
fn every_scenario_has_a_folder_or_a_place() {
    let shown: BTreeSet<usize> = folders().iter().flat_map(|name| numbers(name)).collect();
    let elsewhere: BTreeSet<usize> = elsewhere::TESTS.iter().map(|(number, ..)| *number).collect();
    let iceberg: BTreeSet<usize> = elsewhere::ICEBERG.iter().map(|(number, _)| *number).collect();
    assert_eq!(elsewhere.len() + iceberg.len(), elsewhere::TESTS.len() + elsewhere::ICEBERG.len());
    let all = |a: &BTreeSet<usize>, b: &BTreeSet<usize>| a.intersection(b).copied().collect::<Vec<_>>();
    assert_eq!([all(&shown, &elsewhere), all(&elsewhere, &iceberg)], [vec![0; 0], vec![]]);
    // A folder shows the half of scenario 61 that is not about Iceberg.
    assert_eq!(all(&shown, &iceberg), [61]);
    let accounted: BTreeSet<usize> = shown.into_iter().chain(elsewhere).chain(iceberg).collect();
    assert_eq!(accounted.into_iter().collect::<Vec<_>>(), SCENARIOS.collect::<Vec<_>>());
}

/// What shows a scenario elsewhere is there.
#[test]
fn tests_elsewhere_are_there() {
    for (number, file, test) in elsewhere::TESTS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{number}: {file}: {error}"));
        let is_there = [format!("fn {test}("), format!("def {test}(")].iter().any(|start| text.contains(start));
        assert!(is_there, "{number}: {file} has no test {test}");
    }
}
