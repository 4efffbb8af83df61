//! What one object is: its format, columns and record sizes.

mod known;

use std::collections::BTreeSet;
use std::sync::Arc;

use boathouse_formats::infer::{Compression, Evidence, Hint, InferredColumn, Shape};
use boathouse_schema::Classification;
use serde::{Deserialize, Serialize};

pub(crate) use self::known::{CommonSchema, Known, Own, Schemas};

/// The format of an object, as far as objects of one table must agree on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Format {
    Csv {
        delimiter: u8,
        quote: u8,
        has_header: bool,
        has_comments: bool,
        open_csv: bool,
    },
    Json {
        array_root: bool,
    },
    /// What a JSON path leads to.
    JsonPath(#[serde(with = "shared")] Arc<str>),
    Parquet,
    Orc,
    Avro,
    Bson,
    /// Text or binary.
    Ion,
    /// Lines that a pattern of named patterns takes apart.
    Grok(#[serde(with = "shared")] Arc<GrokFormat>),
    /// Elements of one name, each a row.
    Xml(#[serde(with = "shared")] Arc<XmlFormat>),
    Unknown,
}

/// What is shared is kept as if it were not.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize + ?Sized, S: Serializer>(value: &Arc<T>, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(value, serializer)
    }

    pub fn deserialize<'de, T: ?Sized, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<T>, D::Error>
    where
        Box<T>: Deserialize<'de>,
    {
        Box::<T>::deserialize(deserializer).map(Arc::from)
    }
}

/// What lines are called, and the pattern they fit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct GrokFormat {
    pub classification: String,
    pub pattern: String,
    /// Patterns of the classifier's own, a line each.
    pub custom_patterns: Option<String>,
}

/// What the elements are called, and their name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct XmlFormat {
    pub classification: String,
    pub row_tag: String,
}

impl Format {
    /// The word in the `classification` parameter.
    pub fn classification(&self) -> Option<&str> {
        match self {
            Self::Csv { .. } => Some(Classification::Csv.as_str()),
            Self::Json { .. } | Self::JsonPath(_) => Some(Classification::Json.as_str()),
            Self::Parquet => Some(Classification::Parquet.as_str()),
            Self::Orc => Some(Classification::Orc.as_str()),
            Self::Avro => Some(Classification::Avro.as_str()),
            Self::Bson => Some(Classification::Bson.as_str()),
            Self::Ion => Some(Classification::Ion.as_str()),
            Self::Grok(grok) => Some(&grok.classification),
            Self::Xml(xml) => Some(&xml.classification),
            Self::Unknown => None,
        }
    }
}

/// Only data of equal keys is ever combined.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct CompatKey {
    pub format: Format,
    pub compression: Compression,
}

impl CompatKey {
    pub const UNKNOWN: Self = Self { format: Format::Unknown, compression: Compression::None };

    /// What people call data of this key.
    pub fn describe(&self) -> String {
        let name = self.format.classification().unwrap_or("unknown");
        let details = match &self.format {
            Format::Csv { delimiter, has_header, .. } => {
                let header = if *has_header { "a header" } else { "no header" };
                format!("{name} (delimiter '{}', {header})", char::from(*delimiter).escape_default())
            }
            Format::Json { array_root: true } => format!("{name} (an array)"),
            Format::JsonPath(path) => format!("{name} (rows at {path})"),
            Format::Xml(xml) => format!("{name} (rows '{}')", xml.row_tag),
            _ => name.to_owned(),
        };
        if self.compression == Compression::None { details } else { format!("{details} {}", self.compression.as_str()) }
    }
}

/// How many records an object has and how long they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RecordStats {
    /// Counted by whoever wrote the file.
    Exact(u64),
    /// Seen in a sample.
    Sampled {
        /// Data records in the sample.
        records: u64,
        /// Their bytes, line ends not counted.
        record_bytes: u64,
        /// Bytes of the sample.
        text_bytes: u64,
        /// Bytes in the store that the sample came from.
        stored_bytes: u64,
    },
}

impl RecordStats {
    /// Records in an object of `size` bytes: its size by the mean record, as Glue reckons it, with
    /// the compression the sample showed.
    pub fn count(self, size: u64) -> u64 {
        match self {
            Self::Exact(records) => records,
            Self::Sampled { records, record_bytes, text_bytes, stored_bytes } => {
                let average = (record_bytes / records.max(1)).max(1);
                let text = u128::from(size) * u128::from(text_bytes) / u128::from(stored_bytes.max(1));
                u64::try_from(text / u128::from(average)).unwrap_or(u64::MAX)
            }
        }
    }
}

/// Everything an object's bytes say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileSchema {
    pub key: CompatKey,
    pub columns: Vec<InferredColumn>,
    pub all_quoted: bool,
    /// What the file gives to the parameters of its SerDe: top-level JSON keys as written, or its Avro
    /// schema.
    pub paths: BTreeSet<String>,
    pub stats: RecordStats,
    /// What the reader of the data should know.
    pub notes: Vec<String>,
    /// What the types of columns do not say.
    pub hints: Vec<Hint>,
    /// Classifiers that were asked before, and why they did not know it; only where it is to be explained.
    pub tried: Vec<String>,
}

