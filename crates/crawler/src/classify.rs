//! Bytes to format and columns: custom classifiers first, then the built-in ones in Glue's order.

use boathouse_formats::infer::{
    Compression, CsvRules, CsvSchema, JsonRoot, JsonSchema, Mismatch, ParquetFooter, Shape, TextSample, infer_csv,
    infer_json,
};
use boathouse_schema::HiveType;

use crate::classifier::CsvClassifier;
use crate::schema::{CompatKey, FileSchema, Format, Outcome, RecordStats};

/// First bytes of formats that are recognised and not read.
const FOREIGN_MAGICS: &[(&[u8], &str)] = &[
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"\xe0\x01\x00\xea", "a binary Ion file"),
    (b"<?xml", "an XML file"),
];

/// The answer to a sample, or the wish for a longer one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Is(Outcome),
    NeedsMore,
}

/// Classifies the beginning of a text of an object of `size` bytes.
pub(crate) fn classify_text(
    sample: &TextSample,
    size: u64,
    compression: Compression,
    classifiers: &[CsvClassifier],
) -> Answer {
    let mut reasons = Vec::new();
    for classifier in classifiers {
        match infer_csv(&sample.bytes, sample.complete, &classifier.rules()) {
            Ok(schema) => return Answer::Is(Outcome::Known(custom_csv(schema, classifier, sample, compression))),
            Err(Mismatch { reason, .. }) => reasons.push(format!("not by classifier '{}': {reason}", classifier.name)),
        }
    }
    match infer_json(&sample.bytes, sample.complete) {
        Ok(schema) => return Answer::Is(Outcome::Known(json(schema, sample, size, compression))),
        Err(mismatch) if mismatch.needs_more => return Answer::NeedsMore,
        Err(mismatch) => reasons.push(format!("not json: {mismatch}")),
    }
    match infer_csv(&sample.bytes, sample.complete, &CsvRules::default()) {
        Ok(schema) => return Answer::Is(Outcome::Known(csv(schema, sample, compression, None))),
        Err(mismatch) => reasons.push(format!("not csv: {mismatch}")),
    }
    if let Some((_, what)) = FOREIGN_MAGICS.iter().find(|(magic, _)| sample.bytes.starts_with(magic)) {
        reasons.push(format!("it looks like {what}, which crawlers do not read here: csv, json and parquet are"));
    }
    Answer::Is(Outcome::Unknown(reasons))
}

/// What a Parquet footer makes of an object.
pub(crate) fn parquet(footer: ParquetFooter) -> FileSchema {
    FileSchema {
        key: CompatKey { format: Format::Parquet, compression: Compression::None },
        columns: footer.columns,
        all_quoted: false,
        paths: Default::default(),
        stats: RecordStats::Exact(footer.rows),
        notes: Vec::new(),
    }
}

fn custom_csv(
    mut schema: CsvSchema,
    classifier: &CsvClassifier,
    sample: &TextSample,
    compression: Compression,
) -> FileSchema {
    let open_csv = classifier.uses_open_csv();
    // OpenCSVSerde reads every empty cell as an empty string, which no number is.
    if open_csv && classifier.data_types().is_none() {
        for column in &mut schema.columns {
            column.shape = Shape::Scalar(HiveType::String);
            column.evidence = None;
        }
    }
    let quote = open_csv.then(|| classifier.rules().quote);
    csv(schema, sample, compression, quote)
}

/// `open_csv_quote` is the quote of a table that gets OpenCSVSerde.
fn csv(schema: CsvSchema, sample: &TextSample, compression: Compression, open_csv_quote: Option<u8>) -> FileSchema {
    let format = Format::Csv {
        delimiter: schema.delimiter,
        quote: open_csv_quote.unwrap_or_default(),
        has_header: schema.has_header,
        has_comments: schema.has_comments,
        open_csv: open_csv_quote.is_some(),
    };
    FileSchema {
        key: CompatKey { format, compression },
        columns: schema.columns,
        all_quoted: schema.all_quoted,
        paths: Default::default(),
        stats: sampled(schema.records, schema.record_bytes, sample),
        notes: schema.notes,
    }
}

fn json(schema: JsonSchema, sample: &TextSample, size: u64, compression: Compression) -> FileSchema {
    let array_root = schema.root == JsonRoot::Array;
    FileSchema {
        key: CompatKey { format: Format::Json { array_root }, compression },
        columns: schema.columns,
        all_quoted: false,
        paths: schema.paths.into_iter().collect(),
        stats: if array_root {
            // The whole file is one record.
            RecordStats::Sampled { records: 1, record_bytes: size, text_bytes: 1, stored_bytes: 1 }
        } else {
            sampled(schema.records, schema.record_bytes, sample)
        },
        notes: schema.notes,
    }
}

fn sampled(records: u64, record_bytes: u64, sample: &TextSample) -> RecordStats {
    RecordStats::Sampled {
        records,
        record_bytes,
        text_bytes: sample.bytes.len() as u64,
        stored_bytes: sample.stored_bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column_texts(schema: &FileSchema) -> Vec<String> {
        schema.columns.iter().map(|column| format!("{} {}", column.name, column.shape.to_hive())).collect()
    }

    fn classify(text: &str, classifiers: &[CsvClassifier]) -> Answer {
        let sample = TextSample { bytes: text.into(), complete: true, stored_bytes: text.len() as u64 };
        classify_text(&sample, text.len() as u64, Compression::None, classifiers)
    }

    fn known(text: &str, classifiers: &[CsvClassifier]) -> FileSchema {
        match classify(text, classifiers) {
            Answer::Is(Outcome::Known(schema)) => schema,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_chain_in_its_order() {
        assert!(matches!(known("{\"a\":1}\n", &[]).key.format, Format::Json { array_root: false }));
        assert!(matches!(known("a,b\n1,2\n", &[]).key.format, Format::Csv { open_csv: false, .. }));
        let quoted = CsvClassifier { name: "q".into(), quote_symbol: Some("\"".into()), ..CsvClassifier::default() };
        let schema = known("a,b\n1,\"x,y\"\n", &[quoted]);
        assert!(matches!(schema.key.format, Format::Csv { open_csv: true, quote: b'"', .. }));
        assert_eq!(column_texts(&schema), ["a string", "b string"]);
        let pipes = CsvClassifier { name: "p".into(), delimiter: Some("|".into()), ..CsvClassifier::default() };
        assert!(matches!(known("a,b\n1,2\n", &[pipes]).key.format, Format::Csv { delimiter: b',', .. }));
    }

    #[test]
    fn unknown_says_why() {
        let Answer::Is(Outcome::Unknown(reasons)) = classify("one\ncolumn\n", &[]) else { panic!("known") };
        assert_eq!(reasons.len(), 2, "{reasons:?}");
        let Answer::Is(Outcome::Unknown(reasons)) = classify("Obj\u{1}avro", &[]) else { panic!("known") };
        assert!(reasons[2].contains("Avro"), "{reasons:?}");
    }
}
