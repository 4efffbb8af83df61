//! A lake, a catalog and crawlers in a temporary folder, and tables as one line each.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, RecordBatch, StringArray};
use boathouse_catalog::{Catalog, DatabaseInput, PageRequest, Partition, PartitionsRequest, Table, TablesRequest};
use boathouse_lake::{GetOptions, Lake, LakeConfig, PutOptions};
use boathouse_state::{Clock, State};
use futures::{TryStreamExt, stream};

use crate::{Configuration, CrawlOptions, CrawlRequest, CrawlSummary, CrawlTarget, Crawlers, Plan, Result};

pub(super) struct House {
    pub lake: Lake,
    pub catalog: Catalog,
    pub crawlers: Crawlers,
    pub state: State,
    /// Goes away with the house.
    _dir: tempfile::TempDir,
}

impl House {
    /// Bucket `b` and database `db`.
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let state = State::in_memory(Clock::fixed(1_700_000_000_000)).unwrap();
        let lake = Lake::open(dir.path(), state.clone(), LakeConfig::default()).await.unwrap();
        lake.create_bucket("bkt").await.unwrap();
        let catalog = Catalog::new(state.clone()).unwrap();
        catalog.create_database(DatabaseInput::named("db")).await.unwrap();
        let crawlers = Crawlers::new(state.clone(), lake.clone(), catalog.clone()).unwrap();
        Self { lake, catalog, crawlers, state, _dir: dir }
    }

    pub async fn with(files: &[(&str, &str)]) -> Self {
        let house = Self::new().await;
        for (key, text) in files {
            house.put(key, text).await;
        }
        house
    }

    pub async fn put(&self, key: &str, text: &str) {
        self.put_bytes(key, text.as_bytes().to_vec()).await;
    }

    pub async fn put_bytes(&self, key: &str, bytes: Vec<u8>) {
        let body = stream::iter([Ok(bytes.into())]);
        self.lake.put("bkt", key, PutOptions::default(), body).await.unwrap();
    }

    /// What earlier crawls made of objects.
    pub async fn forget(&self) {
        let empty = |connection: &boathouse_state::rusqlite::Connection| {
            connection.execute("DELETE FROM crawler_memory", [])?;
            Ok::<_, boathouse_state::Error>(())
        };
        self.state.write(empty).await.unwrap();
    }

    /// All files of a folder of the committed ones.
    pub async fn put_folder(&self, prefix: &str, name: &str) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/files").join(name);
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let key = format!("{prefix}{}", path.strip_prefix(&root).unwrap().display());
                self.put_bytes(&key, std::fs::read(&path).unwrap()).await;
            }
        }
    }

    /// The text of an object, if it is there.
    pub async fn text(&self, key: &str) -> Option<String> {
        let (_, body) = self.lake.get("bkt", key, GetOptions::default()).await.ok()?;
        let pieces: Vec<bytes::Bytes> = body.try_collect().await.unwrap();
        Some(String::from_utf8(pieces.concat()).unwrap())
    }

    pub async fn delete(&self, key: &str) {
        self.lake.delete("bkt", key).await.unwrap();
    }

    pub async fn crawl(&self, request: &CrawlRequest) -> Result<(Plan, CrawlSummary)> {
        let plan = self.crawlers.plan(request).await?;
        let summary = self.crawlers.apply(&plan).await?;
        Ok((plan, summary))
    }

    pub async fn tables(&self) -> Vec<Table> {
        let request = TablesRequest { expression: None, page: PageRequest::all() };
        self.catalog.tables("db", request).await.unwrap().items
    }

    pub async fn table(&self, name: &str) -> Table {
        self.catalog.table("db", name).await.unwrap()
    }

    pub async fn partitions(&self, table: &str) -> Vec<Partition> {
        self.catalog.partitions("db", table, PartitionsRequest::default()).await.unwrap().items
    }

    /// `name: column type, … [key, …] partitions`, a line a table.
    pub async fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for table in self.tables().await {
            let mut line = format!("{}: {}", table.name, columns(&table));
            if !table.partition_keys.is_empty() {
                let keys: Vec<&str> = table.partition_keys.iter().map(|key| key.name.as_str()).collect();
                line.push_str(&format!(" [{}] {}", keys.join(", "), self.partitions(&table.name).await.len()));
            }
            lines.push(line);
        }
        lines
    }
}

pub(super) fn columns(table: &Table) -> String {
    let descriptor = table.storage_descriptor.as_ref().unwrap();
    let text =
        |column: &boathouse_catalog::Column| format!("{} {}", column.name, column.data_type.as_deref().unwrap_or("?"));
    descriptor.columns.iter().map(text).collect::<Vec<_>>().join(", ")
}

pub(super) fn parameter<'a>(table: &'a Table, name: &str) -> Option<&'a str> {
    table.parameters.get(name).map(String::as_str)
}

/// A crawl of `s3://bkt/<path>` for each path.
pub(super) fn request(paths: &[&str]) -> CrawlRequest {
    let target = |path: &&str| CrawlTarget::s3(format!("s3://bkt/{path}").parse().unwrap());
    CrawlRequest {
        targets: paths.iter().map(target).collect(),
        options: CrawlOptions {
            database: "db".to_owned(),
            crawler_name: "crawler".to_owned(),
            ..CrawlOptions::default()
        },
    }
}

pub(super) fn configured(paths: &[&str], configuration: Configuration) -> CrawlRequest {
    let mut request = request(paths);
    request.options.configuration = configuration;
    request
}

pub(super) fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Columns `id int` and `name string`.
pub(super) fn parquet(rows: i32) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter([
        ("Id", Arc::new(Int32Array::from_iter_values(0..rows)) as ArrayRef),
        ("name", Arc::new(StringArray::from_iter_values((0..rows).map(|i| format!("n{i}"))))),
    ])
    .unwrap();
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// A CSV of columns `id`, `name`, `amt` with five rows.
pub(super) const SALES: &str = "id,name,amt\n1,a,1.5\n2,b,2.5\n3,c,3.5\n4,d,4.5\n5,e,5.5\n";