/// What came of looking at an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Outcome<K = Known> {
    /// A classifier knew it.
    Known(K),
    /// It can be read, and no classifier knew it; why, a line each.
    Unknown(Vec<String>),
    /// It is damaged or cannot be read.
    Unreadable(String),
    /// Left out by the target's sample size.
    NotSampled,
}

impl<K> Outcome<K> {
    /// The same outcome with what is known said in another way.
    pub fn map<T>(self, known: impl FnOnce(K) -> T) -> Outcome<T> {
        match self {
            Self::Known(schema) => Outcome::Known(known(schema)),
            Self::Unknown(why) => Outcome::Unknown(why),
            Self::Unreadable(why) => Outcome::Unreadable(why),
            Self::NotSampled => Outcome::NotSampled,
        }
    }
}

/// One object of a target.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub key: String,
    pub size: u64,
    pub outcome: Outcome,
}

impl Object {
    pub fn compat_key(&self) -> Option<CompatKey> {
        match &self.outcome {
            Outcome::Known(known) => Some(known.schema.key.clone()),
            Outcome::Unknown(_) => Some(CompatKey::UNKNOWN),
            Outcome::Unreadable(_) | Outcome::NotSampled => None,
        }
    }
}

/// A column of a folder: what its objects say together, and which of them decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MergedColumn {
    pub name: String,
    pub shape: Shape,
    /// Object and value that gave the column its present type.
    pub evidence: Option<(String, Option<Evidence>)>,
    /// The type that the objects before that one gave it.
    pub before: Option<String>,
}

/// Columns in the order of first appearance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct MergedColumns {
    pub columns: Vec<MergedColumn>,
}

impl MergedColumns {
    /// Names and types only.
    pub fn bare(schema: &CommonSchema) -> Self {
        let mut columns = Self::default();
        columns.add_bare(schema);
        columns
    }

    /// Adds names and types without what showed them.
    pub fn add_bare(&mut self, schema: &CommonSchema) {
        for (i, column) in schema.columns.iter().enumerate() {
            self.put(i, &column.name, &column.shape, || None);
        }
    }

    /// Adds what an object says.
    pub fn add(&mut self, object: impl Fn() -> String, known: &Known) {
        for (i, (column, evidence)) in known.columns().enumerate() {
            self.put(i, &column.name, &column.shape, || Some((object(), evidence.cloned())));
        }
    }

    /// Adds what another folder says.
    pub fn add_all(&mut self, other: &Self) {
        for (i, column) in other.columns.iter().enumerate() {
            self.put(i, &column.name, &column.shape, || column.evidence.clone());
        }
    }

    fn put(
        &mut self,
        hint: usize,
        name: &str,
        shape: &Shape,
        evidence: impl FnOnce() -> Option<(String, Option<Evidence>)>,
    ) {
        // Files of one table nearly always have their columns at the same places.
        let hinted = self.columns.get(hint).is_some_and(|known| known.name == name).then_some(hint);
        let place = hinted.or_else(|| self.columns.iter().position(|known| known.name == name));
        match place {
            Some(place) => {
                let known = &mut self.columns[place];
                if known.shape != *shape {
                    let before = (known.shape != Shape::Unknown).then(|| known.shape.to_hive().to_string());
                    if known.shape.absorb(shape.clone()) {
                        (known.evidence, known.before) = (evidence(), before);
                    }
                }
            }
            None => self.columns.push(MergedColumn {
                name: name.to_owned(),
                shape: shape.clone(),
                evidence: evidence(),
                before: None,
            }),
        }
    }

    /// Number of columns of the same name whose types are equal or widen.
    pub fn matched(&self, other: &Self) -> usize {
        let types: std::collections::HashMap<&str, &Shape> =
            other.columns.iter().map(|column| (column.name.as_str(), &column.shape)).collect();
        let fits =
            |column: &&MergedColumn| types.get(column.name.as_str()).is_some_and(|s| s.widens_with(&column.shape));
        self.columns.iter().filter(fits).count()
    }

    /// Equal for equal names and types in any order.
    pub fn signature(&self) -> String {
        let mut parts: Vec<String> =
            self.columns.iter().map(|column| format!("{:?}:{:?}", column.name, column.shape)).collect();
        parts.sort_unstable();
        parts.join(";")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes and counts of published Glue tables.
    #[test]
    fn counts_follow_published_tables() {
        for (size, average, expected) in
            [(12322, 36, 342), (225_980, 15, 15065), (293_777, 307, 956), (1449, 25, 57), (310, 66, 4)]
        {
            let stats =
                RecordStats::Sampled { records: 10, record_bytes: average * 10 + 9, text_bytes: 1, stored_bytes: 1 };
            assert_eq!(stats.count(size), expected);
        }
        let gzip = RecordStats::Sampled { records: 1, record_bytes: 10, text_bytes: 1000, stored_bytes: 100 };
        assert_eq!(gzip.count(50), 50);
        assert_eq!(RecordStats::Exact(7).count(1), 7);
    }
}
