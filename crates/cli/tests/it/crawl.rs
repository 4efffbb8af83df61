//! `boathouse crawl`: plans, what they come from, and the way back; the same with and without a server.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{Serving, ok, run};

const BOATS: &str = "id,name,length\n1,Isis,18.5\n2,Cam,\n3,Avon,16\n";

fn both_ways(check: fn(&Path)) {
    for with_server in [false, true] {
        let dir = tempfile::tempdir().expect("folder");
        for year in ["2023", "2024"] {
            put(dir.path(), &format!("data/trips/year={year}/a.csv"), "id,n,m,zip\n1,2,3,01234\n");
        }
        put(dir.path(), "data/boats/a.csv", BOATS);
        let serving = with_server.then(|| Serving::start(dir.path(), &[]));
        check(dir.path());
        drop(serving);
    }
}

fn put(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    std::fs::create_dir_all(path.parent().expect("folder")).expect("folder");
    std::fs::write(path, text).expect("file");
}

fn tables(dir: &Path) -> Value {
    ok(dir, &["tables", "-o", "json"]).json()
}

#[test]
fn a_plan_is_a_diff_with_its_evidence() {
    both_ways(|dir| {
        let shown = ok(dir, &["crawl", "data", "--dry-run", "--explain", "-o", "table"]);
        for expected in [
            "+ create table default.boats",
            "    + column length double",
            "    + SerDe org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            "    + SerDe parameter field.delim ,",
            "    + parameter classification csv",
            "    + partition key year string",
            "+ create partition default.trips: 2 partitions",
            "    [2023]",
            "length double: the narrowest type of all values, s3://",
            "record 2 has '18.5'",
            "is csv (delimiter ',', a header)",
            "        not json: it does not begin with { or [",
            "is one table or a part of one: what is in it is alike (1.00 against 0.70)",
        ] {
            assert!(shown.stdout.contains(expected), "{expected}: {}", shown.stdout);
        }
        assert!(shown.stderr.contains("warning: leading-zeros: table trips, column 'zip'"), "{}", shown.stderr);
        assert_eq!(tables(dir), json!([]));
        let document = ok(dir, &["crawl", "data", "--dry-run", "-o", "json"]).json();
        let again = ok(dir, &["crawl", "data", "--dry-run", "-o", "json"]).json();
        assert_eq!((&document["plan_hash"], &document["run"]), (&again["plan_hash"], &Value::Null));
        let length = json!({ "aspect": "column", "name": "length", "old": null, "new": "double" });
        assert!(document["changes"][0]["differences"].as_array().expect("list").contains(&length), "{document:#}");
        assert_eq!(document["warnings"][0]["code"], json!("leading-zeros"));
    });
}

#[test]
fn plans_are_applied_while_nothing_moved_and_runs_taken_back() {
    both_ways(|dir| {
        ok(dir, &["crawl", "data", "--dry-run", "--out", "plan.json"]);
        let done = ok(dir, &["crawl", "apply", "plan.json", "-o", "json"]).json();
        let run_id = done["run"].as_str().expect("run").to_owned();
        assert_eq!(tables(dir).as_array().map(Vec::len), Some(2));
        // What it would have made is there now.
        let refused = run(dir, &["crawl", "apply", "plan.json"]);
        assert_eq!((refused.status, refused.stdout.as_str()), (Some(1), ""));
        assert!(
            refused.stderr.contains("the table default.boats is new; the table default.trips is new"),
            "{refused:?}"
        );
        assert!(refused.stderr.contains("hint: plan again"), "{refused:?}");

        put(dir, "data/boats/a.csv", &BOATS.replace("16", "about 16"));
        ok(dir, &["crawl", "data", "--dry-run", "--out", "plan.json"]);
        let uri =
            ok(dir, &["table", "default.boats", "-o", "json"]).json()["location"].as_str().expect("text").to_owned();
        let object = dir.join(".boathouse/buckets").join(uri.strip_prefix("s3://").expect("uri")).join("a.csv");
        std::fs::write(&object, "id,name\n1,Isis\n").expect("file");
        let moved = run(dir, &["crawl", "apply", "plan.json"]);
        assert!(moved.stderr.contains("a.csv has 15 bytes and had"), "{moved:?}");
        let planned = std::fs::read_to_string(dir.join("plan.json")).expect("file");
        std::fs::write(dir.join("edited.json"), planned.replacen("boats", "ships", 1)).expect("file");
        let edited = run(dir, &["crawl", "apply", "edited.json"]);
        assert!(edited.status == Some(2) && edited.stderr.contains("its hash is another one"), "{edited:?}");

        let listed = ok(dir, &["crawl", "runs", "-o", "json"]).json();
        assert_eq!((&listed[0]["run"], &listed[0]["state"]), (&json!(run_id), &json!("can be undone")));
        let undone = ok(dir, &["crawl", "undo", &run_id, "-o", "table"]).stdout;
        assert_eq!(undone, "- removed table default.boats\n- removed table default.trips\n");
        assert_eq!(tables(dir), json!([]));
        let again = run(dir, &["crawl", "undo", &run_id]);
        assert!(again.status == Some(1) && again.stderr.contains("it was taken back already"), "{again:?}");
        let unknown = run(dir, &["crawl", "undo", "nothing"]);
        assert!(unknown.status == Some(1) && unknown.stderr.contains("boathouse crawl runs"), "{unknown:?}");
    });
}

