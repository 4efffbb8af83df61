//! Numbers as people read them: `1,000,000`, `1.2 GB`, `340 ms`, `$0.0059`.

/// `1234567` as `1,234,567`.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `n` things, in the singular for one.
pub(crate) fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// Bytes in decimal units (kB = 1000), as disks and S3 bills count them.
pub(crate) fn bytes(n: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    if n < 1000 {
        return format!("{n} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let mut value = n as f64;
    let mut unit = 0;
    while value >= 999.5 && unit < UNITS.len() - 1 {
        value /= 1000.0;
        unit += 1;
    }
    let decimals = usize::from(value < 99.95);
    format!("{value:.decimals$} {}", UNITS[unit])
}

/// Bytes in the binary megabytes that Athena bills by.
pub(crate) fn mebibytes(n: u64) -> String {
    format!("{} MiB", count(n.div_ceil(1 << 20)))
}

/// A duration with as many digits as matter.
pub(crate) fn millis(ms: f64) -> String {
    if ms < 10.0 {
        format!("{ms:.1} ms")
    } else if ms < 1000.0 {
        format!("{ms:.0} ms")
    } else if ms < 60_000.0 {
        format!("{:.2} s", ms / 1000.0)
    } else {
        let seconds = (ms / 1000.0).round();
        format!("{:.0} min {:02.0} s", (seconds / 60.0).floor(), seconds % 60.0)
    }
}

/// Dollars with at least two significant digits: Athena's smallest query costs $0.000048.
pub(crate) fn usd(amount: f64) -> String {
    if amount == 0.0 {
        "$0".to_owned()
    } else if amount >= 1.0 {
        format!("${amount:.2}")
    } else if amount >= 0.001 {
        format!("${amount:.4}")
    } else {
        format!("${amount:.6}")
    }
}

/// How many times `small` goes into `large`; a ratio to nothing has no number.
pub(crate) fn times(large: u64, small: u64) -> String {
    if small == 0 {
        return if large == 0 { "1×".to_owned() } else { "all of it".to_owned() };
    }
    #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
    let ratio = large as f64 / small as f64;
    if ratio >= 9.95 { format!("{ratio:.0}×") } else { format!("{ratio:.1}×") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        for (n, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(count(n), text);
        }
        for (n, text) in [(0, "0 B"), (999, "999 B"), (1200, "1.2 kB"), (999_999, "1.0 MB"), (123_456_789, "123 MB")] {
            assert_eq!(bytes(n), text);
        }
        for (ms, text) in [(0.24, "0.2 ms"), (340.0, "340 ms"), (1234.0, "1.23 s"), (61_000.0, "1 min 01 s")] {
            assert_eq!(millis(ms), text);
        }
        for (amount, text) in [(0.0, "$0"), (0.000_048, "$0.000048"), (0.0059, "$0.0059"), (12.345, "$12.35")] {
            assert_eq!(usd(amount), text);
        }
        assert_eq!((times(10, 2).as_str(), times(100, 3).as_str(), times(5, 0).as_str()), ("5.0×", "33×", "all of it"));
        assert_eq!((counted(1, "row", "rows"), counted(2, "row", "rows")), ("1 row".into(), "2 rows".into()));
    }
}
