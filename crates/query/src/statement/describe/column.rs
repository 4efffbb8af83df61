//! `DESCRIBE table column[.field …]` and `DESCRIBE FORMATTED table column`, which tells what is known of its values.

use boathouse_catalog::{Column, ColumnStatisticsData, DecimalNumber, Extremes, Partition, StatisticsOwner, Table};
use boathouse_functions_cast::java_double;
use boathouse_schema::{Field, HiveType};
use boathouse_sql::hive::ast::{Describe, Detail};
use chrono::DateTime;

use super::{COLUMNS, Context, Told, cells, own_columns, padded, row};
use crate::Failure;

/// What Hive says of a column whose comment its SerDe does not know, and no SerDe of Athena's does.
const COMMENT: &str = "from deserializer";
const STATISTICS: &[&str] = &[
    "col_name",
    "data_type",
    "min",
    "max",
    "num_nulls",
    "distinct_count",
    "avg_col_len",
    "max_col_len",
    "num_trues",
    "num_falses",
    "comment",
];
/// Cells between the type and the comment.
const FIGURES: usize = 8;
const DECIMAL_BYTES_MAX: usize = 16;

/// A name, and the Hive text of a type.
type Named = (String, String);

pub(super) async fn run(
    context: &Context<'_>,
    table: &Table,
    partition: Option<&Partition>,
    describe: &Describe,
) -> Result<Told, Failure> {
    let Some((name, path)) = describe.column.split_first() else {
        return Err(Failure::internal(&"DESCRIBE of no column"));
    };
    let named = |column: &&Column| column.name.eq_ignore_ascii_case(name);
    if let Some(column) = own_columns(table, partition).iter().find(named) {
        let found = fields(column, path)?;
        if describe.detail != Detail::Formatted {
            let lines = found.iter().map(|(name, data_type)| cells(name, data_type, COMMENT)).collect();
            return Ok(Told::described(COLUMNS, lines));
        }
        let figures = match path {
            [] => figures(context, table, partition, column).await?,
            _ => Default::default(),
        };
        return Ok(formatted(found.iter().map(|named| line(named, &figures, COMMENT))));
    }
    let key = table.partition_keys.iter().find(named);
    let key =
        key.ok_or_else(|| Failure::semantic(10002, &format!("Invalid column reference {}", name.to_lowercase())))?;
    if let Some(step) = path.first() {
        return Err(unknown_step(step));
    }
    if describe.detail != Detail::Formatted {
        return Ok(Told::described(COLUMNS, vec![row(key)]));
    }
    let data_type = key.data_type.clone().unwrap_or_else(|| "string".to_owned());
    let comment = key.comment.as_deref().unwrap_or_default();
    Ok(formatted([line(&(key.name.clone(), data_type), &Default::default(), comment)]))
}

/// What stands at the end of the path: the fields of a struct, or one value.
fn fields(column: &Column, path: &[String]) -> Result<Vec<Named>, Failure> {
    let written = column.data_type.as_deref().unwrap_or("string");
    let Ok(mut here) = written.parse::<HiveType>() else {
        return match path.first() {
            Some(step) => Err(unknown_step(step)),
            None => Ok(vec![(column.name.clone(), written.to_owned())]),
        };
    };
    for step in path {
        here = match (here, step.to_lowercase().as_str()) {
            (HiveType::Struct(fields), name) => {
                let found = fields.into_iter().find(|field| field.name.eq_ignore_ascii_case(name));
                found.ok_or_else(|| Failure::task(&format!("MetaException(message:Invalid Field {step})")))?.data_type
            }
            (HiveType::Array(item), "$elem$") => *item,
            (HiveType::Map(key, _), "$key$") => *key,
            (HiveType::Map(_, value), "$value$") => *value,
            _ => return Err(unknown_step(step)),
        };
    }
    let named = |field: &Field| (field.name.to_lowercase(), field.data_type.to_string());
    Ok(match &here {
        HiveType::Struct(fields) => fields.iter().map(named).collect(),
        other => vec![(path.last().unwrap_or(&column.name).to_lowercase(), other.to_string())],
    })
}

fn unknown_step(step: &str) -> Failure {
    Failure::task(&format!("MetaException(message:Unknown type for {step})"))
}