#[test]
fn what_was_changed_since_is_not_undone_unless_forced() {
    both_ways(|dir| {
        let first = ok(dir, &["crawl", "data", "-o", "json"]).json()["run"].as_str().expect("run").to_owned();
        put(dir, "data/boats/b.csv", BOATS);
        let shown = ok(dir, &["crawl", "data", "--dry-run", "-o", "table"]).stdout;
        assert!(shown.contains("    ~ parameter objectCount 1 -> 2"), "{shown}");
        ok(dir, &["crawl", "data"]);
        let refused = run(dir, &["crawl", "undo", &first]);
        assert!(refused.status == Some(1) && refused.stderr.contains("default.boats"), "{refused:?}");
        assert_eq!(tables(dir).as_array().map(Vec::len), Some(2));
        ok(dir, &["crawl", "undo", &first, "--force"]);
        assert_eq!(tables(dir), json!([]));
        let same = ok(dir, &["crawl", "data", "-o", "json"]).json();
        assert!(same["run"].is_string());
        let unchanged = ok(dir, &["crawl", "data", "-o", "json"]).json();
        assert_eq!((&unchanged["run"], &unchanged["unchanged"]), (&Value::Null, &json!(2)));
    });
}

#[test]
fn drift_has_an_exit_code_of_its_own() {
    both_ways(|dir| {
        let said = ok(dir, &["crawl", "data", "--dry-run", "--write-expected", "schema.json"]);
        assert!(said.stderr.contains("wrote schema.json"), "{said:?}");
        ok(dir, &["crawl", "data", "--dry-run", "--write-expected", "again.json"]);
        let text = |name: &str| std::fs::read_to_string(dir.join(name)).expect("file");
        assert_eq!(text("schema.json"), text("again.json"));
        ok(dir, &["crawl", "data", "--expect", "schema.json", "--junit", "junit.xml"]);
        let report = text("junit.xml");
        assert!(report.contains("tests=\"2\" failures=\"0\" errors=\"0\" time=\""), "{report}");
        assert!(report.contains("<testcase classname=\"default\" name=\"trips\"/>"), "{report}");
        put(dir, "data/boats/a.csv", &BOATS.replace("16", "about 16"));
        std::fs::remove_dir_all(dir.join("data/trips")).expect("removes");
        let drifted = run(dir, &["crawl", "data", "--expect", "schema.json", "--junit", "junit.xml", "-o", "table"]);
        let report = text("junit.xml");
        for expected in ["tests=\"2\" failures=\"2\"", "message=\"~ table boats\"", "column length double -&gt; string"]
        {
            assert!(report.contains(expected), "{report}");
        }
        assert_eq!(drifted.status, Some(4), "{drifted:?}");
        for expected in
            ["drift: ~ table boats\n    ~ column length double -> string", "drift: - table trips is missing"]
        {
            assert!(drifted.stdout.contains(expected), "{drifted:?}");
        }
        let kept = ok(dir, &["table", "default.boats", "-o", "json"]).json();
        assert_eq!(kept["columns"][2]["data_type"], json!("double"), "nothing was written");
        let broken = run(dir, &["crawl", "data", "--expect", "data/boats/a.csv"]);
        assert!(broken.status == Some(2) && broken.stderr.contains("no schema of a crawl"), "{broken:?}");
        assert_eq!(run(dir, &["crawl", "data", "--expect", "missing.json"]).status, Some(2));
        assert_eq!(run(dir, &["crawl", "data", "--junit", "junit.xml"]).status, Some(2));
        let failed = run(dir, &["crawl", "s3://nobody/", "--expect", "schema.json", "--junit", "junit.xml"]);
        assert_eq!(failed.status, Some(1), "{failed:?}");
        assert!(text("junit.xml").contains("<error type=\"error\" message=\"S3 bucket nobody does not exist.\">"));
        assert_eq!(run(dir, &["crawl", "data", "--out", "plan.json"]).status, Some(2));
    });
}

#[test]
fn precise_types_and_the_statement() {
    both_ways(|dir| {
        put(dir, "data/orders/a.csv", "id,day,price\n1,2024-01-31,12.50\n");
        ok(dir, &["crawl", "data", "--types", "precise"]);
        let asked =
            ok(dir, &["sql", "-c", "SELECT day + INTERVAL '1' DAY AS d, price, zip FROM orders, trips LIMIT 1"]);
        assert_eq!(asked.stdout, "{\"d\":\"2024-02-01\",\"price\":12.50,\"zip\":\"01234\"}\n");
        let uri =
            ok(dir, &["table", "default.orders", "-o", "json"]).json()["location"].as_str().expect("text").to_owned();
        let sql = format!("CRAWL '{uri}' INTO other WITH (table_prefix = 'p_')");
        let rows = ok(dir, &["sql", "-c", &sql, "-o", "json"]).json();
        assert_eq!((&rows[0]["action"], &rows[0]["name"]), (&json!("create"), &json!("other.p_orders")));
    });
}

#[test]
fn crawlers_that_run_are_listed() {
    let dir = tempfile::tempdir().expect("folder");
    let serving = Serving::start(dir.path(), &[]);
    assert_eq!(serving.ask("GET", "/_boathouse/crawls", &[], b""), (200, "{\"running\":[]}".to_owned()));
}
