//! A table's partitions from the catalog: conditions on text keys are put to the catalog, the others
//! are evaluated on the listed values.
//!
//! A missing partition folder is no error: it has no rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use boathouse_catalog::{Catalog, Column, Partition, PartitionsRequest};
use boathouse_formats::read::{PartitionLocation, PartitionSource, RowFormat, TableLayout};
use boathouse_schema::{HIVE_DEFAULT_PARTITION, HiveType, S3Uri, to_arrow};
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};

use super::mask::mask;

/// The partitions of one catalog table.
pub(crate) struct CatalogPartitions {
    pub(crate) catalog: Catalog,
    pub(crate) database: String,
    pub(crate) table: String,
    pub(crate) layout: TableLayout,
    /// The table's own columns as the catalog has them, to see whether a partition's differ.
    pub(crate) columns: Vec<Column>,
    /// The table's own input format, which its partitions share.
    pub(crate) input_format: Option<String>,
    pub(crate) location: S3Uri,
    pub(crate) parameters: BTreeMap<String, String>,
}

impl std::fmt::Debug for CatalogPartitions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CatalogPartitions({}.{})", self.database, self.table)
    }
}

#[async_trait]
impl PartitionSource for CatalogPartitions {
    async fn partitions(&self, filters: &[Expr]) -> boathouse_formats::Result<Vec<PartitionLocation>> {
        let keys = &self.layout.partition_keys;
        let request = PartitionsRequest { expression: glue_terms(filters, keys), ..PartitionsRequest::default() };
        let mut scan = self.catalog.scan_partitions(&self.database, &self.table, request);
        let mut found = Vec::new();
        while let Some(page) = scan.next_page().await.map_err(external)? {
            let page = matching(page, filters, keys)?;
            for partition in page {
                found.push(self.location_of(partition)?);
            }
        }
        Ok(found)
    }
}

fn external(error: boathouse_catalog::Error) -> boathouse_formats::Error {
    let failure = crate::Failure::metastore(&error);
    datafusion::error::DataFusionError::External(Box::new(failure)).into()
}

impl CatalogPartitions {
    fn location_of(&self, partition: Partition) -> boathouse_formats::Result<PartitionLocation> {
        let location = match partition.location() {
            Some(location) => location.parse::<S3Uri>()?,
            None => self.hive_folder(&partition.values),
        };
        let layout = self.own_layout(&partition)?;
        Ok(PartitionLocation { location: location.folder(), values: partition.values, layout })
    }

    /// Where a partition without a location is: `key=value` folders below the table.
    fn hive_folder(&self, values: &[String]) -> S3Uri {
        let keys = self.layout.partition_keys.iter().map(|(name, _)| name);
        keys.zip(values).fold(self.location.clone(), |folder, (key, value)| {
            folder.join(&boathouse_schema::partition_segment(key, Some(value)))
        })
    }

    /// A table and its partitions are read through one input format, as Athena does it.
    fn check_input_format(&self, own: Option<&str>) -> boathouse_formats::Result<()> {
        match (own.filter(|own| !own.is_empty()), &self.input_format) {
            (Some(own), Some(tables)) if own != tables => Err(boathouse_formats::Error::NoInputFormat(own.to_owned())),
            _ => Ok(()),
        }
    }

