//! Dates by patterns in the letters of Java's `DateTimeFormatter`.

use boathouse_types::datetime::{MONTHS, PatternPiece, pattern_pieces};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

/// What a letter stands for, from the largest to the smallest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Fraction,
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Number(Field, usize),
    ShortMonth,
    LongMonth,
    Text(String),
}

/// A pattern that has been read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DateFormat(Vec<Part>);

impl DateFormat {
    /// Reads a pattern; what is wrong with it as an error.
    pub(super) fn parse(pattern: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        for piece in pattern_pieces(pattern).ok_or("a quote is not closed")? {
            let (letter, count) = match piece {
                PatternPiece::Letters(letter, count) => (letter, count),
                PatternPiece::Text(text) => {
                    parts.push(Part::Text(text));
                    continue;
                }
            };
            parts.push(match (letter, count) {
                ('M' | 'L', 3) => Part::ShortMonth,
                ('M' | 'L', 4) => Part::LongMonth,
                ('y' | 'u', 1..=9) => Part::Number(Field::Year, count),
                ('M' | 'L', 1..=2) => Part::Number(Field::Month, count),
                ('d', 1..=2) => Part::Number(Field::Day, count),
                ('H', 1..=2) => Part::Number(Field::Hour, count),
                ('m', 1..=2) => Part::Number(Field::Minute, count),
                ('s', 1..=2) => Part::Number(Field::Second, count),
                ('S', 1..=9) => Part::Number(Field::Fraction, count),
                _ => return Err(format!("'{}' is not supported", letter.to_string().repeat(count))),
            });
        }
        Ok(Self(parts))
    }

    /// The smallest field the pattern writes.
    pub(super) fn precision(&self) -> Option<Field> {
        let fields = self.0.iter().filter_map(|part| match part {
            Part::Number(field, _) => Some(*field),
            Part::ShortMonth | Part::LongMonth => Some(Field::Month),
            Part::Text(_) => None,
        });
        fields.max()
    }

    pub(super) fn write(&self, moment: NaiveDateTime) -> String {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::LongMonth => text.push_str(month_name(moment)),
                Part::ShortMonth => text.extend(month_name(moment).chars().take(3)),
                Part::Number(field, width) => text.push_str(&number(moment, *field, *width)),
            }
        }
        text
    }

    /// The moment a text stands for; fields the pattern lacks are as small as can be.
    pub(super) fn read(&self, text: &str) -> Option<NaiveDateTime> {
        let mut rest = text;
        let mut fields = [1970, 1, 1, 0, 0, 0, 0_u32];
        for part in &self.0 {
            match part {
                Part::Text(literal) => rest = rest.strip_prefix(literal.as_str())?,
                Part::ShortMonth | Part::LongMonth => {
                    let size = if *part == Part::ShortMonth { 3 } else { usize::MAX };
                    let names = (1..).zip(MONTHS.map(|name| name.get(..size.min(name.len())).unwrap_or(name)));
                    let (month, name) = names.into_iter().find(|(_, name)| rest.starts_with(name))?;
                    fields[Field::Month as usize] = month;
                    rest = rest.strip_prefix(name)?;
                }
                Part::Number(field, width) => {
                    let most = if *width == 1 { if *field == Field::Year { 9 } else { 2 } } else { *width };
                    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
                    if digits < *width {
                        return None;
                    }
                    let (found, behind) = rest.split_at_checked(digits)?;
                    let value = found.parse::<u32>().ok()?;
                    fields[*field as usize] = match field {
                        Field::Year if *width == 2 => 2000 + value,
                        Field::Fraction => value.checked_mul(10_u32.pow(u32::try_from(9 - digits).ok()?))?,
                        _ => value,
                    };
                    rest = behind;
                }
            }
        }
        let [year, month, day, hour, minute, second, nanos] = fields;
        let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        if rest.is_empty() { date.and_hms_nano_opt(hour, minute, second, nanos) } else { None }
    }
}

fn month_name(moment: NaiveDateTime) -> &'static str {
    MONTHS.get(moment.month0() as usize).copied().unwrap_or_default()
}

fn number(moment: NaiveDateTime, field: Field, width: usize) -> String {
    let value = match field {
        Field::Year if width == 2 => moment.year().rem_euclid(100),
        Field::Year => moment.year(),
        Field::Month => moment.month().cast_signed(),
        Field::Day => moment.day().cast_signed(),
        Field::Hour => moment.hour().cast_signed(),
        Field::Minute => moment.minute().cast_signed(),
        Field::Second => moment.second().cast_signed(),
        Field::Fraction => return format!("{:09}", moment.nanosecond()).chars().take(width).collect(),
    };
    format!("{value:0width$}")
}
