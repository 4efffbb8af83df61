//! A lake in a temporary folder for this crate's tests.

use boathouse_catalog::Catalog;
use boathouse_lake::{Lake, LakeConfig, PutOptions};
use boathouse_state::{Clock, State};
use bytes::Bytes;
use datafusion::arrow::array::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;
use futures::TryStreamExt;

use crate::{Execution, Queries, QueryConfig, QueryStats, ResultSettings, SqlRequest, StartRequest};

/// 2026-09-17T08:55:16.789Z
pub(crate) const NOW_MS: i64 = 1_789_635_316_789;

pub(crate) struct Testbed {
    pub(crate) queries: Queries,
    pub(crate) state: State,
    pub(crate) lake: Lake,
    pub(crate) catalog: Catalog,
    _folder: tempfile::TempDir,
}

impl Testbed {
    pub(crate) async fn new() -> Self {
        Self::with(QueryConfig { target_partitions: 2, ..QueryConfig::default() }).await
    }

    pub(crate) async fn with(config: QueryConfig) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let state = State::in_memory(Clock::fixed(NOW_MS)).expect("a state");
        let lake = Lake::open(folder.path(), state.clone(), LakeConfig::default()).await.expect("a lake");
        let catalog = Catalog::new(state.clone()).expect("a catalog");
        let queries = Queries::new(state.clone(), lake.clone(), catalog.clone(), config).expect("queries");
        lake.create_bucket("data").await.expect("a bucket");
        let bed = Self { queries, state, lake, catalog, _folder: folder };
        bed.ddl("CREATE DATABASE db").await;
        bed
    }

    pub(crate) async fn put(&self, key: &str, body: impl Into<Bytes>) {
        let body = futures::stream::iter([Ok(body.into())]);
        self.lake.put("data", key, PutOptions::default(), body).await.expect("put");
    }

    pub(crate) async fn put_parquet(&self, key: &str, batch: &RecordBatch) {
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("a writer");
        writer.write(batch).expect("written");
        self.put(key, writer.into_inner().expect("finished")).await;
    }

    pub(crate) async fn object(&self, uri: &str) -> Option<(String, Option<String>)> {
        let uri: boathouse_schema::S3Uri = uri.parse().expect("a location");
        let (info, body) = self.lake.get(&uri.bucket, &uri.key, Default::default()).await.ok()?;
        let chunks: Vec<Bytes> = body.try_collect().await.expect("read");
        Some((String::from_utf8_lossy(&chunks.concat()).into_owned(), info.content_type))
    }

    pub(crate) async fn ddl(&self, sql: &str) {
        self.queries.execute(SqlRequest::new(sql, Some("db"))).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }

    /// The rows as CSV lines without quotes, and what they took.
    pub(crate) async fn rows(&self, sql: &str) -> (Vec<String>, QueryStats) {
        let output =
            self.queries.execute(SqlRequest::new(sql, Some("db"))).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        let batches: Vec<RecordBatch> = output.stream.try_collect().await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        (Self::shown(&batches), output.stats.snapshot())
    }

    /// Rows as lines.
    pub(crate) fn shown(batches: &[RecordBatch]) -> Vec<String> {
        let mut lines = Vec::new();
        for batch in batches {
            let columns = crate::text::column_texts(batch, Default::default()).expect("printable");
            for row in 0..batch.num_rows() {
                let cells: Vec<String> = columns
                    .iter()
                    .map(|column| {
                        let mut text = String::new();
                        if column.is_null(row) {
                            text.push_str("NULL");
                        } else {
                            column.write(row, &mut text);
                        }
                        text
                    })
                    .collect();
                lines.push(cells.join("|"));
            }
        }
        lines
    }

    /// The lines of an execution that must succeed, each the one cell of its row.
    pub(crate) async fn lines(&self, sql: &str) -> Vec<String> {
        let execution = self.run(sql).await;
        assert_eq!(execution.failure, None, "{sql}");
        let page = self.queries.results(&execution.id, None, None).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        let cell = |row: Vec<Option<String>>| match &row[..] {
            [Some(cell)] => cell.clone(),
            other => panic!("{sql}: {other:?}"),
        };
        page.rows.into_iter().map(cell).collect()
    }

    /// The text of the failure, at the start or later.
    pub(crate) async fn failure(&self, sql: &str) -> String {
        let output = match self.queries.execute(SqlRequest::new(sql, Some("db"))).await {
            Ok(output) => output,
            Err(error) => return error.to_string(),
        };
        match output.stream.try_collect::<Vec<_>>().await {
            Ok(_) => panic!("{sql} did not fail"),
            Err(error) => crate::Failure::from(error).reason,
        }
    }

    /// Results to this place.
    pub(crate) fn results(location: &str) -> ResultSettings {
        ResultSettings { output_location: Some(location.to_owned()), ..ResultSettings::default() }
    }

    /// An execution of a request that must be taken, at its end.
    pub(crate) async fn end_of(&self, request: StartRequest) -> Execution {
        let id = self.queries.start(request).await.expect("started");
        self.queries.wait(&id).await.expect("kept")
    }

    pub(crate) fn request(sql: &str) -> StartRequest {
        StartRequest { sql: sql.to_owned(), database: Some("db".to_owned()), ..StartRequest::default() }
    }

    /// Runs an execution to its end.
    pub(crate) async fn run(&self, sql: &str) -> Execution {
        let id = self.queries.start(Self::request(sql)).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        self.queries.wait(&id).await.expect("kept")
    }
}
