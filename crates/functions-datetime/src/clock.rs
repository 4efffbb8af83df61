//! Units counted in a time zone: what the wall clock does around its changes.

use boathouse_types::datetime::PICOS_PER_MILLI;
use boathouse_types::{Result, TrinoError, Zone};

use crate::unit::Unit;

/// The last instant of a short timestamp with zone.
const MILLIS_MAX: i64 = (1 << 51) - 1;

/// Milliseconds, rounded down, and the picoseconds above them.
pub(crate) fn split_millis(picos: i128) -> (i64, i64) {
    let milli = i128::from(PICOS_PER_MILLI);
    (picos.div_euclid(milli) as i64, picos.rem_euclid(milli) as i64)
}

/// Milliseconds and the picoseconds above them as one number.
pub(crate) fn join_millis(millis: i64, picos: i64) -> i128 {
    i128::from(millis) * i128::from(PICOS_PER_MILLI) + i128::from(picos)
}

/// Checks that a timestamp with zone of up to three digits holds an instant: its milliseconds have 52 bits.
pub(crate) fn packed(millis: i64) -> Result<i64> {
    if (-MILLIS_MAX - 1..=MILLIS_MAX).contains(&millis) {
        return Ok(millis);
    }
    Err(TrinoError::invalid_argument(format!("Millis overflow: {millis}")))
}

/// Milliseconds east of UTC at an instant in milliseconds.
pub(crate) fn offset_at(zone: Zone, millis: i64) -> i64 {
    i64::from(zone.offset_seconds_at(millis.div_euclid(1_000))) * 1_000
}

/// The instant of a wall clock. Where the clock shows the time twice it is whichever the offset of the clock
/// taken as UTC leads to; where it never does, the time moves on by the gap.
pub(crate) fn instant_of_local(zone: Zone, local: i64) -> i64 {
    let guess = offset_at(zone, local);
    let offset = offset_at(zone, local - guess);
    let in_gap = guess != offset && guess < 0 && offset_at(zone, local - offset) != offset;
    local - if in_gap { guess } else { offset }
}

/// The instant of a wall clock, with the offset of another instant where the clock allows it.
fn instant_near(zone: Zone, local: i64, other: i64) -> i64 {
    let offset = offset_at(zone, other);
    if offset_at(zone, local - offset) == offset { local - offset } else { instant_of_local(zone, local) }
}

/// The start of the unit an instant lies in.
pub(crate) fn floor(unit: Unit, instant: i64, zone: Zone) -> i64 {
    let offset = offset_at(zone, instant);
    let start = unit.floor(instant + offset);
    if unit.is_of_time() { start - offset } else { instant_near(zone, start, instant) }
}

/// An instant so many units later.
pub(crate) fn add(unit: Unit, instant: i64, count: i32, zone: Zone) -> Result<i64> {
    let offset = offset_at(zone, instant);
    let moved = unit.add(instant + offset, count)?;
    Ok(if unit.is_of_time() { moved - offset } else { instant_near(zone, moved, instant) })
}

/// Whole units from one instant to another.
pub(crate) fn difference(unit: Unit, from: i64, to: i64, zone: Zone) -> i64 {
    let offset = offset_at(zone, from);
    let other = if unit.is_of_time() { offset } else { offset_at(zone, to) };
    unit.difference(from + offset, to + other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use boathouse_types::datetime::parse_timestamp;

    fn millis(text: &str) -> i64 {
        split_millis(parse_timestamp(text).unwrap().instant(Zone::UTC).unwrap().0).0
    }

    #[test]
    fn around_the_changes_of_the_clock() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        for (unit, start, count, expected) in [
            (Unit::Day, "2026-03-28 02:30 Europe/Berlin", 1, "2026-03-29 03:30 Europe/Berlin"),
            (Unit::Hour, "2026-03-29 01:30 Europe/Berlin", 1, "2026-03-29 03:30 Europe/Berlin"),
            (Unit::Day, "2026-10-24 02:30 Europe/Berlin", 1, "2026-10-25 00:30 UTC"),
            (Unit::Month, "2026-09-25 02:30 Europe/Berlin", 1, "2026-10-25 00:30 UTC"),
            (Unit::Day, "2026-10-26 02:30 Europe/Berlin", -1, "2026-10-25 01:30 UTC"),
        ] {
            assert_eq!(add(unit, millis(start), count, berlin).unwrap(), millis(expected), "{unit:?} {start}");
        }
        let (from, to) = (millis("2026-03-28 12:00 Europe/Berlin"), millis("2026-03-29 12:00 Europe/Berlin"));
        assert_eq!(difference(Unit::Day, from, to, berlin), 1);
        assert_eq!(difference(Unit::Hour, from, to, berlin), 23);
        assert_eq!(floor(Unit::Day, millis("2026-03-29 12:00 Europe/Berlin"), berlin), millis("2026-03-28 23:00 UTC"));
        let york: Zone = "America/New_York".parse().unwrap();
        let gap = millis("2026-03-08 02:30");
        assert_eq!(instant_of_local(york, gap), millis("2026-03-08 07:30"));
        assert_eq!(instant_of_local(york, millis("2026-03-08 03:30")), millis("2026-03-08 07:30"));
    }
}
