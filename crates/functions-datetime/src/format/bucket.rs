//! The fields read from a text, and the instant they make.

use boathouse_types::{Result, TrinoError, Zone};

use super::element::Field;
use super::set::{floor, range, set};
use crate::clock::offset_at;

/// The year of a text that gives none.
const YEAR_DEFAULT: i64 = 2000;

/// Where on earth a text says it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placed {
    /// Seconds east of UTC.
    Offset(i64),
    /// A zone.
    Zone(Zone),
}

/// Fields that were read.
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    fields: Vec<(Field, i64)>,
    /// The zone or offset, the last one given.
    pub(crate) placed: Option<Placed>,
}

impl Bucket {
    /// Notes a field.
    pub(crate) fn save(&mut self, field: Field, value: i64) {
        self.fields.push((field, value));
    }

    /// The wall clock in milliseconds. Of fields given twice the later counts.
    pub(crate) fn local(&mut self, text: &str) -> Result<i64> {
        self.fields.sort_by_key(|(field, _)| field.rank());
        if self.fields.first().is_some_and(|(field, _)| field.needs_year()) {
            self.fields.insert(0, (Field::Year, YEAR_DEFAULT));
        }
        let mut local = 0;
        for (field, value) in &self.fields {
            local = floor(*field, checked(*field, local, *value, text)?);
        }
        // Again without losing what is shorter, so that a day of the week counts against the month.
        for (field, value) in &self.fields {
            local = checked(*field, local, *value, text)?;
        }
        if let Some((field, _)) = self.fields.last() {
            local = floor(*field, local);
        }
        Ok(local)
    }

    /// The instant in milliseconds and its zone, which is `default` unless the text gives one.
    pub(crate) fn instant(&mut self, text: &str, default: Zone) -> Result<(i64, Zone)> {
        let local = self.local(text)?;
        let zone = match self.placed {
            Some(Placed::Offset(seconds)) => {
                let minutes = i16::try_from(seconds / 60).ok().filter(|m| m.abs() <= 14 * 60 && seconds % 60 == 0);
                let minutes = minutes.ok_or_else(|| {
                    TrinoError::invalid_argument(format!("Time zone not supported: {}", offset_name(seconds)))
                })?;
                return Ok((local - seconds * 1_000, Zone::Offset(minutes)));
            }
            Some(Placed::Zone(zone)) => zone,
            None => default,
        };
        let offset = i64::from(zone.offset_seconds_of_local(local.div_euclid(1_000))) * 1_000;
        let instant = local - offset;
        if offset_at(zone, instant) != offset {
            let text = format!("Cannot parse \"{text}\": Illegal instant due to time zone offset transition ({zone})");
            return Err(TrinoError::invalid_argument(text));
        }
        Ok((instant, zone))
    }
}

fn checked(field: Field, local: i64, value: i64, text: &str) -> Result<i64> {
    let (from, to) = range(field, local, value);
    if (from..=to).contains(&value) {
        return Ok(set(field, local, value));
    }
    let name = field.name();
    Err(TrinoError::invalid_argument(format!(
        "Cannot parse \"{text}\": Value {value} for {name} must be in the range [{from},{to}]"
    )))
}

fn offset_name(seconds: i64) -> String {
    let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let name = format!("{sign}{:02}:{:02}", seconds / 3_600, seconds / 60 % 60);
    if seconds % 60 == 0 { name } else { format!("{name}:{:02}", seconds % 60) }
}
