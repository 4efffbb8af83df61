//! The golden folders: `golden/<Operation>/<case>.json` says what is asked and the whole answer.
//!
//! `BOATHOUSE_WRITE_GOLDEN=1 cargo test -p boathouse-glue -p boathouse-features golden` writes the answers
//! that are given now; read what changed before it is committed.

mod case;
mod generated;
mod print;

use std::path::{Path, PathBuf};

use boathouse_golden::Golden;
use case::Case;

use crate::Glue;

/// How many folders lie beside those of the operations: the one of what cases are given.
const GIVEN: &str = "given";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn names(folder: &Path) -> Vec<String> {
    let names = boathouse_golden::names(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    names.into_iter().filter(|name| name != GIVEN).collect()
}

#[tokio::test]
async fn every_case_is_answered_as_it_is_written() {
    let mut golden = Golden::from_env();
    for operation in names(&root()) {
        for file in names(&root().join(&operation)) {
            let name = format!("{operation}/{file}");
            if !golden.wants(&name) {
                continue;
            }
            let path = root().join(&name);
            let kept = std::fs::read_to_string(&path).unwrap();
            let case = Case::read(&kept).unwrap_or_else(|error| panic!("{name}: {error}"));
            match case.run(&operation, &root().join(GIVEN)).await {
                Ok(found) => golden.compare(&name, &path, &found),
                Err(error) => golden.fail(&name, error),
            }
        }
    }
    golden.finish().unwrap_or_else(|failures| panic!("\n{failures}"));
}

/// Every operation that is served has a folder in which it is asked and refused, and every folder an operation.
#[test]
fn every_operation_has_its_folder() {
    let folders = names(&root());
    let operations: Vec<&str> = Glue::operations().collect();
    assert_eq!(folders, operations);
    for operation in operations {
        let folder = root().join(operation);
        let read = |file: &String| std::fs::read_to_string(folder.join(file)).unwrap();
        let (mut answered, mut refused) = (false, false);
        for case in names(&folder).iter().map(read).map(|text| Case::read(&text).unwrap()) {
            answered |= case.has_answer(operation, 200);
            refused |= case.has_answer(operation, 400);
        }
        assert!(refused, "{operation} is never refused in its folder");
        assert!(answered || NEVER_DONE.contains(&operation), "{operation} never succeeds in its folder");
    }
}

/// Operations that refuse whatever is asked of them; to stop a crawler in time is a race, and a connection
/// needs something to connect to: the clients' tests have these two.
const NEVER_DONE: &[&str] = &["CreateCatalog", "DeleteCatalog", "StopCrawler", "TestConnection"];