fn formatted(rows: impl IntoIterator<Item = String>) -> Told {
    let header: Vec<String> = STATISTICS.iter().map(|name| padded(name)).collect();
    let blank = "\t ".repeat(STATISTICS.len() - 1);
    let mut lines = vec![format!("# {}", header.join("\t")), blank];
    lines.extend(rows);
    Told::described(STATISTICS, lines)
}

fn line((name, data_type): &Named, figures: &[String; FIGURES], comment: &str) -> String {
    let all = [name, data_type].into_iter().chain(figures).map(String::as_str).chain([comment]);
    all.map(padded).collect::<Vec<_>>().join("\t")
}

/// What statistics say, in the order of [`STATISTICS`]; blank where they say nothing.
async fn figures(
    context: &Context<'_>,
    table: &Table,
    partition: Option<&Partition>,
    column: &Column,
) -> Result<[String; FIGURES], Failure> {
    let owner = match partition {
        Some(partition) => StatisticsOwner::Partition(partition.values.clone()),
        None => StatisticsOwner::Table,
    };
    let asked = vec![column.name.clone()];
    let found = context.catalog.statistics(&table.database_name, &table.name, owner, asked).await;
    let found = found.map_err(|error| Failure::metastore(&error))?.found.pop();
    Ok(found.map(|statistics| shown(&statistics.data)).unwrap_or_default())
}

fn shown(data: &ColumnStatisticsData) -> [String; FIGURES] {
    use ColumnStatisticsData::{Binary, Boolean, Date, Decimal, Double, Long, String as Text};
    let none = String::new;
    let numbers = |[min, max]: [String; 2], nulls: &i64, distinct: &i64| {
        [min, max, nulls.to_string(), distinct.to_string(), none(), none(), none(), none()]
    };
    match data {
        Boolean { trues, falses, nulls } => {
            let (nulls, trues, falses) = (nulls.to_string(), trues.to_string(), falses.to_string());
            [none(), none(), nulls, none(), none(), none(), trues, falses]
        }
        Date { extremes, nulls, distinct_values } => numbers(ends(extremes, |time| day(*time)), nulls, distinct_values),
        Decimal { extremes, nulls, distinct_values } => numbers(ends(extremes, decimal), nulls, distinct_values),
        Double { extremes, nulls, distinct_values } => {
            numbers(ends(extremes, |value| java_double(*value)), nulls, distinct_values)
        }
        Long { extremes, nulls, distinct_values } => numbers(ends(extremes, i64::to_string), nulls, distinct_values),
        Text { maximum_length, average_length, nulls, distinct_values } => {
            let lengths = [java_double(*average_length), maximum_length.to_string()];
            let [average, maximum] = lengths;
            [none(), none(), nulls.to_string(), distinct_values.to_string(), average, maximum, none(), none()]
        }
        Binary { maximum_length, average_length, nulls } => {
            let (average, maximum) = (java_double(*average_length), maximum_length.to_string());
            [none(), none(), nulls.to_string(), none(), average, maximum, none(), none()]
        }
    }
}

fn ends<T>(extremes: &Extremes<T>, text: impl Fn(&T) -> String) -> [String; 2] {
    [&extremes.minimum, &extremes.maximum].map(|end| end.as_ref().map(&text).unwrap_or_default())
}

fn day(time_ms: i64) -> String {
    DateTime::from_timestamp_millis(time_ms).map(|time| time.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

/// Blank for what no decimal column holds.
fn decimal(number: &DecimalNumber) -> String {
    let Some(scale) = u8::try_from(number.scale).ok().filter(|_| number.unscaled.len() <= DECIMAL_BYTES_MAX) else {
        return String::new();
    };
    let negative = number.unscaled.first().is_some_and(|byte| byte & 0x80 != 0);
    let mut bytes = [if negative { 0xff } else { 0 }; DECIMAL_BYTES_MAX];
    bytes[DECIMAL_BYTES_MAX - number.unscaled.len()..].copy_from_slice(&number.unscaled);
    let mut out = String::new();
    crate::text::write_decimal(&i128::from_be_bytes(bytes).to_string(), scale, &mut out);
    out
}
