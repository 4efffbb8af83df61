//! Formats that are no text, or more than text: Avro, BSON and Ion.

use boathouse_formats::infer::{
    AVRO_MAGIC, Compression, ION_MAGIC, Mismatch, OrcFooter, TextSample, infer_avro, infer_bson, infer_ion,
};

use super::{Answer, sampled};
use crate::schema::{CompatKey, FileSchema, Format, Outcome, RecordStats};

/// What a sample is whose first bytes leave no doubt, so that no custom classifier of texts is asked: none could
/// be certain of what is no text.
pub(super) fn by_magic(sample: &TextSample, compression: Compression) -> Option<Answer> {
    let (name, found) = if sample.bytes.starts_with(AVRO_MAGIC) {
        ("avro", avro(sample, compression))
    } else if sample.bytes.starts_with(ION_MAGIC) {
        ("ion", ion(sample, compression))
    } else {
        return None;
    };
    Some(match found {
        Ok(schema) => Answer::Is(Outcome::Known(schema)),
        Err(mismatch) if mismatch.needs_more => Answer::NeedsMore,
        Err(mismatch) => Answer::Is(Outcome::Unknown(vec![format!("not {name}: {mismatch}")])),
    })
}

fn avro(sample: &TextSample, compression: Compression) -> Result<FileSchema, Mismatch> {
    let schema = infer_avro(&sample.bytes, sample.complete)?;
    let stats = match schema.is_counted {
        true => RecordStats::Exact(schema.records),
        // The mean of the blocks that were seen, which are compressed already when their codec compresses.
        false => sampled(schema.records, schema.record_bytes, sample),
    };
    let mut file = file(Format::Avro, compression, stats);
    file.columns = schema.columns;
    file.paths.insert(schema.literal);
    file.notes = schema.notes;
    Ok(file)
}

/// Ion of either kind.
pub(super) fn ion(sample: &TextSample, compression: Compression) -> Result<FileSchema, Mismatch> {
    let schema = infer_ion(&sample.bytes, sample.complete)?;
    let mut file = file(Format::Ion, compression, sampled(schema.records, schema.record_bytes, sample));
    file.columns = schema.columns;
    Ok(file)
}

pub(super) fn bson(sample: &TextSample, compression: Compression) -> Result<FileSchema, Mismatch> {
    let schema = infer_bson(&sample.bytes, sample.complete)?;
    let mut file = file(Format::Bson, compression, sampled(schema.records, schema.record_bytes, sample));
    file.columns = schema.columns;
    file.notes.push("queries do not read BSON: the table has no SerDe".to_owned());
    Ok(file)
}

/// What an ORC footer makes of an object.
pub(crate) fn orc(footer: OrcFooter) -> FileSchema {
    let mut file = file(Format::Orc, Compression::None, RecordStats::Exact(footer.rows));
    file.columns = footer.columns;
    file
}

fn file(format: Format, compression: Compression, stats: RecordStats) -> FileSchema {
    FileSchema {
        key: CompatKey { format, compression },
        columns: Vec::new(),
        all_quoted: false,
        paths: Default::default(),
        stats,
        notes: Vec::new(),
        hints: Vec::new(),
        tried: Vec::new(),
    }
}
