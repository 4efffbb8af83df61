use super::store;
use crate::testbed::Testbed;
use crate::{Error, ExecutionState, Queries, QueryConfig, ResultSettings, StartRequest, StatementType};

const MANY_ROWS: &str = "WITH n AS (SELECT x FROM UNNEST(sequence(1, 10000)) t(x)) \
     SELECT count(*) FROM n a JOIN n b ON a.x <> b.x JOIN n c ON b.x <> c.x";

#[tokio::test]
async fn a_query_from_start_to_result() {
    let bed = Testbed::new().await;
    let sql = "SELECT 1 AS \"One\", 'it''s', CAST(NULL AS varchar) n, 1.5, x, x FROM (VALUES ('a\"b'), ('')) t(x)";
    let execution = bed.run(sql).await;
    assert_eq!(execution.failure, None);
    assert_eq!(execution.state, ExecutionState::Succeeded);
    assert_eq!(execution.sql, sql);
    let id = &execution.id;
    assert_eq!(execution.output_location, format!("s3://aws-athena-query-results-123456789012-us-east-1/{id}.csv"));
    let (csv, content_type) = bed.object(&execution.output_location).await.expect("written");
    assert_eq!(
        csv,
        "\"One\",\"_col1\",\"n\",\"_col3\",\"x\",\"x\"\n\
         \"1\",\"it's\",,\"1.5\",\"a\"\"b\",\"a\"\"b\"\n\
         \"1\",\"it's\",,\"1.5\",\"\",\"\"\n"
    );
    assert_eq!(content_type.as_deref(), Some("application/octet-stream"));
    assert!(bed.object(&format!("{}.metadata", execution.output_location)).await.is_some());

    let page = bed.queries.results(id, None, None).await.expect("a page");
    assert_eq!(page.rows.len(), 3);
    assert_eq!(page.rows[1][2], None);
    assert_eq!(page.rows[2][4].as_deref(), Some(""));
    assert_eq!((page.update_count, page.next_token), (Some(0), None));
    let types: Vec<_> =
        page.columns.expect("columns").into_iter().map(|c| (c.type_name, c.precision, c.case_sensitive)).collect();
    let column = |name: &str, precision, sensitive| (name.to_owned(), precision, sensitive);
    assert_eq!(
        types,
        [
            column("integer", 10, false),
            column("varchar", 4, true),
            column("varchar", 2_147_483_647, true),
            column("double", 17, false),
            column("varchar", 3, true),
            column("varchar", 3, true),
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_at_a_query_can_wait_for_its_end() {
    let bed = Testbed::new().await;
    let long = std::time::Duration::from_secs(60);
    let id = bed.queries.start(Testbed::request("SELECT 1")).await.expect("started");
    let ended = bed.queries.execution_within(&id, long).await.expect("kept");
    assert_eq!(ended.state, ExecutionState::Succeeded);
    // One that has ended is told at once.
    assert_eq!(bed.queries.execution_within(&id, long).await.expect("kept").state, ExecutionState::Succeeded);
    assert!(matches!(bed.queries.execution_within("none", long).await, Err(Error::ExecutionNotFound(_))));

    let id = bed.queries.start(Testbed::request(MANY_ROWS)).await.expect("started");
    let looked = std::time::Instant::now();
    let running = bed.queries.execution_within(&id, std::time::Duration::from_millis(20)).await.expect("kept");
    assert!(!running.state.is_final(), "{:?}", running.state);
    assert!(looked.elapsed() >= std::time::Duration::from_millis(20));
    // Its end is told when it comes, not when the time is over.
    let (waited, stopped) = futures::join!(bed.queries.execution_within(&id, long), bed.queries.stop(&id));
    stopped.expect("stopped");
    assert_eq!(waited.expect("kept").state, ExecutionState::Cancelled);
}

#[tokio::test]
async fn literal_only_queries_take_the_short_way() {
    let bed = Testbed::new().await;
    let execution = bed.run("SELECT 1").await;
    assert_eq!(execution.statistics.planning_ms, None);
    let (_, content_type) = bed.object(&execution.output_location).await.expect("written");
    assert_eq!(content_type.as_deref(), Some("binary/octet-stream"));
    let (metadata, _) = bed.object(&format!("{}.metadata", execution.output_location)).await.expect("written");
    assert!(metadata.contains(&execution.id));
}

#[tokio::test]
async fn pages_by_position() {
    let bed = Testbed::new().await;
    let lines: String = (0..2500).map(|i| format!("{i}\n")).collect();
    bed.put("n/a.csv", lines).await;
    bed.ddl("CREATE EXTERNAL TABLE n (i int) LOCATION 's3://data/n/'").await;
    let execution = bed.run("SELECT i FROM n ORDER BY i").await;
    assert_eq!(execution.statistics.output_rows, 2500);
    let (mut token, mut sizes, mut values) = (None, Vec::new(), Vec::new());
    loop {
        let page = bed.queries.results(&execution.id, None, token.as_deref()).await.expect("a page");
        sizes.push(page.rows.len());
        values.extend(page.rows.into_iter().map(|mut row| row.remove(0).expect("a value")));
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [1000, 1000, 501]);
    assert_eq!(values[0], "i");
    assert!(values[1..].iter().enumerate().all(|(i, value)| *value == i.to_string()));

    let small = bed.queries.results(&execution.id, Some(7), None).await.expect("a page");
    let next = bed.queries.results(&execution.id, Some(7), small.next_token.as_deref()).await.expect("a page");
    assert_eq!(next.rows[0][0].as_deref(), Some("6"));
    let foreign = bed.queries.results(&execution.id, None, Some("nonsense")).await;
    assert!(matches!(foreign, Err(Error::InvalidToken(_))), "{foreign:?}");

    let exact = bed.run("SELECT i FROM n WHERE i < 999").await;
    let full = bed.queries.results(&exact.id, None, None).await.expect("a page");
    assert_eq!(full.rows.len(), 1000);
    let empty = bed.queries.results(&exact.id, None, full.next_token.as_deref()).await.expect("a page");
    assert_eq!((empty.rows.len(), empty.next_token), (0, None));
}

#[tokio::test]
async fn failures_in_athenas_words() {
    let bed = Testbed::new().await;
    bed.put("t/a.csv", "1\n2\n").await;
    bed.ddl("CREATE EXTERNAL TABLE t (i int) LOCATION 's3://data/t/'").await;
    bed.ddl("CREATE EXTERNAL TABLE odd (i int) ROW FORMAT SERDE 'x.Y' LOCATION 's3://data/t/'").await;
    for (sql, reason, error_type) in [
        ("SELECT * FROM nope", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.nope' does not exist", 1301),
        ("SELECT * FROM nope.t", "SCHEMA_NOT_FOUND: line 1:15: Schema 'nope' does not exist", 1301),
        ("SELECT * FROM x.db.t", "CATALOG_NOT_FOUND: line 1:15: Catalog 'x' does not exist", 1006),
        (
            "SELECT banana FROM t",
            "COLUMN_NOT_FOUND: line 1:8: Column 'banana' cannot be resolved or requester is not authorized to access \
             requested resources",
            1006,
        ),
        ("SELECT foo(1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'foo' not registered", 1303),
        ("SELECT i / 0 FROM t", "DIVISION_BY_ZERO: Division by zero", 1001),
        ("SELECT CAST('abc' AS int)", "INVALID_CAST_ARGUMENT: Cannot cast 'abc' to INT", 1100),
        (
            "EXPLAIN SELECT * FROM nope",
            "TABLE_NOT_FOUND: line 1:23: Table 'awsdatacatalog.db.nope' does not exist",
            1301,
        ),
        ("SELECT * FROM odd", "NOT_SUPPORTED: the SerDe 'x.Y' cannot be read", 1200),
        ("SELECT ?", "INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 1 but found 0", 1100),
    ] {
        let execution = bed.run(sql).await;
        let failure = execution.failure.unwrap_or_else(|| panic!("{sql} did not fail"));
        assert!(failure.reason.starts_with(reason), "{sql}\n  {}", failure.reason);
        assert_eq!((failure.category, failure.error_type), (2, error_type), "{sql}");
        assert_eq!(execution.state, ExecutionState::Failed);
        assert!(bed.object(&execution.output_location).await.is_none(), "{sql} left a result");
        let results = bed.queries.results(&execution.id, None, None).await;
        assert!(matches!(results, Err(Error::DidNotSucceed(_))), "{sql}: {results:?}");
    }
}

#[tokio::test]
async fn ddl_leaves_an_empty_text_and_its_failure_a_reason() {
    let bed = Testbed::new().await;
    let made = bed.run("CREATE DATABASE other COMMENT 'x'").await;
    assert_eq!((made.kind.statement_type, made.state), (StatementType::Ddl, ExecutionState::Succeeded));
    assert!(made.output_location.ends_with(&format!("{}.txt", made.id)));
    let empty = bed.object(&made.output_location).await;
    assert_eq!(empty, Some((String::new(), Some("binary/octet-stream".to_owned()))));
    let page = bed.queries.results(&made.id, None, None).await.expect("a page");
    assert_eq!((page.columns, page.rows.len(), page.update_count), (Some(Vec::new()), 0, None));

    let again = bed.run("CREATE DATABASE other").await;
    let reason = again.failure.expect("failed").reason;
    assert_eq!(bed.object(&again.output_location).await.map(|(text, _)| text), Some(reason));
    assert_eq!(bed.queries.results(&again.id, None, None).await.expect("a page").columns, None);
}

#[tokio::test]
async fn a_token_starts_one_execution() {
    let bed = Testbed::new().await;
    let request = |sql: &str| StartRequest { token: Some("t".repeat(32)), ..Testbed::request(sql) };
    let starts = (0..50).map(|_| bed.queries.start(request("SELECT 1")));
    let ids = futures::future::try_join_all(starts).await.expect("started");
    assert!(ids.iter().all(|id| *id == ids[0]));
    let other = bed.queries.start(request("SELECT 2")).await;
    assert!(matches!(other, Err(Error::TokenReused)), "{other:?}");
    // A refused start does not use the token up.
    let request = |sql: &str| StartRequest { token: Some("u".repeat(32)), ..Testbed::request(sql) };
    assert!(bed.queries.start(request("SELEC")).await.is_err());
    assert!(bed.queries.start(request("SELECT 1")).await.is_ok());
    let (listed, next) = bed.queries.list_executions("primary", None, None).await.expect("listed");
    assert_eq!((listed.len(), next), (2, None));
    assert_eq!(listed[1], ids[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_stops() {
    let bed = Testbed::with(QueryConfig { running_max: 1, active_max: 2, ..QueryConfig::default() }).await;
    let running = bed.queries.start(Testbed::request(MANY_ROWS)).await.expect("started");
    let waiting = bed.queries.start(Testbed::request("SELECT 1")).await.expect("queued");
    let refused = bed.queries.start(Testbed::request("SELECT 1")).await;
    assert!(matches!(refused, Err(Error::TooManyQueries(2))), "{refused:?}");
    let early = bed.queries.results(&running, None, None).await;
    assert!(matches!(early, Err(Error::NotFinished(_))), "{early:?}");
    assert_eq!(bed.queries.execution(&waiting).await.expect("kept").state, ExecutionState::Queued);

    bed.queries.stop(&running).await.expect("stopped");
    let stopped = bed.queries.execution(&running).await.expect("kept");
    assert_eq!(stopped.state, ExecutionState::Cancelled);
    assert_eq!(stopped.failure.as_ref().map(|f| f.reason.as_str()), Some("Query cancelled by user"));
    assert!(bed.object(&stopped.output_location).await.is_none());
    assert_eq!(bed.queries.wait(&waiting).await.expect("kept").state, ExecutionState::Succeeded);
    bed.queries.stop(&waiting).await.expect("nothing to stop");
    assert_eq!(bed.queries.execution(&waiting).await.expect("kept").state, ExecutionState::Succeeded);
    let gone = bed.queries.stop("nope").await;
    assert!(matches!(gone, Err(Error::ExecutionNotFound(_))), "{gone:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_may_run_only_so_long() {
    let bed = Testbed::with(QueryConfig { dml_timeout_s: 1, ..QueryConfig::default() }).await;
    let execution = bed.run(MANY_ROWS).await;
    assert_eq!(execution.failure.map(|f| f.reason).as_deref(), Some("Query timeout"));
}

#[tokio::test]
async fn what_ran_at_the_crash_has_failed() {
    let bed = Testbed::new().await;
    let done = bed.run("SELECT 1").await;
    // What a killed process leaves: a row that says RUNNING.
    let mut running = done.clone();
    running.id = "11111111-0000-4000-8000-000000000000".to_owned();
    running.state = ExecutionState::Running;
    let new = store::NewExecution {
        scope: boathouse_state::DEFAULT_SCOPE.to_owned(),
        execution: running.clone(),
        token: None,
        fingerprint: String::new(),
        reuse_key: None,
    };
    bed.state.write(move |c| store::insert(c, &new).map(drop)).await.expect("kept");
    let config = QueryConfig::default();
    let queries = Queries::new(bed.state.clone(), bed.lake.clone(), bed.catalog.clone(), config).expect("opened");
    let found = queries.execution(&running.id).await.expect("kept");
    assert_eq!(found.state, ExecutionState::Failed);
    assert!(found.failure.is_some_and(|failure| failure.reason.contains("was running when boathouse stopped")));
    assert_eq!(queries.execution(&done.id).await.expect("kept"), done);
}

#[tokio::test]
async fn output_locations() {
    let bed = Testbed::new().await;
    let with = |location: &str| StartRequest { results: Testbed::results(location), ..Testbed::request("SELECT 1") };
    for location in ["bucket", "s3://", "arn:aws:s3:::b", "https://b/x", "s3:///x"] {
        let refused = bed.queries.start(with(location)).await;
        assert!(matches!(refused, Err(Error::InvalidOutputLocation(_))), "{location}: {refused:?}");
    }
    let refused = bed.queries.start(with("s3://nobucket/x")).await;
    assert!(matches!(refused, Err(Error::OutputBucket(_))), "{refused:?}");
    for location in ["s3://data/out", "s3://data/out/"] {
        let id = bed.queries.start(with(location)).await.expect("started");
        let execution = bed.queries.wait(&id).await.expect("kept");
        assert_eq!(execution.output_location, format!("s3://data/out/{id}.csv"));
    }
    let unknown = StartRequest { workgroup: Some("nope".to_owned()), ..Testbed::request("SELECT 1") };
    assert!(matches!(bed.queries.start(unknown).await, Err(Error::WorkgroupNotFound(_))));
}

#[tokio::test]
async fn parameters_take_the_markers_places() {
    let bed = Testbed::new().await;
    let request = StartRequest {
        parameters: vec!["1 + 1".to_owned(), "it's".to_owned()],
        ..Testbed::request("SELECT ? + 1, ?, '?'")
    };
    let id = bed.queries.start(request).await.expect("started");
    bed.queries.wait(&id).await.expect("kept");
    let page = bed.queries.results(&id, None, None).await.expect("a page");
    let cells: Vec<_> = page.rows[1].iter().map(Option::as_deref).collect();
    assert_eq!(cells, [Some("3"), Some("it's"), Some("?")]);
}

#[tokio::test]
async fn a_result_that_was_taken_away_is_not_found() {
    let bed = Testbed::new().await;
    let execution = bed.run("SELECT 1").await;
    let key = format!("{}.csv", execution.id);
    bed.lake.delete("aws-athena-query-results-123456789012-us-east-1", &key).await.expect("deleted");
    let results = bed.queries.results(&execution.id, None, None).await;
    assert!(matches!(results, Err(Error::ResultNotFound)), "{results:?}");
}

#[tokio::test]
async fn reset_stops_and_forgets() {
    let bed = Testbed::new().await;
    bed.run("SELECT 1").await;
    bed.queries.reset().await;
    bed.state.reset().await.expect("emptied");
    bed.lake.reset().await.expect("emptied");
    assert_eq!(bed.run("SELECT 1").await.state, ExecutionState::Succeeded);
}

#[tokio::test]
async fn executions_and_tables_of_other_scopes_are_apart() {
    let bed = Testbed::new().await;
    let elsewhere = bed.queries.in_scope("210987654321/eu-west-1");
    let first = bed.run("SELECT 1").await;
    let request = || StartRequest { token: Some("the same token".to_owned()), ..Testbed::request("SELECT 1") };
    let own = bed.queries.start(request()).await.expect("started");
    assert!(matches!(elsewhere.execution(&own).await, Err(Error::ExecutionNotFound(_))));
    assert!(matches!(elsewhere.stop(&own).await, Err(Error::ExecutionNotFound(_))));
    assert!(matches!(elsewhere.wait(&own).await, Err(Error::ExecutionNotFound(_))));
    assert!(matches!(elsewhere.results(&first.id, None, None).await, Err(Error::ExecutionNotFound(_))));
    let theirs =
        elsewhere.start(StartRequest { results: ResultSettings::default(), ..request() }).await.expect("started");
    assert_ne!(own, theirs);
    let ended = elsewhere.wait(&theirs).await.expect("kept");
    let bucket = "s3://aws-athena-query-results-210987654321-eu-west-1/";
    assert!(ended.output_location.starts_with(bucket), "{}", ended.output_location);
    let listed = elsewhere.list_executions("primary", None, None).await.expect("listed").0;
    assert_eq!(listed, [theirs]);
}
