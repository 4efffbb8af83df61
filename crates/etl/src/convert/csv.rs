//! CSV with types: dialect and types are found in the beginning of some files.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use boathouse_formats::infer::{CsvRules, CsvSchema, HeaderRule, Shape, infer_csv};
use boathouse_schema::{HiveType, to_arrow};
use datafusion::arrow::datatypes::{Field, Schema};

use super::request::{ConvertRequest, ConvertTypes};
use crate::source::{BatchSource, Codec, CsvDialect, CsvFiles, SourceObject, first_record, head};
use crate::typed::{Misfit, TypedColumns, widened};
use crate::{Error, Result};

/// Files looked at for types; the others are expected to be alike, and widen columns when they are not.
const SAMPLED_FILES_MAX: usize = 8;
const SAMPLE_BYTES: usize = 1 << 20;

/// CSV files with a type for each column.
pub(super) struct CsvTable {
    files: CsvFiles,
    types: Vec<HiveType>,
    multiline: bool,
    broken_quotes: Arc<AtomicBool>,
    pub notes: Vec<String>,
}

impl CsvTable {
    pub async fn open(objects: Vec<SourceObject>, request: &ConvertRequest, threads: usize) -> Result<Self> {
        let mut notes = Vec::new();
        let mut rules = rules(request);
        let mut shapes: BTreeMap<String, Shape> = BTreeMap::new();
        let mut dialect = None;
        for object in sampled(&objects) {
            let codec = Codec::of_key(object.meta.location.as_ref());
            let (sample, complete) = head(object, codec, SAMPLE_BYTES).await?;
            let schema = infer_csv(&sample, complete, &rules);
            let schema = schema.map_err(|mismatch| Error::data(object.uri(), format!("this is no CSV: {mismatch}")))?;
            let dialect = dialect.get_or_insert_with(|| dialect_of(&schema));
            rules.delimiter = Some(dialect.delimiter);
            rules.header = if dialect.header { HeaderRule::Present } else { HeaderRule::Absent };
            notes.extend(schema.notes.iter().map(|note| format!("{}: {note}", object.uri())));
            let names = if dialect.header { first_record(object, codec, dialect).await? } else { Vec::new() };
            for (at, column) in schema.columns.into_iter().enumerate() {
                let name = names.get(at).map_or_else(|| format!("col{at}"), |name| name.trim().to_owned());
                let shape = match shapes.remove(&name) {
                    Some(known) => known.join(column.shape),
                    None => column.shape,
                };
                shapes.insert(name, shape);
            }
        }
        let Some(dialect) = dialect else { return Err(Error::InvalidInput("there is nothing to convert".into())) };
        let files = CsvFiles::open(objects, None, dialect, threads).await?;
        let type_of = |name: &String| match request.types {
            ConvertTypes::Strings => HiveType::String,
            ConvertTypes::Inferred => shapes.get(name).map_or(HiveType::String, Shape::to_hive),
        };
        let types = files.schema().fields().iter().map(|field| plain(type_of(field.name()))).collect();
        Ok(Self { files, types, multiline: false, broken_quotes: Arc::default(), notes })
    }

    /// The rows in the present types, and where a value that does not fit is remembered.
    pub fn source(&self) -> Result<(CsvFiles, Arc<TypedColumns>)> {
        let fields = self.files.schema().fields().iter().zip(&self.types);
        let fields = fields.map(|(field, hive)| Ok(Field::new(field.name(), to_arrow(hive)?, true)));
        let schema = Arc::new(Schema::new(fields.collect::<Result<Vec<_>>>()?));
        let typed = Arc::new(TypedColumns::new(Arc::clone(&schema)));
        let cast = Arc::clone(&typed);
        // Lines can be read on all cores as long as none of them is a part of a record.
        let broken = (!self.multiline).then(|| Arc::clone(&self.broken_quotes));
        let files = self.files.clone().with_multiline(self.multiline, broken);
        let source = files.finished_by(schema, Arc::new(move |batch| cast.cast(&batch)));
        Ok((source, typed))
    }

    /// After a failure: whether reading records over line ends can mend it, and what to say then.
    pub fn allow_multiline(&mut self) -> Option<String> {
        let mendable = !self.multiline && self.broken_quotes.load(Ordering::Relaxed);
        self.multiline |= mendable;
        mendable.then(|| "records hold line feeds in quotes, and were read one after the other".to_owned())
    }

    /// Gives the column a type that holds the value, and says so.
    pub fn widen(&mut self, misfit: &Misfit) -> Option<String> {
        let at = self.files.schema().fields().iter().position(|field| *field.name() == misfit.column)?;
        let data_type = self.types.get_mut(at)?;
        let wider = widened(data_type, &misfit.value);
        let note = format!(
            "column '{}' is {wider}, not {data_type} as it began, because of the value '{}'",
            misfit.column, misfit.value
        );
        *data_type = wider;
        Some(note)
    }
}

/// Text cannot be read as a nested type; such a column stays text.
fn plain(hive: HiveType) -> HiveType {
    if hive.is_nested() || hive == HiveType::Binary { HiveType::String } else { hive }
}

fn rules(request: &ConvertRequest) -> CsvRules {
    CsvRules {
        delimiter: request.delimiter,
        header: match request.header {
            None => HeaderRule::Detect,
            Some(true) => HeaderRule::Present,
            Some(false) => HeaderRule::Absent,
        },
        trim_values: true,
        single_column: true,
        ..CsvRules::default()
    }
}

fn dialect_of(schema: &CsvSchema) -> CsvDialect {
    CsvDialect { delimiter: schema.delimiter, header: schema.has_header, ..CsvDialect::default() }
}

/// Files spread evenly over all of them.
fn sampled(objects: &[SourceObject]) -> Vec<&SourceObject> {
    let count = objects.len().min(SAMPLED_FILES_MAX);
    (0..count).filter_map(|n| objects.get(n * objects.len() / count)).collect()
}
