//! What is refused at the start, and what is only taken there.

use crate::Error;
use crate::statement::{Action, StatementType, parse};
use crate::testbed::Testbed;

fn refusal(sql: &str) -> String {
    match parse(sql) {
        Ok(parsed) => panic!("{sql} was taken as {:?}", parsed.action),
        Err(Error::Malformed(text)) => text,
        Err(other) => panic!("{sql}: {other}"),
    }
}

const EVERY_STATEMENT: &str = "'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', \
    'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', 'RESET', \
    'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UNLOAD', 'UPDATE', 'USE', <query>";

#[test]
fn texts_of_refusals_at_the_start() {
    for (sql, expected) in [
        ("SELEC 1", format!("line 1:1: mismatched input 'SELEC'. Expecting: {EVERY_STATEMENT}")),
        ("-- nothing", format!("line 1:11: mismatched input '<EOF>'. Expecting: {EVERY_STATEMENT}")),
    ] {
        assert_eq!(refusal(sql), expected, "{sql}");
    }
    for (sql, expected) in [
        ("SHOW SESSION", "Queries of this type are not supported"),
        ("GRANT SELECT ON t TO USER x", "Queries of this type are not supported"),
        ("SELECT FROM", "Queries of this type are not supported"),
        ("SELECT * FROM", "Queries of this type are not supported"),
        ("USE db", "Queries of this type are not supported"),
        ("GRANT SELECT ON", "line 1:16: mismatched input '<EOF>'. Expecting: "),
        ("SELECT 1; SELECT 2", "Only one sql statement is allowed. Got: SELECT 1; SELECT 2"),
        ("DROP TABLE a; DROP TABLE b", "Only one sql statement is allowed. Got: DROP TABLE a; DROP TABLE b"),
        ("SELECT 1 FROM t WHERE", "line 1:22: mismatched input '<EOF>'"),
        ("SELECT 1 banana split", "line 1:17: mismatched input 'split'. Expecting: ','"),
        ("SELECT * FROM '/etc/passwd'", "line 1:15: mismatched input ''/etc/passwd''. Expecting: "),
        ("SELECT * FROM read_csv('/etc/passwd')", "line 1:23: mismatched input '('. Expecting: "),
        ("SELECT `a` FROM t", "line 1:8: backquoted identifiers are not supported"),
        ("INSERT OVERWRITE t SELECT 1", "line 1:8: mismatched input 'OVERWRITE'. Expecting: 'INTO'"),
        ("CREATE TABLE t (n int)", "No location was specified for table. An S3 location must be specified"),
        ("CREATE TABLE t (n int) LOCATION 's3://b/'", "External keyword required for table type HIVE"),
        (
            "CREATE OR REPLACE TABLE t AS SELECT 1 n",
            "line 1:19: mismatched input 'TABLE'. Expecting: 'MATERIALIZED', 'MULTI', 'PROTECTED', 'VIEW'",
        ),
        (
            "CREATE EXTERNAL TABLE t (n int) LOCATION 's3://b/' TBLPROPERTIES ('table_type'='ICEBERG')",
            "External keyword not supported for table type ICEBERG",
        ),
        (
            "CREATE EXTERNAL TABLE t (n int) LOCATION 'hdfs://b/'",
            "Invalid location hdfs://b/ for table. Only S3 locations are allowed",
        ),
        ("CREATE EXTERNAL TABLE t (n integr) LOCATION 's3://b/'", "line 1:28: mismatched input 'integr' expecting {"),
        ("CREATE EXTERNAL TABLE \"t\" (n int) LOCATION 's3://b/'", "line 1:23: mismatched input '\"t\"' expecting"),
        ("CREATE EXTERNAL TABLE a.b.c.d (n int) LOCATION 's3://b/'", "Invalid table name a.b.c.d"),
        ("DESCRIBE A.b.`C`.d", "Invalid table name a.b.c.d"),
        ("DESCRIBE \"t\"", "line 1:10: no viable alternative at input 'DESCRIBE \"t\"'"),
        ("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://b/' x", "line 1:52: mismatched input 'x' expecting {"),
        ("CREATE DATABASE", "line 1:16: mismatched input '<EOF>' expecting {"),
        (
            "CREATE DATABASE x LOCATION 'file:///x'",
            "Invalid location file:///x for database. Only S3 locations are allowed",
        ),
        ("DROP TABLE", "line 1:11: mismatched input '<EOF>' expecting {"),
        ("DROP TABLE \"t\"", "line 1:12: mismatched input '\"t\"' expecting {"),
        ("ALTER TABLE t DROP COLUMNS (m)", "line 1:20: mismatched input 'COLUMNS'. Expecting: '.', 'DROP'"),
        ("ALTER TABLE IF EXISTS t DROP COLUMN m", "line 1:16: no viable alternative at input 'ALTER TABLE IF EXISTS'"),
    ] {
        let text = refusal(sql);
        assert!(text.starts_with(expected), "{sql}\n  {text}");
    }
}

