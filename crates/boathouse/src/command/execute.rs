//! Running a request: its messages come from the returned stream, and dropping that stops the work.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use tokio::sync::mpsc;

use crate::command::{
    Failure, Message, Outcome, Progress, Request, buckets, catalog_export, catalog_import, convert, cost, crawl,
    crawl_apply, crawl_runs, crawl_undo, doctor, job, sql, table, tables, what_if,
};
use crate::{Boathouse, Result};

/// Messages on their way; a reader that is slow holds the work up.
const MESSAGES_MAX: usize = 8;

/// Where a running command says things.
#[derive(Clone)]
pub(crate) struct Sink(Option<mpsc::Sender<Message>>);

impl Sink {
    /// Nobody listens.
    pub(crate) fn silent() -> Self {
        Self(None)
    }

    /// Progress is worth nothing late: it is left out when the reader is behind.
    pub(super) fn progress(&self, progress: Progress) {
        if let Some(sender) = &self.0 {
            sender.try_send(Message::Progress(progress)).ok();
        }
    }

    pub(super) async fn schema(&self, schema: SchemaRef) {
        self.send(Message::Schema(schema)).await;
    }

    pub(super) async fn batch(&self, batch: RecordBatch) {
        self.send(Message::Batch(batch)).await;
    }

    /// A reader that went away has dropped the work with the stream.
    async fn send(&self, message: Message) {
        if let Some(sender) = &self.0 {
            sender.send(message).await.ok();
        }
    }
}

/// Runs `request`. Nothing happens before the stream is polled.
pub fn execute(house: &Boathouse, request: Request) -> BoxStream<'static, Message> {
    let (sender, mut receiver) = mpsc::channel(MESSAGES_MAX);
    let sink = Sink(Some(sender));
    let house = house.clone();
    let work = async move {
        let last = match run(&house, request, &sink).await {
            Ok(outcome) => Message::Done(Box::new(outcome)),
            Err(error) => Message::Failed(Failure::from(&error)),
        };
        sink.send(last).await;
    };
    let messages = stream::poll_fn(move |cx| receiver.poll_recv(cx));
    // The work says everything through its sink, and yields nothing itself.
    let work = work.into_stream().filter_map(|()| std::future::ready(None));
    stream::select(messages, work).boxed()
}

async fn run(house: &Boathouse, request: Request, sink: &Sink) -> Result<Outcome> {
    match request {
        Request::Crawl(command) => crawl::run(house, command, sink).await.map(Box::new).map(Outcome::Crawl),
        Request::CrawlApply(command) => crawl_apply::run(house, command).await.map(Box::new).map(Outcome::Crawl),
        Request::CrawlUndo(command) => crawl_undo::run(house, command).await.map(Outcome::CrawlUndo),
        Request::CrawlRuns => crawl_runs::run(house).await.map(Outcome::CrawlRuns),
        Request::Convert(command) => convert::run(house, command, sink).await.map(Outcome::Convert),
        Request::JobRun(command) => job::run(house, command, sink).await.map(Outcome::JobRun),
        Request::Sql(command) => sql::run(house, command, sink).await.map(Outcome::Sql),
        Request::Tables { database } => tables::run(house, database).await.map(Outcome::Tables),
        Request::Table { database, name } => {
            table::run(house, &database, &name).await.map(Box::new).map(Outcome::Table)
        }
        Request::CatalogExport(command) => catalog_export::run(house, command, sink).await.map(Outcome::CatalogExport),
        Request::CatalogImport(command) => catalog_import::run(house, command, sink).await.map(Outcome::CatalogImport),
        Request::Buckets => buckets::run(house).await.map(Outcome::Buckets),
        Request::Cost(command) => cost::run(house, command).await.map(Box::new).map(Outcome::Cost),
        Request::WhatIf(command) => what_if::run(house, command, sink).await.map(Box::new).map(Outcome::WhatIf),
        Request::Doctor(command) => doctor::run(house, command).await.map(Outcome::Doctor),
        Request::Reset => house.reset().await.map(|()| Outcome::Reset),
    }
}
