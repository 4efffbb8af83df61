//! `system.crawls`: the runs of stored crawlers.

use async_trait::async_trait;
use boathouse_crawler::{CrawlRun, Crawlers};
use boathouse_query::SystemTable;
use boathouse_types::Type;
use datafusion::arrow::array::ArrayRef;

use super::{counts, texts, times};

#[derive(Debug)]
pub(super) struct CrawlsTable(pub(super) Crawlers);

#[async_trait]
impl SystemTable for CrawlsTable {
    fn columns(&self) -> Vec<(&'static str, Type)> {
        vec![
            ("crawl_id", Type::VARCHAR),
            ("crawler", Type::VARCHAR),
            ("state", Type::VARCHAR),
            ("started", Type::Timestamp(3)),
            ("ended", Type::Timestamp(3)),
            ("tables_created", Type::BigInt),
            ("tables_updated", Type::BigInt),
            ("tables_deleted", Type::BigInt),
            ("tables_deprecated", Type::BigInt),
            ("partitions_created", Type::BigInt),
            ("partitions_updated", Type::BigInt),
            ("partitions_deleted", Type::BigInt),
            ("objects", Type::BigInt),
            ("bytes", Type::BigInt),
            ("bytes_read", Type::BigInt),
            ("error", Type::VARCHAR),
        ]
    }

    async fn rows(&self, scope: &str) -> Result<Vec<ArrayRef>, String> {
        let crawlers = self.0.in_scope(scope);
        let mut all = Vec::new();
        for crawler in crawlers.crawlers().await.map_err(|error| error.to_string())? {
            match crawlers.runs(&crawler.definition.name).await {
                Ok(runs) => all.extend(runs),
                // It was deleted since it was listed.
                Err(boathouse_crawler::Error::CrawlerNotFound(_)) => {}
                Err(other) => return Err(other.to_string()),
            }
        }
        Ok(arrays(&all))
    }
}

fn arrays(all: &[CrawlRun]) -> Vec<ArrayRef> {
    let length = |names: &[String]| Some(names.len() as u64);
    vec![
        texts(all, |run| Some(&run.id)),
        texts(all, |run| Some(&run.crawler)),
        texts(all, |run| Some(run.state.word())),
        times(all, |run| Some(run.started_ms)),
        times(all, |run| run.ended_ms),
        counts(all, |run| length(&run.summary.tables_created)),
        counts(all, |run| length(&run.summary.tables_updated)),
        counts(all, |run| length(&run.summary.tables_deleted)),
        counts(all, |run| length(&run.summary.tables_deprecated)),
        counts(all, |run| Some(run.summary.partitions_created)),
        counts(all, |run| Some(run.summary.partitions_updated)),
        counts(all, |run| Some(run.summary.partitions_deleted)),
        counts(all, |run| Some(run.summary.objects)),
        counts(all, |run| Some(run.summary.bytes)),
        counts(all, |run| Some(run.summary.bytes_read)),
        texts(all, |run| run.error.as_deref()),
    ]
}
