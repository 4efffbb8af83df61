//! Commands, their outputs and exit codes: the same with and without a server.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::json;

use crate::harness::{Ran, Serving, command, ok, run};

const CSV: &str = "id,name,length\n1,Isis,18.5\n2,Cam,\n3,Avon,16\n";

/// Runs `check` in a folder with files, without a server and then with one.
fn both_ways(check: fn(&Path)) {
    for with_server in [false, true] {
        let dir = tempfile::tempdir().expect("folder");
        std::fs::create_dir_all(dir.path().join("data/boats")).expect("folder");
        std::fs::write(dir.path().join("data/boats/a.csv"), CSV).expect("file");
        let serving = with_server.then(|| Serving::start(dir.path(), &[]));
        check(dir.path());
        drop(serving);
    }
}

#[test]
fn crawl_list_show_and_ask() {
    both_ways(|dir| {
        let rehearsal = ok(dir, &["crawl", "data", "--dry-run", "--output", "json"]).json();
        assert_eq!(
            (rehearsal["dry_run"].as_bool(), &rehearsal["changes"][0]["action"]),
            (Some(true), &json!("create"))
        );
        assert_eq!(ok(dir, &["tables", "-o", "json"]).json(), json!([]));
        let shown = ok(dir, &["crawl", "data", "-o", "table"]);
        assert!(
            shown.stdout.contains("+ create table default.boats") && shown.stdout.contains("+ length double"),
            "{shown:?}"
        );

        let tables = ok(dir, &["tables", "-o", "json"]).json();
        assert_eq!(
            (&tables[0]["table"], &tables[0]["format"], &tables[0]["columns"]),
            (&json!("boats"), &json!("csv"), &json!(3))
        );
        let table = ok(dir, &["table", "default.boats", "-o", "json"]).json();
        assert_eq!((&table["columns"][2]["data_type"], &table["location"].is_string()), (&json!("double"), &true));
        assert_eq!(ok(dir, &["buckets", "-o", "csv"]).stdout.lines().count(), 2);

        let sql = "SELECT name, length FROM boats ORDER BY id";
        assert_eq!(ok(dir, &["sql", "-c", sql, "-o", "csv"]).stdout, "name,length\nIsis,18.5\nCam,\nAvon,16.0\n");
        assert_eq!(ok(dir, &["sql", "-c", sql]).stdout.lines().count(), 3, "ndjson in a pipe");
        let shown = ok(dir, &["sql", "-c", sql, "-o", "table"]).stdout;
        assert!(shown.contains("NULL") && shown.contains("double") && shown.contains("3 rows · "), "{shown}");
        let two = ok(dir, &["sql", "-c", "SELECT 1 AS a; SELECT ';' AS b", "-o", "ndjson"]).stdout;
        assert_eq!(two, "{\"a\":1}\n{\"b\":\";\"}\n");
    });
}

