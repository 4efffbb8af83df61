//! `boathouse catalog`: out of one folder and into another, with and without a server.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use crate::harness::{Ran, Serving, command, ok, run};

const HEADER: &str = r#"{"format":"boathouse-catalog","version":1}"#;

/// Runs `check` in a folder with a catalog, without a server and then with one.
fn both_ways(check: fn(&Path)) {
    for with_server in [false, true] {
        let dir = tempfile::tempdir().expect("folder");
        let serving = with_server.then(|| Serving::start(dir.path(), &[]));
        std::fs::write(dir.path().join("made.sql"), MADE).expect("file");
        ok(dir.path(), &["catalog", "import", "made.sql"]);
        check(dir.path());
        drop(serving);
    }
}

const MADE: &str = "-- A view comes before what it reads.
CREATE DATABASE raw COMMENT 'as it came';
CREATE VIEW raw.a_view AS SELECT id FROM raw.b_view -- the end
;
CREATE VIEW raw.b_view AS SELECT id, ';' AS mark FROM trips;
CREATE EXTERNAL TABLE raw.trips (id bigint COMMENT 'it\\'s the id', fare decimal(10,2))
PARTITIONED BY (year int) STORED AS PARQUET LOCATION 's3://raw/trips/';
ALTER TABLE raw.trips ADD PARTITION (year=2024) PARTITION (year=2025) LOCATION 's3://raw/old/';
";

fn text(dir: &Path, name: &str) -> String {
    std::fs::read_to_string(dir.join(name)).expect("file")
}

#[test]
fn both_forms_come_back_byte_for_byte() {
    both_ways(|dir| {
        for (format, name) in [("jsonl", "lake.jsonl"), ("ddl", "lake.sql")] {
            let said = ok(dir, &["catalog", "export", name, "--format", format]);
            assert_eq!(said.stdout, "");
            assert!(said.stderr.contains("exported 1 database, 3 tables, 2 partitions"), "{said:?}");
            let piped = ok(dir, &["catalog", "export", "--format", format, "--quiet"]);
            assert_eq!((piped.stdout, piped.stderr.as_str()), (text(dir, name), ""));
            let again = format!("again-{format}");
            let done = ok(dir, &["--dir", &again, "catalog", "import", name, "-o", "json"]).json();
            let counts = ["databases", "tables", "partitions", "skipped"].map(|key| done[key].as_u64());
            assert_eq!(counts, [1, 3, 2, 0].map(Some), "{done}");
            ok(dir, &["--dir", &again, "catalog", "export", "again.txt", "--format", format]);
            assert_eq!(text(dir, "again.txt"), text(dir, name), "{format}");
            let found = ok(dir, &["--dir", &again, "sql", "-c", "DESCRIBE raw.a_view"]).stdout;
            assert!(found.contains("bigint"), "{found}");
        }
        assert_eq!(text(dir, "lake.jsonl").lines().next(), Some(HEADER));
    });
}

#[test]
fn what_is_there_already() {
    both_ways(|dir| {
        ok(dir, &["catalog", "export", "lake.jsonl"]);
        for file in ["lake.jsonl", "made.sql"] {
            let failed = run(dir, &["catalog", "import", file]);
            assert_eq!((failed.status, failed.stdout.as_str()), (Some(1), ""), "{failed:?}");
            assert!(
                failed.stderr.starts_with("error: line 2: the database 'raw': the database 'raw' is there"),
                "{failed:?}"
            );
            assert!(failed.stderr.contains("--if-exists skip"), "{failed:?}");
            for how in ["skip", "replace"] {
                ok(dir, &["catalog", "import", file, "--if-exists", how]);
                let after = ok(dir, &["catalog", "export"]).stdout;
                assert_eq!(after.lines().count(), text(dir, "lake.jsonl").lines().count(), "{file} {how}: {after}");
            }
        }
    });
}

#[test]
fn a_file_comes_through_a_pipe() {
    both_ways(|dir| {
        let mut piped = command(dir)
            .args(["--dir", "other", "catalog", "import", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        piped.stdin.take().expect("stdin").write_all(MADE.as_bytes()).expect("writes");
        let ran: Ran = piped.wait_with_output().expect("ends").into();
        assert!(ran.status == Some(0) && ran.stderr.contains("imported 1 database, 3 tables"), "{ran:?}");
    });
}

#[test]
fn mistakes_are_named_and_nothing_is_half_done() {
    both_ways(|dir| {
        let before = ok(dir, &["catalog", "export"]).stdout;
        let database = r#"{"kind":"database","definition":{"name":"new"}}"#;
        let cases: &[(&str, &str, &[&str], &str)] = &[
            ("a.jsonl", "", &[], "line 1: the file is empty"),
            ("b.jsonl", &format!("{HEADER}\n{database}\n{{\n"), &[], "line 3: EOF while parsing"),
            (
                "c.jsonl",
                &format!("{HEADER}\n{database}\n{database}\n"),
                &[],
                "line 3: the database 'new': it comes twice",
            ),
            ("d.sql", "CREATE DATABASE new;\nDROP TABLE raw.trips;", &[], "line 2: only CREATE DATABASE"),
            ("e.sql", "CREATE DATABASE new;", &["--format", "jsonl"], "line 1: the first line of an export"),
        ];
        for (name, content, words, expected) in cases {
            std::fs::write(dir.join(name), content).expect("file");
            let ran = run(dir, &[&["catalog", "import", name], *words].concat());
            assert_eq!((ran.status, ran.stdout.as_str()), (Some(1), ""), "{name}: {ran:?}");
            assert!(ran.stderr.starts_with(&format!("error: {expected}")), "{name}: {ran:?}");
            assert_eq!(ok(dir, &["catalog", "export"]).stdout, before, "{name}");
        }
        // A view is made after everything else, which stays when it cannot be.
        std::fs::write(dir.join("f.sql"), "CREATE DATABASE new;\nCREATE VIEW new.v AS SELECT x FROM nothing;")
            .expect("file");
        let ran = run(dir, &["catalog", "import", "f.sql"]);
        assert!(ran.status == Some(1) && ran.stderr.contains("line 2: the view 'new.v': "), "{ran:?}");
        assert!(ok(dir, &["catalog", "export", "-d", "new"]).stdout.contains("\"new\""));
        for (words, status, expected) in [
            (&["catalog", "import", "no-such-file"][..], 1, "no-such-file"),
            (&["catalog", "import", "."], 1, "directory"),
            (&["catalog", "export", "-d", "nothing"], 1, "there is no database 'nothing'"),
            (&["catalog", "export", "no-such-folder/x"], 1, "no-such-folder"),
            (&["catalog", "export", "--format", "xml"], 2, "xml"),
            (&["catalog"], 2, "Usage"),
        ] {
            let ran = run(dir, words);
            assert_eq!((ran.status, ran.stdout.lines().count() <= 1), (Some(status), true), "{words:?}: {ran:?}");
            assert!(ran.stderr.contains(expected), "{words:?}: {ran:?}");
        }
    });
}
