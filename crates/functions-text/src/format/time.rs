//! Dates and times: `%tY`, `%tH` and the like.

use boathouse_types::Zone;
use boathouse_types::datetime::{Civil, MONTHS, WEEKDAYS};

use super::spec::Spec;
use super::value::{Moment, Value};
use super::{Formatted, Illegal};

const NANOS: i64 = 1_000_000_000;

pub(super) fn formatted(spec: &Spec, value: &Value) -> Formatted<String> {
    let c = spec.time;
    let moment = match value {
        Value::Time(moment) => *moment,
        // Milliseconds since the epoch.
        Value::Long(millis) => Moment {
            days: Some(millis.div_euclid(86_400_000)),
            nanos: Some(millis.rem_euclid(86_400_000) * 1_000_000),
            zone: Some((Zone::UTC, 0)),
        },
        other => return Err(Illegal::conversion(c, other.class())),
    };
    if !"HIklMSLNpzZsQBbhAaCYyjmdeRTrDFc".contains(c) {
        return Err(Illegal::new("UnknownFormatConversion", format_args!("Conversion = 't{c}'")));
    }
    let mut text = String::new();
    part(&mut text, c, &moment).ok_or_else(|| Illegal::conversion(c, value.class()))?;
    Ok(text)
}

/// Writes a part; nothing when the value has none such.
fn part(text: &mut String, c: char, moment: &Moment) -> Option<()> {
    let composed: Option<&[(char, &str)]> = match c {
        'R' => Some(&[('H', ":"), ('M', "")]),
        'T' => Some(&[('H', ":"), ('M', ":"), ('S', "")]),
        'r' => Some(&[('I', ":"), ('M', ":"), ('S', " ")]),
        'D' => Some(&[('m', "/"), ('d', "/"), ('y', "")]),
        'F' => Some(&[('Y', "-"), ('m', "-"), ('d', "")]),
        'c' => Some(&[('a', " "), ('b', " "), ('d', " "), ('T', " "), ('Z', " "), ('Y', "")]),
        _ => None,
    };
    if let Some(parts) = composed {
        for (c, behind) in parts {
            part(text, *c, moment)?;
            text.push_str(behind);
        }
        if c == 'r' {
            let mut half = String::new();
            part(&mut half, 'p', moment)?;
            text.push_str(&half.to_uppercase());
        }
        return Some(());
    }
    let made = match c {
        'H' | 'I' | 'k' | 'l' | 'M' | 'S' | 'L' | 'N' | 'p' => of_time(c, moment.nanos?),
        'z' | 'Z' | 's' | 'Q' => of_instant(c, moment)?,
        _ => of_date(c, moment.days?),
    };
    text.push_str(&made);
    Some(())
}

fn of_time(c: char, nanos: i64) -> String {
    let seconds = nanos / NANOS;
    let hour = seconds / 3600;
    let hour12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    match c {
        'H' => format!("{hour:02}"),
        'k' => hour.to_string(),
        'I' => format!("{hour12:02}"),
        'l' => hour12.to_string(),
        'M' => format!("{:02}", seconds / 60 % 60),
        'S' => format!("{:02}", seconds % 60),
        'L' => format!("{:03}", nanos % NANOS / 1_000_000),
        'N' => format!("{:09}", nanos % NANOS),
        _ => if hour < 12 { "am" } else { "pm" }.to_owned(),
    }
}

fn of_instant(c: char, moment: &Moment) -> Option<String> {
    let (zone, offset) = moment.zone?;
    if c == 'Z' {
        return Some(zone.to_string());
    }
    if c == 'z' {
        let (sign, offset) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
        return Some(format!("{sign}{:02}{:02}", offset / 3600, offset / 60 % 60));
    }
    let (days, nanos) = (moment.days?, moment.nanos?);
    let seconds = days * 86_400 + nanos / NANOS - i64::from(offset);
    Some(if c == 's' { seconds.to_string() } else { (seconds * 1000 + nanos % NANOS / 1_000_000).to_string() })
}

fn of_date(c: char, days: i64) -> String {
    let date = Civil::of_days(days);
    let month = MONTHS.get(date.month as usize - 1).copied().unwrap_or_default();
    let weekday = WEEKDAYS.get(Civil::weekday_of_days(days) as usize - 1).copied().unwrap_or_default();
    match c {
        'B' => month.to_owned(),
        'b' | 'h' => month.chars().take(3).collect(),
        'A' => weekday.to_owned(),
        'a' => weekday.chars().take(3).collect(),
        'C' => format!("{:02}", date.year.div_euclid(100)),
        'y' => format!("{:02}", date.year.rem_euclid(100)),
        'j' => format!("{:03}", date.day_of_year()),
        'm' => format!("{:02}", date.month),
        'd' => format!("{:02}", date.day),
        'e' => date.day.to_string(),
        _ => format!("{:04}", date.year),
    }
}
