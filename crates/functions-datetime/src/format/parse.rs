//! Texts read by the elements of a format.

use std::str::FromStr;

use boathouse_types::datetime::{MONTHS, WEEKDAYS};
use boathouse_types::{Result, TrinoError, Zone};
use chrono_tz::Tz;

use super::bucket::{Bucket, Placed};
use super::element::{Element, Field, SHORT_NAME};

/// Characters an error shows behind the place it is about.
const SAMPLE_CHARS: usize = 32;
/// Digits of the longest number, which are read into 32 bits.
const NUMBER_DIGITS_MAX: usize = 10;

/// Zones that are read by their abbreviation.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("UTC", "UTC"),
    ("GMT", "UTC"),
    ("UT", "UTC"),
    ("EST", "America/New_York"),
    ("EDT", "America/New_York"),
    ("CST", "America/Chicago"),
    ("CDT", "America/Chicago"),
    ("MST", "America/Denver"),
    ("MDT", "America/Denver"),
    ("PST", "America/Los_Angeles"),
    ("PDT", "America/Los_Angeles"),
];

/// Reads a whole text.
///
/// # Errors
/// `INVALID_FUNCTION_ARGUMENT` naming the place where the text is not as the format says.
pub(super) fn parse(elements: &[Element], text: &str) -> Result<Bucket> {
    let chars: Vec<char> = text.chars().collect();
    let mut bucket = Bucket::default();
    let mut at = 0;
    for element in elements {
        match read(element, &chars, at, &mut bucket)? {
            Ok(next) => at = next,
            Err(wrong) => return Err(malformed(&chars, wrong)),
        }
    }
    if at < chars.len() { Err(malformed(&chars, at)) } else { Ok(bucket) }
}

/// The error that a text is not as its format says from a place on.
pub(crate) fn malformed(text: &[char], at: usize) -> TrinoError {
    let all: String = text.iter().collect();
    let sample_chars = at + SAMPLE_CHARS;
    let cut = text.len() > sample_chars + 3;
    let sample: String = if cut { text[..sample_chars].iter().collect::<String>() + "..." } else { all };
    TrinoError::invalid_argument(if at == 0 {
        format!("Invalid format: \"{sample}\"")
    } else if at >= text.len() {
        format!("Invalid format: \"{sample}\" is too short")
    } else {
        let rest: String = sample.chars().skip(at).collect();
        format!("Invalid format: \"{sample}\" is malformed at \"{rest}\"")
    })
}

/// Where the element ends, or where it goes wrong.
type Step = Result<usize, usize>;

fn read(element: &Element, text: &[char], at: usize, bucket: &mut Bucket) -> Result<Step> {
    Ok(match element {
        Element::Number { field, max, signed, .. } => match number(text, at, *max, *signed) {
            Ok((value, next)) => {
                bucket.save(*field, value);
                Ok(next)
            }
            Err(wrong) => Err(wrong),
        },
        Element::TwoDigitYear { field, low, lenient } => two_digit_year(text, at, *field, *low, *lenient, bucket),
        Element::Fraction { max, .. } => fraction(text, at, *max, bucket),
        Element::Text { field, .. } => name(text, at, *field, bucket),
        Element::ZoneOffset { .. } => zone_offset(text, at, bucket),
        Element::ZoneId => zone_id(text, at, bucket),
        Element::ZoneName { long: true } => {
            return Err(TrinoError::invalid_argument("Parsing not supported"));
        }
        Element::ZoneName { long: false } => zone_name(text, at, bucket),
        Element::Literal(literal) => {
            let same = |(a, b): (char, &char)| a == *b || a.to_lowercase().eq(b.to_lowercase());
            let count = literal.chars().count();
            let found = text.get(at..at + count).is_some_and(|part| literal.chars().zip(part).all(same));
            if found { Ok(at + count) } else { Err(at) }
        }
    })
}

fn digits(text: &[char], at: usize, max: usize) -> usize {
    text.get(at..).unwrap_or_default().iter().take(max).take_while(|c| c.is_ascii_digit()).count()
}

fn value(text: &[char]) -> i64 {
    text.iter().filter_map(|c| c.to_digit(10)).fold(0, |number, digit| number * 10 + i64::from(digit))
}

/// A number and where it ends. A sign does not count as a digit.
fn number(text: &[char], at: usize, max: usize, signed: bool) -> Result<(i64, usize), usize> {
    let sign = text.get(at).copied().filter(|c| signed && matches!(c, '-' | '+'));
    let start = if sign.is_some() { at + 1 } else { at };
    let count = digits(text, start, max.min(NUMBER_DIGITS_MAX));
    if count == 0 {
        return Err(at);
    }
    let value = value(&text[start..start + count]);
    Ok((if sign == Some('-') { -value } else { value }, start + count))
}