    /// A partition's own columns and SerDe win over the table's, when it has any that differ.
    fn own_layout(&self, partition: &Partition) -> boathouse_formats::Result<Option<TableLayout>> {
        let Some(descriptor) = &partition.storage_descriptor else { return Ok(None) };
        self.check_input_format(descriptor.input_format.as_deref())?;
        let serde = descriptor.serde_info.as_ref();
        let format = match serde.and_then(|info| info.serialization_library.as_deref()) {
            Some(class) => {
                let parameters = serde.and_then(|info| info.parameters.clone()).unwrap_or_default();
                // Header lines and the like are the table's, unless the partition says otherwise.
                let mut table_parameters = self.parameters.clone();
                table_parameters.extend(partition.parameters.clone().unwrap_or_default());
                Some(RowFormat::from_serde(class, &parameters, &table_parameters)?)
            }
            None => None,
        };
        let same_columns =
            descriptor.columns.is_empty()
                || descriptor.columns.len() == self.columns.len()
                    && descriptor.columns.iter().zip(&self.columns).all(|(own, table)| {
                        own.name.eq_ignore_ascii_case(&table.name) && own.data_type == table.data_type
                    });
        let same_format = format.as_ref().is_none_or(|format| *format == self.layout.format);
        // A partition that says nothing of buckets has none.
        let bucketing = super::resolver::bucketing(Some(descriptor), &self.parameters);
        if same_columns && same_format && bucketing == self.layout.bucketing {
            return Ok(None);
        }
        let columns = if descriptor.columns.is_empty() {
            self.layout.columns.clone()
        } else {
            super::unions::passed_over(super::resolver::typed_columns(&descriptor.columns)?, &self.layout.format).0
        };
        let format = format.unwrap_or_else(|| self.layout.format.clone());
        Ok(Some(TableLayout { format, columns, bucketing, ..self.layout.clone() }))
    }
}

/// What of the filters can be said in the catalog's own language.
pub(crate) fn glue_terms(filters: &[Expr], keys: &[(String, HiveType)]) -> Option<String> {
    let terms: Vec<String> = filters.iter().filter_map(|filter| glue_expression(filter, keys)).collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

/// `filter` in the catalog's own language, when it compares text keys with literals; the catalog
/// compares text exactly, while the text of a number may be written in more ways than one.
fn glue_expression(filter: &Expr, keys: &[(String, HiveType)]) -> Option<String> {
    match filter {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            // A conjunction may be weakened to the half that can be said.
            match (glue_expression(left, keys), glue_expression(right, keys)) {
                (Some(left), Some(right)) => Some(format!("({left} AND {right})")),
                (one, other) => one.or(other),
            }
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            Some(format!("({} OR {})", glue_expression(left, keys)?, glue_expression(right, keys)?))
        }
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => {
            let (key, value, flipped) = match (text_key(left, keys), text_literal(right)) {
                (Some(key), Some(value)) => (key, value, false),
                _ => (text_key(right, keys)?, text_literal(left)?, true),
            };
            let sign = match (op, flipped) {
                (Operator::Eq, _) => "=",
                (Operator::Lt, false) | (Operator::Gt, true) => "<",
                (Operator::LtEq, false) | (Operator::GtEq, true) => "<=",
                (Operator::Gt, false) | (Operator::Lt, true) => ">",
                (Operator::GtEq, false) | (Operator::LtEq, true) => ">=",
                _ => return None,
            };
            Some(format!("{key} {sign} {}", quoted(&value)?))
        }
        Expr::InList(list) if !list.negated && !list.list.is_empty() => {
            let key = text_key(&list.expr, keys)?;
            let values: Option<Vec<String>> = list.list.iter().map(|item| quoted(&text_literal(item)?)).collect();
            Some(format!("{key} IN ({})", values?.join(", ")))
        }
        _ => None,
    }
}

fn text_key<'a>(expr: &Expr, keys: &'a [(String, HiveType)]) -> Option<&'a str> {
    let Expr::Column(column) = expr else { return None };
    let (name, data_type) = keys.iter().find(|(name, _)| name.eq_ignore_ascii_case(&column.name))?;
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (plain && *data_type == HiveType::String).then_some(name)
}

fn text_literal(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(ScalarValue::Utf8(text) | ScalarValue::LargeUtf8(text) | ScalarValue::Utf8View(text), _) => {
            text.clone()
        }
        _ => None,
    }
}

/// The default partition stands for NULL, so a condition on its name is not put to the catalog.
fn quoted(value: &str) -> Option<String> {
    (value != HIVE_DEFAULT_PARTITION && !value.contains(['\'', '\\'])).then(|| format!("'{value}'"))
}

