//! Partition projection: the partitions of a table are worked out from its parameters and the query's
//! filters instead of being looked up in the catalog.

mod conditions;
mod config;
mod date;
mod date_format;
mod injected;
mod integer;
mod listed;
mod now;
mod template;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use boathouse_catalog::Clock;
use boathouse_formats::read::{PartitionLocation, PartitionSource, TableLayout};
use boathouse_schema::S3Uri;
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::logical_expr::Expr;

use self::conditions::Conditions;
pub(super) use self::config::is_enabled;
use self::date::DateKey;
use self::injected::InjectedKey;
use self::integer::IntegerKey;
use self::listed::ListedKey;
use self::template::Template;
use super::mask::mask;
use super::partitions::{typed_column, values_schema};
use crate::Failure;

/// Partitions one scan may have.
const PARTITIONS_MAX: usize = 1_000_000;
/// Combinations looked at for that; what is beyond would take longer to rule out than a query may wait.
const CANDIDATES_MAX: usize = 4_000_000;
/// Values made between two looks at the filters.
const CHUNK: usize = 8192;

/// A value of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Value {
    /// As it stands in the location.
    text: String,
    /// As the key's type reads it, where that differs from the text.
    typed: Option<String>,
}

impl Value {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), typed: None }
    }

    fn read(&self) -> &str {
        self.typed.as_deref().unwrap_or(&self.text)
    }
}

/// How the values of a key come about.
#[derive(Debug)]
enum KeyValues {
    Listed(ListedKey),
    Integer(IntegerKey),
    Date(DateKey),
    Injected(InjectedKey),
}

impl KeyValues {
    /// The values that may match, one after the other; a caller that has enough stops asking.
    fn candidates<'a>(
        &'a self,
        conditions: &Conditions,
        now_ms: i64,
    ) -> Result<Box<dyn Iterator<Item = Value> + Send + 'a>, Failure> {
        match self {
            Self::Listed(key) => Ok(Box::new(key.candidates())),
            Self::Integer(key) => Ok(Box::new(key.candidates(conditions))),
            Self::Date(key) => key.candidates(conditions, now_ms),
            Self::Injected(key) => Ok(Box::new(key.candidates(conditions)?.into_iter())),
        }
    }
}

/// The partitions of one table, as its parameters describe them.
#[derive(Debug)]
pub(super) struct ProjectedPartitions {
    /// What messages call the table.
    name: String,
    layout: TableLayout,
    keys: Vec<KeyValues>,
    location: S3Uri,
    template: Option<Template>,
    clock: Clock,
}

#[async_trait]
impl PartitionSource for ProjectedPartitions {
    async fn partitions(&self, filters: &[Expr]) -> boathouse_formats::Result<Vec<PartitionLocation>> {
        let now_ms = self.clock.now_ms();
        let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
        for index in 0..self.keys.len() {
            let values = self.values(index, filters, now_ms).await?;
            rows = self.extend(rows, values, filters)?;
        }
        rows.into_iter().map(|row| self.place(row)).collect()
    }
}

impl ProjectedPartitions {
    /// The values of one key that its own conditions leave.
    async fn values(&self, index: usize, filters: &[Expr], now_ms: i64) -> boathouse_formats::Result<Vec<Value>> {
        let keys = self.layout.partition_keys.get(index..=index).unwrap_or_default();
        let (Some((name, _)), Some(key)) = (keys.first(), self.keys.get(index)) else { return Ok(Vec::new()) };
        let conditions = Conditions::of(filters, name);
        let mut candidates = key.candidates(&conditions, now_ms).map_err(external)?;
        let (mut kept, mut seen) = (Vec::new(), 0);
        loop {
            let chunk: Vec<Vec<Value>> = candidates.by_ref().take(CHUNK).map(|value| vec![value]).collect();
            if chunk.is_empty() {
                return Ok(kept);
            }
            seen += chunk.len();
            kept.extend(self.matching(chunk, filters, index..index + 1)?.into_iter().flatten());
            if kept.len() > PARTITIONS_MAX || seen > CANDIDATES_MAX {
                return Err(self.too_many());
            }
            tokio::task::yield_now().await;
        }
    }

    /// Every row with every value behind it, as far as the filters on the keys so far leave it.
    fn extend(
        &self,
        rows: Vec<Vec<Value>>,
        values: Vec<Value>,
        filters: &[Expr],
    ) -> boathouse_formats::Result<Vec<Vec<Value>>> {
        if rows.len().saturating_mul(values.len()) > CANDIDATES_MAX {
            return Err(self.too_many());
        }
        let width = rows.first().map_or(0, Vec::len) + 1;
        let mut kept = Vec::new();
        for row in rows {
            let longer = values.iter().map(|value| {
                let mut longer = row.clone();
                longer.push(value.clone());
                longer
            });
            kept.extend(longer);
        }
        // One key alone was asked when its values were made.
        let kept = if width == 1 { kept } else { self.matching(kept, filters, 0..width)? };
        if kept.len() > PARTITIONS_MAX { Err(self.too_many()) } else { Ok(kept) }
    }

    /// Those rows for which all filters on these keys may be true.
    fn matching(
        &self,
        rows: Vec<Vec<Value>>,
        filters: &[Expr],
        keys: std::ops::Range<usize>,
    ) -> boathouse_formats::Result<Vec<Vec<Value>>> {
        if filters.is_empty() || rows.is_empty() {
            return Ok(rows);
        }
        let keys = self.layout.partition_keys.get(keys).unwrap_or_default();
        let columns = keys.iter().enumerate().map(|(at, (name, data_type))| {
            typed_column(name, data_type, rows.iter().map(|row| row.get(at).map(Value::read)))
        });
        let columns: Vec<ArrayRef> = columns.collect::<boathouse_formats::Result<_>>()?;
        let keep = mask(&RecordBatch::try_new(values_schema(keys)?, columns)?, filters);
        Ok(rows.into_iter().zip(keep).filter_map(|(row, keep)| keep.then_some(row)).collect())
    }

    fn place(&self, row: Vec<Value>) -> boathouse_formats::Result<PartitionLocation> {
        let names = self.layout.partition_keys.iter().map(|(name, _)| name.as_str());
        let location = match &self.template {
            Some(template) => template.fill(names.zip(row.iter().map(|value| value.text.as_str()))).parse::<S3Uri>()?,
            None => names.zip(&row).fold(self.location.clone(), |folder, (name, value)| {
                folder.join(&boathouse_schema::partition_segment(name, Some(&value.text)))
            }),
        };
        let values = row.into_iter().map(|value| value.typed.unwrap_or(value.text)).collect();
        Ok(PartitionLocation { location: location.folder(), values, layout: None })
    }

    fn too_many(&self) -> boathouse_formats::Error {
        let text = format!(
            "Query over table '{}' can potentially read more than {PARTITIONS_MAX} partitions; \
             its partitions are projected: give a narrower condition on the partition columns",
            self.name
        );
        external(Failure::engine("HIVE_EXCEEDED_PARTITION_LIMIT", None, &text))
    }
}

fn external(failure: Failure) -> boathouse_formats::Error {
    datafusion::error::DataFusionError::External(Box::new(failure)).into()
}
