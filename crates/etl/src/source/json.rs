//! JSON records as typed columns: one pass over everything finds the types, another reads.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::arrow::json::ReaderBuilder;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use serde::de::DeserializeSeed;

use super::blocks::{BLOCK_BYTES, Codec, Cut, SourceObject, blocks};
use super::csv::on_thread;
use super::json_type::{JsonType, ObjectType, Widen};
use super::stream::BatchSource;
use crate::{Error, Result};

const BATCH_ROWS: usize = 8192;

/// JSON objects (of a bucket) as one table.
#[derive(Debug, Clone)]
pub(crate) struct JsonFiles {
    schema: SchemaRef,
    files: Vec<(SourceObject, Codec)>,
    threads: usize,
    /// Fields with scalars of several kinds, which are read as text.
    pub mixed: Vec<String>,
}

impl JsonFiles {
    /// Reads everything once to find the fields and their types: integers and doubles are doubles
    /// together, other scalars of several kinds are text.
    pub async fn open(objects: Vec<SourceObject>, codec: Option<Codec>, threads: usize) -> Result<Self> {
        let mut all = JsonType::Object(ObjectType::default());
        let mut files = Vec::with_capacity(objects.len());
        for object in objects {
            let codec = codec.unwrap_or_else(|| Codec::of_key(object.meta.location.as_ref()));
            let found = infer(&object, codec, threads).await?;
            all.join(found).map_err(|text| Error::data(object.uri(), conflict(&text)))?;
            files.push((object, codec));
        }
        let mut mixed = Vec::new();
        all.mixed_paths("", &mut mixed);
        let JsonType::Object(object) = all else { return Err(Error::data("the source", "records are no objects")) };
        Ok(Self { schema: Arc::new(Schema::new(object.to_arrow())), files, threads, mixed })
    }
}

fn conflict(text: &str) -> String {
    format!("the field {}", text.trim_start())
}

async fn infer(object: &SourceObject, codec: Codec, threads: usize) -> Result<JsonType> {
    let place = object.uri();
    let found = blocks(object, codec, Cut::JsonRecords, BLOCK_BYTES)
        .map(|block| {
            let place = place.clone();
            async move {
                let bytes = block?.bytes;
                on_thread(move || infer_block(&bytes, &place)).await
            }
        })
        .buffered(threads);
    let mut found = std::pin::pin!(found);
    let mut all = JsonType::Null;
    while let Some(data_type) = found.try_next().await? {
        all.join(data_type).map_err(|text| Error::data(&place, conflict(&text)))?;
    }
    Ok(all)
}

fn infer_block(bytes: &[u8], place: &str) -> Result<JsonType> {
    let mut all = JsonType::Object(ObjectType::default());
    for line in bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
        let refused = |error: serde_json::Error| Error::data(place, format!("{error} in the record {}", excerpt(line)));
        if line.first() != Some(&b'{') {
            return Err(Error::data(place, format!("expected a JSON object, found {}", excerpt(line))));
        }
        let mut deserializer = serde_json::Deserializer::from_slice(line);
        Widen(&mut all).deserialize(&mut deserializer).map_err(refused)?;
        deserializer.end().map_err(refused)?;
    }
    Ok(all)
}

fn excerpt(line: &[u8]) -> String {
    const EXCERPT_BYTES: usize = 80;
    let text = String::from_utf8_lossy(&line[..line.len().min(EXCERPT_BYTES)]).into_owned();
    if line.len() > EXCERPT_BYTES { format!("'{text}…'") } else { format!("'{text}'") }
}

impl BatchSource for JsonFiles {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn batches(&self) -> BoxStream<'static, Result<RecordBatch>> {
        let schema = Arc::clone(&self.schema);
        let threads = self.threads;
        stream::iter(self.files.clone())
            .map(move |(object, codec)| {
                let schema = Arc::clone(&schema);
                let place = object.uri();
                blocks(&object, codec, Cut::JsonRecords, BLOCK_BYTES)
                    .map(move |block| {
                        let (schema, place) = (Arc::clone(&schema), place.clone());
                        async move {
                            let bytes = block?.bytes;
                            on_thread(move || decode(&bytes, schema).map_err(|error| Error::data(place, error))).await
                        }
                    })
                    .buffered(threads)
                    .map_ok(|batches| stream::iter(batches.into_iter().map(Ok)))
                    .try_flatten()
            })
            .flatten()
            .boxed()
    }
}

fn decode(bytes: &[u8], schema: SchemaRef) -> Result<Vec<RecordBatch>, datafusion::arrow::error::ArrowError> {
    let mut decoder =
        ReaderBuilder::new(schema).with_coerce_primitive(true).with_batch_size(BATCH_ROWS).build_decoder()?;
    let mut batches = Vec::new();
    let mut at = 0;
    loop {
        let used = decoder.decode(&bytes[at..])?;
        at += used;
        match decoder.flush()? {
            Some(batch) => batches.push(batch),
            None if at >= bytes.len() || used == 0 => return Ok(batches),
            None => {}
        }
    }
}
