//! Parts of lines as columns, NULL where a part is no value of its column's type.

use boathouse_schema::HiveType;

use super::columns::Column;
use super::scalar::{parse_boolean, parse_date, parse_f32, parse_f64, parse_integer, parse_narrow, parse_timestamp};
use crate::{Error, Result};

/// Appends the value a text stands for, or NULL.
pub(crate) fn append(column: &mut Column, value: Option<&[u8]>) {
    let Some(text) = value else { return column.append_null() };
    match column {
        Column::Text(builder) => builder.append_bytes(text),
        Column::Boolean(builder) => builder.append_option(parse_boolean(text, false)),
        Column::BigInt(builder) => builder.append_option(parse_integer(text)),
        Column::Int(builder) => builder.append_option(parse_narrow(text)),
        Column::SmallInt(builder) => builder.append_option(parse_narrow(text)),
        Column::TinyInt(builder) => builder.append_option(parse_narrow(text)),
        Column::Double(builder) => builder.append_option(parse_f64(text)),
        Column::Float(builder) => builder.append_option(parse_f32(text)),
        Column::Date(builder) => builder.append_option(parse_date(text)),
        Column::Timestamp(builder) => builder.append_option(parse_timestamp(text)),
        Column::Decimal(column) => {
            if column.append_text(text).is_none() {
                column.append_null();
            }
        }
        other => other.append_null(),
    }
}

/// Fails for a column that no part of a line can fill.
pub(crate) fn check_column(format: &'static str, name: &str, hive: &HiveType) -> Result<()> {
    if !hive.is_nested() && *hive != HiveType::Binary {
        return Ok(());
    }
    let hint = "declare it as string";
    Err(Error::UnsupportedColumn { column: name.to_owned(), data_type: hive.to_string(), format, hint })
}
