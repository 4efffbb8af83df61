//! The exact shape in which a crawler writes tables and partitions.

mod classified;
mod parameters;
mod partitions;
mod precise;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use boathouse_catalog::{Column, Parameters, SerDeInfo, StorageDescriptor};
use boathouse_formats::infer::{Compression, TypeRules};
use boathouse_schema::{S3Uri, SerDe, StorageFormat};

use self::parameters::Statistics;
use crate::group::{Candidate, Level};
use crate::lint::Lint;
use crate::partition::PlannedPartition;
use crate::plan::{LogLine, PartitionKeyPlan, Reason};
use crate::schema::{CommonSchema, CompatKey, Format, MergedColumn, MergedColumns, Object, Outcome};
use crate::targets::CONNECTION_NAME;

/// Notes of objects quoted for one table.
const NOTES_MAX: usize = 20;

/// A table as the data says it should be; it has no name yet.
#[derive(Debug, Clone)]
pub(crate) struct FoundTable {
    pub location: String,
    /// What the name is made of: the folder's or object's name.
    pub base_name: String,
    pub columns: Vec<FoundColumn>,
    pub partition_keys: Vec<PartitionKeyPlan>,
    pub descriptor: StorageDescriptor,
    pub partitions: Vec<PlannedPartition>,
    pub reason: Reason,
    pub log: Vec<LogLine>,
    /// Whether new columns may be merged into the table that the catalog has, which is for inferred tables.
    pub merges: bool,
    /// Another table lies at the same location; their input formats tell them apart.
    pub shares_location: bool,
    /// What the table's maker says about it.
    pub description: Option<String>,
    /// What is legal and will be regretted.
    pub lints: Vec<Lint>,
    /// How the format of the first object was recognised, a line each.
    pub classified: Vec<String>,
}

/// A column with the reason of its type.
#[derive(Debug, Clone)]
pub(crate) struct FoundColumn {
    pub column: Column,
    pub reason: Reason,
}

impl FoundTable {
    /// A table that is written down somewhere, not inferred. Members that are left empty are to be filled.
    pub fn written(location: String) -> Self {
        Self {
            location,
            base_name: String::new(),
            columns: Vec::new(),
            partition_keys: Vec::new(),
            descriptor: StorageDescriptor::default(),
            partitions: Vec::new(),
            reason: Reason::default(),
            log: Vec::new(),
            merges: false,
            shares_location: false,
            lints: Vec::new(),
            classified: Vec::new(),
            description: None,
        }
    }

    /// The connection through which the table is reached, when it is not in the lake.
    pub fn connection(&self) -> Option<&str> {
        self.descriptor.parameters.as_ref()?.get(CONNECTION_NAME).map(String::as_str)
    }

    /// Parameters, the same on table and descriptor.
    pub fn parameters(&self) -> Parameters {
        self.descriptor.parameters.clone().unwrap_or_default()
    }
}

/// What tables of one target have in common.
pub(crate) struct TableContext<'a> {
    pub root: &'a S3Uri,
    pub objects: &'a [Object],
    pub exclusions: &'a [String],
    pub crawler: &'a str,
    pub types: TypeRules,
    /// Whether to say how formats were recognised.
    pub explain: bool,
}

/// What the objects of a table or of one of its partitions say together, besides columns.
struct Whole<'a> {
    objects: Vec<&'a Object>,
    /// Each once.
    schemas: Vec<&'a CommonSchema>,
}

impl<'a> Whole<'a> {
    fn of<'f>(objects: &'a [Object], files: impl Iterator<Item = &'f usize>) -> Self {
        let objects: Vec<&Object> = files.map(|i| &objects[*i]).collect();
        let mut seen: HashSet<*const CommonSchema> = HashSet::new();
        let known = objects.iter().filter_map(|object| match &object.outcome {
            Outcome::Known(known) => Some(&known.schema),
            _ => None,
        });
        let schemas = known.filter(|schema| seen.insert(Arc::as_ptr(schema))).map(Arc::as_ref).collect();
        Self { objects, schemas }
    }

    fn is_all_quoted(&self) -> bool {
        self.schemas.iter().all(|schema| schema.all_quoted)
    }

    /// Top-level JSON keys, or Avro schemas.
    fn paths(&self) -> BTreeSet<&'a str> {
        self.schemas.iter().flat_map(|schema| schema.paths.iter().map(String::as_str)).collect()
    }

    fn columns(&self) -> MergedColumns {
        let mut columns = MergedColumns::default();
        self.schemas.iter().for_each(|schema| columns.add_bare(schema));
        columns
    }
}

