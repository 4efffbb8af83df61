//! Doubles as the errors show them.

/// A double as Java prints it.
pub(crate) fn java_double(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity".to_owned() } else { "-Infinity".to_owned() };
    }
    let size = value.abs();
    if size != 0.0 && !(1e-3..1e7).contains(&size) {
        let text = format!("{value:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let point = if digits.contains('.') { "" } else { ".0" };
        return format!("{digits}{point}E{exponent}");
    }
    format!("{value:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_java_prints_them() {
        for (value, expected) in
            [(0.5, "0.5"), (2.0, "2.0"), (1e-4, "1.0E-4"), (1.5e10, "1.5E10"), (f64::NAN, "NaN"), (-0.25, "-0.25")]
        {
            assert_eq!(java_double(value), expected);
        }
    }
}