#[test]
fn statements_from_a_file_and_from_stdin() {
    both_ways(|dir| {
        std::fs::write(dir.join("q.sql"), "-- one\nSELECT 1 AS a;\n").expect("file");
        assert_eq!(ok(dir, &["sql", "-f", "q.sql"]).stdout, "{\"a\":1}\n");
        let mut piped = command(dir)
            .args(["sql", "-o", "json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        piped.stdin.take().expect("stdin").write_all(b"SELECT 2 AS b").expect("writes");
        let ran: Ran = piped.wait_with_output().expect("ends").into();
        assert_eq!(ran.json(), json!([{ "b": 2 }]));
    });
}

#[test]
fn convert_and_run_a_job() {
    both_ways(|dir| {
        ok(dir, &["crawl", "data"]);
        let done = ok(dir, &["convert", "data/boats", "s3://curated/boats/", "--compression", "zstd"]).json();
        assert_eq!(done["rows"], json!(3));
        let local = ok(dir, &["convert", "data/boats", "out"]).json();
        assert_eq!(local["rows"], json!(3));
        for target in ["s3://curated/boats/", "out"] {
            let again = run(dir, &["convert", "data/boats", target]);
            assert!(again.status == Some(1) && again.stderr.contains("not empty"), "{again:?}");
        }
        assert!(dir.join("out").read_dir().expect("folder").count() > 0);
        ok(dir, &["crawl", "s3://curated/boats/", "--database", "curated"]);
        let answer = ok(dir, &["sql", "-d", "curated", "-c", "SELECT sum(length) AS l FROM boats"]).json();
        assert_eq!(answer, json!({ "l": 34.5 }));

        let job = json!({
            "in": { "S3CatalogSource": { "Name": "in", "Database": "default", "Table": "boats" } },
            "out": { "S3GlueParquetTarget": { "Name": "out", "Inputs": ["in"], "Path": "s3://curated/job/" } },
        });
        std::fs::write(dir.join("job.json"), job.to_string()).expect("file");
        let done = ok(dir, &["job", "run", "job.json"]).json();
        assert_eq!((&done["rows"], done["nodes"].as_array().map(Vec::len)), (&json!(3), Some(2)));
    });
}

#[test]
fn exit_codes_and_streams() {
    both_ways(|dir| {
        let cases: &[(&[&str], i32, &str)] = &[
            (&["dance"], 2, "unrecognized"),
            (&["sql", "-c", "SELECT 1", "-f", "x"], 2, "cannot be used"),
            (&["sql", "-c", " ; "], 2, "no statement"),
            (&["sql", "-f", "missing.sql"], 2, "missing.sql"),
            (&["sql", "-c", "SELEC 1"], 1, "SELEC"),
            (&["sql", "-c", "SELECT * FROM nothing"], 1, "nothing"),
            (&["table", "boats"], 2, "DATABASE.TABLE"),
            (&["table", "default.nothing"], 1, "hint:"),
            (&["crawl", "no-such-folder"], 1, "no-such-folder"),
            (&["crawl", "http://x/y"], 2, "not an S3 location"),
            (&["crawl", "s3://no-such-bucket/"], 1, "no-such-bucket"),
            (&["job", "run", "nothing"], 1, "nothing"),
            (&["job", "run", "nothing.json"], 2, "nothing.json"),
            (&["reset"], 2, "--yes"),
            (&["tables", "--config", "missing.toml"], 2, "missing.toml"),
        ];
        for (words, status, text) in cases {
            let ran = run(dir, words);
            assert_eq!((ran.status, ran.stdout.as_str()), (Some(*status), ""), "{words:?}: {ran:?}");
            assert!(ran.stderr.contains(text) && ran.stderr.starts_with("error:"), "{words:?}: {ran:?}");
            assert!(!ran.stderr.contains('\u{1b}'), "no colours in a pipe: {ran:?}");
        }
    });
}

#[test]
fn reset_and_environment() {
    both_ways(|dir| {
        ok(dir, &["crawl", "data"]);
        assert_eq!(ok(dir, &["reset", "--yes"]).stdout, "");
        assert_eq!(ok(dir, &["tables", "-o", "json"]).json(), json!([]));
        assert_eq!(ok(dir, &["buckets", "-o", "json"]).json(), json!([]));
        let environment = ok(dir, &["env"]).stdout;
        assert!(environment.contains("export AWS_ENDPOINT_URL=http://127.0.0.1:"), "{environment}");
    });
}

#[test]
fn help_fits_a_screen() {
    let dir = tempfile::tempdir().expect("folder");
    let short = ok(dir.path(), &["-h"]).stdout;
    assert!(short.lines().count() <= 40 && short.contains("boathouse demo"), "{short}");
    let long = ok(dir.path(), &["help"]).stdout;
    assert!(long.contains("Exit codes"), "{long}");
    assert!(ok(dir.path(), &["--version"]).stdout.starts_with("boathouse "));
}
