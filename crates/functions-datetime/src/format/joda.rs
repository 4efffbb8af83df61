//! Joda's format language: `yyyy-MM-dd HH:mm:ss.SSS ZZ`.

use boathouse_types::{Result, TrinoError};

use super::element::{Element, Field};

/// Digits of the longest year.
const YEAR_DIGITS_MAX: usize = 9;
/// How far back the years of two digits go.
const TWO_DIGIT_YEARS_BACK: i64 = 80;
/// No number is printed with more digits.
const DIGITS_MAX: usize = 10_000;

/// Compiles a format; `year` is the current one.
pub(super) fn compile(format: &str, year: i64) -> Result<Vec<Element>> {
    let chars: Vec<char> = format.chars().collect();
    let mut elements = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let (token, next) = token(&chars, at)?;
        at = next;
        match token {
            Token::Literal(text) if text.is_empty() => {}
            Token::Literal(text) => elements.push(Element::Literal(text)),
            Token::Letters(_, count) if count > DIGITS_MAX => {
                return Err(TrinoError::invalid_argument(format!("Invalid pattern: {count} letters in a row")));
            }
            Token::Letters(letter, count) => {
                let numeric_next = next < chars.len() && is_numeric(&chars, next)?;
                elements.push(element(letter, count, numeric_next, year)?);
            }
        }
    }
    if format.is_empty() {
        return Err(TrinoError::invalid_argument("Invalid pattern specification"));
    }
    if elements.is_empty() {
        return Err(TrinoError::invalid_argument("Both printing and parsing not supported"));
    }
    Ok(elements)
}

enum Token {
    /// So many times the same letter.
    Letters(char, usize),
    /// Text outside letters, or quoted.
    Literal(String),
}

/// The token at a place, and where the next one begins.
fn token(chars: &[char], start: usize) -> Result<(Token, usize)> {
    let letter = chars[start];
    if letter.is_ascii_alphabetic() {
        let count = chars[start..].iter().take_while(|c| **c == letter).count();
        return Ok((Token::Letters(letter, count), start + count));
    }
    let (mut text, mut quoted, mut at) = (String::new(), false, start);
    while at < chars.len() {
        match chars[at] {
            '\'' if chars.get(at + 1) == Some(&'\'') => {
                text.push('\'');
                at += 1;
            }
            '\'' => quoted = !quoted,
            c if !quoted && c.is_ascii_alphabetic() => break,
            c => text.push(c),
        }
        at += 1;
    }
    Ok((Token::Literal(text), at))
}

/// Whether the token at a place prints digits, which would run into those of a year before it.
fn is_numeric(chars: &[char], start: usize) -> Result<bool> {
    Ok(match token(chars, start)?.0 {
        Token::Literal(_) => false,
        Token::Letters('M', count) => count <= 2,
        Token::Letters(letter, _) => "cCxyYdhHmsSeDFwWkK".contains(letter),
    })
}

fn element(letter: char, count: usize, numeric_next: bool, year: i64) -> Result<Element> {
    let number = |field, max| Element::Number { field, min: count, max, signed: false };
    Ok(match letter {
        'G' => Element::Text { field: Field::Era, short: false },
        'C' => Element::Number { field: Field::Century, min: count, max: count, signed: true },
        'x' | 'y' | 'Y' if count == 2 => {
            let field = if letter == 'x' { Field::Weekyear } else { Field::Year };
            Element::TwoDigitYear { field, low: year - TWO_DIGIT_YEARS_BACK, lenient: !numeric_next }
        }
        'x' | 'y' | 'Y' => {
            let max = if numeric_next { count } else { YEAR_DIGITS_MAX };
            match letter {
                'x' => Element::Number { field: Field::Weekyear, min: count, max, signed: true },
                'y' => Element::Number { field: Field::Year, min: count, max, signed: true },
                _ => number(Field::YearOfEra, max),
            }
        }
        'M' if count >= 3 => Element::Text { field: Field::Month, short: count == 3 },
        'M' => number(Field::Month, 2),
        'd' => number(Field::DayOfMonth, 2),
        'a' => Element::Text { field: Field::Halfday, short: false },
        'h' => number(Field::ClockhourOfHalfday, 2),
        'H' => number(Field::HourOfDay, 2),
        'k' => number(Field::ClockhourOfDay, 2),
        'K' => number(Field::HourOfHalfday, 2),
        'm' => number(Field::Minute, 2),
        's' => number(Field::Second, 2),
        'S' => Element::Fraction { min: count, max: count },
        'e' => number(Field::DayOfWeek, 1),
        'E' => Element::Text { field: Field::DayOfWeek, short: count < 4 },
        'D' => number(Field::DayOfYear, 3),
        'w' => number(Field::Week, 2),
        'z' => Element::ZoneName { long: count >= 4 },
        'Z' if count == 1 => Element::ZoneOffset { colon: false },
        'Z' if count == 2 => Element::ZoneOffset { colon: true },
        'Z' => Element::ZoneId,
        other => return Err(TrinoError::invalid_argument(format!("Illegal pattern component: {other}"))),
    })
}
