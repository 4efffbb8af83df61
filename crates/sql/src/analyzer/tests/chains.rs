//! Long chains and queries that double: answered or refused, and soon.

use super::{check, run};

fn chain(count: usize, separator: &str, term: impl Fn(usize) -> String) -> String {
    (0..count).map(term).collect::<Vec<_>>().join(separator)
}

#[test]
fn terms_that_fail_are_guarded_by_those_before() {
    let or = chain(600, " OR ", |n| format!("10 / (a - {n}) = 99"));
    let guarded = chain(600, " AND ", |n| format!("10 / (a - {}) <> 99", n + 5));
    check(&[
        // What would fail behind a term that decides is not looked at.
        (
            &format!(
                "SELECT {} OR 1 / (x - 1) = 1 FROM (VALUES 1) t (x)",
                chain(9, " OR ", |n| format!("1 / x = {}", n + 1))
            ),
            "true",
        ),
        (
            &format!(
                "SELECT x <> 1 AND {} FROM (VALUES 1) t (x)",
                chain(20, " AND ", |_| "1 / (x - 1) = 1".to_owned())
            ),
            "false",
        ),
        (
            &format!(
                "SELECT {} FROM (VALUES (1, NULL)) t (x, y)",
                chain(20, " AND ", |n| if n == 3 { "1 / y = 1".to_owned() } else { "1 / x = 1".to_owned() })
            ),
            "null",
        ),
        (&format!("SELECT count(*) FROM (VALUES 700) t (a) WHERE {or}"), "0"),
        (&format!("SELECT count(*) FROM (VALUES 1) t (a) WHERE {guarded}"), "1"),
    ]);
    assert_eq!(
        run(&format!("SELECT 1 FROM (VALUES 3) t (a) WHERE {or}")).unwrap_err().code.as_str(),
        "DIVISION_BY_ZERO"
    );
}

#[test]
fn doubling_is_refused() {
    let steps = chain(40, ", ", |n| format!("c{} AS (SELECT a.x FROM c{n} a CROSS JOIN c{n} b)", n + 1));
    let error = run(&format!("WITH c0 AS (SELECT 1 x), {steps} SELECT * FROM c40")).unwrap_err();
    assert_eq!(error.code.as_str(), "QUERY_HAS_TOO_MANY_STAGES");
}
