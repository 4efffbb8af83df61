//! Which stripes can have rows for which a condition is true, by the statistics of the footer.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, UInt64Array};
use arrow_schema::DataType;
use boathouse_schema::{HiveType, to_arrow};
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::{Column, ScalarValue};
use datafusion::physical_expr_common::physical_expr::snapshot_physical_expr;
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use orc_rust::reader::metadata::FileMetadata;
use orc_rust::schema::DataType as Orc;
use orc_rust::statistics::{ColumnStatistics, TypeStatistics};

use super::super::OrcOptions;
use super::super::scalar::parse_decimal;
use super::super::source::Predicate;
use super::columns::find;

/// Whether each stripe has to be read. What cannot be told is read.
pub(super) fn stripes(options: OrcOptions, predicate: Option<&Predicate>, footer: &FileMetadata) -> Vec<bool> {
    let all = vec![true; footer.stripe_metadatas().len()];
    let Some(predicate) = predicate else { return all };
    let statistics = Stripes { options, predicate, footer };
    let keep = snapshot_physical_expr(Arc::clone(&predicate.condition))
        .and_then(|condition| {
            PruningPredicateBuilder::new().with_file_schema(Arc::clone(&predicate.schema)).try_build(condition)
        })
        .and_then(|condition| condition.prune(&statistics));
    keep.unwrap_or(all)
}

struct Stripes<'a> {
    options: OrcOptions,
    predicate: &'a Predicate,
    footer: &'a FileMetadata,
}

impl Stripes<'_> {
    /// The table's type of a column, and the statistics of it in every stripe.
    fn column(&self, column: &Column) -> Option<(DataType, HiveType, &Orc, Vec<Option<&ColumnStatistics>>)> {
        let index = self.predicate.schema.index_of(&column.name).ok()?;
        // Keys of the partition come after the columns.
        let source = self.predicate.columns.get(index)?;
        let root = self.footer.root_data_type();
        let orc = root.children().get(find(self.options, source, root)?)?.data_type();
        let declared = to_arrow(&source.hive).ok()?;
        let known = self.footer.stripe_metadatas().iter();
        let known = known.map(|stripe| stripe.column_statistics().get(orc.column_index())).collect();
        // A partition's type that becomes another in the table need not keep the order of its values.
        (declared == source.target).then(|| (declared, source.hive.clone(), orc, known))
    }

    fn bounds(&self, column: &Column, bound: impl Fn(&TypeStatistics) -> Option<Bound>) -> Option<ArrayRef> {
        let (declared, hive, orc, known) = self.column(column)?;
        let null = ScalarValue::try_from(&declared).ok()?;
        let values = known.into_iter().map(|statistics| {
            let bound = statistics.and_then(ColumnStatistics::type_statistics).and_then(&bound);
            bound.and_then(|bound| bound.value(orc, &hive, &declared)).unwrap_or_else(|| null.clone())
        });
        ScalarValue::iter_to_array(values).ok()
    }
}

/// A bound as the footer has it.
enum Bound {
    Integer(i64),
    Text(String),
    Days(i32),
    Decimal(String),
}

impl Bound {
    /// The bound in the table's type; nothing where a file's values are read as another kind of value.
    fn value(&self, orc: &Orc, hive: &HiveType, declared: &DataType) -> Option<ScalarValue> {
        match (self, orc, hive) {
            (
                Self::Integer(value),
                Orc::Byte { .. } | Orc::Short { .. } | Orc::Int { .. } | Orc::Long { .. },
                HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt,
            ) => ScalarValue::Int64(Some(*value)).cast_to(declared).ok(),
            // Blanks at the end of `char` and what `varchar` cuts off change the order.
            (Self::Text(text), Orc::String { .. }, HiveType::String) => Some(ScalarValue::Utf8View(Some(text.clone()))),
            (Self::Days(days), Orc::Date { .. }, HiveType::Date) => Some(ScalarValue::Date32(Some(*days))),
            (Self::Decimal(text), Orc::Decimal { scale: found, .. }, HiveType::Decimal { precision, scale })
                if *found == u32::from(*scale) =>
            {
                let value = parse_decimal(text.as_bytes(), *precision, *scale)?;
                match declared {
                    DataType::Decimal64(precision, scale) => {
                        Some(ScalarValue::Decimal64(Some(i64::try_from(value).ok()?), *precision, *scale))
                    }
                    DataType::Decimal128(precision, scale) => {
                        Some(ScalarValue::Decimal128(Some(value), *precision, *scale))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

impl PruningStatistics for Stripes<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, |statistics| match statistics {
            TypeStatistics::Integer { min, .. } => Some(Bound::Integer(*min)),
            // The empty text is below all others, whether it was written or is what stands for nothing written.
            TypeStatistics::String { lower_bound, .. } => Some(Bound::Text(lower_bound.clone())),
            TypeStatistics::Date { min, .. } => Some(Bound::Days(*min)),
            TypeStatistics::Decimal { min, .. } => Some(Bound::Decimal(min.clone())),
            // NaN is in no bounds, and timestamps are those of a zone.
            _ => None,
        })
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, |statistics| match statistics {
            TypeStatistics::Integer { max, .. } => Some(Bound::Integer(*max)),
            TypeStatistics::String { upper_bound, is_exact_max, .. } => {
                (*is_exact_max || !upper_bound.is_empty()).then(|| Bound::Text(upper_bound.clone()))
            }
            TypeStatistics::Date { max, .. } => Some(Bound::Days(*max)),
            TypeStatistics::Decimal { max, .. } => Some(Bound::Decimal(max.clone())),
            _ => None,
        })
    }

    fn num_containers(&self) -> usize {
        self.footer.stripe_metadatas().len()
    }

    /// Rows without a value: writers that know no `hasNull` leave it out, so it is not asked.
    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        let (_, _, _, known) = self.column(column)?;
        let rows = self.footer.stripe_metadatas().iter().map(|stripe| stripe.number_of_rows());
        let nulls = rows.zip(known).map(|(rows, statistics)| rows.checked_sub(statistics?.number_of_values()));
        Some(Arc::new(nulls.collect::<UInt64Array>()))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        let rows = self.footer.stripe_metadatas().iter().map(|stripe| stripe.number_of_rows());
        Some(Arc::new(rows.collect::<UInt64Array>()))
    }

    fn contained(&self, _column: &Column, _values: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}
