//! Servers: one a folder, killed and started again, stopped in order, emptied.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{Serving, ok, run};

#[test]
fn a_killed_server_loses_nothing() {
    let dir = tempfile::tempdir().expect("folder");
    let mut serving = Serving::start(dir.path(), &[]);
    assert_eq!(serving.ask("PUT", "/raw", &[], b"").0, 200);
    assert_eq!(serving.ask("PUT", "/raw/t/a.csv", &[], b"id,name\n1,a\n2,b\n").0, 200);
    ok(dir.path(), &["crawl", "s3://raw/t/"]);
    serving.process.kill().expect("kills");
    serving.process.wait().expect("ends");
    assert!(dir.path().join(".boathouse/server.json").exists(), "it had no time to clean up");

    // What it left does not keep others out.
    let answer = ok(dir.path(), &["sql", "-c", "SELECT count(*) AS n FROM t"]);
    assert_eq!(answer.json(), json!({ "n": 2 }));
    let serving = Serving::start(dir.path(), &[]);
    assert_eq!(serving.ask("GET", "/raw/t/a.csv", &[], b""), (200, "id,name\n1,a\n2,b\n".to_owned()));
    let (status, table) = serving.call("AWSGlue.GetTable", r#"{"DatabaseName":"default","Name":"t"}"#);
    assert!(status == 200 && table.contains("s3://raw/t/"), "{table}");
}

#[test]
fn a_folder_has_one_server() {
    let dir = tempfile::tempdir().expect("folder");
    let serving = Serving::start(dir.path(), &[]);
    let second = run(dir.path(), &["serve", "--port", "0"]);
    assert_eq!(second.status, Some(1 + 1), "{second:?}");
    assert!(second.stderr.contains("already holds"), "{second:?}");
    assert_eq!(serving.ask("GET", "/_boathouse/health", &[], b"").0, 200);
}

#[cfg(unix)]
#[test]
fn it_stops_in_order() {
    let dir = tempfile::tempdir().expect("folder");
    let mut serving = Serving::start(dir.path(), &[]);
    Command::new("kill").args(["-TERM", &serving.process.id().to_string()]).status().expect("signals");
    let started = Instant::now();
    let status = serving.process.wait().expect("ends");
    assert!(status.success() && started.elapsed() < Duration::from_secs(10), "{status}");
    assert!(!dir.path().join(".boathouse/server.json").exists());
}

#[test]
fn reset_is_for_servers_that_allow_it() {
    let dir = tempfile::tempdir().expect("folder");
    let careful = Serving::start(dir.path(), &["--ephemeral"]);
    assert_eq!(careful.ask("POST", "/_boathouse/reset", &[], b"").0, 403);
    let serving = Serving::start(dir.path(), &["--ephemeral", "--allow-reset"]);
    for _ in 0..3 {
        assert_eq!(serving.ask("PUT", "/raw", &[], b"").0, 200);
        assert_eq!(serving.ask("PUT", "/raw/k", &[], b"x").0, 200);
        assert_eq!(serving.ask("POST", "/_boathouse/reset", &[], b"").0, 200);
        assert_eq!(serving.ask("GET", "/raw/k", &[], b"").0, 404);
    }
    let page = [("origin", "https://example.org")];
    assert_eq!(serving.ask("POST", "/_boathouse/reset", &page, b"").0, 403, "a web page may not");
}

#[test]
fn commands_take_the_token() {
    let dir = tempfile::tempdir().expect("folder");
    let serving = Serving::start(dir.path(), &[]);
    let body = br#"{"command":"buckets"}"#;
    assert_eq!(serving.ask("POST", "/_boathouse/command", &[], body).0, 403);
    assert_eq!(serving.ask("POST", "/_boathouse/command", &[("authorization", "Bearer x")], body).0, 403);
    let text = std::fs::read_to_string(dir.path().join(".boathouse/server.json")).expect("file");
    let info: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let token = format!("Bearer {}", info["token"].as_str().expect("token"));
    let (status, answer) = serving.ask("POST", "/_boathouse/command", &[("authorization", &token)], body);
    assert!(status == 200 && answer.contains(r#"{"done":{"buckets":[]}}"#), "{answer}");
}
