//! `Parameters` of tables and partitions, and of their SerDes.

use boathouse_catalog::Parameters;
use boathouse_schema::S3Uri;

use super::Whole;
use crate::schema::{CompatKey, Format, Object, Outcome, RecordStats};

/// Where Hive looks for the schema that an Avro table is read by; Glue writes it in three places.
const AVRO_SCHEMA: &str = "avro.schema.literal";

/// What the objects of a table or partition come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Statistics {
    pub objects: u64,
    pub bytes: u64,
    pub records: u64,
    pub average_record_bytes: u64,
}

impl Statistics {
    pub fn of<'a>(objects: impl Iterator<Item = &'a Object> + Clone) -> Self {
        let mut totals = Self::default();
        let (mut seen_records, mut seen_bytes) = (0u64, 0u64);
        let (mut counted, mut counted_bytes, mut unsampled_bytes) = (0u64, 0u64, 0u64);
        for object in objects {
            totals.objects += 1;
            totals.bytes += object.size;
            match &object.outcome {
                Outcome::Known(known) => {
                    let count = known.own.stats.count(object.size);
                    counted += count;
                    counted_bytes += object.size;
                    let (records, bytes) = match known.own.stats {
                        RecordStats::Exact(records) => (records, object.size),
                        RecordStats::Sampled { records, record_bytes, .. } => (records, record_bytes),
                    };
                    seen_records += records;
                    seen_bytes += bytes;
                }
                Outcome::NotSampled => unsampled_bytes += object.size,
                Outcome::Unknown(_) | Outcome::Unreadable(_) => {}
            }
        }
        // Objects that were not sampled are taken to be as dense as those that were.
        let estimated = u128::from(unsampled_bytes) * u128::from(counted) / u128::from(counted_bytes.max(1));
        totals.records = counted + u64::try_from(estimated).unwrap_or(u64::MAX);
        totals.average_record_bytes = seen_bytes / seen_records.max(1);
        totals
    }
}

/// `["s3://b/p/*foil*","s3://b/p/*.zip"]`
pub(super) fn exclusions(root: &S3Uri, patterns: &[String]) -> String {
    let prefix = root.to_string();
    let absolute: Vec<String> = patterns
        .iter()
        .map(|pattern| if pattern.starts_with(&prefix) { pattern.clone() } else { format!("{prefix}{pattern}") })
        .collect();
    serde_json::to_string(&absolute).unwrap_or_default()
}

pub(super) fn table(
    key: &CompatKey,
    whole: &Whole<'_>,
    statistics: &Statistics,
    crawler: &str,
    exclusions: Option<String>,
) -> Parameters {
    let mut parameters = Parameters::new();
    let mut put = |name: &str, value: String| parameters.insert(name.to_owned(), value);
    put("UPDATED_BY_CRAWLER", crawler.to_owned());
    put("objectCount", statistics.objects.to_string());
    put("sizeKey", statistics.bytes.to_string());
    if let Some(exclusions) = exclusions {
        put("exclusions", exclusions);
    }
    let Some(classification) = key.format.classification() else { return parameters };
    put("CrawlerSchemaDeserializerVersion", "1.0".to_owned());
    put("CrawlerSchemaSerializerVersion", "1.0".to_owned());
    put("averageRecordSize", statistics.average_record_bytes.to_string());
    put("classification", classification.to_owned());
    put("compressionType", key.compression.as_str().to_owned());
    put("recordCount", statistics.records.to_string());
    put("typeOfData", "file".to_owned());
    match &key.format {
        Format::Csv { delimiter, has_header, has_comments, .. } => {
            put("areColumnsQuoted", whole.is_all_quoted().to_string());
            put("columnsOrdered", "true".to_owned());
            put("delimiter", char::from(*delimiter).to_string());
            if *has_header {
                put("skip.header.line.count", "1".to_owned());
            }
            if *has_comments {
                put("commentCharacter", "#".to_owned());
            }
        }
        Format::Grok(grok) => _ = put("grokPattern", grok.pattern.clone()),
        Format::JsonPath(path) => _ = put("jsonPath", path.to_string()),
        Format::Xml(xml) => _ = put("rowTag", xml.row_tag.clone()),
        Format::Avro => _ = put(AVRO_SCHEMA, avro_schema(whole)),
        Format::Json { .. } | Format::Parquet | Format::Orc | Format::Bson | Format::Ion | Format::Unknown => {}
    }
    parameters
}

pub(super) fn serde(format: &Format, whole: &Whole<'_>) -> Parameters {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    match format {
        Format::Csv { delimiter, quote, open_csv: true, .. } => [
            pair("separatorChar", char::from(*delimiter).to_string()),
            pair("quoteChar", char::from(*quote).to_string()),
            pair("escapeChar", "\\".to_owned()),
        ]
        .into(),
        Format::Csv { delimiter, .. } => [pair("field.delim", char::from(*delimiter).to_string())].into(),
        Format::Json { .. } | Format::JsonPath(_) => {
            [pair("paths", whole.paths().into_iter().collect::<Vec<_>>().join(","))].into()
        }
        Format::Parquet | Format::Orc => [pair("serialization.format", "1".to_owned())].into(),
        Format::Avro => [pair(AVRO_SCHEMA, avro_schema(whole)), pair("serialization.format", "1".to_owned())].into(),
        Format::Grok(grok) => {
            let custom = grok.custom_patterns.iter().map(|text| pair("input.grokCustomPatterns", text.clone()));
            [pair("input.format", grok.pattern.clone())].into_iter().chain(custom).collect()
        }
        Format::Xml(xml) => [pair("rowTag", xml.row_tag.clone())].into(),
        Format::Bson | Format::Ion | Format::Unknown => Parameters::new(),
    }
}

/// One schema for files that may have several: the longest, and of those the first by its bytes.
fn avro_schema(whole: &Whole<'_>) -> String {
    whole.paths().into_iter().rev().max_by_key(|schema| schema.len()).unwrap_or_default().to_owned()
}
