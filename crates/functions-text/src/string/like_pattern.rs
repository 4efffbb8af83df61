//! A compiled LIKE pattern.

use boathouse_types::{Result, TrinoError};
use memchr::memmem::Finder;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct LikePattern {
    shape: Shape,
}

#[derive(Debug)]
enum Shape {
    /// No wildcard.
    Equals(String),
    /// `…%`
    Prefix(String),
    /// `%…`
    Suffix(String),
    /// `%…%`
    Contains(Box<Finder<'static>>),
    /// Anything else: what stands between the `%`s. The first is at the start and the last at the end, both
    /// perhaps empty.
    Segments(Vec<Segment>),
}

/// Characters in a row, some of them any.
#[derive(Debug, Default)]
struct Segment {
    pieces: Vec<Piece>,
    /// Code points it takes.
    characters: usize,
    /// Finds the literal it starts with.
    finder: Option<Finder<'static>>,
}

#[derive(Debug)]
enum Piece {
    Literal(String),
    /// So many `_`.
    Any(usize),
}

enum Token {
    Literal(char),
    One,
    Many,
}

impl LikePattern {
    pub(crate) fn new(pattern: &str, escape: Option<&str>) -> Result<Self> {
        let mut segments = vec![Segment::default()];
        for token in tokens(pattern, escape)? {
            let Some(segment) = segments.last_mut() else { continue };
            match token {
                Token::Literal(c) => segment.push(c),
                Token::One => segment.push_any(),
                Token::Many => segments.push(Segment::default()),
            }
        }
        for segment in &mut segments {
            if let Some(Piece::Literal(text)) = segment.pieces.first() {
                segment.finder = Some(Finder::new(text).into_owned());
            }
        }
        Ok(Self { shape: Shape::of(segments) })
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        match &self.shape {
            Shape::Equals(whole) => text == whole,
            Shape::Prefix(start) => text.starts_with(start.as_str()),
            Shape::Suffix(end) => text.ends_with(end.as_str()),
            Shape::Contains(finder) => finder.find(text.as_bytes()).is_some(),
            Shape::Segments(segments) => matches_segments(segments, text),
        }
    }
}

fn tokens(pattern: &str, escape: Option<&str>) -> Result<Vec<Token>> {
    let escape = match escape.map(|escape| {
        let mut characters = escape.chars();
        (characters.next(), characters.next())
    }) {
        None => None,
        Some((Some(only), None)) => Some(only),
        Some(_) => return Err(TrinoError::invalid_argument("Escape string must be a single character")),
    };
    let mut tokens = Vec::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        tokens.push(match c {
            _ if Some(c) == escape => match characters.next() {
                Some(next) if next == '%' || next == '_' || next == c => Token::Literal(next),
                _ => {
                    let text = "Escape character must be followed by '%', '_' or the escape character itself";
                    return Err(TrinoError::invalid_argument(text));
                }
            },
            '%' => Token::Many,
            '_' => Token::One,
            other => Token::Literal(other),
        });
    }
    Ok(tokens)
}

impl Shape {
    fn of(segments: Vec<Segment>) -> Self {
        let literals: Option<Vec<&str>> = segments.iter().map(Segment::as_literal).collect();
        match literals.as_deref() {
            Some([whole]) => Self::Equals((*whole).to_owned()),
            Some([start, rest @ ..]) if rest.iter().all(|s| s.is_empty()) => Self::Prefix((*start).to_owned()),
            Some([rest @ .., end]) if rest.iter().all(|s| s.is_empty()) => Self::Suffix((*end).to_owned()),
            Some(["", middle @ .., ""]) if middle.iter().filter(|s| !s.is_empty()).count() == 1 => {
                Self::Contains(Box::new(Finder::new(&middle.concat()).into_owned()))
            }
            _ => Self::Segments(segments),
        }
    }
}

impl Segment {
    fn push(&mut self, c: char) {
        self.characters += 1;
        match self.pieces.last_mut() {
            Some(Piece::Literal(text)) => text.push(c),
            _ => self.pieces.push(Piece::Literal(c.into())),
        }
    }

    fn push_any(&mut self) {
        self.characters += 1;
        match self.pieces.last_mut() {
            Some(Piece::Any(count)) => *count += 1,
            _ => self.pieces.push(Piece::Any(1)),
        }
    }

    /// The text it stands for, if nothing in it is any.
    fn as_literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Where a match at the start of `text` ends.
    fn match_start(&self, text: &str) -> Option<usize> {
        let mut rest = text;
        for piece in &self.pieces {
            rest = match piece {
                Piece::Literal(literal) => rest.strip_prefix(literal.as_str())?,
                Piece::Any(count) => {
                    let mut characters = rest.chars();
                    characters.nth(count - 1)?;
                    characters.as_str()
                }
            };
        }
        Some(text.len() - rest.len())
    }

    /// Where the first match anywhere in `text` ends.
    fn find(&self, text: &str) -> Option<usize> {
        let mut from = 0;
        loop {
            let rest = text.get(from..)?;
            let at = match &self.finder {
                Some(finder) => finder.find(rest.as_bytes())?,
                None => 0,
            };
            let candidate = &rest[at..];
            if let Some(length) = self.match_start(candidate) {
                return Some(from + at + length);
            }
            from += at + candidate.chars().next()?.len_utf8();
        }
    }
}

/// The leftmost match of each segment leaves the most for those behind it.
fn matches_segments(segments: &[Segment], text: &str) -> bool {
    let [first, rest @ ..] = segments else { return text.is_empty() };
    let Some(end) = first.match_start(text) else { return false };
    let mut text = &text[end..];
    let [middle @ .., last] = rest else { return text.is_empty() };
    for segment in middle {
        let Some(end) = segment.find(text) else { return false };
        text = &text[end..];
    }
    let start = match last.characters {
        0 => text.len(),
        count => match text.char_indices().nth_back(count - 1) {
            Some((start, _)) => start,
            None => return false,
        },
    };
    last.match_start(&text[start..]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match() {
        for (text, pattern, escape, expected) in [
            ("foob", "f%b", None, true),
            ("foo", "foo", None, true),
            ("foo", "foo ", None, false),
            ("foo", "foo___", None, false),
            ("foo", "___", None, true),
            ("foo", "%", None, true),
            ("", "%", None, true),
            ("", "", None, true),
            ("", "_", None, false),
            ("foo", "%o%o%", None, true),
            ("fo", "%o%o%", None, false),
            ("abcabd", "%ab_", None, true),
            ("abcabd", "%b_a%", None, true),
            ("häuser", "h_user", None, true),
            ("häuser", "%_ser", None, true),
            ("aXbXc", "a%X%c", None, true),
            ("ab", "a%ab", None, false),
            ("100%", "100#%", Some("#"), true),
            ("1000", "100#%", Some("#"), false),
            ("a#b", "a##b", Some("#"), true),
            ("xaay", "%a_y", None, true),
            ("aa", "%a%a%a%", None, false),
        ] {
            let compiled = LikePattern::new(pattern, escape).unwrap();
            assert_eq!(compiled.matches(text), expected, "{text} LIKE {pattern}");
        }
    }

    #[test]
    fn escapes_are_checked() {
        for (pattern, escape, expected) in [
            ("a#b", "#", "Escape character must be followed by '%', '_' or the escape character itself"),
            ("a#", "#", "Escape character must be followed by '%', '_' or the escape character itself"),
            ("a", "##", "Escape string must be a single character"),
            ("a", "", "Escape string must be a single character"),
        ] {
            assert_eq!(LikePattern::new(pattern, Some(escape)).unwrap_err().message, expected, "{pattern}");
        }
    }
}
