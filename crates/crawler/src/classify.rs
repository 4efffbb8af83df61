//! Bytes to format and columns: custom classifiers first, then the built-in ones in Glue's order.

mod encoded;

use std::sync::Arc;

use boathouse_formats::infer::{
    Compression, CsvRules, CsvSchema, GrokSchema, JsonPathSchema, JsonRoot, JsonSchema, Mismatch, ParquetFooter, Shape,
    TextSample, TypeRules, XmlSchema, infer_csv, infer_grok, infer_json_path, infer_json_typed, infer_logs, infer_xml,
};
use boathouse_schema::HiveType;

pub(crate) use self::encoded::orc;
use crate::classifier::{CsvClassifier, Prepared};
use crate::rules::Rules;
use crate::schema::{CompatKey, FileSchema, Format, GrokFormat, Outcome, RecordStats, XmlFormat};

/// First bytes of formats whose footers are read, which are out of reach in a compressed object.
const FOOTER_MAGICS: &[(&[u8], &str)] = &[(b"ORC", "an ORC file"), (b"PAR1", "a Parquet file")];

/// The answer to a sample, or the wish for a longer one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Is(Outcome<FileSchema>),
    NeedsMore,
}

/// What the built-in classifiers go by.
struct Input<'a> {
    sample: &'a TextSample,
    /// Bytes of the whole object.
    size: u64,
    compression: Compression,
    types: TypeRules,
    /// Classifications of custom classifiers: built-in ones of these names are not asked.
    overridden: Vec<&'a str>,
}

/// A classifier that is asked with the beginning of a text.
type BuiltIn = fn(&Input<'_>) -> Result<FileSchema, Mismatch>;

/// The built-in classifiers of texts, in Glue's order.
const BUILT_IN: &[(&str, BuiltIn)] = &[
    ("json", |input| {
        let schema = infer_json_typed(&input.sample.bytes, input.sample.complete, input.types)?;
        Ok(json(schema, input.sample, input.size, input.compression))
    }),
    ("bson", |input| encoded::bson(input.sample, input.compression)),
    ("xml", |input| {
        let schema = infer_xml(&input.sample.bytes, input.sample.complete, None)?;
        Ok(xml(schema, "xml", input.sample, input.compression))
    }),
    ("ion", |input| encoded::ion(input.sample, input.compression)),
    ("a log", log),
    ("csv", |input| {
        let schema = infer_csv(
            &input.sample.bytes,
            input.sample.complete,
            &CsvRules { types: input.types, ..CsvRules::default() },
        )?;
        Ok(csv(schema, input.sample, input.compression, None))
    }),
];

/// Classifies the beginning of a text of an object of `size` bytes. The first classifier that is certain counts; when
/// none is, the least uncertain does. `may_grow` says that a longer sample can be had.
pub(crate) fn classify_text(
    sample: &TextSample,
    size: u64,
    compression: Compression,
    rules: &Rules,
    may_grow: bool,
) -> Answer {
    match encoded::by_magic(sample, compression) {
        Some(Answer::NeedsMore) if !may_grow => {
            return Answer::Is(Outcome::Unknown(vec!["no record ends within the longest sample".to_owned()]));
        }
        Some(answer) => return answer,
        None => {}
    }
    let mut reasons = Vec::new();
    let mut best: Option<(f64, FileSchema)> = None;
    for classifier in &rules.classifiers {
        match custom(classifier, sample, compression, rules.types) {
            Ok((certainty, schema)) if certainty >= 1.0 => return known(schema, certainty, reasons, rules),
            Ok((certainty, schema)) => {
                reasons.push(format!("classifier '{}' is certain to {certainty:.2}", classifier.name()));
                if best.as_ref().is_none_or(|(known, _)| certainty > *known) {
                    best = Some((certainty, schema));
                }
            }
            Err(mismatch) if mismatch.needs_more && may_grow => return Answer::NeedsMore,
            Err(mismatch) => reasons.push(format!("not by classifier '{}': {mismatch}", classifier.name())),
        }
    }
    let overridden = rules.classifiers.iter().filter_map(Prepared::classification).collect();
    let input = Input { sample, size, compression, types: rules.types, overridden };
    for (name, classify) in BUILT_IN.iter().filter(|(name, _)| !input.overridden.contains(name)) {
        match classify(&input) {
            Ok(schema) => return known(schema, 1.0, reasons, rules),
            Err(mismatch) if mismatch.needs_more && may_grow => return Answer::NeedsMore,
            Err(mismatch) => reasons.push(format!("not {name}: {mismatch}")),
        }
    }
    let footer = FOOTER_MAGICS.iter().find(|(magic, _)| sample.bytes.starts_with(magic));
    if let Some((_, what)) = footer.filter(|_| compression != Compression::None) {
        reasons.push(format!("it looks like {what} that was compressed as a whole: its footer cannot be read"));
    }
    match best {
        Some((certainty, schema)) => known(schema, certainty, reasons, rules),
        None => Answer::Is(Outcome::Unknown(reasons)),
    }
}

fn known(schema: FileSchema, certainty: f64, mut tried: Vec<String>, rules: &Rules) -> Answer {
    if rules.explain {
        tried.push(format!("taken with certainty {certainty:.2}"));
    } else {
        tried.clear();
    }
    Answer::Is(Outcome::Known(FileSchema { tried, ..schema }))
}

/// What a custom classifier makes of a sample, and how certain it is.
fn custom(
    classifier: &Prepared,
    sample: &TextSample,
    compression: Compression,
    types: TypeRules,
) -> Result<(f64, FileSchema), Mismatch> {
    match classifier {
        Prepared::Csv(classifier) => {
            let schema = infer_csv(&sample.bytes, sample.complete, &CsvRules { types, ..classifier.rules() })?;
            Ok((1.0, custom_csv(schema, classifier, sample, compression)))
        }
        Prepared::Grok { grok, format, .. } => {
            // A line longer than the sample is no line of a log: more of it would not help.
            let schema = infer_grok(&sample.bytes, sample.complete, grok)
                .map_err(|mismatch| Mismatch { needs_more: false, ..mismatch })?;
            Ok((schema.certainty(), lines(schema, Arc::clone(format), sample, compression)))
        }
        Prepared::Json { path, text, .. } => {
            let schema = infer_json_path(&sample.bytes, sample.complete, path)?;
            Ok((1.0, json_path(schema, Arc::clone(text), sample, compression)))
        }
        Prepared::Xml(classifier) => {
            let schema = infer_xml(&sample.bytes, sample.complete, classifier.row_tag.as_deref())?;
            Ok((1.0, xml(schema, &classifier.classification, sample, compression)))
        }
    }
}

fn log(input: &Input<'_>) -> Result<FileSchema, Mismatch> {
    let found = infer_logs(&input.sample.bytes, input.sample.complete, &input.overridden)
        .map_err(|mismatch| Mismatch { needs_more: false, ..mismatch })?;
    let format = GrokFormat {
        classification: found.classification.to_owned(),
        pattern: found.pattern.to_owned(),
        custom_patterns: None,
    };
    Ok(lines(found.schema, Arc::new(format), input.sample, input.compression))
}

fn lines(schema: GrokSchema, format: Arc<GrokFormat>, sample: &TextSample, compression: Compression) -> FileSchema {
    FileSchema {
        key: CompatKey { format: Format::Grok(format), compression },
        columns: schema.columns,
        all_quoted: false,
        paths: Default::default(),
        stats: sampled(schema.lines, schema.line_bytes, sample),
        notes: schema.notes,
        hints: Vec::new(),
        tried: Vec::new(),
    }
}

fn xml(schema: XmlSchema, classification: &str, sample: &TextSample, compression: Compression) -> FileSchema {
    let format = XmlFormat { classification: classification.to_owned(), row_tag: schema.row_tag };
    FileSchema {
        key: CompatKey { format: Format::Xml(Arc::new(format)), compression },
        columns: schema.columns,
        all_quoted: false,
        paths: Default::default(),
        stats: sampled(schema.records, schema.record_bytes, sample),
        notes: schema.notes,
        hints: Vec::new(),
        tried: Vec::new(),
    }
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
        hints: Vec::new(),
        tried: Vec::new(),
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
        hints: schema.hints,
        tried: Vec::new(),
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
        hints: schema.hints,
        tried: Vec::new(),
    }
}

