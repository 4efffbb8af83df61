//! Timestamps by patterns (`timestamp.formats`), in the letters of Joda-Time as Hive reads them.

use boathouse_types::datetime::{MONTHS, PatternPiece, WEEKDAYS, days_from_civil, pattern_pieces};
use serde::{Deserialize, Serialize};

use super::temporal::MILLIS_PER_DAY;

/// Alternatives, tried in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimestampFormats {
    /// The patterns as they were given.
    text: String,
    patterns: Vec<Pattern>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Pattern {
    /// `millis`: milliseconds since 1970, perhaps with a fraction.
    Millis,
    Parts(Vec<Part>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// A number of at most so many digits.
    Number(Field, usize),
    /// A month's name, short or long.
    MonthName,
    /// A weekday's name, which is only skipped.
    DayName,
    /// Digits of a second's fraction.
    Fraction,
    HalfOfDay,
    /// `+hh:mm`, `+hhmm` or `Z`.
    Offset,
    Literal(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Year,
    Month,
    Day,
    Hour,
    /// From 1 to 12.
    ClockHour,
    Minute,
    Second,
}

impl TryFrom<String> for TimestampFormats {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("'{text}' has no patterns of timestamps"))
    }
}

impl From<TimestampFormats> for String {
    fn from(formats: TimestampFormats) -> Self {
        formats.text
    }
}

impl TimestampFormats {
    /// Reads patterns with commas between them; a comma of a pattern stands behind a backslash. `None` for a
    /// letter that is not understood.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut patterns = vec![String::new()];
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let last = patterns.last_mut()?;
            match c {
                '\\' => last.push(chars.next()?),
                ',' => patterns.push(String::new()),
                other => last.push(other),
            }
        }
        let patterns = patterns.iter().map(|pattern| match pattern.as_str() {
            "millis" => Some(Pattern::Millis),
            pattern => parts(pattern).map(Pattern::Parts),
        });
        let patterns = patterns.collect::<Option<_>>()?;
        Some(Self { text: text.to_owned(), patterns })
    }

    /// Milliseconds since 1970 of a text that fits one of the patterns.
    pub(crate) fn read(&self, text: &[u8]) -> Option<i64> {
        let text = std::str::from_utf8(text).ok()?.trim();
        self.patterns.iter().find_map(|pattern| match pattern {
            Pattern::Millis => {
                let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
                super::parse_integer(whole.as_bytes())
            }
            Pattern::Parts(parts) => moment(parts, text),
        })
    }
}

fn parts(pattern: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    for piece in pattern_pieces(pattern)? {
        let (letter, count) = match piece {
            PatternPiece::Letters(letter, count) => (letter, count),
            PatternPiece::Text(text) => {
                parts.push(Part::Literal(text));
                continue;
            }
        };
        let number = |field| Part::Number(field, if count > 2 { count } else { 2 });
        parts.push(match letter {
            'y' | 'Y' | 'u' | 'x' => Part::Number(Field::Year, if count == 2 { 2 } else { 9.min(count.max(4)) }),
            'M' if count > 2 => Part::MonthName,
            'M' => number(Field::Month),
            'd' => number(Field::Day),
            'E' | 'e' => Part::DayName,
            'H' => number(Field::Hour),
            'h' => number(Field::ClockHour),
            'm' => number(Field::Minute),
            's' => number(Field::Second),
            'S' => Part::Fraction,
            'a' => Part::HalfOfDay,
            'Z' | 'X' => Part::Offset,
            _ => return None,
        });
    }
    // Digits without a sign between them belong to fields of a fixed width.
    for index in 1..parts.len() {
        if matches!(parts[index], Part::Number(..) | Part::Fraction)
            && let Part::Number(Field::Year, digits) = &mut parts[index - 1]
        {
            *digits = (*digits).min(4);
        }
    }
    Some(parts)
}

