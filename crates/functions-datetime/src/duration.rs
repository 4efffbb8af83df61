//! `parse_duration`, `to_milliseconds`, `human_readable_seconds`: lengths of time.

use boathouse_functions::{Category, Example, Function, Overload};
use boathouse_types::{Result, TrinoError};

use crate::column::{DayTimeBuilder, DayTimes, Doubles, LongBuilder, TextBuilder, Texts};
use crate::kernels::map1;

/// Units of a duration in milliseconds.
const UNITS: &[(&str, f64)] = &[
    ("ns", 1e-6),
    ("us", 1e-3),
    ("ms", 1.0),
    ("s", 1_000.0),
    ("m", 60_000.0),
    ("h", 3_600_000.0),
    ("d", 86_400_000.0),
];

pub(crate) const PARSE_DURATION: Function = Function {
    name: "parse_duration",
    category: Category::DateTime,
    description: "Reads a number and a unit (ns, us, ms, s, m, h, d) as an interval.",
    examples: &[Example { sql: "parse_duration('3.81 d')", result: "3 19:26:24.000" }],
    overloads: &[Overload {
        signature: "parse_duration(varchar(x)) -> interval day to second",
        returns: None,
        kernel: |bound| Ok(map1::<Texts, DayTimeBuilder>(bound, parse)),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const TO_MILLISECONDS: Function = Function {
    name: "to_milliseconds",
    category: Category::DateTime,
    description: "The milliseconds of an interval.",
    examples: &[Example { sql: "to_milliseconds(INTERVAL '1.5' SECOND)", result: "1500" }],
    overloads: &[Overload {
        signature: "to_milliseconds(interval day to second) -> bigint",
        returns: None,
        kernel: |bound| Ok(map1::<DayTimes, LongBuilder>(bound, Ok)),
    }],
    ..Function::DEFAULT
};

pub(crate) const HUMAN_READABLE_SECONDS: Function = Function {
    name: "human_readable_seconds",
    category: Category::DateTime,
    description: "Seconds in words, from weeks down.",
    examples: &[
        Example { sql: "human_readable_seconds(96)", result: "1 minute, 36 seconds" },
        Example { sql: "human_readable_seconds(56363463)", result: "93 weeks, 1 day, 8 hours, 31 minutes, 3 seconds" },
    ],
    overloads: &[Overload {
        signature: "human_readable_seconds(double) -> varchar",
        returns: None,
        kernel: |bound| Ok(map1::<Doubles, TextBuilder>(bound, in_words)),
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn parse(text: &str) -> Result<i64> {
    if text.is_empty() {
        return Err(TrinoError::invalid_argument("duration is empty"));
    }
    let wrong = || TrinoError::invalid_argument(format!("duration is not a valid data duration string: {text}"));
    let trimmed = text.trim_ascii();
    let end = trimmed.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
    let (number, unit) = (&trimmed[..end], trimmed[end..].trim_ascii_start());
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let numeric = match number.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(number),
    };
    if !numeric || unit.is_empty() || !unit.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Err(wrong());
    }
    let value: f64 = number.parse().map_err(|_| wrong())?;
    let Some((_, millis)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        return Err(TrinoError::invalid_argument(format!("Unknown time unit: {unit}")));
    };
    let rounded = (value * millis + 0.5).floor();
    // The first double above all 64-bit integers.
    if rounded >= 9_223_372_036_854_775_808.0 {
        let text =
            format!("value {number} {unit} is too large to be represented in requested unit MILLISECONDS as a long");
        return Err(TrinoError::invalid_argument(text));
    }
    Ok(rounded as i64)
}

fn in_words(seconds: f64) -> Result<String> {
    if !seconds.is_finite() {
        let name = if seconds.is_nan() {
            "NaN".to_owned()
        } else {
            format!("{}Infinity", if seconds < 0.0 { "-" } else { "" })
        };
        return Err(TrinoError::invalid_argument(format!("Invalid argument found: {name}")));
    }
    let mut rest = (seconds.abs() + 0.5).floor() as u64;
    let mut words = Vec::new();
    for (name, length) in [("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)] {
        let count = rest / length;
        rest %= length;
        if count > 0 || (name == "second" && words.is_empty()) {
            words.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    Ok(words.join(", "))
}