fn json_path(schema: JsonPathSchema, path: Arc<str>, sample: &TextSample, compression: Compression) -> FileSchema {
    FileSchema {
        key: CompatKey { format: Format::JsonPath(path), compression },
        columns: schema.columns,
        all_quoted: false,
        paths: schema.paths.into_iter().collect(),
        // Rows share the text around them.
        stats: sampled(schema.records, sample.bytes.len() as u64, sample),
        notes: schema.notes,
        hints: Vec::new(),
        tried: Vec::new(),
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
    use crate::classifier::{Classifier, GrokClassifier, JsonClassifier};

    fn column_texts(schema: &FileSchema) -> Vec<String> {
        schema.columns.iter().map(|column| format!("{} {}", column.name, column.shape.to_hive())).collect()
    }

    fn classify(text: &str, classifiers: &[CsvClassifier]) -> Answer {
        let sample = TextSample { bytes: text.into(), complete: true, stored_bytes: text.len() as u64 };
        let classifiers = classifiers.iter().cloned().map(Prepared::Csv).collect();
        let rules = Rules { classifiers, ..Rules::default() };
        classify_text(&sample, text.len() as u64, Compression::None, &rules, true)
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
        assert_eq!(reasons.len(), 6, "{reasons:?}");
        let Answer::Is(Outcome::Unknown(reasons)) = classify("Obj\u{1}avro", &[]) else { panic!("known") };
        assert!(reasons[0].contains("not avro: its header ends early"), "{reasons:?}");
    }

    fn prepared(classifier: impl Into<Classifier>) -> Rules {
        Rules { classifiers: vec![Prepared::new(&classifier.into()).unwrap()], ..Rules::default() }
    }

    #[test]
    fn the_longest_sample_is_the_last_word() {
        let classifiers = prepared(JsonClassifier { name: "j".to_owned(), json_path: "$.nope".to_owned() });
        let bytes = b"{\"a\":1}\n{\"a\"".to_vec();
        let sample = TextSample { stored_bytes: bytes.len() as u64, bytes, complete: false };
        let answer = |may_grow| classify_text(&sample, 99, Compression::None, &classifiers, may_grow);
        assert_eq!(answer(true), Answer::NeedsMore);
        let Answer::Is(Outcome::Known(schema)) = answer(false) else { panic!("not known") };
        assert_eq!(column_texts(&schema), ["a int"]);
    }

    #[test]
    fn custom_classifiers_take_the_place_of_built_in_ones_of_their_name() {
        let text = b"a,b\n1,2\n".to_vec();
        let sample = TextSample { stored_bytes: text.len() as u64, bytes: text, complete: true };
        for (classification, is_known) in [("csv", false), ("other", true)] {
            let classifiers = prepared(GrokClassifier {
                name: "g".to_owned(),
                classification: classification.to_owned(),
                grok_pattern: "no line has this".to_owned(),
                custom_patterns: None,
            });
            let answer = classify_text(&sample, 8, Compression::None, &classifiers, false);
            assert_eq!(matches!(answer, Answer::Is(Outcome::Known(_))), is_known, "{classification}");
        }
    }
}