impl TableContext<'_> {
    pub fn table(&self, candidate: &Candidate) -> FoundTable {
        let mut log = self.object_notes(candidate);
        let location = match candidate.file {
            Some(file) => {
                let location = S3Uri::new(&self.root.bucket, &self.objects[file].key);
                log.push(LogLine::warn(format!("the table of {location} is one object: Athena finds no rows there")));
                location
            }
            None => self.folder(&candidate.root),
        };
        let levels = candidate.levels(candidate.root.len());
        let key_names = key_names(&levels);
        let mut columns = without_keys(&candidate.columns, &key_names, &candidate.key.format);
        if self.types == TypeRules::Precise {
            precise::widen(&mut columns, &candidate.key.format);
        }
        if let Some(name) = key_names.iter().find(|name| candidate.columns.columns.iter().any(|c| c.name == **name)) {
            log.push(LogLine::warn(format!(
                "'{name}' is a partition key and a column in the data of {location}: the key keeps the name"
            )));
        }
        let whole = Whole::of(self.objects, candidate.leaves.iter().flat_map(|leaf| &leaf.files));
        let schemas = whole.paths().len();
        if candidate.key.format == Format::Avro && schemas > 1 {
            log.push(LogLine::warn(format!(
                "the objects of {location} have {schemas} Avro schemas: avro.schema.literal is the longest of them"
            )));
        }
        let mut parameters = self.parameters(&candidate.key, &whole);
        if !levels.is_empty() {
            parameters.insert("partition_filtering.enabled".to_owned(), "true".to_owned());
        }
        let descriptor = self.descriptor(&candidate.key, &columns, &whole, location.to_string(), parameters);
        let partitions = self.partitions(candidate, &key_names, &columns, &mut log);
        FoundTable {
            base_name: location.last_component().to_owned(),
            location: location.to_string(),
            columns: columns.iter().map(|column| found_column(column, &candidate.key)).collect(),
            partition_keys: partition_keys(&levels, &key_names, &candidate.reason),
            partitions,
            descriptor,
            reason: candidate.reason.clone(),
            log,
            merges: true,
            shares_location: false,
            lints: Vec::new(),
            classified: if self.explain { self.classified(candidate) } else { Vec::new() },
            description: None,
        }
    }

    fn folder(&self, segments: &[String]) -> S3Uri {
        segments.iter().fold(self.root.clone(), |uri, segment| uri.join(segment)).folder()
    }

    fn descriptor(
        &self,
        key: &CompatKey,
        columns: &[MergedColumn],
        whole: &Whole<'_>,
        location: String,
        parameters: Parameters,
    ) -> StorageDescriptor {
        let (input_format, output_format, serde) = classes(&key.format);
        StorageDescriptor {
            columns: columns.iter().map(catalog_column).collect(),
            location: Some(location),
            input_format,
            output_format,
            compressed: key.compression != Compression::None,
            number_of_buckets: Some(-1),
            serde_info: serde.map(|class| SerDeInfo {
                name: None,
                serialization_library: Some(class),
                parameters: Some(parameters::serde(&key.format, whole)),
            }),
            bucket_columns: Some(Vec::new()),
            sort_columns: Some(Vec::new()),
            parameters: Some(parameters),
            stored_as_sub_directories: false,
            ..StorageDescriptor::default()
        }
    }

    fn parameters(&self, key: &CompatKey, whole: &Whole<'_>) -> Parameters {
        let statistics = Statistics::of(whole.objects.iter().copied());
        let exclusions = (!self.exclusions.is_empty()).then(|| parameters::exclusions(self.root, self.exclusions));
        parameters::table(key, whole, &statistics, self.crawler, exclusions)
    }

    /// What inference noted about the table's objects, the first of each kind.
    fn object_notes(&self, candidate: &Candidate) -> Vec<LogLine> {
        let files = candidate.leaves.iter().flat_map(|leaf| &leaf.files);
        let mut notes = files.filter_map(|i| match &self.objects[*i].outcome {
            Outcome::Known(known) => Some((&self.objects[*i].key, &known.own.notes)),
            _ => None,
        });
        let mut log = Vec::new();
        for (key, texts) in notes.by_ref() {
            for text in texts {
                if log.len() == NOTES_MAX {
                    log.push(LogLine::warn("further notes on objects of this table are left out".to_owned()));
                    return log;
                }
                log.push(LogLine::warn(format!("s3://{}/{key}: {text}", self.root.bucket)));
            }
        }
        log
    }
}

