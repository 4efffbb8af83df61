//! What is run on every input: one function a sniffer or parser.

use std::sync::LazyLock;

use boathouse_crawler::{Configuration, Glob};
use boathouse_formats::grok::{Grok, GrokError};
use boathouse_formats::infer::{
    Compression, CsvRules, HeaderRule, InferredColumn, JsonPath, TypeRules, ZIP_TAIL_BYTES, ZipEntry, avro_columns,
    decompress_sample, infer_avro, infer_bson, infer_csv, infer_grok, infer_ion, infer_json, infer_json_path,
    infer_json_typed, infer_logs, infer_xml, orc_footer_of, parquet_footer_of,
};
use bytes::Bytes;

use crate::sequence::Sequence;

/// Decompressed text the crawler looks at first.
const SAMPLE_BYTES: usize = 1 << 20;

const PATHS: &[&str] = &["$", "$[*]", "$.a", "$.*", "$.a[*].b", "$[0]['b c'].*[*]"];
const PATTERNS: &[&str] = &[
    "%{TIMESTAMP_ISO8601:t} \\[%{DATA:a}\\] %{LOGLEVEL:l} : %{GREEDYDATA:m}",
    "(?:%{WORD:w}\\s*)+$",
    "(?<a>(?:x+)+y|.*)*%{NUMBER:n:double}",
    "%{COMBINEDAPACHELOG}",
];
/// Compiling them takes longer than most inputs do.
static COMPILED: LazyLock<Vec<(&str, Result<Grok, GrokError>)>> =
    LazyLock::new(|| PATTERNS.iter().map(|pattern| (*pattern, Grok::new(pattern, ""))).collect());
const TAGS: &[&str] = &["row", "a", "r", "x:y"];

/// One sniffer or parser, and what went wrong besides a panic.
pub(crate) struct Subject {
    pub name: &'static str,
    pub run: fn(&Input<'_>, &mut Sequence) -> Result<(), String>,
}

/// An input as the crawler has it.
pub(crate) struct Input<'a> {
    /// What is stored.
    pub stored: &'a [u8],
    /// What that is, decompressed when it is a stream.
    pub text: &'a [u8],
    /// Nothing of the text is missing.
    pub complete: bool,
}

pub(crate) const SUBJECTS: &[Subject] = &[
    Subject { name: "codecs", run: codecs },
    Subject { name: "zip", run: zip },
    Subject { name: "avro", run: |input, _| columns(infer_avro(input.text, input.complete).map(|s| s.columns)) },
    Subject { name: "bson", run: |input, _| columns(infer_bson(input.text, input.complete).map(|s| s.columns)) },
    Subject { name: "csv", run: csv },
    Subject { name: "csv with rules", run: csv_with_rules },
    Subject { name: "grok", run: grok },
    Subject { name: "grok patterns", run: grok_patterns },
    Subject { name: "ion", run: |input, _| columns(infer_ion(input.text, input.complete).map(|s| s.columns)) },
    Subject { name: "json", run: |input, _| columns(infer_json(input.text, input.complete).map(|s| s.columns)) },
    Subject {
        name: "json of precise types",
        run: |input, _| columns(infer_json_typed(input.text, input.complete, TypeRules::Precise).map(|s| s.columns)),
    },
    Subject { name: "json path", run: json_path },
    Subject { name: "avro schema", run: avro_schema },
    Subject {
        name: "logs",
        run: |input, _| columns(infer_logs(input.text, input.complete, &[]).map(|s| s.schema.columns)),
    },
    Subject {
        name: "orc",
        run: |input, _| columns(orc_footer_of(&Bytes::copy_from_slice(input.stored)).map(|s| s.columns)),
    },
    Subject {
        name: "parquet",
        run: |input, _| columns(parquet_footer_of(&Bytes::copy_from_slice(input.stored)).map(|s| s.columns)),
    },
    Subject { name: "xml", run: |input, _| columns(infer_xml(input.text, input.complete, None).map(|s| s.columns)) },
    Subject { name: "xml rows", run: xml_rows },
    Subject { name: "globs", run: globs },
    Subject { name: "configuration", run: configuration },
];

/// What the columns of an answer must be like. No answer is one, too.
fn columns<E>(answer: Result<Vec<InferredColumn>, E>) -> Result<(), String> {
    let Ok(columns) = answer else { return Ok(()) };
    for column in &columns {
        let text = column.shape.to_hive().to_string();
        if let Err(error) = text.parse::<boathouse_schema::HiveType>() {
            return Err(format!("column {:?} gets the type {text:?}, which is none: {error}", column.name));
        }
    }
    Ok(())
}

/// The text of a stream as the crawler gets it.
pub(crate) fn text(stored: &[u8]) -> Option<(Vec<u8>, bool)> {
    let compression = Compression::sniff(stored);
    if compression == Compression::None {
        return None;
    }
    let sample = decompress_sample(compression, stored, true, SAMPLE_BYTES).ok()?;
    Some((sample.bytes, sample.complete))
}

