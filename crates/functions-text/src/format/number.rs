//! Numbers: `%d %o %x %f %e %g`.

use super::spec::Spec;
use super::{Formatted, Illegal};

/// Fraction digits when no precision is given.
const PRECISION: usize = 6;

pub(super) fn integer(spec: &Spec, value: i64) -> Formatted<String> {
    if spec.conversion != 'd' {
        // In two's complement; a sign would mean nothing.
        for (set, flag) in [(spec.parentheses, '('), (spec.plus, '+'), (spec.space, ' ')] {
            if set {
                let text = format!("Conversion = {}, Flags = {flag}", spec.conversion);
                return Err(Illegal::new("FormatFlagsConversionMismatch", text));
            }
        }
        let digits = if spec.conversion == 'o' { format!("{value:o}") } else { format!("{value:x}") };
        let prefix = match (spec.alternate, spec.conversion) {
            (false, _) => "",
            (true, 'o') => "0",
            (true, _) => "0x",
        };
        return Ok(with_zeros(spec, prefix, digits, ""));
    }
    Ok(signed(spec, value < 0, grouped(spec, value.unsigned_abs().to_string(), "")))
}

pub(super) fn double(spec: &Spec, value: f64) -> Formatted<String> {
    if value.is_finite() {
        return Ok(number(spec, value.is_sign_negative(), Digits::of_double(value.abs())));
    }
    // Zeros do not fill up to the width here.
    let spec = &Spec { zero: false, ..spec.clone() };
    let name = if value.is_nan() { "NaN" } else { "Infinity" };
    if value.is_nan() {
        return Ok(name.to_owned());
    }
    Ok(signed(spec, value < 0.0, name.to_owned()))
}

pub(super) fn decimal(spec: &Spec, value: i128, scale: u8) -> Formatted<String> {
    Ok(number(spec, value < 0, Digits::of_decimal(value.unsigned_abs(), scale)))
}

fn number(spec: &Spec, negative: bool, digits: Digits) -> String {
    let precision = spec.precision.unwrap_or(PRECISION);
    let text = match spec.conversion {
        'f' => digits.fixed(precision),
        'e' => digits.scientific(precision, spec.alternate),
        _ => digits.general(precision),
    };
    let (whole, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let mut text = grouped(spec, whole.to_owned(), rest);
    if spec.alternate && spec.conversion == 'f' && !text.contains('.') {
        text.push('.');
    }
    signed(spec, negative, text)
}

/// Digits with commas between thousands, if the place asks for them, and what stands behind.
fn grouped(spec: &Spec, whole: String, rest: &str) -> String {
    if !spec.group {
        return whole + rest;
    }
    let mut text = String::with_capacity(whole.len() * 2);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

fn signed(spec: &Spec, negative: bool, digits: String) -> String {
    let (before, behind) = match (negative, spec.parentheses) {
        (true, true) => ("(", ")"),
        (true, false) => ("-", ""),
        (false, _) if spec.plus => ("+", ""),
        (false, _) if spec.space => (" ", ""),
        (false, _) => ("", ""),
    };
    with_zeros(spec, before, digits, behind)
}

fn with_zeros(spec: &Spec, before: &str, digits: String, behind: &str) -> String {
    let length = before.len() + digits.len() + behind.len();
    let zeros = if spec.zero { spec.width.unwrap_or(0).saturating_sub(length) } else { 0 };
    format!("{before}{}{digits}{behind}", "0".repeat(zeros))
}

/// A number as its decimal digits: 0.d₁d₂… times ten to the power.
struct Digits {
    digits: Vec<u8>,
    point: i32,
}

impl Digits {
    /// The fewest digits that tell a double from all others, as Java prints it.
    fn of_double(value: f64) -> Self {
        let text = format!("{value:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        let exponent: i32 = exponent.parse().unwrap_or(0);
        Self { digits, point: exponent + 1 }.trimmed()
    }

    fn of_decimal(value: u128, scale: u8) -> Self {
        let digits: Vec<u8> = value.to_string().bytes().map(|digit| digit - b'0').collect();
        let point = digits.len() as i32 - i32::from(scale);
        Self { digits, point }.trimmed()
    }

    fn trimmed(mut self) -> Self {
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.point -= zeros as i32;
        if self.digits.is_empty() {
            self.point = 1;
        }
        self
    }

    fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// Rounds half up to so many digits behind the start; fewer than none is zero.
    fn rounded(&self, keep: i64) -> Self {
        let Ok(keep) = usize::try_from(keep) else { return Self { digits: Vec::new(), point: 1 } };
        if keep >= self.digits.len() {
            return Self { digits: self.digits.clone(), point: self.point };
        }
        let up = self.digits[keep] >= 5;
        let mut digits = self.digits[..keep].to_vec();
        let mut point = self.point;
        if up {
            let mut place = keep;
            loop {
                if place == 0 {
                    digits.insert(0, 1);
                    point += 1;
                    break;
                }
                place -= 1;
                if digits[place] < 9 {
                    digits[place] += 1;
                    break;
                }
                digits[place] = 0;
            }
        }
        Self { digits, point }.trimmed()
    }

    fn digit(&self, place: i64) -> char {
        let digit = usize::try_from(place).ok().and_then(|place| self.digits.get(place)).copied().unwrap_or(0);
        char::from(b'0' + digit)
    }

    fn fixed(&self, precision: usize) -> String {
        let rounded = self.rounded(i64::from(self.point) + precision as i64);
        let point = i64::from(rounded.point);
        let mut text: String = if point <= 0 || rounded.is_zero() {
            "0".to_owned()
        } else {
            (0..point).map(|i| rounded.digit(i)).collect()
        };
        if precision > 0 {
            let point = if rounded.is_zero() { i64::MAX / 2 } else { point };
            text.push('.');
            text.extend((0..precision as i64).map(|i| rounded.digit(point + i)));
        }
        text
    }

    fn scientific(&self, precision: usize, alternate: bool) -> String {
        let rounded = self.rounded(precision as i64 + 1);
        let exponent = if rounded.is_zero() { 0 } else { rounded.point - 1 };
        let mut text = String::from(rounded.digit(0));
        if precision > 0 || alternate {
            text.push('.');
        }
        text.extend((1..=precision as i64).map(|i| rounded.digit(i)));
        let sign = if exponent < 0 { '-' } else { '+' };
        text + &format!("e{sign}{:02}", exponent.unsigned_abs())
    }

    /// Fixed for numbers from 10⁻⁴ to the precision's power of ten, else scientific.
    fn general(&self, precision: usize) -> String {
        let precision = precision.max(1);
        if self.is_zero() {
            return self.fixed(precision - 1);
        }
        let rounded = self.rounded(precision as i64);
        if rounded.point > -4 && i64::from(rounded.point) <= precision as i64 {
            let fraction = precision as i64 - i64::from(rounded.point);
            return rounded.fixed(usize::try_from(fraction).unwrap_or(0));
        }
        rounded.scientific(precision - 1, false)
    }
}
