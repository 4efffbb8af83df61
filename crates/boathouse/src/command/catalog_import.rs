//! Making what a text of the catalog says: in one transaction, and then its views.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::time::Instant;

use boathouse_catalog::Exchanged;
use boathouse_query::{DdlReader, DdlView, SqlRequest};
use futures::StreamExt;

use crate::command::execute::Sink;
use crate::command::{CatalogFormat, CatalogImportCommand, CatalogOutcome, Progress, Unit};
use crate::{Boathouse, Error, Result};

const READ_BYTES: usize = 1 << 18;

pub(super) async fn run(house: &Boathouse, command: CatalogImportCommand, sink: &Sink) -> Result<CatalogOutcome> {
    let started = Instant::now();
    let failed = |source| Error::LocalFile { path: command.file.clone(), source };
    let mut input = BufReader::with_capacity(READ_BYTES, open(&command.file, sink).map_err(failed)?);
    let format = match command.format {
        Some(format) => format,
        None => format_of(input.fill_buf().map_err(failed)?),
    };
    let catalog = house.catalog();
    let counted = match format {
        CatalogFormat::Jsonl => catalog.import_json_lines(input, command.if_exists).await?,
        CatalogFormat::Ddl => {
            let (reader, views) = DdlReader::new(input, command.if_exists);
            let mut counted = catalog.import(reader, command.if_exists).await?;
            let views = std::mem::take(&mut *views.lock());
            make_views(house, views, &mut counted).await?;
            counted
        }
    };
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(CatalogOutcome { counted, notes: Vec::new(), millis })
}

/// JSON lines begin with an object; no statement does.
fn format_of(beginning: &[u8]) -> CatalogFormat {
    match beginning.trim_ascii_start().first() {
        Some(b'{') | None => CatalogFormat::Jsonl,
        Some(_) => CatalogFormat::Ddl,
    }
}

/// A file that says how much of it was read.
struct Told {
    file: File,
    done: u64,
    total: u64,
    sink: Sink,
}

fn open(path: &Path, sink: &Sink) -> std::io::Result<Told> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(std::io::Error::from(std::io::ErrorKind::IsADirectory));
    }
    Ok(Told { file, done: 0, total: metadata.len(), sink: sink.clone() })
}

impl Read for Told {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.done += read as u64;
        let (done, total) = (self.done, Some(self.total));
        self.sink.progress(Progress { stage: "importing".into(), done, total, unit: Unit::Bytes });
        Ok(read)
    }
}

/// Makes the views in the order in which they can be: one may read another that comes later.
async fn make_views(house: &Boathouse, mut views: Vec<DdlView>, counted: &mut Exchanged) -> Result<()> {
    loop {
        let (before, mut failures, mut left) = (views.len(), Vec::new(), Vec::new());
        for view in views {
            match make_view(house, &view).await {
                Ok(()) => counted.tables += 1,
                Err(error) => {
                    failures.push(format!("line {}: the view '{}.{}': {error}", view.line, view.database, view.name));
                    left.push(view);
                }
            }
        }
        if left.is_empty() {
            return Ok(());
        }
        if left.len() == before {
            return Err(Error::ViewsNotMade(failures));
        }
        views = left;
    }
}

async fn make_view(house: &Boathouse, view: &DdlView) -> Result<(), boathouse_query::Error> {
    let request = SqlRequest::new(view.sql.clone(), Some(&view.database));
    let mut rows = house.queries().execute(request).await?.stream;
    while let Some(batch) = rows.next().await {
        batch.map_err(boathouse_query::Failure::from)?;
    }
    Ok(())
}