/// Those of `page` for which all `filters` may be true.
fn matching(
    page: Vec<Partition>,
    filters: &[Expr],
    keys: &[(String, HiveType)],
) -> boathouse_formats::Result<Vec<Partition>> {
    if filters.is_empty() || keys.is_empty() || page.is_empty() {
        return Ok(page);
    }
    let keep = mask(&values_batch(&page, keys)?, filters);
    Ok(page.into_iter().zip(keep).filter_map(|(partition, keep)| keep.then_some(partition)).collect())
}

/// The typed values of partitions, a column for each key.
pub(crate) fn values_batch(page: &[Partition], keys: &[(String, HiveType)]) -> boathouse_formats::Result<RecordBatch> {
    let columns = keys.iter().enumerate().map(|(i, (name, data_type))| {
        typed_column(name, data_type, page.iter().map(|partition| partition.values.get(i).map(String::as_str)))
    });
    let columns = columns.collect::<boathouse_formats::Result<Vec<_>>>()?;
    Ok(RecordBatch::try_new(values_schema(keys)?, columns)?)
}

/// One key's values as its type reads them.
pub(super) fn typed_column<'a>(
    name: &str,
    data_type: &HiveType,
    values: impl Iterator<Item = Option<&'a str>>,
) -> boathouse_formats::Result<ArrayRef> {
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    let values = values.map(|value| value.filter(|value| *value != HIVE_DEFAULT_PARTITION));
    let text: ArrayRef = Arc::new(values.collect::<StringArray>());
    cast_with_options(&text, &to_arrow(data_type)?, &strict).map_err(|error| {
        let failure = crate::Failure::engine("HIVE_INVALID_PARTITION_VALUE", None, &format!("key '{name}': {error}"));
        datafusion::error::DataFusionError::External(Box::new(failure)).into()
    })
}

/// The columns of [`values_batch`].
pub(crate) fn values_schema(keys: &[(String, HiveType)]) -> boathouse_formats::Result<SchemaRef> {
    let fields = keys.iter().map(|(name, data_type)| Ok(Field::new(name, to_arrow(data_type)?, true)));
    Ok(Arc::new(Schema::new(fields.collect::<boathouse_formats::Result<Vec<_>>>()?)))
}

#[cfg(test)]
mod tests {
    use datafusion::prelude::{col, lit};

    use super::*;

    #[test]
    fn filters_in_the_catalogs_language() {
        let keys = [("dt".to_owned(), HiveType::String), ("month".to_owned(), HiveType::Int)];
        for (filter, expected) in [
            (col("dt").eq(lit("2020")), Some("dt = '2020'")),
            (lit("2020").lt(col("dt")), Some("dt > '2020'")),
            (col("dt").eq(lit("a")).and(col("month").eq(lit(1))), Some("dt = 'a'")),
            (col("dt").eq(lit("a")).or(col("month").eq(lit(1))), None),
            (col("dt").in_list(vec![lit("a"), lit("b")], false), Some("dt IN ('a', 'b')")),
            (col("dt").in_list(vec![lit("a")], true), None),
            (col("dt").not_eq(lit("a")), None),
            (col("month").eq(lit(1)), None),
            (col("dt").eq(lit("it's")), None),
            (col("dt").eq(lit(HIVE_DEFAULT_PARTITION)), None),
        ] {
            assert_eq!(glue_expression(&filter, &keys).as_deref(), expected, "{filter}");
        }
    }

    #[test]
    fn typed_values_are_compared_as_such() {
        let keys = [("month".to_owned(), HiveType::Int)];
        let page = ["01", "2", "12", HIVE_DEFAULT_PARTITION]
            .map(|value| Partition { values: vec![value.to_owned()], ..Partition::default() })
            .to_vec();
        let kept = matching(page, &[col("month").lt(lit(3))], &keys).expect("evaluated");
        let values: Vec<_> = kept.iter().map(|partition| partition.values[0].as_str()).collect();
        assert_eq!(values, ["01", "2"]);
    }
}
