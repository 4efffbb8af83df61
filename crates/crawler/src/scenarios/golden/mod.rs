//! The acceptance scenarios as folders: `fixtures/<NN-name>/crawl.json` says what lies in the lake and what is
//! crawled, `expected.json` the whole catalog after it.
//!
//! `BOATHOUSE_WRITE_GOLDEN=1 cargo test -p boathouse-crawler -p boathouse-features golden` writes the catalogs that
//! come out now; read what changed before it is committed. `BOATHOUSE_GOLDEN_ONLY=08` runs the folders with `08` in
//! their names.

mod case;
mod elsewhere;
mod print;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use boathouse_golden::{Golden, names, text};
use case::{Case, Order};

/// Numbers of the scenarios that there are.
const SCENARIOS: std::ops::RangeInclusive<usize> = 1..=64;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn folders() -> Vec<String> {
    names(&root()).unwrap()
}

#[tokio::test]
async fn every_folder_gives_its_catalog() {
    let mut golden = Golden::from_env();
    for name in &folders() {
        if !golden.wants(name) {
            continue;
        }
        let folder = root().join(name);
        let case = Case::read(&folder).unwrap_or_else(|error| panic!("{name}: {error}"));
        let outcome = case.run(Order::AsWritten).await;
        for problem in outcome.problems {
            golden.fail(name, problem);
        }
        golden.compare(name, &folder.join("expected.json"), &text(&outcome.answer));
    }
    golden.finish().unwrap_or_else(|failures| panic!("\n{failures}"));
}

/// What was put first makes no difference, and a crawl of a lake that has not changed writes nothing.
#[tokio::test]
async fn order_and_time_make_no_difference() {
    for name in folders() {
        let case = Case::read(&root().join(&name)).unwrap();
        let (one, other) = (case.run(Order::AsWritten).await, case.run(Order::Backwards).await);
        assert_eq!(text(&one.answer), text(&other.answer), "{name}");
        assert_eq!(other.problems, Vec::<String>::new(), "{name}");
        assert_eq!(one.again, None, "{name}: the same crawl again changes the catalog");
    }
}

#[test]
fn every_scenario_has_a_folder_or_a_reason() {
    let number = |name: &str| name[..2].parse::<usize>().unwrap_or_else(|_| panic!("{name} has no number"));
    let shown: BTreeSet<usize> = folders().iter().map(|name| number(name)).collect();
    let reasons: BTreeSet<usize> = elsewhere::SCENARIOS.iter().map(|(number, _)| *number).collect();
    assert_eq!(reasons.len(), elsewhere::SCENARIOS.len());
    assert_eq!(shown.intersection(&reasons).collect::<Vec<_>>(), Vec::<&usize>::new());
    assert_eq!(shown.union(&reasons).copied().collect::<Vec<_>>(), SCENARIOS.collect::<Vec<_>>());
}
