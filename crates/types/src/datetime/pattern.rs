//! The pieces of a date pattern in the letters of Java: the same for `DateTimeFormatter` and Joda-Time, which differ
//! in what the letters mean.

/// One piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternPiece {
    /// So many times the same letter, which stands for a field.
    Letters(char, usize),
    /// Text that stands for itself.
    Text(String),
}

/// Takes a pattern apart; `None` when a quote is not closed.
pub fn pattern_pieces(pattern: &str) -> Option<Vec<PatternPiece>> {
    let (mut pieces, mut chars) = (Vec::new(), pattern.chars().peekable());
    while let Some(letter) = chars.next() {
        pieces.push(if letter == '\'' {
            PatternPiece::Text(quoted(&mut chars)?)
        } else if letter.is_ascii_alphabetic() {
            let mut count = 1;
            while chars.next_if_eq(&letter).is_some() {
                count += 1;
            }
            PatternPiece::Letters(letter, count)
        } else {
            PatternPiece::Text(letter.to_string())
        });
    }
    Some(pieces)
}

/// The text up to the next quote; two quotes are one of it.
fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut text = String::new();
    loop {
        match chars.next()? {
            '\'' if chars.next_if_eq(&'\'').is_some() => text.push('\''),
            '\'' => break,
            other => text.push(other),
        }
    }
    Some(if text.is_empty() { "'".to_owned() } else { text })
}

#[cfg(test)]
mod tests {
    use super::PatternPiece::{Letters, Text};
    use super::*;

    #[test]
    fn patterns_are_taken_apart() {
        let text = |text: &str| Text(text.to_owned());
        for (pattern, expected) in [
            ("", Some(vec![])),
            ("yyyy-MM", Some(vec![Letters('y', 4), text("-"), Letters('M', 2)])),
            ("dd'T'HH", Some(vec![Letters('d', 2), text("T"), Letters('H', 2)])),
            ("'o''clock'h", Some(vec![text("o'clock"), Letters('h', 1)])),
            ("''", Some(vec![text("'")])),
            ("yyyy'open", None),
        ] {
            assert_eq!(pattern_pieces(pattern), expected, "{pattern}");
        }
    }
}
