//! `date_format`, `date_parse`, `format_datetime`, `parse_datetime`

use boathouse_functions::{Bound, Category, Example, Function, Kernel, Overload};
use boathouse_types::datetime::{Civil, PICOS_PER_MILLI, TimestampBuilder, ZonedBuilder, round_picos};
use boathouse_types::{Result, TrinoError, Zone, ZoneKey};

use super::element::Element;
use super::parse::parse;
use super::print::print;
use super::{joda, mysql};
use crate::clock::{join_millis, packed, split_millis};
use crate::column::{Stamps, TextBuilder, Texts, Zoneds};
use crate::kernels::map_prepared;

type Compile = fn(&str, i64) -> Result<Vec<Element>>;

pub(crate) const DATE_FORMAT: Function = Function {
    name: "date_format",
    category: Category::DateTime,
    description: "A timestamp as a MySQL format says.",
    examples: &[Example {
        sql: "date_format(TIMESTAMP '2001-01-09 13:04:05.321', '%W, %e %M %Y %h:%i %p')",
        result: "Tuesday, 9 January 2001 01:04 PM",
    }],
    overloads: &[
        Overload {
            signature: "date_format(timestamp(p), varchar(x)) -> varchar",
            returns: None,
            kernel: |bound| Ok(format_stamps(bound, |format, _| mysql::compile(format))),
        },
        Overload {
            signature: "date_format(timestamp(p) with time zone, varchar(x)) -> varchar",
            returns: None,
            kernel: |bound| Ok(format_zoned(bound, |format, _| mysql::compile(format))),
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const FORMAT_DATETIME: Function = Function {
    name: "format_datetime",
    category: Category::DateTime,
    description: "A timestamp as a Joda format says.",
    examples: &[Example {
        sql: "format_datetime(TIMESTAMP '2020-05-10 12:34:56.1 Asia/Kathmandu', 'yyyy-MM-dd HH:mm:ss.SSS Z')",
        result: "2020-05-10 12:34:56.100 +0545",
    }],
    overloads: &[
        Overload {
            signature: "format_datetime(timestamp(p), varchar(x)) -> varchar",
            returns: None,
            kernel: |bound| Ok(format_stamps(bound, joda_without_zone)),
        },
        Overload {
            signature: "format_datetime(timestamp(p) with time zone, varchar(x)) -> varchar",
            returns: None,
            kernel: |bound| Ok(format_zoned(bound, joda::compile)),
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const DATE_PARSE: Function = Function {
    name: "date_parse",
    category: Category::DateTime,
    description: "Reads a timestamp as a MySQL format says.",
    examples: &[Example {
        sql: "date_parse('2013-05-17 12:35:10 PM', '%Y-%m-%d %h:%i:%s %p')",
        result: "2013-05-17 12:35:10.000",
    }],
    overloads: &[Overload {
        signature: "date_parse(varchar(x), varchar(y)) -> timestamp(3)",
        returns: None,
        kernel: |bound| {
            Ok(map_prepared::<Texts, Vec<Element>, TimestampBuilder>(bound, mysql::compile, |text, elements| {
                Ok(i128::from(parse(elements, text)?.local(text)?) * i128::from(PICOS_PER_MILLI))
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const PARSE_DATETIME: Function = Function {
    name: "parse_datetime",
    category: Category::DateTime,
    description: "Reads a timestamp with time zone as a Joda format says.",
    examples: &[Example {
        sql: "parse_datetime('1960/01/22 03:04 Asia/Oral', 'yyyy/MM/dd HH:mm ZZZZZ')",
        result: "1960-01-22 03:04:00.000 Asia/Oral",
    }],
    overloads: &[Overload {
        signature: "parse_datetime(varchar(x), varchar(y)) -> timestamp(3) with time zone",
        returns: None,
        kernel: |bound| {
            let (year, session) = (current_year(bound), bound.session.zone);
            let compile = move |format: &str| joda::compile(format, year);
            Ok(map_prepared::<Texts, Vec<Element>, ZonedBuilder>(bound, compile, move |text, elements| {
                zoned(parse(elements, text)?.instant(text, session)?)
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

/// An instant in milliseconds as a value.
pub(crate) fn zoned((millis, zone): (i64, Zone)) -> Result<(i128, ZoneKey)> {
    Ok((join_millis(packed(millis)?, 0), zone.key()))
}

/// Years of two digits are read as near the query's start.
fn current_year(bound: &Bound) -> i64 {
    Civil::of_days(bound.session.start_micros.div_euclid(86_400_000_000)).year
}

fn format_stamps(bound: &Bound, compile: Compile) -> Kernel {
    let year = current_year(bound);
    let compile = move |format: &str| compile(format, year);
    map_prepared::<Stamps, Vec<Element>, TextBuilder>(bound, compile, |picos, elements| {
        print(elements, split_millis(round_picos(picos, 3)).0, Zone::UTC)
    })
}

fn format_zoned(bound: &Bound, compile: Compile) -> Kernel {
    let year = current_year(bound);
    let compile = move |format: &str| compile(format, year);
    map_prepared::<Zoneds, Vec<Element>, TextBuilder>(bound, compile, |(picos, zone), elements| {
        print(elements, split_millis(round_picos(picos, 3)).0, Zone::of_key(zone))
    })
}

fn joda_without_zone(format: &str, year: i64) -> Result<Vec<Element>> {
    let elements = joda::compile(format, year)?;
    let of_zone = |e: &Element| matches!(e, Element::ZoneOffset { .. } | Element::ZoneId | Element::ZoneName { .. });
    if elements.iter().any(of_zone) {
        return Err(TrinoError::invalid_argument(
            "format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, as this type does not contain TZ information",
        ));
    }
    Ok(elements)
}
