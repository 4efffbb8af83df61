//! Delimited text as text columns.
//!
//! Blocks are taken apart on all cores and come out in the order of the text, so that what is written
//! from them is the same every time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use datafusion::arrow::array::{ArrayRef, RecordBatch, StringViewBuilder};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::runtime::SpawnedTask;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};

use super::blocks::{BLOCK_BYTES, Block, Codec, Cut, SourceObject, blocks};
use super::csv_parser::{CsvDialect, Fields, Parser, Step};
use super::stream::BatchSource;
use crate::{Error, Result};

const BATCH_ROWS: usize = 8192;
/// Enough for the first record of a file; a longer one takes several blocks.
const HEAD_BYTES: usize = 64 << 10;

/// What is done with each batch of text columns, on the thread that made it.
pub(crate) type BatchFn = Arc<dyn Fn(RecordBatch) -> Result<RecordBatch> + Send + Sync>;

/// The fields of the first record, or nothing when the object has none.
pub(crate) async fn first_record(object: &SourceObject, codec: Codec, dialect: &CsvDialect) -> Result<Vec<String>> {
    let mut head = Vec::new();
    let mut blocks = std::pin::pin!(blocks(object, codec, Cut::Anywhere, HEAD_BYTES));
    // The header of a file with quoted line feeds is looked for as its records are.
    let dialect = CsvDialect { multiline: true, ..dialect.clone() };
    while let Some(block) = blocks.try_next().await? {
        head.extend_from_slice(&block.bytes);
        let text = String::from_utf8_lossy(&head);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut parser = Parser::new(text, &dialect, block.last);
        if dialect.skip_first {
            parser.skip_line();
        }
        let mut fields = Fields::default();
        if parser.next(&mut fields) == Step::Record {
            return Ok((0..fields.len()).filter_map(|i| fields.get(text, i)).map(str::to_owned).collect());
        }
        if head.len() > BLOCK_BYTES {
            return Err(Error::data(
                object.uri(),
                "the first record is longer than 2 MiB: is the quote character right?",
            ));
        }
    }
    Ok(Vec::new())
}

/// One file and where its fields go.
#[derive(Debug, Clone)]
struct CsvFile {
    object: SourceObject,
    codec: Codec,
    /// For each column of the source the position of its field in this file's records.
    fields: Arc<Vec<Option<usize>>>,
}

/// CSV objects as one table of text columns.
#[derive(Clone)]
pub(crate) struct CsvFiles {
    text_schema: SchemaRef,
    schema: SchemaRef,
    dialect: Arc<CsvDialect>,
    files: Vec<CsvFile>,
    finish: Option<BatchFn>,
    /// Set when a quoted field ran over the end of its line although `multiline` is off; then reading fails.
    strict: Option<Arc<AtomicBool>>,
    threads: usize,
}

impl std::fmt::Debug for CsvFiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CsvFiles").field("files", &self.files.len()).finish_non_exhaustive()
    }
}

impl CsvFiles {
    /// Reads the first record of every file: with headers, columns are found by name in each file;
    /// without, they are `col0`, `col1`, … as many as the widest first record has.
    pub async fn open(
        objects: Vec<SourceObject>,
        codec: Option<Codec>,
        dialect: CsvDialect,
        threads: usize,
    ) -> Result<Self> {
        let heads: Vec<(SourceObject, Codec, Vec<String>)> = stream::iter(objects)
            .map(|object| {
                let codec = codec.unwrap_or_else(|| Codec::of_key(object.meta.location.as_ref()));
                let dialect = dialect.clone();
                async move {
                    let head = first_record(&object, codec, &dialect).await?;
                    Ok::<_, Error>((object, codec, head))
                }
            })
            .buffered(8)
            .try_collect()
            .await?;
        let names = if dialect.header { header_names(&heads) } else { numbered_names(&heads) };
        let fields: Vec<Field> = names.iter().map(|name| Field::new(name, DataType::Utf8View, true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let files = heads
            .into_iter()
            .map(|(object, codec, head)| {
                let head = unique_names(&head);
                let fields = names.iter().enumerate().map(|(i, name)| match dialect.header {
                    true => head.iter().position(|found| found == name),
                    false => Some(i),
                });
                CsvFile { object, codec, fields: Arc::new(fields.collect()) }
            })
            .collect();
        Ok(Self {
            text_schema: Arc::clone(&schema),
            schema,
            dialect: Arc::new(dialect),
            files,
            finish: None,
            strict: None,
            threads,
        })
    }

    /// The same files, read as if quoted fields did or did not hold line feeds. With `broken`, a field
    /// that does where none should fails the reading and is noted there.
    pub fn with_multiline(mut self, multiline: bool, broken: Option<Arc<AtomicBool>>) -> Self {
        self.dialect = Arc::new(CsvDialect { multiline, ..(*self.dialect).clone() });
        self.strict = broken;
        self
    }

    /// The same rows, each batch passed through `finish`, which makes batches of `schema`.
    pub fn finished_by(mut self, schema: SchemaRef, finish: BatchFn) -> Self {
        self.schema = schema;
        self.finish = Some(finish);
        self
    }

    fn decoder(&self, file: &CsvFile) -> BlockDecoder {
        BlockDecoder {
            schema: Arc::clone(&self.text_schema),
            dialect: Arc::clone(&self.dialect),
            fields: Arc::clone(&file.fields),
            finish: self.finish.clone(),
            strict: self.strict.clone(),
        }
    }

    fn file_batches(&self, file: &CsvFile) -> BoxStream<'static, Result<RecordBatch>> {
        let decoder = self.decoder(file);
        if self.dialect.multiline {
            return multiline(file, decoder);
        }
        blocks(&file.object, file.codec, Cut::Lines, BLOCK_BYTES)
            .map(move |block| {
                let decoder = decoder.clone();
                async move {
                    let block = block?;
                    on_thread(move || Ok(decoder.decode(&text_of(&block.bytes), block.first, true)?.0)).await
                }
            })
            .buffered(self.threads)
            .map_ok(|batches| stream::iter(batches.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    }
}

impl BatchSource for CsvFiles {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn batches(&self) -> BoxStream<'static, Result<RecordBatch>> {
        let all = self.clone();
        let files = self.files.clone();
        stream::iter(files).map(move |file| all.file_batches(&file)).flatten().boxed()
    }
}

/// Records that may run over block ends are read one block after the other.
fn multiline(file: &CsvFile, decoder: BlockDecoder) -> BoxStream<'static, Result<RecordBatch>> {
    let place = file.object.uri();
    let blocks = blocks(&file.object, file.codec, Cut::Anywhere, BLOCK_BYTES).boxed();
    let state = (blocks, Vec::new(), decoder, place);
    stream::try_unfold(state, |(mut blocks, carried, decoder, place)| async move {
        let Some(block) = blocks.try_next().await? else { return Ok::<_, Error>(None) };
        let Block { mut bytes, first, last } = block;
        let mut joined: Vec<u8> = carried;
        joined.append(&mut bytes);
        if joined.len() > 32 * BLOCK_BYTES {
            return Err(Error::data(place, "a record is longer than 64 MiB: is the quote character right?"));
        }
        let task = decoder.clone();
        let (batches, rest) = on_thread(move || {
            // A character cut in two by the end of the block belongs to the next one.
            let whole = match std::str::from_utf8(&joined) {
                Err(error) if error.error_len().is_none() && !last => error.valid_up_to(),
                _ => joined.len(),
            };
            let cut_off = joined.split_off(whole);
            let text = text_of(&joined);
            let (batches, used) = task.decode(&text, first, last)?;
            let mut rest = text.as_bytes().get(used..).unwrap_or_default().to_vec();
            rest.extend_from_slice(&cut_off);
            Ok((batches, rest))
        })
        .await?;
        let batches = stream::iter(batches.into_iter().map(Ok));
        Ok(Some((batches, (blocks, rest, decoder, place))))
    })
    .try_flatten()
    .boxed()
}

/// Invalid UTF-8 becomes U+FFFD, as Spark reads it.
fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

pub(super) async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match SpawnedTask::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) => Err(Error::data("a reading thread", error)),
    }
}

