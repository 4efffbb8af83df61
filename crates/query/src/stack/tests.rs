//! Statements with long chains, through both ways of running them.

use crate::testbed::Testbed;
use crate::{Error, ExecutionState};

fn joined(count: usize, separator: &str, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(separator)
}

const TOO_LARGE: &str = "line 1:1: statement is too large (stack overflow while parsing)";

#[tokio::test]
async fn what_is_too_deep_is_refused() {
    let bed = Testbed::new().await;
    for (what, sql) in [
        ("terms", format!("SELECT {}", joined(20_000, " + ", |_| "1".to_owned()))),
        ("conditions", format!("SELECT 1 WHERE {}", joined(5_000, " OR ", |n| format!("{n} = {n}")))),
        ("conjunctions", format!("SELECT 1 WHERE {}", joined(5_000, " AND ", |n| format!("{n} = {n}")))),
        ("postfixes", format!("SELECT 1 {}", "IS NULL ".repeat(10_000))),
        ("casts", format!("SELECT 1{}", "::int".repeat(10_000))),
        ("subscripts", format!("SELECT a{}", "[1]".repeat(10_000))),
        ("brackets", format!("SELECT {}1{}", "(".repeat(10_000), ")".repeat(10_000))),
        ("unions", joined(3_000, " UNION ALL ", |n| format!("SELECT {n}"))),
        ("value unions", joined(3_000, " UNION ", |n| format!("VALUES {n}"))),
        ("relations", format!("SELECT 1 FROM {}", joined(3_000, ", ", |n| format!("t t{n}")))),
        (
            "joins",
            format!("SELECT 1 FROM t {}", joined(3_000, " ", |n| format!("JOIN t t{n} ON t.a = t{n}.a AND 1 = 1"))),
        ),
        (
            "CTEs",
            format!(
                "WITH c0 AS (SELECT 1), {} SELECT 1",
                joined(3_000, ", ", |n| format!("c{} AS (SELECT * FROM c{n})", n + 1))
            ),
        ),
    ] {
        let refused = bed.queries.start(Testbed::request(&sql)).await;
        assert!(matches!(&refused, Err(Error::Malformed(text)) if text == TOO_LARGE), "{what}: {refused:?}");
        assert_eq!(bed.failure(&sql).await, TOO_LARGE, "{what}");
    }
}

#[tokio::test]
async fn a_parameter_can_make_a_statement_too_deep() {
    let bed = Testbed::new().await;
    let parameters = vec![joined(20_000, " + ", |_| "1".to_owned())];
    let id =
        bed.queries.start(crate::StartRequest { parameters, ..Testbed::request("SELECT ?") }).await.expect("started");
    let failure = bed.queries.wait(&id).await.expect("kept").failure.expect("failed");
    assert_eq!(failure.reason, format!("SYNTAX_ERROR: {TOO_LARGE}"));
}

#[tokio::test]
async fn what_is_large_and_not_too_deep_is_answered() {
    let bed = Testbed::new().await;
    bed.put("t/a.csv", "1,a\n2,b\n").await;
    bed.ddl(
        "CREATE EXTERNAL TABLE t (a bigint, s string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://data/t/'",
    )
    .await;
    for (what, sql, answer) in [
        ("terms", format!("SELECT {}", joined(500, " + ", |_| "1".to_owned())), "500"),
        ("columns", format!("SELECT {} FROM t WHERE a = 2", joined(200, " + ", |_| "a".to_owned())), "400"),
        (
            "values",
            format!("SELECT count(*) FROM t WHERE a IN ({})", joined(10_000, ", ", |n| (n + 2).to_string())),
            "1",
        ),
        (
            "conditions",
            format!("SELECT count(*) FROM t WHERE {}", joined(1_000, " OR ", |n| format!("t.a = {}", n + 2))),
            "1",
        ),
        (
            "conjunctions",
            format!("SELECT count(*) FROM t WHERE {}", joined(1_000, " AND ", |n| format!("a <> {}", n + 2))),
            "1",
        ),
        ("texts", format!("SELECT length({}) FROM t WHERE a = 1", joined(500, " || ", |_| "s".to_owned())), "500"),
        (
            "cases",
            format!("SELECT CASE {} END FROM t WHERE a = 1", joined(1_000, " ", |n| format!("WHEN a = {n} THEN {n}"))),
            "1",
        ),
        (
            "unions",
            format!("SELECT count(*) FROM ({})", joined(200, " UNION ALL ", |n| format!("SELECT {n} x"))),
            "200",
        ),
        ("rows", format!("SELECT count(*) FROM (VALUES {}) v (x)", joined(5_000, ", ", |n| format!("({n})"))), "5000"),
        (
            "joins",
            format!("SELECT count(*) FROM t {}", joined(40, " ", |n| format!("JOIN t t{n} ON t.a = t{n}.a"))),
            "2",
        ),
        ("brackets", format!("SELECT {}1{}", "(".repeat(30), ")".repeat(30)), "1"),
    ] {
        let (rows, _) = bed.rows(&sql).await;
        assert_eq!(rows, [answer], "{what}");
        let execution = bed.run(&sql).await;
        assert_eq!(execution.state, ExecutionState::Succeeded, "{what}: {:?}", execution.failure);
    }
}
