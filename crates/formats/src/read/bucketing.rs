//! Which buckets of a bucketed table a query needs, by what its filters say of the bucket columns.

use std::collections::HashSet;

use boathouse_schema::{HiveType, to_arrow};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};

use super::TableLayout;
use crate::Result;

/// More rows of values than this are not looked up; the query reads all buckets then.
const COMBINATIONS_MAX: usize = 1_000;

/// Whether a type's values hash to the bucket that their file is: not those that a reader may cut, round or pad, and
/// not those of which equal ones have several forms.
pub(crate) fn tells_buckets(hive: &HiveType) -> bool {
    matches!(
        hive,
        HiveType::Boolean
            | HiveType::TinyInt
            | HiveType::SmallInt
            | HiveType::Int
            | HiveType::BigInt
            | HiveType::Date
            | HiveType::String
            | HiveType::Varchar(_)
    )
}

/// The buckets that rows for which all filters are true can be in; `None` when those can be in any.
pub(crate) fn wanted(layout: &TableLayout, filters: &[Expr]) -> Result<Option<HashSet<u32>>> {
    let Some(bucketing) = &layout.bucketing else { return Ok(None) };
    let mut rows: Vec<Vec<ScalarValue>> = vec![Vec::new()];
    for name in &bucketing.buckets.columns {
        let column = layout.columns.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        let Some((name, hive)) = column.filter(|(_, hive)| tells_buckets(hive)) else { return Ok(None) };
        let Some(values) = filters.iter().find_map(|filter| values(filter, name, hive)) else { return Ok(None) };
        if rows.len().saturating_mul(values.len()) > COMBINATIONS_MAX {
            return Ok(None);
        }
        rows = rows
            .iter()
            .flat_map(|row| values.iter().map(|value| row.iter().chain([value]).cloned().collect()))
            .collect();
    }
    let mut buckets = HashSet::new();
    for row in rows {
        let arrays = row.iter().map(|value| value.to_array_of_size(1)).collect::<Result<Vec<_>, _>>()?;
        let Some(bucket) = bucketing.of_row(&arrays)? else { return Ok(None) };
        buckets.insert(bucket);
    }
    Ok(Some(buckets))
}

/// All values of a column for which a filter can be true.
fn values(filter: &Expr, column: &str, hive: &HiveType) -> Option<Vec<ScalarValue>> {
    match filter {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            values(left, column, hive).or_else(|| values(right, column, hive))
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            let (mut left, right) = (values(left, column, hive)?, values(right, column, hive)?);
            left.extend(right);
            Some(left)
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => {
            let other = match (is_column(left, column), is_column(right, column)) {
                (true, false) => right,
                (false, true) => left,
                _ => return None,
            };
            literal(other, hive).map(|value| value.into_iter().collect())
        }
        Expr::InList(list) if !list.negated && is_column(&list.expr, column) => {
            let found: Option<Vec<_>> = list.list.iter().map(|item| literal(item, hive)).collect();
            found.map(|found| found.into_iter().flatten().collect())
        }
        Expr::Column(own) if own.name == column && *hive == HiveType::Boolean => {
            Some(vec![ScalarValue::Boolean(Some(true))])
        }
        Expr::Not(inner) if is_column(inner, column) && *hive == HiveType::Boolean => {
            Some(vec![ScalarValue::Boolean(Some(false))])
        }
        _ => None,
    }
}

/// The column itself, or made wider, which leaves its values what they are.
fn is_column(expr: &Expr, column: &str) -> bool {
    match expr {
        Expr::Column(own) => own.name == column,
        Expr::Cast(cast) if cast.field.data_type().is_integer() => is_column(&cast.expr, column),
        Expr::Alias(alias) => is_column(&alias.expr, column),
        _ => false,
    }
}

