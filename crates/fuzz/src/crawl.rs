//! Whole crawls over broken files, into a catalog.

use std::io;

use boathouse_catalog::{Catalog, DatabaseInput};
use boathouse_crawler::{CrawlRequest, Crawlers};
use boathouse_lake::{Lake, LakeConfig, PutOptions};
use boathouse_state::{Clock, State};
use serde_json::json;
use tokio::runtime::Runtime;

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
        let options = json!({"database": DATABASE, "crawler_name": "fuzz", "classifiers": classifiers});
        let request = json!({"targets": [{"s3": {"path": format!("s3://{BUCKET}/x/")}}], "options": options});
        let request = serde_json::from_value(request)?;
        let crawling = Self { runtime, lake, catalog, crawlers, request, _folder: folder };
        // Threads and caches that stay are made before anything is measured.
        crawling.run(&[b"a,b\n1,2\n".to_vec()]).map_err(io::Error::other)?;
        Ok(crawling)
    }

    /// Crawls the files, two a folder, and writes what comes out into an empty database.
    pub fn run(&self, files: &[Vec<u8>]) -> Result<(), String> {
        self.runtime.block_on(self.crawl(files))
    }

    async fn crawl(&self, files: &[Vec<u8>]) -> Result<(), String> {
        let key = |index: usize| format!("x/t{}/f{index}", index / 2);
        for (index, bytes) in files.iter().enumerate() {
            let body = futures::stream::iter([Ok(bytes.clone().into())]);
            let put = self.lake.put(BUCKET, &key(index), PutOptions::default(), body).await;
            put.map_err(|error| format!("it cannot be put: {error}"))?;
        }
        drop(self.catalog.delete_database(DATABASE).await);
        let made = self.catalog.create_database(DatabaseInput::named(DATABASE)).await;
        made.map_err(|error| format!("no database: {error}"))?;
        let plan = self.crawlers.plan(&self.request).await.map_err(|error| format!("no plan: {error}"))?;
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
            [(&[b"a,b\n1,2\n".to_vec(), b"a,b\n3,4\n".to_vec(), b"{\"a\":1}".to_vec()][..], 2), (&[], 2)]
        {
            crawling.run(files).unwrap();
            let request =
                boathouse_catalog::TablesRequest { expression: None, page: boathouse_catalog::PageRequest::all() };
            let found = crawling.runtime.block_on(crawling.catalog.tables(DATABASE, request)).unwrap();
            assert_eq!(found.items.len(), tables);
        }
    }
}