fn moment(parts: &[Part], text: &str) -> Option<i64> {
    let (mut year, mut month, mut day, mut hour, mut minute, mut second) = (1970, 1, 1, 0, 0, 0);
    let (mut millis, mut offset_minutes, mut afternoon, mut clock_hour) = (0, 0, None, None);
    let mut rest = text;
    for part in parts {
        match part {
            Part::Literal(literal) => rest = rest.strip_prefix(literal.as_str())?,
            Part::Number(field, digits) => {
                let value = number(&mut rest, *digits)?;
                match field {
                    // Two digits are a year around now, as Java has it.
                    Field::Year if *digits == 2 => year = if value < 70 { 2000 + value } else { 1900 + value },
                    Field::Year => year = value,
                    Field::Month => month = value,
                    Field::Day => day = value,
                    Field::Hour => hour = value,
                    Field::ClockHour => clock_hour = Some(value),
                    Field::Minute => minute = value,
                    Field::Second => second = value,
                }
            }
            Part::MonthName => month = name(&mut rest, &MONTHS)? + 1,
            Part::DayName => {
                name(&mut rest, &WEEKDAYS)?;
            }
            Part::Fraction => {
                let length = rest.bytes().take_while(u8::is_ascii_digit).count();
                let digits = rest.get(..length).filter(|digits| !digits.is_empty() && length <= 9)?;
                millis = format!("{digits:0<3}").get(..3)?.parse().ok()?;
                rest = &rest[length..];
            }
            Part::HalfOfDay => {
                let half = rest.get(..2)?;
                afternoon = Some(half.eq_ignore_ascii_case("pm"));
                if !half.eq_ignore_ascii_case("am") && afternoon == Some(false) {
                    return None;
                }
                rest = &rest[2..];
            }
            Part::Offset => offset_minutes = offset(&mut rest)?,
        }
    }
    if let Some(clock) = clock_hour {
        hour = clock % 12 + if afternoon == Some(true) { 12 } else { 0 };
    }
    if !rest.is_empty() || hour >= 24 || minute >= 60 || second >= 60 {
        return None;
    }
    let days = days_from_civil(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)?;
    let seconds = (hour * 60 + minute - offset_minutes) * 60 + second;
    days.checked_mul(MILLIS_PER_DAY)?.checked_add(seconds * 1000 + millis)
}

fn number(rest: &mut &str, digits_max: usize) -> Option<i64> {
    let length = rest.bytes().take(digits_max).take_while(u8::is_ascii_digit).count();
    let (digits, after) = rest.split_at_checked(length)?;
    *rest = after;
    digits.parse().ok()
}

/// The index of a name at the front, long or of three letters.
fn name(rest: &mut &str, names: &[&str]) -> Option<i64> {
    let starts = |name: &str| rest.get(..name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name));
    let index = names.iter().position(|name| starts(&name[..3]))?;
    let length = if starts(names[index]) { names[index].len() } else { 3 };
    *rest = &rest[length..];
    i64::try_from(index).ok()
}

fn offset(rest: &mut &str) -> Option<i64> {
    if let Some(after) = rest.strip_prefix('Z') {
        *rest = after;
        return Some(0);
    }
    let negative = match rest.chars().next()? {
        '+' => false,
        '-' => true,
        _ => return None,
    };
    *rest = &rest[1..];
    let hours = number(rest, 2)?;
    *rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = if rest.starts_with(|c: char| c.is_ascii_digit()) { number(rest, 2)? } else { 0 };
    (hours <= 18 && minutes < 60).then(|| (hours * 60 + minutes) * if negative { -1 } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_by_pattern() {
        const DAY: i64 = 86_400_000;
        for (pattern, text, expected) in [
            ("yyyy-MM-dd'T'HH:mm:ss", "1970-01-02T00:00:01", Some(DAY + 1000)),
            ("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "1970-01-01T00:00:00.25Z", Some(250)),
            ("yyyy-MM-dd'T'HH:mm:ssZ", "1970-01-01T01:00:00+0100", Some(0)),
            ("dd/MMM/yyyy:HH:mm:ss Z", "02/Jan/1970:00:00:00 -01:00", Some(DAY + 3_600_000)),
            ("MM/dd/yy hh:mm a", "1/2/70 12:30 AM", Some(DAY + 30 * 60_000)),
            ("MM/dd/yy hh:mm a", "1/1/70 1:30 pm", Some((13 * 60 + 30) * 60_000)),
            ("EEE\\, dd MMMM yyyy", "Fri, 02 January 1970", Some(DAY)),
            ("yyyyMMddHHmmss", "19700102000001", Some(DAY + 1000)),
            ("millis", "1500.7", Some(1500)),
            ("yyyy-MM-dd,yyyy/MM/dd", "1970/01/02", Some(DAY)),
            ("yyyy\\,MM", "1970,02", Some(31 * DAY)),
            ("yyyy-MM-dd", "1970-01-02 x", None),
            ("yyyy-MM-dd", "1970-02-30", None),
        ] {
            let formats = TimestampFormats::parse(pattern).unwrap();
            assert_eq!(formats.read(text.as_bytes()), expected, "{pattern} on {text}");
        }
        for pattern in ["yyyy-ww", "'open", "QQ"] {
            assert_eq!(TimestampFormats::parse(pattern), None, "{pattern}");
        }
    }
}
