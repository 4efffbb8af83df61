//! Cases of our own, and a sample of Trino's where they are at hand.

use std::path::{Path, PathBuf};

use super::*;

/// Every so many of Trino's cases is run.
const SAMPLE: usize = 100;

fn read(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

#[test]
fn the_wire_tells_what_the_process_tells() {
    let mut cases = read(&here().join("cases/wire.jsonl"));
    let own = cases.len();
    // Beside the folder of the sources, where whoever works on them puts them.
    let shared = here().join("../../../shared/conformance/trino_cases.jsonl");
    if shared.exists() {
        cases.extend(read(&shared).into_iter().filter(Case::is_run).step_by(SAMPLE));
    }
    let no_data = here().join("cases");
    let outcomes = run(&cases, &no_data, 2).unwrap();
    let differing: Vec<_> = cases.iter().zip(&outcomes).filter(|(_, it)| matches!(it, Outcome::Differs(_))).collect();
    assert!(differing.is_empty(), "{differing:#?}");
    // Those of our own are all run.
    let left_out: Vec<_> = outcomes[..own].iter().filter(|outcome| **outcome != Outcome::Same).collect();
    assert_eq!(left_out, Vec::<&Outcome>::new());
}

#[test]
fn differences_are_seen() {
    use super::describe::wanted;
    use super::told::{Failed, Rows, Told, difference};
    use boathouse_types::Type;

    let rows = |kind: &Type, cells: &[&str]| {
        let header = vec![vec![Some("c".to_owned())]];
        let cells = cells.iter().map(|cell| vec![Some((*cell).to_owned())]);
        Told::Rows(Rows { columns: vec![wanted("c", kind)], rows: header.into_iter().chain(cells).collect() })
    };
    let failed = |code: &str, text: &str| Told::Failed(Failed { code: code.to_owned(), text: text.to_owned() });
    let (double, text) = (&Type::Double, &Type::VARCHAR);
    for (here, wire, wanted) in [
        (rows(text, &["a", "b"]), rows(text, &["b", "a"]), None),
        (rows(text, &["a"]), rows(text, &["A"]), Some("row")),
        (rows(text, &["1.0"]), rows(text, &["1.00"]), Some("row")),
        (rows(text, &["a"]), rows(text, &["a", "a"]), Some("rows")),
        (rows(text, &["a"]), rows(&Type::Varchar(Some(1)), &["a"]), Some("columns")),
        (rows(double, &["0.1"]), rows(double, &["0.10000000000000002"]), None),
        (rows(double, &["0.1"]), rows(double, &["0.2"]), Some("row")),
        (rows(double, &["1.0E-7"]), rows(double, &["1E-7"]), Some("row")),
        (rows(double, &["0.1"]), failed("X", "y"), Some("failure")),
        (failed("X", "y"), rows(double, &["0.1"]), Some("success")),
        (failed("X", "y"), failed("Z", "y"), Some("code")),
        (failed("X", "y"), failed("X", "z"), Some("text")),
        (failed("TABLE_NOT_FOUND", "y"), failed("TABLE_NOT_FOUND", "z"), None),
        (failed("SYNTAX_ERROR", "y"), failed("SYNTAX_ERROR", "z"), None),
    ] {
        let found = difference(&here, &wire, false);
        assert_eq!(found.as_deref().and_then(|how| how.split(':').next()), wanted, "{here:?} {wire:?}");
    }
    assert!(difference(&rows(text, &["a", "b"]), &rows(text, &["b", "a"]), true).is_some());
}
