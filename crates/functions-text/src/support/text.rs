//! Code points, padding and lengths of types.

use std::borrow::Cow;

use boathouse_functions::{Bindings, Bound};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};

/// What Trino reckons with as the length of unbounded varchar.
const UNBOUNDED: u64 = 2_147_483_647;
/// Bytes a function may make for one value.
const VALUE_BYTES_MAX: usize = 256 << 20;

/// Code points.
pub(crate) fn char_count(text: &str) -> usize {
    text.chars().count()
}

/// Where the code point number `index` (from 0) starts; nothing when there are fewer.
pub(crate) fn char_start(text: &str, index: usize) -> Option<usize> {
    if text.is_ascii() {
        return (index <= text.len()).then_some(index);
    }
    let mut starts = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
    starts.nth(index)
}

/// A `char(length)` value with its blanks.
pub(crate) fn padded(text: &str, length: usize) -> Cow<'_, str> {
    let missing = length.saturating_sub(char_count(text));
    if missing == 0 {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().chain(std::iter::repeat_n(' ', missing)).collect())
}

/// A text as `char` values are held: without the blanks at its end.
pub(crate) fn unpadded(mut text: String) -> String {
    text.truncate(text.trim_end_matches(' ').len());
    text
}

/// The length of an argument of type char.
pub(crate) fn char_length(bound: &Bound, index: usize) -> Result<usize> {
    match bound.argument(index)? {
        Type::Char(length) => Ok(*length as usize),
        other => Err(TrinoError::internal(format!("argument {index} is {other}, not char"))),
    }
}

/// A length variable of a signature, as Trino's formulas see it.
pub(crate) fn literal_length(bindings: &Bindings, variable: &str) -> u64 {
    bindings.numbers.get(variable).copied().flatten().map_or(UNBOUNDED, u64::from)
}

/// `varchar(length)`, unbounded where the length is that of unbounded varchar or more.
pub(crate) fn varchar_of(length: u64) -> Type {
    Type::Varchar(if length >= UNBOUNDED { None } else { u32::try_from(length).ok() })
}

/// Refuses to make a value of too many bytes.
pub(crate) fn limited(bytes: usize, what: &str) -> Result<usize> {
    if bytes > VALUE_BYTES_MAX {
        let text = format!("{what}: a value of {bytes} bytes is more than the {VALUE_BYTES_MAX} that one may have");
        return Err(TrinoError::new(ErrorCode::GenericInsufficientResources, text));
    }
    Ok(bytes)
}

/// Java's `Character.isWhitespace`: Unicode's separators without the non-breaking ones, and the ASCII controls
/// that separate.
pub(crate) fn is_java_whitespace(c: char) -> bool {
    match c {
        '\t'..='\r' | '\u{1c}'..='\u{20}' => true,
        '\u{a0}' | '\u{2007}' | '\u{202f}' => false,
        _ => matches!(c, '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{205f}' | '\u{3000}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_and_padding() {
        for (text, index, expected) in
            [("abc", 0, Some(0)), ("abc", 3, Some(3)), ("abc", 4, None), ("äbc", 1, Some(2)), ("ä", 2, None)]
        {
            assert_eq!(char_start(text, index), expected, "{text} {index}");
        }
        assert_eq!(padded("ä", 3), "ä  ");
        assert_eq!(padded("abc", 2), "abc");
        assert_eq!(unpadded(" a  ".to_owned()), " a");
    }

    #[test]
    fn white_space_of_java() {
        for (c, expected) in [(' ', true), ('\u{2003}', true), ('\u{a0}', false), ('\u{2007}', false), ('x', false)] {
            assert_eq!(is_java_whitespace(c), expected, "{c:?}");
        }
    }
}