fn serde(format: &Format) -> Option<SerDe> {
    match format {
        Format::Csv { open_csv: true, .. } => Some(SerDe::OpenCsv),
        Format::Csv { open_csv: false, .. } => Some(SerDe::LazySimple),
        Format::Json { .. } | Format::JsonPath(_) => Some(SerDe::OpenXJson),
        Format::Parquet => Some(SerDe::Parquet),
        Format::Orc => Some(SerDe::Orc),
        Format::Avro => Some(SerDe::Avro),
        Format::Ion => Some(SerDe::Ion),
        Format::Grok(_) => Some(SerDe::Grok),
        Format::Xml(_) | Format::Bson | Format::Unknown => None,
    }
}

/// Input format, output format and SerDe by class. Those of XML and BSON are empty texts: no query reads them.
fn classes(format: &Format) -> (Option<String>, Option<String>, Option<String>) {
    if matches!(format, Format::Xml(_) | Format::Bson) {
        return (Some(String::new()), Some(String::new()), Some(String::new()));
    }
    let Some(serde) = serde(format) else { return (None, None, None) };
    let storage = StorageFormat::of(serde);
    let text = |text: &str| Some(text.to_owned());
    (text(storage.input_format), text(storage.output_format), text(serde.class_name()))
}

fn catalog_column(column: &MergedColumn) -> Column {
    Column::new(&column.name, column.shape.to_hive().to_string())
}

fn found_column(column: &MergedColumn, key: &CompatKey) -> FoundColumn {
    let (object, evidence) =
        column.evidence.clone().map_or((None, None), |(object, evidence)| (Some(object), evidence));
    let text = match &key.format {
        Format::Parquet | Format::Orc => "as the footers say",
        Format::Avro => "as the schemas in the files say",
        Format::Csv { open_csv: true, .. } => "OpenCSVSerDe reads text, or the classifier names the type",
        Format::Grok(_) => "a field of the pattern",
        _ if evidence.is_none() => "no value was seen, or the classifier names the type",
        _ => "the narrowest type of all values",
    };
    let text = match &column.before {
        Some(before) => format!("{text}: {before} until then"),
        None => text.to_owned(),
    };
    FoundColumn {
        column: catalog_column(column),
        reason: Reason {
            text,
            object,
            record: evidence.as_ref().map(|evidence| evidence.record),
            value: evidence.map(|evidence| evidence.value),
            ..Reason::default()
        },
    }
}

/// The key of `key=value` folders; of plain ones `partition_N`, N being the level below the table.
pub(crate) fn key_names(levels: &[Level]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (i, level) in levels.iter().enumerate() {
        let base = level.clone().unwrap_or_else(|| format!("partition_{i}"));
        names.push(distinct(base, |name| names.iter().any(|taken| taken == name)));
    }
    names
}

fn partition_keys(levels: &[Level], names: &[String], reason: &Reason) -> Vec<PartitionKeyPlan> {
    let plan = |(level, name): (&Level, &String)| {
        let text = match level {
            Some(key) => format!("folders '{key}=…' of data that is alike"),
            None => "folders of data that is alike".to_owned(),
        };
        let reason = Reason { text, ..reason.clone() };
        PartitionKeyPlan { name: name.clone(), data_type: "string".to_owned(), reason }
    };
    levels.iter().zip(names).map(plan).collect()
}

/// The columns a table can have beside its partition keys. Formats that find columns by name lose the
/// column; delimited text finds them by place, so there it is kept under another name.
fn without_keys(columns: &MergedColumns, keys: &[String], format: &Format) -> Vec<MergedColumn> {
    let taken = |name: &str| keys.iter().any(|key| key == name);
    let mut kept: Vec<MergedColumn> = Vec::with_capacity(columns.columns.len());
    for column in &columns.columns {
        if !taken(&column.name) {
            kept.push(column.clone());
        } else if matches!(format, Format::Csv { .. }) {
            let other = |name: &str| columns.columns.iter().any(|column| column.name == name) || taken(name);
            kept.push(MergedColumn { name: distinct(column.name.clone(), other), ..column.clone() });
        }
    }
    kept
}

fn distinct(base: String, taken: impl Fn(&str) -> bool) -> String {
    let mut candidate = base.clone();
    let mut n = 0usize;
    while taken(&candidate) {
        n += 1;
        candidate = format!("{base}_{n}");
    }
    candidate
}
