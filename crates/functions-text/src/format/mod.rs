//! `format`: Java's `Formatter` over values of any type.

mod number;
mod spec;
mod time;
mod units;
mod value;

use std::sync::Arc;

use arrow::array::{Array, StringViewBuilder};
use boathouse_functions::{Bound, Category, Example, Function, Input, Invocation, Kernel, Overload, Text, kernel};
use boathouse_types::{Result, TrinoError, Type};
use datafusion::logical_expr::ColumnarValue;

use self::spec::{Item, Spec};
use self::value::{Reader, Value};
use crate::support::limited;

pub(crate) use self::units::{FORMAT_NUMBER, PARSE_DATA_SIZE};

pub(crate) const FUNCTION: Function = Function {
    name: "format",
    category: Category::Conversion,
    description: "Values in a text with places for them, as Java's Formatter has it.",
    examples: &[
        Example { sql: "format('%s %,d %.2f', 'x', 1234567, 2.345e0)", result: "x 1,234,567 2.35" },
        Example { sql: "format('%03d', 8)", result: "008" },
        Example { sql: "format('%1$tA, %1$tB %1$te, %1$tY', DATE '2006-07-04')", result: "Tuesday, July 4, 2006" },
    ],
    overloads: &[Overload { signature: "format(varchar, any...) -> varchar", returns: None, kernel: format }],
    fallible: true,
    called_on_null: true,
    ..Function::DEFAULT
};

/// What a format cannot be, by the name Java gives it.
pub(super) struct Illegal(String);

impl Illegal {
    fn new(name: &str, detail: impl std::fmt::Display) -> Self {
        Self(format!("{name}: {detail}"))
    }

    /// A conversion that does not take the value's class.
    fn conversion(conversion: char, class: &str) -> Self {
        Self::new("IllegalFormatConversion", format_args!("{conversion} != {class}"))
    }
}

type Formatted<T> = std::result::Result<T, Illegal>;

fn format(bound: &Bound) -> Result<Kernel> {
    let types: Vec<Type> = bound.arguments.iter().skip(1).cloned().collect();
    let readers: Vec<Reader> = types.iter().map(|t| Reader::new(t, &bound.session)).collect::<Result<_>>()?;
    let readers = Arc::new(readers);
    Ok(kernel(move |call| run(call, &readers)))
}

fn run(call: &Invocation<'_>, readers: &[Reader]) -> Result<ColumnarValue> {
    let template = Input::<Text>::of(call, 0)?;
    let rows = call.rows_to_compute();
    let mut columns = Vec::with_capacity(readers.len());
    for (i, reader) in readers.iter().enumerate() {
        let column = match call.value(i + 1)? {
            ColumnarValue::Scalar(scalar) => scalar.to_array().map_err(|e| TrinoError::internal(e.to_string()))?,
            ColumnarValue::Array(array) => Arc::clone(array),
        };
        columns.push(reader.column(&column)?);
    }
    let mut builder = StringViewBuilder::with_capacity(rows);
    let mut last: Option<(&str, Vec<Item>)> = None;
    for row in 0..rows {
        let Some(template) = template.get(row) else {
            builder.append_null();
            continue;
        };
        let wrong = |illegal: Illegal| {
            TrinoError::invalid_argument(format!("Invalid format string: {template} ({})", illegal.0))
        };
        let items = match last.take() {
            Some((known, items)) if known == template => items,
            _ => spec::parse(template).map_err(wrong)?,
        };
        let values: Vec<Value> = columns.iter().map(|column| column.get(row)).collect::<Result<_>>()?;
        let mut text = String::new();
        for item in &items {
            append(&mut text, item, &values)?.map_err(wrong)?;
        }
        builder.append_value(&text);
        last = Some((template, items));
    }
    let column = builder.finish();
    debug_assert_eq!(column.len(), rows);
    call.finish(Arc::new(column))
}

/// Writes one item; the outer error is no fault of the format's.
fn append(text: &mut String, item: &Item, values: &[Value]) -> Result<Formatted<()>> {
    let spec = match item {
        Item::Literal(literal) => {
            text.push_str(literal);
            return Ok(Ok(()));
        }
        Item::Spec(spec) => spec,
    };
    limited(text.len().saturating_add(spec.width.unwrap_or(0)).saturating_add(spec.precision.unwrap_or(0)), "format")?;
    let Some(value) = values.get(spec.argument) else {
        return Ok(Err(Illegal::new("MissingFormatArgument", format_args!("Format specifier '{}'", spec.source))));
    };
    Ok(converted(spec, value).map(|made| {
        let made = if spec.upper { made.to_uppercase() } else { made };
        let missing = spec.width.unwrap_or(0).saturating_sub(made.chars().count());
        if !spec.left {
            text.extend(std::iter::repeat_n(' ', missing));
        }
        text.push_str(&made);
        if spec.left {
            text.extend(std::iter::repeat_n(' ', missing));
        }
    }))
}

fn cut(text: String, precision: Option<usize>) -> String {
    match precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text,
    }
}

fn converted(spec: &Spec, value: &Value) -> Formatted<String> {
    match spec.conversion {
        'b' => {
            let text = match value {
                Value::Null => "false".to_owned(),
                Value::Boolean(value) => value.to_string(),
                _ => "true".to_owned(),
            };
            Ok(cut(text, spec.precision))
        }
        's' => {
            if spec.alternate {
                return Err(Illegal::new("FormatFlagsConversionMismatch", "Conversion = s, Flags = #"));
            }
            Ok(cut(value.to_java_text(), spec.precision))
        }
        'h' => Ok(cut(value.hash()?.map_or_else(|| "null".to_owned(), |hash| format!("{hash:x}")), spec.precision)),
        _ if matches!(value, Value::Null) => Ok("null".to_owned()),
        'd' | 'o' | 'x' => match value {
            Value::Long(value) => number::integer(spec, *value),
            other => Err(Illegal::conversion(spec.conversion, other.class())),
        },
        'e' | 'f' | 'g' => match value {
            Value::Float(value) => number::double(spec, f64::from(*value)),
            Value::Double(value) => number::double(spec, *value),
            Value::Decimal(value, scale) => number::decimal(spec, *value, *scale),
            other => Err(Illegal::conversion(spec.conversion, other.class())),
        },
        't' => time::formatted(spec, value),
        other => Err(Illegal::conversion(other, value.class())),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