fn two_digit_year(text: &[char], at: usize, field: Field, low: i64, lenient: bool, bucket: &mut Bucket) -> Step {
    let next = if lenient {
        let (year, next) = number(text, at, NUMBER_DIGITS_MAX, true)?;
        if next - at != 2 || !text[at].is_ascii_digit() {
            bucket.save(field, year);
            return Ok(next);
        }
        next
    } else if digits(text, at, 2) == 2 {
        at + 2
    } else {
        return Err(at);
    };
    let year = value(&text[at..next]);
    let first = low.rem_euclid(100);
    bucket.save(field, year + low - first + if year < first { 100 } else { 0 });
    Ok(next)
}

/// Digits past the third do not count.
fn fraction(text: &[char], at: usize, max: usize, bucket: &mut Bucket) -> Step {
    let count = digits(text, at, max);
    if count == 0 {
        return Err(at);
    }
    let millis = (0..3).fold(0, |n, i| n * 10 + if i < count { value(&text[at + i..=at + i]) } else { 0 });
    bucket.save(Field::Millisecond, millis);
    Ok(at + count)
}

/// A name in any of its forms: as it is, all small, all capital, short or long. The longest counts.
fn name(text: &[char], at: usize, field: Field, bucket: &mut Bucket) -> Step {
    let (names, first): (&[&str], i64) = match field {
        Field::Month => (&MONTHS, 1),
        Field::DayOfWeek => (&WEEKDAYS, 1),
        Field::Halfday => (&["AM", "PM"], 0),
        _ => (&["BC", "AD", "BCE", "CE"], 0),
    };
    let mut best: Option<(usize, i64)> = None;
    for (value, long) in (first..).zip(names) {
        let value = if field == Field::Era { value % 2 } else { value };
        let short = long.get(..SHORT_NAME).filter(|_| names.len() > 4).unwrap_or(long);
        for form in [long, short] {
            for spelled in [(*form).to_owned(), form.to_lowercase(), form.to_uppercase()] {
                let count = spelled.len();
                let found = text.get(at..at + count).is_some_and(|part| spelled.chars().eq(part.iter().copied()));
                if found && best.is_none_or(|(longest, _)| count > longest) {
                    best = Some((count, value));
                }
            }
        }
    }
    let (count, value) = best.ok_or(at)?;
    bucket.save(field, value);
    Ok(at + count)
}

/// `Z`, or a sign with hours and, if they follow, minutes and seconds, all with colons or all without.
pub(crate) fn zone_offset(text: &[char], start: usize, bucket: &mut Bucket) -> Step {
    let sign = match text.get(start) {
        Some('Z' | 'z') => {
            bucket.placed = Some(Placed::Offset(0));
            return Ok(start + 1);
        }
        Some('+') => 1,
        Some('-') => -1,
        _ => return Err(start),
    };
    let mut at = start + 1;
    let mut seconds = 0;
    let mut colons = None;
    for (unit, max) in [(3_600, 23), (60, 59), (1, 59)] {
        if unit < 3_600 {
            let colon = text.get(at) == Some(&':');
            let wanted = *colons.get_or_insert(colon);
            match (wanted, colon) {
                (true, true) => at += 1,
                (false, _) if digits(text, at, 2) > 0 => {}
                _ => break,
            }
        }
        if digits(text, at, 2) < 2 {
            return Err(if unit == 3_600 { start + 1 } else { at });
        }
        let part = value(&text[at..at + 2]);
        if part > max {
            return Err(at);
        }
        seconds += part * unit;
        at += 2;
    }
    bucket.placed = Some(Placed::Offset(sign * seconds));
    Ok(at)
}

/// The longest text from here on that names a zone.
fn zone_id(text: &[char], at: usize, bucket: &mut Bucket) -> Step {
    let part = |c: &&char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '+' | '-');
    let id: String = text.get(at..).unwrap_or_default().iter().take_while(part).take(64).collect();
    for end in (1..=id.len()).rev() {
        let name = &id[..end];
        let zone =
            if name == "UTC" { Some(Zone::UTC) } else { Tz::from_str(name).ok().and_then(|_| name.parse().ok()) };
        if let Some(zone) = zone {
            bucket.placed = Some(Placed::Zone(zone));
            return Ok(at + end);
        }
    }
    Err(at)
}

fn zone_name(text: &[char], at: usize, bucket: &mut Bucket) -> Step {
    for (name, zone) in ABBREVIATIONS {
        let found = text.get(at..at + name.len()).is_some_and(|part| name.chars().eq(part.iter().copied()));
        if found && let Ok(zone) = zone.parse() {
            bucket.placed = Some(Placed::Zone(zone));
            return Ok(at + name.len());
        }
    }
    Err(at)
}
