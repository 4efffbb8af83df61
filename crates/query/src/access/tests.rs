//! What queries see under rules, as one table of cases.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use futures::TryStreamExt;

use super::*;
use crate::testbed::Testbed;
use crate::{Queries, SqlRequest};

/// Rules by table and column; tables that are not named may not be known of.
#[derive(Debug)]
struct Fixed(HashMap<&'static str, Vec<ReadableRows>>);

#[async_trait]
impl AccessRules for Fixed {
    async fn check(&self, act: &Act) -> Result<(), Refusal> {
        match act {
            Act::DescribeTable(_, table) if self.0.contains_key(table.as_str()) => Ok(()),
            Act::DescribeDatabase(_) => Ok(()),
            other => Err(Refusal(format!("no {other:?}"))),
        }
    }

    async fn readable(&self, _: &str, table: &str, columns: &[String]) -> Result<Vec<ReadableRows>, Refusal> {
        let rows = self.0.get(table).cloned().unwrap_or_default();
        assert_eq!(rows.len(), columns.len(), "{table}");
        Ok(rows)
    }

    async fn shown(&self, _: &str, table: &str, _: &[String]) -> Result<Vec<bool>, Refusal> {
        Ok(self.0.get(table).iter().flat_map(|rows| rows.iter().map(|rows| *rows != ReadableRows::None)).collect())
    }

    async fn has_made(&self, _: &Made) -> Result<(), Refusal> {
        Ok(())
    }
}

async fn answer(queries: &Queries, sql: &str) -> String {
    let output = match queries.execute(SqlRequest::new(sql, Some("db"))).await {
        Ok(output) => output,
        Err(error) => return error.to_string(),
    };
    let batches: Vec<_> = match output.stream.try_collect().await {
        Ok(batches) => batches,
        Err(error) => return Failure::from(error).reason,
    };
    let mut lines = Vec::new();
    for batch in &batches {
        let columns = crate::text::column_texts(batch, Default::default()).expect("printable");
        for row in 0..batch.num_rows() {
            let mut line = Vec::new();
            for column in &columns {
                let mut text = String::new();
                if !column.is_null(row) {
                    column.write(row, &mut text);
                }
                line.push(text);
            }
            lines.push(line.join(","));
        }
    }
    lines.sort();
    lines.join(" ")
}

/// Two tables on the same rows, and a view of each.
async fn tables_and_views() -> Testbed {
    let bed = Testbed::new().await;
    bed.put("t/a.csv", "1,x,10\n2,y,20\n3,z,30\n").await;
    for name in ["t", "u"] {
        bed.ddl(&format!(
            "CREATE EXTERNAL TABLE {name} (a int, b string, c int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' \
             LOCATION 's3://data/t/'"
        ))
        .await;
    }
    bed.ddl("CREATE VIEW v AS SELECT a, b FROM t").await;
    bed.ddl("CREATE VIEW w AS SELECT a, b FROM u").await;
    bed
}

#[tokio::test]
async fn queries_see_what_they_may() {
    let bed = tables_and_views().await;
    let only = |texts: &[&str]| ReadableRows::Where(texts.iter().map(|&text| text.to_owned()).collect());
    let (all, none) = (|| ReadableRows::All, || ReadableRows::None);
    let rules = |t: Vec<ReadableRows>| HashMap::from([("t", t), ("v", vec![all(), all()]), ("w", vec![all(), all()])]);
    let hidden = "or requester is not authorized to access requested resources";
    let cases: Vec<(HashMap<_, _>, &str, String)> = vec![
        (rules(vec![all(), all(), all()]), "SELECT * FROM t", "1,x,10 2,y,20 3,z,30".into()),
        (rules(vec![all(), none(), all()]), "SELECT * FROM t", "1,10 2,20 3,30".into()),
        (rules(vec![all(), none(), all()]), "SELECT b FROM t", hidden.into()),
        (rules(vec![all(), none(), all()]), "SELECT a FROM t WHERE b = 'x'", hidden.into()),
        (rules(vec![all(), none(), all()]), "SELECT count(*) FROM t GROUP BY b", hidden.into()),
        (
            rules(vec![none(), none(), none()]),
            "SELECT count(*) FROM t",
            "Relation contains no accessible columns".into(),
        ),
        (rules(vec![all(), all(), all()]), "SELECT * FROM u", "Insufficient permissions to execute the query. ".into()),
        // Rows.
        (rules(vec![only(&["c > 10"]); 3]), "SELECT * FROM t", "2,y,20 3,z,30".into()),
        (rules(vec![only(&["c > 10"]); 3]), "SELECT count(*) FROM t WHERE a = 1", "0".into()),
        (rules(vec![only(&["c > 10"]); 3]), "SELECT count(*) FROM t x JOIN t y ON x.a = y.a", "2".into()),
        (rules(vec![only(&["c > 20 -- end"]), none(), none()]), "SELECT * FROM t", "3".into()),
        (rules(vec![only(&["b = 'x'", "b = 'z'"]), none(), none()]), "SELECT a FROM t", "1 3".into()),
        // Cells.
        (rules(vec![all(), only(&["a < 3"]), none()]), "SELECT * FROM t", "1,x 2,y 3,".into()),
        (rules(vec![only(&["a = 1"]), only(&["a = 2"]), none()]), "SELECT * FROM t", ",y 1,".into()),
        // Predicates that are none, or more than one.
        (rules(vec![only(&["a = 1) OR (true"]); 3]), "SELECT * FROM t", "INVALID_ROW_FILTER".into()),
        (rules(vec![only(&["nothing = 1"]); 3]), "SELECT * FROM t", "INVALID_ROW_FILTER".into()),
        (rules(vec![only(&["a IN (SELECT a FROM u)"]); 3]), "SELECT * FROM t", "INVALID_ROW_FILTER".into()),
        // Views are read with the rights of whoever asks.
        (rules(vec![only(&["c > 10"]); 3]), "SELECT * FROM v", "2,y 3,z".into()),
        (
            rules(vec![all(), none(), all()]),
            "SELECT a FROM v",
            "INVALID_VIEW: line 1:15: Failed analyzing stored view 'awsdatacatalog.db.v'".into(),
        ),
        (rules(vec![all(), all(), all()]), "SELECT * FROM w", "Insufficient permissions".into()),
        (
            HashMap::from([("t", vec![all(), all(), all()]), ("v", vec![only(&["b = 'y'"]), none()])]),
            "SELECT * FROM v",
            "2".into(),
        ),
        // Definitions.
        (rules(vec![all(), none(), all()]), "SHOW TABLES", "t v w".into()),
        (rules(vec![all(), none(), all()]), "DESCRIBE t", "a,int, c,int,".into()),
        (rules(vec![all(), none(), all()]), "DESCRIBE t b", "Invalid column reference b".into()),
        (rules(vec![all(), none(), all()]), "SHOW COLUMNS IN t", "a c".into()),
        (rules(vec![all(), none(), all()]), "DESCRIBE u", "MetaException(message:no DescribeTable".into()),
        (rules(vec![all(), all(), all()]), "DROP TABLE t", "MetaException(message:no DropTable".into()),
        (rules(vec![all(), all(), all()]), "CREATE DATABASE e", "MetaException(message:no CreateDatabase".into()),
        (
            rules(vec![all(), all(), all()]),
            "DROP VIEW v",
            "Insufficient permissions to execute the query. no Drop".into(),
        ),
        (rules(vec![all(), all(), all()]), "CREATE VIEW x AS SELECT 1 a", "Insufficient permissions".into()),
    ];
    for (tables, sql, wanted) in cases {
        let text = format!("{sql} with {:?}", tables.get("t"));
        let found = answer(&bed.queries.on_behalf_of(Arc::new(Fixed(tables))), sql).await;
        let is_error = found.len() > 40;
        assert!(
            if is_error { found.contains(&wanted) && !wanted.is_empty() } else { found == wanted },
            "{text}: {found}"
        );
    }
    // Nothing of what others may not see is kept for those who may.
    assert_eq!(answer(&bed.queries, "SELECT * FROM t").await, "1,x,10 2,y,20 3,z,30");
}

#[tokio::test]
async fn statements_that_write_ask_first() {
    let bed = tables_and_views().await;
    let (all, none) = (|| ReadableRows::All, || ReadableRows::None);
    let rules = |t: Vec<ReadableRows>| HashMap::from([("t", t)]);
    let hidden = "or requester is not authorized to access requested resources";
    let cases: Vec<(HashMap<_, _>, &str, String)> = vec![
        (
            rules(vec![all(), all(), all()]),
            "CREATE TABLE n AS SELECT a FROM t",
            "Insufficient permissions to execute the query. no CreateTable(\"db\", None)".into(),
        ),
        (rules(vec![all(), all(), all()]), "INSERT INTO t VALUES (1, 'x', 2)", "no InsertInto(\"db\", \"t\")".into()),
        (
            rules(vec![all(), all(), all()]),
            "UNLOAD (SELECT a FROM t) TO 's3://data/x/' WITH (format = 'JSON')",
            "no PlaceAt(\"s3://data/x/\")".into(),
        ),
        (
            rules(vec![all(), none(), all()]),
            "UNLOAD (SELECT b FROM t) TO 's3://data/x/' WITH (format = 'JSON')",
            hidden.into(),
        ),
    ];
    for (tables, sql, wanted) in cases {
        let found = answer(&bed.queries.on_behalf_of(Arc::new(Fixed(tables))), sql).await;
        assert!(found.contains(&wanted), "{sql}: {found}");
    }
}

#[tokio::test]
async fn what_may_not_be_run_is_not_explained_either() {
    let bed = tables_and_views().await;
    let (all, none) = (|| ReadableRows::All, || ReadableRows::None);
    let only = || ReadableRows::Where(vec!["c > 10".to_owned()]);
    let hidden = "or requester is not authorized to access requested resources";
    let whole = || vec![all(), all(), all()];
    for (rights, sql, wanted) in [
        (vec![all(), none(), all()], "SELECT b FROM t", hidden),
        (vec![all(), none(), all()], "SELECT a FROM t WHERE b = 'x'", hidden),
        (whole(), "SELECT a FROM u", "Insufficient permissions to execute the query. "),
        (vec![all(), none(), all()], "SELECT * FROM t", "TableScan"),
        // A plan would show the predicates that keep rows back.
        (vec![only(), only(), only()], "SELECT a FROM t", "EXPLAIN of tables whose rows or columns permissions cut"),
        (whole(), "CREATE TABLE n AS SELECT a FROM t", "no CreateTable(\"db\", None)"),
        (whole(), "INSERT INTO t VALUES (1, 'x', 2)", "no InsertInto(\"db\", \"t\")"),
        (whole(), "UNLOAD (SELECT a FROM t) TO 's3://data/x/' WITH (format = 'JSON')", "no PlaceAt(\"s3://data/x/\")"),
        (whole(), "CREATE VIEW n AS SELECT a FROM t", "no CreateTable(\"db\", None)"),
    ] {
        let rules: Arc<dyn AccessRules> = Arc::new(Fixed(HashMap::from([("t", rights), ("v", vec![all(), all()])])));
        let queries = bed.queries.on_behalf_of(rules);
        for explain in ["EXPLAIN", "EXPLAIN (TYPE LOGICAL)", "EXPLAIN (TYPE IO)", "EXPLAIN (TYPE VALIDATE)"] {
            let found = answer(&queries, &format!("{explain} {sql}")).await;
            let is_told = wanted == "TableScan" && explain != "EXPLAIN" && !found.contains("Failure");
            assert!(is_told || found.contains(wanted), "{explain} {sql}: {found}");
            assert!(!found.contains("b :=") && !found.contains("c > 10"), "{explain} {sql}: {found}");
        }
        if !sql.starts_with("CREATE VIEW") {
            let found = answer(&queries, &format!("EXPLAIN ANALYZE {sql}")).await;
            assert!(found.contains(wanted), "EXPLAIN ANALYZE {sql}: {found}");
        }
    }
    assert_eq!(answer(&bed.queries, "SELECT * FROM t").await, "1,x,10 2,y,20 3,z,30");
}