#[tokio::test]
async fn a_catalog_that_is_not_there() {
    let bed = Testbed::new().await;
    for sql in ["DESCRIBE x.db.t", "SHOW TABLES IN x.db", "DROP TABLE x.db.t", "SHOW COLUMNS IN x.db.t"] {
        let refused = bed.queries.start(Testbed::request(sql)).await;
        assert!(matches!(&refused, Err(Error::CatalogNotFound(name)) if name == "x"), "{sql}: {refused:?}");
    }
    assert!(bed.queries.start(Testbed::request("DROP TABLE AwsDataCatalog.db.t")).await.is_ok());
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let text = refusal(&format!("SELECT {}1{}", "(".repeat(5_000), ")".repeat(5_000)));
    assert_eq!(text, "line 1:1: statement is too large (stack overflow while parsing)");
}

#[test]
fn literal_only_selects() {
    for (sql, expected) in [
        ("SELECT 1", true),
        ("select 'a' as x, -1.5 y, true", true),
        ("SELECT 1.5e-3", true),
        ("SELECT 1 AS \"one\";", true),
        ("SELECT NULL", false),
        ("SELECT 1 + 1", false),
        ("SELECT 1 FROM t", false),
        ("SELECT 1 WHERE true", false),
        ("SELECT DISTINCT 1", false),
        ("SELECT 1 LIMIT 1", false),
    ] {
        let parsed = parse(sql).expect("a query");
        assert!(matches!(parsed.action, Action::Trino { literal_only } if literal_only == expected), "{sql}");
    }
}

