//! `to_iso8601`

use boathouse_functions::{Bindings, Category, Example, Function, Overload};
use boathouse_types::datetime::{local_of_instant, write_date, write_offset, write_timestamp};
use boathouse_types::{ErrorCode, Result, TrinoError, Type, Zone};

use crate::clock::{offset_at, split_millis};
use crate::column::{Dates, Stamps, TextBuilder, Zoneds, precision_of};
use crate::kernels::map1;

pub(crate) const TO_ISO8601: Function = Function {
    name: "to_iso8601",
    category: Category::DateTime,
    description: "A date or timestamp as ISO 8601 writes it.",
    examples: &[
        Example { sql: "to_iso8601(DATE '2001-08-22')", result: "2001-08-22" },
        Example {
            sql: "to_iso8601(TIMESTAMP '2020-05-01 12:34:56.123 Asia/Kathmandu')",
            result: "2020-05-01T12:34:56.123+05:45",
        },
    ],
    overloads: &[
        Overload {
            signature: "to_iso8601(date) -> varchar(16)",
            returns: None,
            kernel: |bound| {
                Ok(map1::<Dates, TextBuilder>(bound, |days| {
                    let mut text = String::with_capacity(10);
                    write_date(&mut text, i64::from(days), false);
                    Ok(text)
                }))
            },
        },
        Overload {
            signature: "to_iso8601(timestamp(p)) -> varchar",
            returns: Some(|bindings| length(bindings, 22)),
            kernel: |bound| {
                let precision = precision_of(bound.argument(0)?);
                Ok(map1::<Stamps, TextBuilder>(bound, move |picos| {
                    let mut text = String::with_capacity(32);
                    write_timestamp(&mut text, picos, precision, 'T');
                    Ok(text)
                }))
            },
        },
        Overload {
            signature: "to_iso8601(timestamp(p) with time zone) -> varchar",
            returns: Some(|bindings| length(bindings, 28)),
            kernel: |bound| {
                let precision = precision_of(bound.argument(0)?);
                Ok(map1::<Zoneds, TextBuilder>(bound, move |(picos, zone)| zoned(picos, Zone::of_key(zone), precision)))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

/// The longest text: sign, six digits of the year, date, time, fraction, and an offset if there is one.
fn length(bindings: &Bindings, without_fraction: u32) -> Result<Type> {
    let precision = bindings.number("p")?;
    Ok(Type::Varchar(Some(without_fraction + precision + precision.min(1))))
}

fn zoned(picos: i128, zone: Zone, precision: u8) -> Result<String> {
    let seconds = offset_at(zone, split_millis(picos).0) / 1_000;
    let mut text = String::with_capacity(38);
    write_timestamp(&mut text, local_of_instant(picos, zone), precision, 'T');
    if seconds == 0 {
        text.push('Z');
        return Ok(text);
    }
    let offset = i16::try_from(seconds / 60).map_err(|error| TrinoError::internal(error.to_string()))?;
    if seconds % 60 != 0 {
        let mut name = String::new();
        write_offset(&mut name, offset);
        if offset == 0 && seconds < 0 {
            name.replace_range(..1, "-");
        }
        let name = format!("{name}:{:02}", (seconds % 60).abs());
        let text = format!("Timezone with non-zero seconds offset cannot be rendered as ISO8601: {name}");
        return Err(TrinoError::new(ErrorCode::InvalidArguments, text));
    }
    write_offset(&mut text, offset);
    Ok(text)
}
