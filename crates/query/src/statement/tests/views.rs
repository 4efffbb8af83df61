//! Views: made, kept as Athena keeps them, read back, inside of each other.

use boathouse_catalog::{TableInput, UpdateTable};

use crate::testbed::Testbed;
use crate::views::ViewDefinition;

async fn bed() -> Testbed {
    let bed = Testbed::new().await;
    bed.put("t/a.csv", "1,one\n2,two\n3,\n").await;
    bed.ddl(
        "CREATE EXTERNAL TABLE t (a int, b string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://data/t/'",
    )
    .await;
    bed
}

#[tokio::test]
async fn what_the_catalog_holds() {
    let bed = bed().await;
    bed.ddl("CREATE VIEW V AS SELECT 1 AS n, ARRAY[b] bs, CAST(ROW(a) AS ROW(x integer)) r FROM t").await;
    let view = bed.catalog.table("db", "v").await.expect("made");
    assert_eq!(view.table_type.as_deref(), Some("VIRTUAL_VIEW"));
    let parameters: Vec<_> = view.parameters.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(parameters, ["comment=Presto View", "presto_view=true"]);
    assert_eq!(view.view_expanded_text.as_deref(), Some("/* Presto View */"));
    let columns: Vec<_> =
        view.columns().iter().map(|c| format!("{}:{}", c.name, c.data_type.as_deref().unwrap_or_default())).collect();
    assert_eq!(columns, ["n:int", "bs:array<string>", "r:struct<x:int>"]);
    let definition = ViewDefinition::of(&view).expect("readable");
    assert_eq!((definition.catalog.as_deref(), definition.schema.as_deref()), (Some("awsdatacatalog"), Some("db")));
    let columns: Vec<_> = definition.columns.iter().map(|c| format!("{}:{}", c.name, c.data_type)).collect();
    assert_eq!(columns, ["n:integer", "bs:array(varchar)", "r:row(x integer)"]);
    assert_eq!(bed.rows("SELECT n, bs, r.x FROM v WHERE r.x = 2").await.0, ["1|[two]|2"]);
}

#[tokio::test]
async fn a_view_shows_its_statement() {
    let bed = bed().await;
    bed.ddl("CREATE VIEW v AS SELECT 1 AS n").await;
    for name in ["v", "\"v\"", "\"db\".\"v\"", "`v`"] {
        let lines = bed.lines(&format!("SHOW CREATE VIEW {name};")).await;
        assert_eq!(lines, ["CREATE VIEW db.v AS", "SELECT 1 n"], "{name}");
    }
    assert_eq!(bed.lines("DESCRIBE v").await, ["n\tinteger"]);
    let execution = bed.run("DESCRIBE v").await;
    assert_eq!(execution.kind.substatement_type.as_deref(), Some("DESC_VIEW"));
}

#[tokio::test]
async fn views_of_views() {
    let bed = bed().await;
    bed.ddl("CREATE DATABASE other").await;
    bed.ddl("CREATE VIEW v0 AS SELECT a, b FROM t WHERE a > 1").await;
    // The names inside are those of the view's own database.
    bed.ddl("CREATE VIEW other.v1 AS SELECT * FROM v0").await;
    bed.ddl("CREATE VIEW v2 AS SELECT count(*) c FROM other.v1 x JOIN v0 y ON x.a = y.a").await;
    assert_eq!(bed.rows("SELECT c FROM v2").await.0, ["2"]);
    assert_eq!(bed.rows("SELECT c FROM awsdatacatalog.db.V2").await.0, ["2"]);
    bed.ddl("CREATE OR REPLACE VIEW v0 AS SELECT a, b FROM t WHERE a > 2").await;
    assert_eq!(bed.rows("SELECT c FROM v2").await.0, ["1"], "a changed view is read anew");
    assert_eq!(bed.catalog.table("db", "v0").await.expect("there").version_id, 1);
    bed.ddl("DROP VIEW v0").await;
    let failure = bed.failure("SELECT * FROM v2").await;
    assert!(
        failure.starts_with("INVALID_VIEW: line 1:15: Failed analyzing stored view 'awsdatacatalog.db.v2': "),
        "{failure}"
    );
}

#[tokio::test]
async fn a_view_that_no_longer_fits_is_stale() {
    let bed = bed().await;
    bed.ddl("CREATE VIEW v AS SELECT * FROM t").await;
    bed.ddl("ALTER TABLE t CHANGE a a array<int>").await;
    let failure = bed.run("SELECT * FROM v").await.failure.expect("failed");
    assert_eq!(
        failure.reason,
        "VIEW_IS_STALE: line 1:15: View 'awsdatacatalog.db.v' is stale or in invalid state: column [a] of type \
         array(integer) projected from query view at position 0 cannot be coerced to column [a] of type integer \
         stored in view definition"
    );
    assert_eq!((failure.category, failure.error_type), (2, 1107));
    bed.ddl("ALTER TABLE t ADD COLUMNS (c int)").await;
    let failure = bed.failure("SELECT * FROM v").await;
    assert!(failure.starts_with("VIEW_IS_STALE: line 1:15: View 'awsdatacatalog.db.v' is stale or in invalid state"));
}

