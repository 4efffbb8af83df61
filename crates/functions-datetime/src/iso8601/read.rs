//! Dates and times as ISO 8601 writes them, in the forms Joda reads: calendar dates, ordinal dates, week dates,
//! any of their later parts missing, with a time and an offset or without.

use boathouse_types::Result;

use crate::format::{Bucket, Field, malformed, zone_offset};

/// Digits of the longest year.
const YEAR_DIGITS_MAX: usize = 9;
/// Digits of the longest fraction.
const FRACTION_DIGITS_MAX: usize = 9;

/// A text and how far it has been read.
struct Reader<'a> {
    text: &'a [char],
    at: usize,
    bucket: Bucket,
}

/// Reads a date.
pub(super) fn date(text: &str) -> Result<Bucket> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { text: &chars, at: 0, bucket: Bucket::default() };
    let found = reader.date();
    reader.end(found)
}

/// Reads a date with a time and an offset, both of which may be missing, or a time behind a `T`.
pub(super) fn date_time(text: &str) -> Result<Bucket> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { text: &chars, at: 0, bucket: Bucket::default() };
    let found = if reader.eat('T') {
        reader.time().then(|| reader.offset())
    } else {
        reader.date().then(|| {
            if reader.eat('T') {
                reader.time();
                reader.offset();
            }
        })
    };
    reader.end(found.is_some())
}

impl Reader<'_> {
    fn end(self, found: bool) -> Result<Bucket> {
        if found && self.at >= self.text.len() { Ok(self.bucket) } else { Err(malformed(self.text, self.at)) }
    }

    fn peek(&self, c: char) -> bool {
        self.text.get(self.at).is_some_and(|found| found.eq_ignore_ascii_case(&c))
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek(c);
        self.at += usize::from(found);
        found
    }

    /// How many digits follow.
    fn digits(&self, max: usize) -> usize {
        self.text[self.at..].iter().take(max).take_while(|c| c.is_ascii_digit()).count()
    }

    fn take(&mut self, count: usize) -> i64 {
        let digits = &self.text[self.at..self.at + count];
        self.at += count;
        digits.iter().filter_map(|c| c.to_digit(10)).fold(0, |number, digit| number * 10 + i64::from(digit))
    }

    fn number(&mut self, max: usize) -> Option<i64> {
        let count = self.digits(max);
        (count > 0).then(|| self.take(count))
    }

    /// A number behind a separator, or nothing read at all.
    fn field(&mut self, separators: &str, max: usize, field: Field) -> bool {
        let before = self.at;
        let value = separators.chars().all(|c| self.eat(c)).then(|| self.number(max)).flatten();
        match value {
            Some(value) => self.bucket.save(field, value),
            None => self.at = before,
        }
        value.is_some()
    }

    fn date(&mut self) -> bool {
        let before = self.at;
        let negative = self.eat('-');
        if !negative {
            self.eat('+');
        }
        let Some(year) = self.number(YEAR_DIGITS_MAX) else {
            self.at = before;
            return false;
        };
        let year = if negative { -year } else { year };
        let week = self.peek('-') && self.text.get(self.at + 1).is_some_and(|c| matches!(c, 'W' | 'w'));
        if week {
            let behind = self.at + 2;
            if self.text.get(behind).is_some_and(char::is_ascii_digit) {
                self.bucket.save(Field::Weekyear, year);
                self.field("-W", 2, Field::Week);
                self.field("-", 1, Field::DayOfWeek);
                return true;
            }
        }
        self.bucket.save(Field::Year, year);
        if self.peek('-') && self.text[self.at + 1..].iter().take_while(|c| c.is_ascii_digit()).count() >= 3 {
            self.field("-", 3, Field::DayOfYear);
        } else if self.field("-", 2, Field::Month) {
            self.field("-", 2, Field::DayOfMonth);
        }
        true
    }

    fn time(&mut self) -> bool {
        let Some(hour) = self.number(2) else { return false };
        self.bucket.save(Field::HourOfDay, hour);
        if let Some(millis) = self.fraction(3_600_000) {
            self.bucket.save(Field::Minute, millis / 60_000);
            self.bucket.save(Field::Second, millis / 1_000 % 60);
            self.bucket.save(Field::Millisecond, millis % 1_000);
        } else if self.field(":", 2, Field::Minute) {
            if let Some(millis) = self.fraction(60_000) {
                self.bucket.save(Field::Second, millis / 1_000);
                self.bucket.save(Field::Millisecond, millis % 1_000);
            } else if self.field(":", 2, Field::Second)
                && let Some(millis) = self.fraction(1_000)
            {
                self.bucket.save(Field::Millisecond, millis);
            }
        }
        true
    }

    /// The milliseconds of a fraction of so many, if one follows.
    fn fraction(&mut self, of: i64) -> Option<i64> {
        let before = self.at;
        if !self.eat('.') && !self.eat(',') {
            return None;
        }
        let count = self.digits(FRACTION_DIGITS_MAX);
        if count == 0 {
            self.at = before;
            return None;
        }
        Some(self.take(count) * of / 10_i64.pow(count as u32))
    }

    fn offset(&mut self) {
        if let Ok(next) = zone_offset(self.text, self.at, &mut self.bucket) {
            self.at = next;
        }
    }
}
