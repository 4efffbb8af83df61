//! When two answers are the same: numbers by value, maps in any order, fractions without their last zeros.

use std::sync::LazyLock;

use boathouse_types::Type;
use regex::Regex;

/// A value as text; none is NULL.
pub(crate) type Cell = Option<String>;

/// How far a real computed in single precision is from the same computed in double, in its last binary digits.
const REAL_STEPS: f32 = 2.0;

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^([-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]?(Infinity|NaN))$"));
static FRACTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d\d:\d\d:\d\d)\.(\d*?)0*([^\d]|$)"));
static INNER_NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"-?\d+\.\d+(?:e-?\d+)?|-?\d+"));

#[expect(clippy::expect_used, reason = "the patterns are constants")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// Whether two tables are the same.
pub(crate) fn rows_equal(left: &[Vec<Cell>], right: &[Vec<Cell>], ordered: bool) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let sorted = |rows: &[Vec<Cell>]| {
        let mut rows = rows.to_vec();
        if !ordered {
            rows.sort_by_cached_key(|row| row.iter().map(sort_key).collect::<Vec<_>>());
        }
        rows
    };
    sorted(left).iter().zip(&sorted(right)).all(|(a, b)| row_equal(a, b))
}

pub(crate) fn row_equal(left: &[Cell], right: &[Cell]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(a, b)| cells_equal(a.as_deref(), b.as_deref()))
}

/// Numbers that differ only in how they are written must sort alike.
fn sort_key(cell: &Cell) -> String {
    let Some(text) = cell else { return "~".to_owned() };
    match text.parse::<f64>() {
        Ok(number) if NUMBER.is_match(text) && number.is_finite() => format!("{number:.5e}"),
        _ => text.clone(),
    }
}

pub(crate) fn cells_equal(left: Option<&str>, right: Option<&str>) -> bool {
    let (Some(a), Some(b)) = (left, right) else { return left.is_none() && right.is_none() };
    if a == b || numbers_equal(a, b) {
        return true;
    }
    let trim =
        |text: &str| FRACTION.replace_all(text, |found: &regex::Captures<'_>| trimmed_fraction(found)).into_owned();
    if trim(a) == trim(b) {
        return true;
    }
    if a.starts_with('{') && b.starts_with('{') {
        return entries(a) == entries(b);
    }
    let canonical = |text: &str| {
        let number =
            |found: &regex::Captures<'_>| found[0].parse::<f64>().map_or(found[0].to_owned(), |n| format!("{n:?}"));
        INNER_NUMBER.replace_all(&text.to_lowercase(), number).into_owned()
    };
    a.starts_with('[') && b.starts_with('[') && canonical(a) == canonical(b)
}

/// The same, for one value of a type: cases state timestamps without the sign of great years, and reals as if they
/// had been computed in double precision.
pub(crate) fn value_equal(data_type: Option<&Type>, left: Option<&str>, right: Option<&str>) -> bool {
    if cells_equal(left, right) {
        return true;
    }
    let (Some(a), Some(b)) = (left, right) else { return false };
    match data_type {
        Some(Type::Timestamp(_) | Type::TimestampTz(_)) => {
            cells_equal(Some(a.trim_start_matches('+')), Some(b.trim_start_matches('+')))
        }
        Some(Type::Real) => match (a.parse::<f32>(), b.parse::<f32>()) {
            (Ok(x), Ok(y)) => x == y || (x - y).abs() <= REAL_STEPS * f32::EPSILON * x.abs(),
            _ => false,
        },
        _ => false,
    }
}

fn trimmed_fraction(found: &regex::Captures<'_>) -> String {
    let point = if found[2].is_empty() { "" } else { "." };
    format!("{}{point}{}{}", &found[1], &found[2], &found[3])
}

fn numbers_equal(a: &str, b: &str) -> bool {
    if !NUMBER.is_match(a) || !NUMBER.is_match(b) {
        return false;
    }
    let (Ok(x), Ok(y)) = (a.parse::<f64>(), b.parse::<f64>()) else { return false };
    let inexact = [a, b].iter().any(|text| text.contains(['.', 'e', 'E']));
    x == y
        || (x.is_nan() && y.is_nan())
        || (x.is_finite() && y.is_finite() && inexact && (x - y).abs() <= 1e-9 * x.abs().max(y.abs()))
}

/// Rounds expected numbers to the fraction digits that were found in their place.
pub(crate) fn round_to(expected: &mut [Vec<Cell>], found: &[Vec<Cell>]) {
    for (expected, found) in expected.iter_mut().zip(found).flat_map(|(a, b)| a.iter_mut().zip(b)) {
        let (Some(text), Some(found)) = (expected.as_mut(), found) else { continue };
        if let (Some(digits), Some(_)) = (fraction_digits(text), fraction_digits(found))
            && let (Ok(wanted), Ok(got)) = (text.parse::<f64>(), found.parse::<f64>())
            && fraction_digits(found).is_some_and(|fewer| fewer < digits)
            && (wanted - got).abs() <= 0.500_001 * 10_f64.powi(-(fraction_digits(found).unwrap_or(0) as i32))
        {
            text.clone_from(found);
        }
    }
}

fn fraction_digits(text: &str) -> Option<usize> {
    NUMBER.is_match(text).then(|| text.split_once('.').map_or(0, |(_, fraction)| fraction.len()))
}

/// The entries of a map's text, sorted.
fn entries(text: &str) -> Vec<String> {
    let inner = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')).unwrap_or(text);
    let (mut found, mut depth, mut current) = (Vec::new(), 0_i32, String::new());
    for c in inner.chars() {
        match c {
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth -= 1,
            ',' if depth == 0 => {
                found.push(std::mem::take(&mut current).trim().to_owned());
                continue;
            }
            _ => {}
        }
        current.push(c);
    }
    found.push(current.trim().to_owned());
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_as_the_same() {
        for (a, b, expected) in [
            ("1.0E8", "100000000.0", true),
            ("1", "2", false),
            ("{b=1, a=2}", "{a=2, b=1}", true),
            ("2020-01-01 00:00:00.000", "2020-01-01 00:00:00", true),
            ("2020-01-01 00:00:00.100 UTC", "2020-01-01 00:00:00.1 UTC", true),
            ("[1.0, 2]", "[1, 2]", true),
            ("NaN", "NaN", true),
            ("a", "b", false),
        ] {
            assert_eq!(cells_equal(Some(a), Some(b)), expected, "{a} and {b}");
        }
        assert!(!cells_equal(None, Some("")));
        for (data_type, a, b, expected) in [
            (Type::Timestamp(3), "+12020-01-01 00:00:00.000", "12020-01-01 00:00:00", true),
            (Type::VARCHAR, "+12020-01-01 00:00:00.000", "12020-01-01 00:00:00", false),
            (Type::Real, "69.119995", "69.12", true),
            (Type::Real, "69.1199", "69.12", false),
            (Type::Double, "69.119995", "69.12", false),
        ] {
            assert_eq!(value_equal(Some(&data_type), Some(a), Some(b)), expected, "{a} and {b}");
        }
    }
}
