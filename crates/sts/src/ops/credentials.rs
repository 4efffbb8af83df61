//! Temporary credentials. Nothing is kept of them: any key pair is good here.

use boathouse_state::{Clock, new_id};
use boathouse_wire::{Constraints, Form, InputError, Xml};

use crate::Error;

const MS_PER_SECOND: i64 = 1_000;

/// How long credentials shall last, in seconds.
pub(super) fn duration(form: &Form, default: i64, min: i64, max: i64) -> Result<i64, Error> {
    let Some(text) = form.get("DurationSeconds") else { return Ok(default) };
    let seconds = text.parse().map_err(|_| Error::Validation(format!("DurationSeconds '{text}' is not a number")))?;
    checked(Constraints::naming_values().range("durationSeconds", seconds, min, max).finish())?;
    Ok(seconds)
}

pub(super) fn checked(outcome: Result<(), InputError>) -> Result<(), Error> {
    outcome.map_err(|error| Error::Validation(error.to_string()))
}

/// Writes `<Credentials>` that end `seconds` from now. Keys of an account that is named by its number keep
/// that number, so that whoever uses them is still that account.
pub(super) fn write(xml: &mut Xml, clock: &Clock, account_key: Option<&str>, seconds: i64) {
    let random = || new_id().replace('-', "");
    let access_key = account_key.map_or_else(|| format!("ASIA{}", &random().to_uppercase()[..16]), str::to_owned);
    let secret = format!("{}{}", random(), &random()[..8]);
    let token = format!("{}{}{}", random(), random(), random());
    xml.node("Credentials", |credentials| {
        credentials
            .leaf("AccessKeyId", &access_key)
            .leaf("SecretAccessKey", &secret)
            .leaf("SessionToken", &token)
            .leaf("Expiration", &iso_8601(clock.now_ms().saturating_add(seconds * MS_PER_SECOND)));
    });
}

/// `2026-01-31T12:00:00Z`.
fn iso_8601(epoch_ms: i64) -> String {
    let seconds = epoch_ms.div_euclid(MS_PER_SECOND);
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Years are counted from March, so that leap days come last.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_dates() {
        for (epoch_ms, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_704_067_199_999, "2023-12-31T23:59:59Z"),
            (1_795_305_600_000, "2026-11-22T00:00:00Z"),
        ] {
            assert_eq!(iso_8601(epoch_ms), text);
        }
    }
}