#[derive(Clone)]
struct BlockDecoder {
    schema: SchemaRef,
    dialect: Arc<CsvDialect>,
    fields: Arc<Vec<Option<usize>>>,
    finish: Option<BatchFn>,
    strict: Option<Arc<AtomicBool>>,
}

impl BlockDecoder {
    /// The batches of a block, and the offset at which an incomplete record begins.
    fn decode(&self, text: &str, first: bool, last: bool) -> Result<(Vec<RecordBatch>, usize)> {
        let text = if first { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
        let mut parser = Parser::new(text, &self.dialect, last);
        let mut record = Fields::default();
        if first && self.dialect.skip_first {
            parser.skip_line();
        }
        if first && self.dialect.header {
            parser.next(&mut record);
        }
        let mut batches = Vec::new();
        let mut columns: Vec<StringViewBuilder> = self.fields.iter().map(|_| StringViewBuilder::new()).collect();
        let mut rows = 0;
        let used = loop {
            match parser.next(&mut record) {
                Step::Record => {}
                Step::Incomplete(at) => break at,
                Step::End => break text.len(),
            }
            for (column, field) in columns.iter_mut().zip(self.fields.iter()) {
                // A field that a short record lacks is NULL; what a long one has more is not read.
                column.append_option(field.and_then(|field| record.get(text, field)));
            }
            rows += 1;
            if rows == BATCH_ROWS {
                self.check_quotes(&parser)?;
                batches.push(self.batch(&mut columns, rows)?);
                rows = 0;
            }
        };
        self.check_quotes(&parser)?;
        if rows > 0 {
            batches.push(self.batch(&mut columns, rows)?);
        }
        Ok((batches, used))
    }

    /// Torn records must be noticed before their fields are given types.
    fn check_quotes(&self, parser: &Parser<'_>) -> Result<()> {
        let (true, Some(broken)) = (parser.broken_quotes, &self.strict) else { return Ok(()) };
        broken.store(true, Ordering::Relaxed);
        Err(Error::data("the source", "a quoted field runs over the end of its line"))
    }

    fn batch(&self, columns: &mut [StringViewBuilder], rows: usize) -> Result<RecordBatch> {
        let columns = columns.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef).collect();
        let options = datafusion::arrow::array::RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?;
        self.finish.as_ref().map_or(Ok(batch.clone()), |finish| finish(batch))
    }
}

/// The names of all headers in the order they are first met.
fn header_names(heads: &[(SourceObject, Codec, Vec<String>)]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (_, _, head) in heads {
        for name in unique_names(head) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn numbered_names(heads: &[(SourceObject, Codec, Vec<String>)]) -> Vec<String> {
    let width = heads.iter().map(|(_, _, head)| head.len()).max().unwrap_or(0);
    (0..width).map(|i| format!("col{i}")).collect()
}

/// Column names of a header: an empty one is named by its position, a repeated one numbered.
fn unique_names(head: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(head.len());
    for (i, name) in head.iter().enumerate() {
        let name = name.trim();
        let name = if name.is_empty() { format!("col{i}") } else { name.to_owned() };
        let mut unique = name.clone();
        let mut n = 1;
        while names.contains(&unique) {
            unique = format!("{name}_{n}");
            n += 1;
        }
        names.push(unique);
    }
    names
}
