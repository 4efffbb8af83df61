//! Spans of time as people write them.

/// Units by their letters, in milliseconds.
const UNITS: &[(char, i64)] = &[('s', 1_000), ('m', 60_000), ('h', 3_600_000), ('d', 86_400_000)];

/// `30m` in milliseconds.
///
/// # Errors
/// A text that says what is expected.
pub(super) fn millis(text: &str) -> Result<i64, String> {
    let wrong = || format!("'{text}' is no span of time: expected a number and s, m, h or d, as in 30m");
    let unit = text.chars().next_back().ok_or_else(wrong)?;
    let (_, millis) = UNITS.iter().find(|(letter, _)| *letter == unit).ok_or_else(wrong)?;
    let number: u32 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| wrong())?;
    i64::from(number).checked_mul(*millis).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        for (text, expected) in [
            ("90s", Some(90_000)),
            ("30m", Some(1_800_000)),
            ("1h", Some(3_600_000)),
            ("7d", Some(604_800_000)),
            ("", None),
            ("h", None),
            ("7", None),
            ("-1h", None),
            ("1.5h", None),
            ("1w", None),
            ("1é", None),
        ] {
            assert_eq!(millis(text).ok(), expected, "{text}");
        }
    }
}