fn codecs(input: &Input<'_>, sequence: &mut Sequence) -> Result<(), String> {
    let limit = [0, 1, 1_000, SAMPLE_BYTES][sequence.below(4)];
    let is_all = sequence.one_in(2);
    let sniffed = Compression::sniff(input.stored);
    for compression in Compression::PACKED.iter().copied().filter(|codec| *codec == sniffed || sequence.one_in(3)) {
        let Ok(sample) = decompress_sample(compression, input.stored, is_all, limit) else { continue };
        if sample.bytes.len() > limit {
            return Err(format!("{compression:?} gives {} bytes where {limit} were wanted", sample.bytes.len()));
        }
    }
    Ok(())
}

fn zip(input: &Input<'_>, sequence: &mut Sequence) -> Result<(), String> {
    let from = input.stored.len().saturating_sub(usize::try_from(ZIP_TAIL_BYTES).unwrap_or(usize::MAX));
    let size = input.stored.len() as u64;
    let Ok(entry) = ZipEntry::only(&input.stored[from..], size) else { return Ok(()) };
    let head = &input.stored[..sequence.below(input.stored.len() + 1)];
    drop(entry.sample(head, head.len() == input.stored.len(), SAMPLE_BYTES));
    match entry.sample(input.stored, true, 1_000) {
        Ok(sample) if sample.bytes.len() > 1_000 => {
            Err(format!("{} bytes where 1,000 were wanted", sample.bytes.len()))
        }
        _ => Ok(()),
    }
}

fn csv(input: &Input<'_>, _: &mut Sequence) -> Result<(), String> {
    let Ok(schema) = infer_csv(input.text, input.complete, &CsvRules::default()) else { return Ok(()) };
    if schema.columns.len() < 2 {
        return Err(format!("{} columns make no CSV", schema.columns.len()));
    }
    columns(Ok::<_, ()>(schema.columns))
}

fn csv_with_rules(input: &Input<'_>, sequence: &mut Sequence) -> Result<(), String> {
    let rules = CsvRules {
        delimiter: sequence.one_in(2).then(|| sequence.byte()),
        quote: if sequence.one_in(2) { b'\'' } else { sequence.byte() },
        header: [HeaderRule::Detect, HeaderRule::Present, HeaderRule::Absent][sequence.below(3)],
        names: (0..sequence.below(4)).map(|n| format!("n{}", n / 2)).collect(),
        trim_values: sequence.one_in(2),
        single_column: sequence.one_in(2),
        types: if sequence.one_in(2) { TypeRules::Precise } else { TypeRules::Glue },
        ..CsvRules::default()
    };
    columns(infer_csv(input.text, input.complete, &rules).map(|schema| schema.columns))
}

fn grok(input: &Input<'_>, sequence: &mut Sequence) -> Result<(), String> {
    let (pattern, compiled) = sequence.pick(&COMPILED).ok_or("there is no pattern")?;
    let grok = compiled.as_ref().map_err(|error| format!("{pattern}: {error}"))?;
    columns(infer_grok(input.text, input.complete, grok).map(|schema| schema.columns))
}

/// The input as a pattern, and as patterns of one's own.
fn grok_patterns(input: &Input<'_>, sequence: &mut Sequence) -> Result<(), String> {
    let text = String::from_utf8_lossy(&input.stored[..input.stored.len().min(20_000)]);
    let lines = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaab\nGET /x HTTP/1.1\n2020-01-01T00:00:00Z [x] INFO : y\n";
    let found = if sequence.one_in(3) { Grok::new("%{OWN:a} %{DATA:b}", &text) } else { Grok::new(&text, "") };
    let Ok(grok) = found else { return Ok(()) };
    columns(infer_grok(lines.as_bytes(), true, &grok).map(|schema| schema.columns))
}

fn json_path(input: &Input<'_>, sequence: &mut Sequence) -> Result<(), String> {
    drop(String::from_utf8_lossy(input.stored).parse::<JsonPath>());
    let text = sequence.pick(PATHS).copied().unwrap_or_default();
    let path: JsonPath = text.parse().map_err(|error| format!("{text}: {error}"))?;
    columns(infer_json_path(input.text, input.complete, &path).map(|schema| schema.columns))
}

fn xml_rows(input: &Input<'_>, sequence: &mut Sequence) -> Result<(), String> {
    let tag = sequence.pick(TAGS).copied();
    columns(infer_xml(input.text, input.complete, tag).map(|schema| schema.columns))
}

fn avro_schema(input: &Input<'_>, _: &mut Sequence) -> Result<(), String> {
    columns(avro_columns(&String::from_utf8_lossy(input.text)).map(|(columns, _)| columns))
}

fn globs(input: &Input<'_>, _: &mut Sequence) -> Result<(), String> {
    if let Ok(glob) = Glob::new(&String::from_utf8_lossy(input.stored)) {
        glob.matches("a/b/c.csv");
        glob.matches(&"a/".repeat(500));
    }
    Ok(())
}

fn configuration(input: &Input<'_>, _: &mut Sequence) -> Result<(), String> {
    drop(Configuration::parse(&String::from_utf8_lossy(input.stored)));
    Ok(())
}
