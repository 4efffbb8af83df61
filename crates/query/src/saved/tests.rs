use boathouse_state::PageRequest;

use super::*;
use crate::testbed::Testbed;
use crate::{Error, ExecutionState, StartRequest};

fn new(name: &str, token: Option<&str>) -> NewNamedQuery {
    NewNamedQuery {
        name: name.to_owned(),
        description: None,
        database: "db".to_owned(),
        sql: "SELECT 1".to_owned(),
        workgroup: "primary".to_owned(),
        token: token.map(str::to_owned),
    }
}

#[tokio::test]
async fn named_queries() {
    let bed = Testbed::new().await;
    let queries = &bed.queries;
    let first = queries.create_named_query(new("a", Some("t"))).await.expect("kept");
    assert_eq!(queries.create_named_query(new("a", Some("t"))).await.expect("known"), first);
    let other = queries.create_named_query(new("b", Some("t"))).await;
    assert!(matches!(other, Err(Error::TokenReused)), "{other:?}");
    let second = queries.create_named_query(new("a", None)).await.expect("kept");
    assert_ne!(first, second);
    queries.update_named_query(&first, "c".to_owned(), None, "SELECT 2".to_owned()).await.expect("changed");
    let found = queries.named_query(&first).await.expect("there");
    assert_eq!((found.name.as_str(), found.sql.as_str(), found.database.as_str()), ("c", "SELECT 2", "db"));
    let page = PageRequest { items_max: Some(1), token: None };
    let page = queries.named_queries("primary", page).await.expect("listed");
    assert!(page.next_token.is_some());
    let page = PageRequest { items_max: Some(1), token: page.next_token };
    assert_eq!(queries.named_queries("primary", page).await.expect("listed").next_token, None);
    queries.delete_named_query(&first).await.expect("gone");
    assert!(matches!(queries.named_query(&first).await, Err(Error::NamedQueryNotFound(_))));
    assert!(matches!(queries.delete_named_query(&first).await, Err(Error::NamedQueryNotFound(_))));
    let nowhere = NewNamedQuery { workgroup: "nope".to_owned(), ..new("a", None) };
    assert!(matches!(queries.create_named_query(nowhere).await, Err(Error::WorkgroupNotFound(_))));
}

#[tokio::test]
async fn statements_are_prepared_and_run_by_name() {
    let bed = Testbed::new().await;
    let queries = &bed.queries;
    let made = bed.run("PREPARE add_up FROM SELECT ? + ? AS total, '?' AS mark").await;
    assert_eq!((made.state, &made.failure), (ExecutionState::Succeeded, &None));
    assert_eq!(made.kind.substatement_type.as_deref(), Some("PREPARE"));
    let kept = queries.prepared_statement("primary", "add_up").await.expect("there");
    assert_eq!(kept.sql, "SELECT ? + ? AS total, '?' AS mark");

    let with = |sql: &str, values: &[&str]| StartRequest {
        parameters: values.iter().map(|value| (*value).to_owned()).collect(),
        ..Testbed::request(sql)
    };
    for (sql, values, outcome) in [
        ("EXECUTE add_up USING 1, 2", &[][..], Ok("3")),
        ("EXECUTE ADD_UP USING 1 + 1, 2", &[], Ok("4")),
        ("EXECUTE add_up", &["1", "41"], Ok("42")),
        ("EXECUTE add_up USING 1", &[], Err("INVALID_PARAMETER_USAGE")),
        ("EXECUTE add_up", &["1"], Err("INVALID_PARAMETER_USAGE")),
        ("EXECUTE add_up", &["nosuchfunc(1)", "1"], Err("FUNCTION_NOT_FOUND")),
    ] {
        let ended = bed.end_of(with(sql, values)).await;
        assert_eq!(ended.sql, sql);
        assert_eq!(ended.kind.substatement_type.as_deref(), Some("SELECT"), "{sql}");
        match outcome {
            Ok(total) => {
                assert_eq!(ended.failure, None, "{sql}");
                let page = queries.results(&ended.id, None, None).await.expect("a page");
                assert_eq!(page.rows[1], [Some(total.to_owned()), Some("?".to_owned())], "{sql}");
            }
            Err(name) => {
                let reason = ended.failure.expect("failed").reason;
                assert!(reason.starts_with(name), "{sql} {values:?}: {reason}");
            }
        }
    }

    let again = bed.run("PREPARE add_up FROM SELECT 1").await;
    assert!(again.failure.is_some_and(|failure| failure.reason.contains("already exists: add_up")));
    let gone = bed.run("DEALLOCATE PREPARE add_up").await;
    assert_eq!((gone.failure, gone.kind.substatement_type.as_deref()), (None, Some("DEALLOCATE_PREPARE")));
    let missing = queries.start(Testbed::request("EXECUTE add_up USING 1, 2")).await;
    assert!(matches!(missing, Err(Error::PreparedNotFound(..))), "{missing:?}");
    assert!(bed.run("DEALLOCATE PREPARE add_up").await.failure.is_some());
}

#[tokio::test]
async fn what_cannot_be_prepared() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE EXTERNAL TABLE t (i int) LOCATION 's3://data/t/'").await;
    for (sql, is_refused) in [
        ("SELECT * FROM t WHERE i = ?", false),
        ("SELECT FROM", true),
        ("SELEC 1", true),
        ("SHOW TABLES", true),
        ("EXPLAIN SELECT 1", true),
        ("PREPARE x1 FROM SELECT 1", true),
        ("SELECT 1; SELECT 2", true),
    ] {
        let made = bed.queries.create_prepared_statement("primary", &format!("p{}", sql.len()), sql, None).await;
        assert_eq!(made.is_err(), is_refused, "{sql}: {made:?}");
        let made = bed.queries.start(Testbed::request(&format!("PREPARE q{} FROM {sql}", sql.len()))).await;
        assert_eq!(made.is_err(), is_refused, "{sql}: {made:?}");
    }
    for (name, is_name) in [("ab", true), ("_@:9", true), ("a", false), ("9a", false), ("a-b", false), ("", false)] {
        assert_eq!(is_prepared_name(name), is_name, "{name}");
    }
}