/// A literal as a value of the column: the outer `None` when that cannot be told, the inner when no value is equal
/// to it.
fn literal(expr: &Expr, hive: &HiveType) -> Option<Option<ScalarValue>> {
    let Expr::Literal(value, _) = expr else { return None };
    if value.is_null() {
        return Some(None);
    }
    // Bytes that are no text are shown as this sign, and hashed as what they are.
    let is_plain = |text: &str| {
        let chars = text.chars().count();
        !text.contains(char::REPLACEMENT_CHARACTER)
            && !matches!(hive, HiveType::Varchar(max) if usize::try_from(*max).is_ok_and(|max| chars >= max))
    };
    if let Some(Some(text)) = value.try_as_str()
        && !is_plain(text)
    {
        return None;
    }
    let target = to_arrow(hive).ok()?;
    let kinds = (value.data_type(), &target);
    let same_kind =
        kinds.0 == target || kinds.0.is_integer() && target.is_integer() || kinds.0.is_string() && target.is_string();
    if !same_kind {
        return None;
    }
    // A number beyond the column's type is equal to none of its values.
    Some(value.cast_to(&target).ok().filter(|cast| !cast.is_null()))
}

#[cfg(test)]
mod tests {
    use datafusion::prelude::{cast, col, lit};

    use super::super::testing::{LAZY, parse_columns, serde};
    use super::*;
    use crate::buckets::{BucketHash, Bucketing, Buckets};

    #[test]
    fn filters_choose_buckets() {
        let layout = |by: &[&str]| TableLayout {
            name: "db.t".to_owned(),
            format: serde(LAZY, &[]).unwrap(),
            columns: parse_columns("id:bigint;name:string;short:smallint;v:varchar(3);d:double;b:boolean"),
            partition_keys: vec![],
            bucketing: Some(Bucketing {
                buckets: Buckets { columns: by.iter().map(|name| (*name).to_owned()).collect(), count: 4 },
                hash: BucketHash::Hive,
            }),
        };
        let wide = |name: &str| cast(col(name), arrow_schema::DataType::Int32);
        for (by, filters, expected) in [
            (&["id"][..], vec![col("id").eq(lit(5_i64))], Some(vec![1])),
            (&["id"], vec![lit(7_i64).eq(col("id"))], Some(vec![3])),
            (&["id"], vec![col("id").in_list(vec![lit(1_i64), lit(2_i64), lit(5_i64)], false)], Some(vec![1, 2])),
            (&["id"], vec![col("id").eq(lit(1_i64)).or(col("id").eq(lit(2_i64)))], Some(vec![1, 2])),
            (&["id"], vec![col("id").eq(lit(1_i64)).or(col("name").eq(lit("a")))], None),
            (&["id"], vec![col("id").eq(lit(1_i64)).and(col("name").eq(lit("a")))], Some(vec![1])),
            (&["id"], vec![col("id").eq(lit(ScalarValue::Int64(None)))], Some(vec![])),
            (&["id"], vec![col("id").in_list(vec![lit(1_i64)], true)], None),
            (&["id"], vec![col("id").gt(lit(1_i64))], None),
            (&["id"], vec![col("id").eq(col("short"))], None),
            (&["short"], vec![wide("short").eq(lit(6_i32))], Some(vec![2])),
            (&["short"], vec![wide("short").eq(lit(70_000_i32))], Some(vec![])),
            (&["name"], vec![col("name").eq(lit("abc"))], Some(vec![96354 % 4])),
            (&["name"], vec![col("name").eq(lit("\u{fffd}"))], None),
            (&["v"], vec![col("v").eq(lit("ab"))], Some(vec![(97 * 31 + 98) % 4])),
            (&["v"], vec![col("v").eq(lit("abc"))], None),
            (&["d"], vec![col("d").eq(lit(1.0))], None),
            (&["b"], vec![col("b")], Some(vec![1])),
            (&["b"], vec![!col("b")], Some(vec![0])),
            (&["id", "name"], vec![col("id").eq(lit(5_i64))], None),
            (&["id", "name"], vec![col("id").eq(lit(5_i64)), col("name").eq(lit("abc"))], Some(vec![96509 % 4])),
        ] {
            let found = wanted(&layout(by), &filters).unwrap().map(|found| {
                let mut found: Vec<u32> = found.into_iter().collect();
                found.sort_unstable();
                found
            });
            assert_eq!(found, expected, "{by:?} {filters:?}");
        }
    }
}
