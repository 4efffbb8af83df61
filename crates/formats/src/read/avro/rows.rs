//! Blocks to record batches.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, RecordBatch, new_null_array};
use arrow_avro::reader::{Reader, ReaderBuilder};
use arrow_avro::schema::AvroSchema;
use boathouse_schema::to_arrow;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener};
use datafusion::error::{DataFusionError, Result as EngineResult};
use futures::{FutureExt, StreamExt, TryStreamExt, stream};

use super::super::AvroOptions;
use super::super::panics::caught;
use super::super::source::FileScan;
use super::super::text::{Object, read_buffered};
use super::blocks::{Block, Blocks, Codec, FileHeader};
use super::schema::{RecordSchema, header, put_long};
use super::{cannot_open, columns, damaged};
use crate::{Error, Result};

/// Opens the files of a scan.
pub(super) struct AvroOpener {
    pub(super) options: AvroOptions,
    pub(super) scan: FileScan,
}

impl FileOpener for AvroOpener {
    fn open(&self, file: PartitionedFile) -> EngineResult<FileOpenFuture> {
        let (options, scan) = (self.options.clone(), self.scan.clone());
        Ok(async move {
            let object = scan.object(&file);
            let (header, mut blocks) = Blocks::open(object.clone()).await?;
            let rows = if scan.columns.is_empty() {
                Rows::Counted(0)
            } else {
                let first = blocks.next(&header).await?;
                Rows::Decoded(Box::new(Decoded::new(&options, &scan, &header, first, &object)?))
            };
            let batches = Batches { header, blocks, rows, scan, uri: object.uri };
            let stream = stream::try_unfold(batches, |mut batches| async move {
                Ok::<_, Error>(batches.next().await?.map(|batch| (batch, batches)))
            });
            Ok(stream.map_err(DataFusionError::from).boxed())
        }
        .boxed())
    }
}

struct Batches {
    header: FileHeader,
    blocks: Blocks,
    rows: Rows,
    scan: FileScan,
    uri: Arc<str>,
}

enum Rows {
    /// Rows of which no column is wanted.
    Counted(u64),
    Decoded(Box<Decoded>),
}

impl Batches {
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            match &mut self.rows {
                Rows::Counted(left) if *left > 0 => {
                    let rows = usize::try_from(*left).unwrap_or(usize::MAX).min(self.scan.batch_rows);
                    *left -= rows as u64;
                    return self.scan.batch(Vec::new(), rows).map(Some);
                }
                Rows::Counted(_) => {}
                Rows::Decoded(decoded) => match decoded.next(&self.scan, &self.uri)? {
                    Next::Batch(batch) => return Ok(Some(batch)),
                    Next::End => return Ok(None),
                    Next::Hungry => {}
                },
            }
            let block = self.blocks.next(&self.header).await?;
            match (&mut self.rows, block) {
                (Rows::Counted(_), None) => return Ok(None),
                (Rows::Counted(left), Some(block)) => *left = block.records,
                (Rows::Decoded(decoded), block) => decoded.feed(block, &self.header, &self.uri)?,
            }
        }
    }
}

/// What the decoder has to say.
enum Next {
    Batch(RecordBatch),
    /// It needs another block.
    Hungry,
    End,
}

struct Decoded {
    reader: Reader<FeedReader>,
    feed: Feed,
    /// By the scan's columns: the place among those that are decoded.
    places: Vec<Option<usize>>,
}

impl Decoded {
    /// The decoder looks beyond the header for its end, so it gets the first block with it.
    fn new(
        options: &AvroOptions,
        scan: &FileScan,
        file: &FileHeader,
        first: Option<Block>,
        object: &Object,
    ) -> Result<Self> {
        let uri = &object.uri;
        let writer = RecordSchema::parse(&file.schema).map_err(|why| cannot_open(&why, object))?;
        let literal = options.schema_literal.as_deref().map(RecordSchema::parse).transpose();
        let reader = literal.map_err(|why| cannot_open(&why, object))?.map(|literal| literal.named_as(&writer));
        let schema = reader.as_ref().unwrap_or(&writer);
        let found: Vec<Option<usize>> =
            scan.columns.iter().map(|column| column.position.and_then(|_| schema.find(&column.name))).collect();
        let mut wanted: Vec<usize> = found.iter().copied().flatten().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut builder = ReaderBuilder::new().with_batch_size(scan.batch_rows);
        if let Some(reader) = &reader {
            builder = builder.with_reader_schema(AvroSchema::new(reader.to_json()));
        }
        let projects = !schema.has_named_types && !wanted.is_empty();
        let places = found.iter().map(|index| {
            let index = (*index)?;
            if projects { wanted.binary_search(&index).ok() } else { Some(index) }
        });
        let places: Vec<Option<usize>> = places.collect();
        if projects {
            builder = builder.with_projection(wanted);
        }
        let feed = Feed::default();
        let codec = if file.codec == Codec::Xz { "xz" } else { "null" };
        let mut start = header(&writer, codec, &file.sync);
        match first {
            Some(block) => put_block(&mut start, &block, file, uri)?,
            None => feed.end(),
        }
        feed.push(start);
        let input = FeedReader { feed: feed.clone(), current: Vec::new(), at: 0 };
        let reader = caught("Avro", uri, || builder.build(input).map_err(|error| cannot_open(&error, object)))?;
        let decoded = reader.schema();
        for (column, place) in scan.columns.iter().zip(&places) {
            if let Some(field) = place.and_then(|place| decoded.fields().get(place)) {
                columns::check(&column.name, field.data_type(), &column.hive, uri)?;
            }
        }
        Ok(Self { reader, feed, places })
    }

