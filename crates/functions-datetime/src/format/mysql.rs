//! MySQL's format language: `%Y-%m-%d %H:%i:%s`.

use boathouse_types::{Result, TrinoError};

use super::element::{Element, Field};

/// The years `%y` stands for begin here.
const TWO_DIGIT_YEAR_LOW: i64 = 1970;

/// Compiles a format.
pub(super) fn compile(format: &str) -> Result<Vec<Element>> {
    let mut elements = Vec::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            elements.push(Element::Literal(c.to_string()));
            continue;
        }
        // A percent sign at the end stands for nothing.
        let Some(token) = chars.next() else { break };
        push(token, &mut elements)?;
    }
    if elements.is_empty() {
        return Err(TrinoError::invalid_argument("Both printing and parsing not supported"));
    }
    Ok(elements)
}

fn push(token: char, elements: &mut Vec<Element>) -> Result<()> {
    let number = |field, min, max| Element::Number { field, min, max, signed: false };
    let year = |field| Element::Number { field, min: 4, max: 4, signed: true };
    let colon = || Element::Literal(":".to_owned());
    let (minute, second) = (number(Field::Minute, 2, 2), number(Field::Second, 2, 2));
    let element = match token {
        'a' => Element::Text { field: Field::DayOfWeek, short: true },
        'b' => Element::Text { field: Field::Month, short: true },
        'c' => number(Field::Month, 1, 2),
        'd' => number(Field::DayOfMonth, 2, 2),
        'e' => number(Field::DayOfMonth, 1, 2),
        'f' => Element::Fraction { min: 6, max: 9 },
        'H' => number(Field::HourOfDay, 2, 2),
        'h' | 'I' => number(Field::ClockhourOfHalfday, 2, 2),
        'i' => minute,
        'j' => number(Field::DayOfYear, 3, 3),
        'k' => number(Field::HourOfDay, 1, 2),
        'l' => number(Field::ClockhourOfHalfday, 1, 2),
        'M' => Element::Text { field: Field::Month, short: false },
        'm' => number(Field::Month, 2, 2),
        'p' => Element::Text { field: Field::Halfday, short: false },
        'r' => {
            elements.extend([number(Field::ClockhourOfHalfday, 2, 2), colon(), minute, colon(), second]);
            elements.push(Element::Literal(" ".to_owned()));
            Element::Text { field: Field::Halfday, short: false }
        }
        'S' | 's' => second,
        'T' => {
            elements.extend([number(Field::HourOfDay, 2, 2), colon(), minute, colon()]);
            second
        }
        'v' => number(Field::Week, 2, 2),
        'x' => year(Field::Weekyear),
        'W' => Element::Text { field: Field::DayOfWeek, short: false },
        'Y' => year(Field::Year),
        'y' => Element::TwoDigitYear { field: Field::Year, low: TWO_DIGIT_YEAR_LOW, lenient: false },
        'w' | 'U' | 'u' | 'V' | 'X' | 'D' => {
            return Err(TrinoError::invalid_argument(format!("%{token} not supported in date format string")));
        }
        literal => Element::Literal(literal.to_string()),
    };
    elements.push(element);
    Ok(())
}
