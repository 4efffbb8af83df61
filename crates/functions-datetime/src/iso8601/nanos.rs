//! `from_iso8601_timestamp_nanos`: the strict form only, `2020-05-11T11:15:05.123456789+01:00[Europe/Berlin]`.

use boathouse_functions::{Category, Example, Function, Overload};
use boathouse_types::datetime::{
    MONTHS, PICOS_PER_DAY, PICOS_PER_HOUR, PICOS_PER_MINUTE, PICOS_PER_SECOND, ZonedBuilder, days_from_civil,
    days_in_month, instant_of_local,
};
use boathouse_types::{Result, TrinoError, Zone, ZoneKey};

use crate::column::Texts;
use crate::kernels::map1;

pub(crate) const FROM_ISO8601_TIMESTAMP_NANOS: Function = Function {
    name: "from_iso8601_timestamp_nanos",
    category: Category::DateTime,
    description: "Reads a timestamp of up to nine fraction digits as ISO 8601 writes it.",
    examples: &[Example {
        sql: "from_iso8601_timestamp_nanos('2020-05-11T11:15:05.123456789+01:00')",
        result: "2020-05-11 11:15:05.123456789 +01:00",
    }],
    overloads: &[Overload {
        signature: "from_iso8601_timestamp_nanos(varchar(x)) -> timestamp(9) with time zone",
        returns: None,
        kernel: |bound| {
            let session = bound.session.zone;
            Ok(map1::<Texts, ZonedBuilder>(bound, move |text| read(text, session)))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

/// A text and how far it has been read.
struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

/// What is wrong with a text: a place, or a value.
enum Wrong {
    At(usize),
    Value(String),
    Rest(usize),
}

fn read(text: &str, session: Zone) -> Result<(i128, ZoneKey)> {
    let mut reader = Reader { text: text.as_bytes(), at: 0 };
    reader.all(text, session).map_err(|wrong| {
        // Places count UTF-16 units.
        let place = |at: usize| text.get(..at).map_or(at, |head| head.encode_utf16().count());
        TrinoError::invalid_argument(match wrong {
            Wrong::At(at) => format!("Text '{text}' could not be parsed at index {}", place(at)),
            Wrong::Rest(at) => format!("Text '{text}' could not be parsed, unparsed text found at index {}", place(at)),
            Wrong::Value(why) => format!("Text '{text}' could not be parsed: {why}"),
        })
    })
}

impl Reader<'_> {
    fn all(&mut self, text: &str, session: Zone) -> Result<(i128, ZoneKey), Wrong> {
        let days = self.date()?;
        self.expect(b'T')?;
        let local = i128::from(days) * i128::from(PICOS_PER_DAY) + i128::from(self.time()?);
        let offset = self.offset()?;
        let region = self.region(text)?;
        if self.at < self.text.len() {
            return Err(Wrong::Rest(self.at));
        }
        if let Some(minutes) = offset {
            let instant = local - i128::from(minutes) * i128::from(PICOS_PER_MINUTE);
            return Ok((instant, region.unwrap_or(Zone::Offset(minutes)).key()));
        }
        let zone = region.unwrap_or(session);
        Ok((instant_of_local(local, zone), zone.key()))
    }

    fn peek(&self, byte: u8) -> bool {
        self.text.get(self.at).is_some_and(|found| found.eq_ignore_ascii_case(&byte))
    }

    fn expect(&mut self, byte: u8) -> Result<(), Wrong> {
        if self.peek(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(Wrong::At(self.at))
    }

    fn digits(&self, max: usize) -> usize {
        self.text[self.at..].iter().take(max).take_while(|b| b.is_ascii_digit()).count()
    }

    fn number(&mut self, min: usize, max: usize) -> Result<i64, Wrong> {
        let count = self.digits(max);
        if count < min {
            return Err(Wrong::At(self.at));
        }
        let digits = &self.text[self.at..self.at + count];
        self.at += count;
        Ok(digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
    }

    fn field(&mut self, name: &str, min: i64, max: i64) -> Result<i64, Wrong> {
        let value = self.number(2, 2)?;
        if (min..=max).contains(&value) {
            return Ok(value);
        }
        Err(Wrong::Value(format!("Invalid value for {name} (valid values {min} - {max}): {value}")))
    }

    fn date(&mut self) -> Result<i64, Wrong> {
        let sign = self.text.first().copied().filter(|b| matches!(b, b'+' | b'-'));
        self.at = usize::from(sign.is_some());
        // More than four digits need a sign.
        let max = if sign.is_some() { 9 } else { 4 };
        let year = self.number(4, max).map_err(|_| Wrong::At(0))?;
        let year = if sign == Some(b'-') { -year } else { year };
        self.expect(b'-')?;
        let month = self.field("MonthOfYear", 1, 12)?;
        self.expect(b'-')?;
        let day = self.field("DayOfMonth", 1, 31)?;
        let (month, day) = (month as u32, day as u32);
        days_from_civil(year, month, day).ok_or_else(|| {
            Wrong::Value(if month == 2 && day == 29 {
                format!("Invalid date 'February 29' as '{year}' is not a leap year")
            } else {
                debug_assert!(day > days_in_month(year, month));
                format!("Invalid date '{} {day}'", MONTHS[month as usize - 1].to_ascii_uppercase())
            })
        })
    }

    /// Picoseconds of the day.
    fn time(&mut self) -> Result<i64, Wrong> {
        let hour = self.field("HourOfDay", 0, 23)?;
        self.expect(b':')?;
        let minute = self.field("MinuteOfHour", 0, 59)?;
        let mut picos = hour * PICOS_PER_HOUR + minute * PICOS_PER_MINUTE;
        if self.peek(b':') {
            self.at += 1;
            picos += self.field("SecondOfMinute", 0, 59)? * PICOS_PER_SECOND;
            if self.peek(b'.') {
                self.at += 1;
                let count = self.digits(9);
                picos += self.number(0, 9)? * 10_i64.pow(12 - count as u32);
            }
        }
        Ok(picos)
    }

    /// `Z`, `+01` or `+01:00`, in minutes.
    fn offset(&mut self) -> Result<Option<i16>, Wrong> {
        let start = self.at;
        let sign = match self.text.get(start) {
            Some(b'Z' | b'z') => {
                self.at += 1;
                return Ok(Some(0));
            }
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Ok(None),
        };
        self.at += 1;
        let hours = self.number(2, 2).map_err(|_| Wrong::Rest(start))?;
        self.expect(b':').map_err(|_| Wrong::Rest(start))?;
        let minutes = self.number(2, 2).map_err(|_| Wrong::Rest(start))?;
        let total = hours * 60 + minutes;
        if minutes > 59 || total > 14 * 60 || self.peek(b':') {
            return Err(Wrong::Value("Time zone not supported".to_owned()));
        }
        Ok(i16::try_from(sign * total).ok())
    }

    fn region(&mut self, text: &str) -> Result<Option<Zone>, Wrong> {
        if !self.peek(b'[') {
            return Ok(None);
        }
        let start = self.at + 1;
        let end = text.get(start..).and_then(|rest| rest.find(']')).ok_or(Wrong::At(start))?;
        let zone = text[start..start + end].parse().map_err(|_| Wrong::At(start))?;
        self.at = start + end + 1;
        Ok(Some(zone))
    }
}