    /// Gives the decoder its next block; `None` when there are no more.
    fn feed(&mut self, block: Option<Block>, file: &FileHeader, uri: &str) -> Result<()> {
        let Some(block) = block else {
            self.feed.end();
            return Ok(());
        };
        let mut bytes = Vec::with_capacity(block.data.len() + 40);
        put_block(&mut bytes, &block, file, uri)?;
        self.feed.push(bytes);
        Ok(())
    }

    fn next(&mut self, scan: &FileScan, uri: &str) -> Result<Next> {
        let reader = &mut self.reader;
        let next = caught("Avro", uri, || Ok(reader.next()))?;
        match next {
            None => Ok(Next::End),
            Some(Ok(batch)) => self.batch(&batch, scan, uri).map(Next::Batch),
            Some(Err(_)) if self.feed.is_starved() => Ok(Next::Hungry),
            Some(Err(error)) => Err(damaged(&error, uri)),
        }
    }

    /// The columns of the scan out of those that were decoded; those a file does not have are NULL.
    fn batch(&self, decoded: &RecordBatch, scan: &FileScan, uri: &str) -> Result<RecordBatch> {
        let rows = decoded.num_rows();
        let arrays = self.places.iter().zip(&*scan.columns).map(|(place, column)| -> Result<ArrayRef> {
            match place.and_then(|place| decoded.columns().get(place)) {
                Some(array) => columns::as_declared(array, &column.hive, uri),
                None => Ok(new_null_array(&to_arrow(&column.hive)?, rows)),
            }
        });
        scan.batch(arrays.collect::<Result<_>>()?, rows)
    }
}

/// Writes a block as the decoder reads it.
fn put_block(into: &mut Vec<u8>, block: &Block, file: &FileHeader, uri: &str) -> Result<()> {
    let Block { records, data } = block;
    // Records of no bytes could be as many as a block says; xz tells its own length only when it is read.
    if file.codec != Codec::Xz && *records > data.len() as u64 {
        return Err(damaged(&"a block has more records than bytes", uri));
    }
    put_long(into, *records);
    put_long(into, data.len() as u64);
    into.extend_from_slice(data);
    into.extend_from_slice(&file.sync);
    Ok(())
}

/// Bytes on their way into the decoder.
#[derive(Debug, Clone, Default)]
struct Feed(Arc<Mutex<Queue>>);

#[derive(Debug, Default)]
struct Queue {
    pieces: VecDeque<Vec<u8>>,
    ended: bool,
    /// The decoder asked and there was nothing.
    starved: bool,
}

impl Feed {
    fn with<T>(&self, act: impl FnOnce(&mut Queue) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn push(&self, piece: Vec<u8>) {
        self.with(|queue| {
            queue.pieces.push_back(piece);
            queue.starved = false;
        });
    }

    fn end(&self) {
        self.with(|queue| {
            queue.ended = true;
            queue.starved = false;
        });
    }

    fn is_starved(&self) -> bool {
        self.with(|queue| queue.starved)
    }
}

/// What the decoder reads. It says `WouldBlock` when it is empty and more is to come: the decoder keeps its
/// state then and goes on with the next block.
#[derive(Debug)]
struct FeedReader {
    feed: Feed,
    current: Vec<u8>,
    at: usize,
}

impl Read for FeedReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, into)
    }
}

impl BufRead for FeedReader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.current.len() {
            let next = self.feed.with(|queue| match queue.pieces.pop_front() {
                Some(piece) => Ok(piece),
                None if queue.ended => Ok(Vec::new()),
                None => {
                    queue.starved = true;
                    Err(io::Error::from(io::ErrorKind::WouldBlock))
                }
            })?;
            (self.current, self.at) = (next, 0);
        }
        Ok(&self.current[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.current.len());
    }
}