#[test]
fn kinds() {
    use StatementType::{Ddl, Dml, Utility};
    for (sql, statement_type, substatement) in [
        ("SELECT 1", Dml, "SELECT"),
        ("  -- hello\n /* x */ select/* y */1", Dml, "SELECT"),
        ("((SELECT 1))", Dml, "SELECT"),
        ("SELECT(1)", Dml, "SELECT"),
        ("SELECT'a'", Dml, "SELECT"),
        ("VALUES(1)", Dml, "SELECT"),
        ("TABLE t", Dml, "SELECT"),
        ("with x as (select 1) select * from x", Dml, "SELECT"),
        ("EXPLAIN(TYPE IO) SELECT 1", Dml, "EXPLAIN"),
        ("INSERT INTO t SELECT 1", Dml, "INSERT"),
        ("EXECUTE IMMEDIATE 'INSERT INTO t SELECT 1'", Dml, "INSERT"),
        ("CREATE/**/EXTERNAL TABLE t (a int) LOCATION 's3://b/'", Ddl, "CREATE_TABLE"),
        ("CREATE TABLE t WITH (format='PARQUET') AS SELECT 1 n", Ddl, "CREATE_TABLE_AS_SELECT"),
        ("CREATE TABLE t AS (SELECT 1 n)", Ddl, "CREATE_TABLE_AS_SELECT"),
        ("CREATE OR REPLACE VIEW v AS SELECT 1 n", Ddl, "CREATE_VIEW"),
        ("DROP VIEW IF EXISTS v", Ddl, "DROP_VIEW"),
        ("create schema s", Ddl, "CREATE_DATABASE"),
        ("DROP SCHEMA s", Ddl, "DROP_DATABASE"),
        ("MSCK REPAIR TABLE t", Ddl, "MSCK_REPAIR"),
        ("ALTER TABLE db.`t` ADD PARTITION (p=1)", Ddl, "ALTER_TABLE_ADD_PARTITION"),
        ("ALTER TABLE t DROP PARTITION (p=1)", Ddl, "ALTER_TABLE_DROP_PARTITION"),
        ("ALTER TABLE t ADD COLUMNS (a int)", Ddl, "ALTER_TABLE_ADD_COLUMN"),
        ("ALTER TABLE t REPLACE COLUMNS (a int)", Ddl, "ALTER_TABLE_REPLACE_COLUMN"),
        ("ALTER TABLE t CHANGE a b int", Ddl, "ALTER_TABLE_CHANGE_COLUMN"),
        ("ALTER TABLE t DROP COLUMN a", Ddl, "ALTER_TABLE_DROP_COLUMN"),
        ("ALTER TABLE t SET TBLPROPERTIES ('a'='b')", Ddl, "ALTER_TABLE_PROPERTIES"),
        ("ALTER TABLE t PARTITION (p=1) SET LOCATION 's3://b/'", Ddl, "ALTER_TABLE_SET_LOCATION"),
        ("ALTER TABLE t RENAME TO u", Ddl, "ALTER_TABLE_RENAME"),
        ("SHOW CREATE TABLE t", Utility, "SHOW_CREATE_TABLE"),
        ("SHOW TBLPROPERTIES t", Utility, "SHOW_TABLE_PROPERTIES"),
        ("SHOW SCHEMAS", Utility, "SHOW_DATABASES"),
        ("SHOW FUNCTIONS", Utility, "SHOW_FUNCTIONS"),
        ("desc t", Utility, "DESCRIBE_TABLE"),
    ] {
        let kind = parse(sql).unwrap_or_else(|e| panic!("{sql}: {e}")).kind;
        let found = (kind.statement_type, kind.substatement_type.as_deref());
        assert_eq!(found, (statement_type, Some(substatement)), "{sql}");
    }
}

/// Statements that come later are refused by name, but only when there is nothing wrong with them.
#[tokio::test]
async fn statements_of_athena_that_are_not_here_yet() {
    let bed = Testbed::new().await;
    bed.ddl("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://data/t/'").await;
    for (sql, expected) in [
        ("INSERT INTO t SELECT 'a'", "TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: "),
        ("INSERT INTO nope SELECT 1", "TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.db.nope' does not exist"),
        ("CREATE TABLE u AS SELECT 1", "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1"),
        ("EXPLAIN EXPLAIN SELECT 1", "NOT_SUPPORTED: EXPLAIN of EXPLAIN is not supported yet by boathouse"),
        ("EXPLAIN SELECT banana FROM t", "COLUMN_NOT_FOUND: line 1:16: Column 'banana' cannot be resolved"),
        ("VACUUM t", "NOT_SUPPORTED: VACUUM is not supported yet by boathouse"),
        ("UPDATE t SET n = 1", "NOT_SUPPORTED: Modifying Hive table rows is only supported for transactional tables"),
        ("UPDATE t SET m = 1", "COLUMN_NOT_FOUND: "),
        ("DELETE FROM t", "NOT_SUPPORTED: Modifying Hive table rows is only supported for transactional tables"),
        (
            "CREATE TABLE i (n int) LOCATION 's3://data/i/' TBLPROPERTIES ('table_type'='ICEBERG')",
            "NOT_SUPPORTED: CREATE TABLE with table_type ICEBERG is not supported yet by boathouse",
        ),
    ] {
        let failure = bed.failure(sql).await;
        assert!(failure.starts_with(expected), "{sql}\n  {failure}");
    }
    assert_eq!(bed.rows("EXECUTE IMMEDIATE 'SELECT ? + count(*) FROM t' USING 41").await.0, ["41"]);
}
