//! Whole crawls over broken files, into a catalog.

use std::io;

use boathouse_catalog::{Catalog, DatabaseInput};
use boathouse_crawler::{CrawlRequest, Crawlers};
use boathouse_lake::{Lake, LakeConfig, ListRequest, PutOptions};
use boathouse_state::{Clock, State};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::corpus::Table;

const BUCKET: &str = "bkt";
const DATABASE: &str = "db";
/// Each thread reserves address space, which is no input's doing.
const BLOCKING_THREADS: usize = 2;

/// A lake, a catalog and what crawls, in a temporary folder.
pub(crate) struct Crawling {
    runtime: Runtime,
    lake: Lake,
    catalog: Catalog,
    crawlers: Crawlers,
    request: CrawlRequest,
    /// By the kind of target.
    of_tables: Vec<(&'static str, CrawlRequest)>,
    /// Goes away with the lake.
    _folder: tempfile::TempDir,
}

impl Crawling {
    pub fn new() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(BLOCKING_THREADS)
            .enable_all()
            .build()?;
        let state = State::in_memory(Clock::fixed(1_700_000_000_000)).map_err(io::Error::other)?;
        let open = Lake::open(folder.path(), state.clone(), LakeConfig::default());
        let lake = runtime.block_on(open).map_err(io::Error::other)?;
        runtime.block_on(lake.create_bucket(BUCKET)).map_err(io::Error::other)?;
        let catalog = Catalog::new(state.clone()).map_err(io::Error::other)?;
        let crawlers = Crawlers::new(state, lake.clone(), catalog.clone()).map_err(io::Error::other)?;
        let classifiers = json!([
            {"grok": {"name": "g", "classification": "own", "grok_pattern": "%{TIMESTAMP_ISO8601:at} %{WORD:w}"}},
            {"json": {"name": "j", "json_path": "$.rows[*]"}},
        ]);
        let options =
            json!({"database": DATABASE, "crawler_name": "fuzz", "classifiers": classifiers, "explain": true});
        let request =
            |target: Value| serde_json::from_value::<CrawlRequest>(json!({"targets": [target], "options": options}));
        let root = format!("s3://{BUCKET}/y/t/");
        let of_tables = vec![
            ("delta", request(json!({"delta": {"tables": [root], "write_manifest": true}}))?),
            ("hudi", request(json!({"hudi": {"paths": [root]}}))?),
            ("iceberg", request(json!({"iceberg": {"paths": [root]}}))?),
        ];
        let request = request(json!({"s3": {"path": format!("s3://{BUCKET}/x/")}}))?;
        let crawling = Self { runtime, lake, catalog, crawlers, request, of_tables, _folder: folder };
        // Threads and caches that stay are made before anything is measured.
        crawling.run(&[b"a,b\n1,2\n".to_vec()]).map_err(io::Error::other)?;
        Ok(crawling)
    }

    /// Crawls the files, two a folder, and writes what comes out into an empty database.
    pub fn run(&self, files: &[Vec<u8>]) -> Result<(), String> {
        let key = |index: usize| format!("x/t{}/f{index}", index / 2);
        let files = files.iter().enumerate().map(|(index, bytes)| (key(index), bytes.as_slice()));
        self.runtime.block_on(async {
            self.put(files).await?;
            self.crawl(&self.request).await
        })
    }

    /// Crawls a table as what it is, in place of the one before it.
    pub fn run_table(&self, table: &Table) -> Result<(), String> {
        let request = self.of_tables.iter().find(|(target, _)| *target == table.target);
        let (_, request) = request.ok_or("no target crawls it")?;
        let key = |name: &str| format!("y/t/{name}");
        let files = table.files.iter().map(|(name, bytes)| (key(name), bytes.as_slice()));
        self.runtime.block_on(async {
            self.put(files).await?;
            self.crawl(request).await
        })
    }

    /// Puts files into the empty bucket: a crawl may have left manifests.
    async fn put(&self, files: impl Iterator<Item = (String, &[u8])>) -> Result<(), String> {
        let listed =
            self.lake.list(BUCKET, ListRequest::default()).await.map_err(|error| format!("no list: {error}"))?;
        for object in listed.objects {
            let deleted = self.lake.delete(BUCKET, &object.key).await;
            deleted.map_err(|error| format!("it cannot be deleted: {error}"))?;
        }
        for (key, bytes) in files {
            let body = futures::stream::iter([Ok(bytes.to_vec().into())]);
            let put = self.lake.put(BUCKET, &key, PutOptions::default(), body).await;
            put.map_err(|error| format!("it cannot be put: {error}"))?;
        }
        Ok(())
    }

    async fn crawl(&self, request: &CrawlRequest) -> Result<(), String> {
        drop(self.catalog.delete_database(DATABASE).await);
        let made = self.catalog.create_database(DatabaseInput::named(DATABASE)).await;
        made.map_err(|error| format!("no database: {error}"))?;
        let plan = self.crawlers.plan(request).await.map_err(|error| format!("no plan: {error}"))?;
        self.crawlers.apply(&plan).await.map_err(|error| format!("it cannot be written: {error}"))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_become_tables_and_the_next_crawl_begins_anew() {
        let crawling = Crawling::new().unwrap();
        for (files, tables) in
            [(&[b"a,b\n1,2\n".to_vec(), b"a,b\n3,4\n".to_vec(), b"{\"a\":1}".to_vec()][..], 2), (&[], 0)]
        {
            crawling.run(files).unwrap();
            let request =
                boathouse_catalog::TablesRequest { expression: None, page: boathouse_catalog::PageRequest::all() };
            let found = crawling.runtime.block_on(crawling.catalog.tables(DATABASE, request)).unwrap();
            assert_eq!(found.items.len(), tables);
        }
    }
}