#[tokio::test]
async fn failures() {
    let bed = bed().await;
    bed.ddl("CREATE VIEW v AS SELECT a FROM t").await;
    for (sql, expected) in [
        ("CREATE VIEW v AS SELECT 1 n", "TABLE_ALREADY_EXISTS: line 1:1: View already exists: 'awsdatacatalog.db.v'"),
        (
            "CREATE OR REPLACE VIEW t AS SELECT 1 n",
            "TABLE_ALREADY_EXISTS: line 1:1: Table already exists: 'awsdatacatalog.db.t'",
        ),
        ("CREATE OR REPLACE VIEW v AS SELECT * FROM v", "VIEW_IS_RECURSIVE: line 1:43: "),
        ("CREATE VIEW w AS SELECT 1", "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1"),
        ("CREATE VIEW w AS SELECT nope FROM t", "COLUMN_NOT_FOUND: line 1:25: Column 'nope' cannot be resolved"),
        ("CREATE VIEW nodb.w AS SELECT 1 n", "SCHEMA_NOT_FOUND: line 1:1: Schema 'nodb' does not exist"),
        (
            "CREATE VIEW w AS SELECT now() n",
            "NOT_SUPPORTED: Invalid column type for column n: Unsupported Hive type: timestamp(3) with time zone",
        ),
        ("DROP VIEW w", "TABLE_NOT_FOUND: line 1:1: View 'awsdatacatalog.db.w' does not exist"),
        ("DROP VIEW t", "GENERIC_USER_ERROR: line 1:1: View 'awsdatacatalog.db.t' does not exist, but a table with"),
        ("DROP TABLE v", "FAILED: SemanticException [Error 10001]: Cannot drop a view with DROP TABLE"),
    ] {
        let failure = bed.failure(sql).await;
        assert!(failure.starts_with(expected), "{sql}\n  {failure}");
    }
    bed.ddl("DROP VIEW IF EXISTS w").await;
    bed.ddl("DROP VIEW v").await;
    assert!(bed.catalog.table("db", "v").await.is_err());
}

async fn set_text(bed: &Testbed, text: &str, parameters: &[(&str, &str)]) {
    let mut input = TableInput::from(bed.catalog.table("db", "v").await.expect("there"));
    input.view_original_text = Some(text.to_owned());
    input.parameters = parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    bed.catalog.update_table("db", input, UpdateTable::default()).await.expect("changed");
}

#[tokio::test]
async fn definitions_of_other_tools() {
    let bed = bed().await;
    bed.ddl("CREATE VIEW v AS SELECT a FROM t").await;
    let presto: &[(&str, &str)] = &[("presto_view", "true")];
    for (text, parameters, expected) in [
        ("SELECT 1", &[][..], "NOT_SUPPORTED: Hive views are not supported: 'db.v'"),
        ("SELECT 1", presto, "HIVE_INVALID_VIEW_DATA: View data missing prefix: SELECT 1"),
        ("/* Presto View: !!! */", presto, "HIVE_INVALID_VIEW_DATA: Invalid view data: "),
        ("/* Presto View: e30= */", presto, "HIVE_INVALID_VIEW_DATA: Invalid view JSON: missing field `originalSql`"),
    ] {
        set_text(&bed, text, parameters).await;
        let failure = bed.failure("SELECT * FROM v").await;
        assert!(failure.starts_with(expected), "{text}\n  {failure}");
    }
    // What cannot be read can still be replaced and dropped.
    bed.ddl("CREATE OR REPLACE VIEW v AS SELECT 2 a").await;
    assert_eq!(bed.rows("SELECT a FROM v").await.0, ["2"]);
    set_text(&bed, "SELECT 1", &[]).await;
    bed.ddl("DROP VIEW v").await;
}

#[tokio::test]
async fn depth_and_doubling_have_bounds() {
    let bed = bed().await;
    bed.ddl("CREATE VIEW d0 AS SELECT a FROM t").await;
    let mut refused = None;
    for n in 0..40 {
        let sql = format!("CREATE VIEW d{} AS SELECT x.a FROM d{n} x CROSS JOIN d{n} y", n + 1);
        if let Some(failure) = bed.run(&sql).await.failure {
            refused = Some(failure.reason);
            break;
        }
    }
    let refused = refused.expect("a view that doubles once too often");
    assert!(refused.contains("Number of steps in the query exceeds the allowed maximum"), "{refused}");

    let mut refused = None;
    bed.ddl("CREATE VIEW c0 AS SELECT a FROM t").await;
    for n in 0..120 {
        let sql = format!("CREATE VIEW c{} AS SELECT a FROM c{n}", n + 1);
        if let Some(failure) = bed.run(&sql).await.failure {
            refused = Some((n, failure.reason));
            break;
        }
    }
    let (count, reason) = refused.expect("a view too deep");
    assert!((50..=100).contains(&count) && reason.contains("100 views inside of each other"), "{count} {reason}");
}
