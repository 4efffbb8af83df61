//! The tokens of a json text.

use std::borrow::Cow;

use super::Fail;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Null,
    True,
    False,
    /// A number without fraction and exponent.
    Integer(&'a str),
    /// Any other number.
    Float(&'a str),
    Text(Cow<'a, str>),
    Name(Cow<'a, str>),
    StartArray,
    EndArray,
    StartObject,
    EndObject,
}

impl Token<'_> {
    /// The token as errors show it.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Null => "null",
            Self::True => "true",
            Self::False => "false",
            Self::Integer(text) | Self::Float(text) => text,
            Self::Text(text) | Self::Name(text) => text,
            Self::StartArray => "[",
            Self::EndArray => "]",
            Self::StartObject => "{",
            Self::EndObject => "}",
        }
    }
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A value, before everything or behind the name of a member.
    Value,
    /// The first value of an array, or its end.
    FirstElement,
    /// A comma and a value, or the end of the array.
    NextElement,
    /// The first name of an object, or its end.
    FirstName,
    /// A comma and a name, or the end of the object.
    NextName,
    /// Nothing but blanks, or another text behind the first.
    Behind,
}

/// Reads a text token by token, without recursion.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Where the token read last begins.
    start: usize,
    /// Whether each open container is an object.
    open: Vec<bool>,
    place: Place,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, start: 0, open: Vec::new(), place: Place::Value }
    }

    /// The next token, which there must be.
    pub(super) fn expect(&mut self) -> Result<Token<'a>, Fail> {
        self.next()?.ok_or(Fail::Other)
    }

    /// The next token; none at the end of the text.
    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, Fail> {
        self.skip_blanks();
        let Some(mut byte) = self.peek() else {
            return if self.open.is_empty() { Ok(None) } else { Err(Fail::Other) };
        };
        match self.place {
            Place::FirstElement | Place::NextElement if byte == b']' => return Ok(Some(self.close(Token::EndArray))),
            Place::FirstName | Place::NextName if byte == b'}' => return Ok(Some(self.close(Token::EndObject))),
            Place::NextElement | Place::NextName => {
                if byte != b',' {
                    return Err(Fail::Other);
                }
                self.at += 1;
                self.skip_blanks();
                byte = self.peek().ok_or(Fail::Other)?;
            }
            _ => {}
        }
        self.start = self.at;
        if matches!(self.place, Place::FirstName | Place::NextName) {
            return self.name(byte).map(Some);
        }
        self.value(byte).map(Some)
    }

    /// Where the token read last begins, unless it ends a container.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Where the reading has come to, and the text itself.
    pub(super) fn raw(&self) -> (usize, &'a str) {
        (self.at, self.text)
    }

    /// Leaves the container or value whose first token was just read.
    pub(super) fn skip(&mut self, first: &Token<'_>) -> Result<(), Fail> {
        if matches!(first, Token::StartArray | Token::StartObject) {
            let depth = self.open.len();
            while self.open.len() >= depth {
                self.expect()?;
            }
        }
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count();
    }

    fn after_value(&self) -> Place {
        match self.open.last() {
            Some(true) => Place::NextName,
            Some(false) => Place::NextElement,
            None => Place::Behind,
        }
    }

    fn close(&mut self, token: Token<'a>) -> Token<'a> {
        self.at += 1;
        self.open.pop();
        self.place = self.after_value();
        token
    }

    fn name(&mut self, byte: u8) -> Result<Token<'a>, Fail> {
        if byte != b'"' {
            return Err(Fail::Other);
        }
        let name = self.string()?;
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return Err(Fail::Other);
        }
        self.at += 1;
        self.place = Place::Value;
        Ok(Token::Name(name))
    }

    fn value(&mut self, byte: u8) -> Result<Token<'a>, Fail> {
        let token = match byte {
            b'[' | b'{' => {
                self.at += 1;
                self.open.push(byte == b'{');
                self.place = if byte == b'{' { Place::FirstName } else { Place::FirstElement };
                return Ok(if byte == b'{' { Token::StartObject } else { Token::StartArray });
            }
            b'"' => Token::Text(self.string()?),
            b'n' => self.word("null", Token::Null)?,
            b't' => self.word("true", Token::True)?,
            b'f' => self.word("false", Token::False)?,
            b'-' | b'0'..=b'9' => self.number()?,
            _ => return Err(Fail::Other),
        };
        self.place = self.after_value();
        Ok(token)
    }

    fn word(&mut self, word: &str, token: Token<'a>) -> Result<Token<'a>, Fail> {
        if !self.text[self.at..].starts_with(word) {
            return Err(Fail::Other);
        }
        self.at += word.len();
        Ok(token)
    }

    fn digits(&mut self) -> usize {
        let count = self.text.as_bytes()[self.at..].iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += count;
        count
    }

    fn number(&mut self) -> Result<Token<'a>, Fail> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let mut sound = self.digits() > 0;
        let whole = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            sound &= self.digits() > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            sound &= self.digits() > 0;
        }
        // A number must end where it ends, also at the end of the text.
        let ends = self.peek().is_none_or(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'))
            || !self.open.is_empty() && matches!(self.peek(), Some(b',' | b']' | b'}'));
        if !sound || !ends {
            return Err(Fail::Other);
        }
        let text = &self.text[start..self.at];
        Ok(if whole == self.at { Token::Integer(text) } else { Token::Float(text) })
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Fail> {
        let start = self.at + 1;
        let length = self.text.as_bytes()[start..].iter().position(|b| matches!(b, b'"' | b'\\')).ok_or(Fail::Other)?;
        self.at = start + length;
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(&self.text[start..start + length]));
        }
        let mut text = self.text[start..self.at].to_owned();
        loop {
            let rest = &self.text[self.at..];
            let mut characters = rest.chars();
            match characters.next().ok_or(Fail::Other)? {
                '"' => {
                    self.at += 1;
                    return Ok(Cow::Owned(text));
                }
                '\\' => {
                    let (character, length) = escape(rest).ok_or(Fail::Other)?;
                    text.push(character);
                    self.at += length;
                }
                other => {
                    text.push(other);
                    self.at += other.len_utf8();
                }
            }
        }
    }
}

/// The character an escape stands for, and the bytes of the escape.
fn escape(text: &str) -> Option<(char, usize)> {
    let plain = match text.as_bytes().get(1)? {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let digits = |at: usize| text.get(at..at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
            let unit = |at: usize| u16::from_str_radix(digits(at)?, 16).ok();
            let first = unit(2)?;
            if (0xd800..0xdc00).contains(&first) && text.get(6..8) == Some("\\u") {
                let pair = [first, unit(8)?];
                if let Some(Ok(character)) = char::decode_utf16(pair).next() {
                    return Some((character, 12));
                }
            }
            // Half a pair is no character; Java shows a question mark for it in UTF-8.
            return Some((char::from_u32(u32::from(first)).unwrap_or('?'), 6));
        }
        c @ (b'"' | b'\\' | b'/') => char::from(*c),
        _ => return None,
    };
    Some((plain, 2))
}
