//! `from_iso8601_date`, `from_iso8601_timestamp`

use boathouse_functions::{Category, Example, Function, Overload};
use boathouse_types::TrinoError;
use boathouse_types::datetime::ZonedBuilder;

use super::read::{date, date_time};
use crate::column::{DateBuilder, Texts};
use crate::format::zoned;
use crate::kernels::map1;
use crate::unit::DAY;

pub(crate) const FROM_ISO8601_DATE: Function = Function {
    name: "from_iso8601_date",
    category: Category::DateTime,
    description: "Reads a date as ISO 8601 writes it, also by week or day of the year.",
    examples: &[
        Example { sql: "from_iso8601_date('2020-05-11')", result: "2020-05-11" },
        Example { sql: "from_iso8601_date('2020-W10')", result: "2020-03-02" },
        Example { sql: "from_iso8601_date('2020-123')", result: "2020-05-02" },
    ],
    overloads: &[Overload {
        signature: "from_iso8601_date(varchar(x)) -> date",
        returns: None,
        kernel: |bound| {
            Ok(map1::<Texts, DateBuilder>(bound, |text| {
                let days = date(text)?.local(text)?.div_euclid(DAY);
                i32::try_from(days).map_err(|_| TrinoError::invalid_argument("integer overflow"))
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const FROM_ISO8601_TIMESTAMP: Function = Function {
    name: "from_iso8601_timestamp",
    category: Category::DateTime,
    description: "Reads a timestamp as ISO 8601 writes it; without an offset it is in the session's zone.",
    examples: &[
        Example {
            sql: "from_iso8601_timestamp('2020-05-11T11:15:05.055+01:00')",
            result: "2020-05-11 11:15:05.055 +01:00",
        },
        Example { sql: "from_iso8601_timestamp('2020-05-11T11:15')", result: "2020-05-11 11:15:00.000 UTC" },
    ],
    overloads: &[Overload {
        signature: "from_iso8601_timestamp(varchar(x)) -> timestamp(3) with time zone",
        returns: None,
        kernel: |bound| {
            let session = bound.session.zone;
            Ok(map1::<Texts, ZonedBuilder>(bound, move |text| zoned(date_time(text)?.instant(text, session)?)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};
