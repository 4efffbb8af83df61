//! Reading a JSON text, all of it or as far as needed.

use std::borrow::Cow;

use super::Json;

/// How deep a document may be.
const DEPTH_MAX: usize = 1_000;

/// The text is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrong;

/// Reads a whole text.
pub(crate) fn parse(text: &str) -> Result<Json<'_>, Wrong> {
    let mut cursor = Cursor::new(text);
    let value = cursor.value()?;
    cursor.end()?;
    Ok(value)
}

/// A place in a JSON text.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// The next byte that is no blank.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Requires that nothing but blanks is left.
    pub(crate) fn end(&mut self) -> Result<(), Wrong> {
        if self.peek().is_none() { Ok(()) } else { Err(Wrong) }
    }

    /// The text from a place to here.
    pub(crate) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Where the next value starts.
    pub(crate) fn place(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// Enters an array or object whose bracket is next.
    pub(crate) fn open(&mut self) -> Result<(), Wrong> {
        self.at += 1;
        self.depth += 1;
        if self.depth > DEPTH_MAX { Err(Wrong) } else { Ok(()) }
    }

    /// Whether an element follows; leaves the array when not.
    pub(crate) fn element(&mut self, first: bool) -> Result<bool, Wrong> {
        self.next_part(b']', first)
    }

    /// The name of the member that follows; leaves the object when none does.
    pub(crate) fn member(&mut self, first: bool) -> Result<Option<Cow<'a, str>>, Wrong> {
        if !self.next_part(b'}', first)? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err(Wrong);
        }
        let name = self.string()?;
        if self.eat(b':') { Ok(Some(name)) } else { Err(Wrong) }
    }

    fn next_part(&mut self, close: u8, first: bool) -> Result<bool, Wrong> {
        if self.eat(close) {
            self.depth -= 1;
            return Ok(false);
        }
        if !first && !self.eat(b',') {
            return Err(Wrong);
        }
        Ok(true)
    }

    /// Reads a value.
    pub(crate) fn value(&mut self) -> Result<Json<'a>, Wrong> {
        match self.peek().ok_or(Wrong)? {
            b'{' => {
                self.open()?;
                let mut members = Vec::new();
                while let Some(name) = self.member(members.is_empty())? {
                    members.push((name, self.value()?));
                }
                Ok(Json::Object(members))
            }
            b'[' => {
                self.open()?;
                let mut elements = Vec::new();
                while self.element(elements.is_empty())? {
                    elements.push(self.value()?);
                }
                Ok(Json::Array(elements))
            }
            b'"' => self.string().map(Json::Text),
            b't' => self.word("true").map(|()| Json::Bool(true)),
            b'f' => self.word("false").map(|()| Json::Bool(false)),
            b'n' => self.word("null").map(|()| Json::Null),
            _ => self.number().map(|text| Json::Number(Cow::Borrowed(text))),
        }
    }

    /// Passes over a value.
    pub(crate) fn skip(&mut self) -> Result<(), Wrong> {
        match self.peek().ok_or(Wrong)? {
            b'{' => {
                self.open()?;
                let mut first = true;
                while self.member(std::mem::take(&mut first))?.is_some() {
                    self.skip()?;
                }
                Ok(())
            }
            b'[' => {
                self.open()?;
                let mut first = true;
                while self.element(std::mem::take(&mut first))? {
                    self.skip()?;
                }
                Ok(())
            }
            _ => self.value().map(drop),
        }
    }

    fn word(&mut self, word: &str) -> Result<(), Wrong> {
        if !self.text[self.at..].starts_with(word) {
            return Err(Wrong);
        }
        self.at += word.len();
        self.delimited()
    }

    /// What follows a word or a number must not go on with it.
    fn delimited(&self) -> Result<(), Wrong> {
        match self.text.as_bytes().get(self.at) {
            None | Some(b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}' | b':') => Ok(()),
            Some(_) => Err(Wrong),
        }
    }

    fn number(&mut self) -> Result<&'a str, Wrong> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
        let whole = digits(at);
        if whole == 0 || (whole > 1 && bytes[at] == b'0') {
            return Err(Wrong);
        }
        at += whole;
        if bytes.get(at) == Some(&b'.') {
            let fraction = digits(at + 1);
            if fraction == 0 {
                return Err(Wrong);
            }
            at += 1 + fraction;
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let exponent = digits(at.min(bytes.len()));
            if exponent == 0 {
                return Err(Wrong);
            }
            at += exponent;
        }
        self.at = at;
        self.delimited()?;
        Ok(&self.text[start..at])
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Wrong> {
        self.at += 1;
        let start = self.at;
        let mut owned: Option<String> = None;
        let mut from = start;
        loop {
            let rest = self.text.as_bytes().get(self.at..).ok_or(Wrong)?;
            let plain = rest.iter().take_while(|b| !matches!(b, b'"' | b'\\' | 0..=0x1f)).count();
            self.at += plain;
            match self.text.as_bytes().get(self.at) {
                Some(b'"') => {
                    let part = &self.text[from..self.at];
                    self.at += 1;
                    return Ok(match owned {
                        None => Cow::Borrowed(part),
                        Some(text) => Cow::Owned(text + part),
                    });
                }
                Some(b'\\') => {
                    let text = owned.get_or_insert_default();
                    text.push_str(&self.text[from..self.at]);
                    self.at += 1;
                    let c = self.escape()?;
                    text.push(c);
                    from = self.at;
                }
                _ => return Err(Wrong),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Wrong> {
        let byte = *self.text.as_bytes().get(self.at).ok_or(Wrong)?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                let pair = (0xd800..0xdc00).contains(&unit) && self.text[self.at..].starts_with("\\u");
                if !pair {
                    // Half of a pair is no character.
                    return Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                self.at += 2;
                let low = self.unit()?;
                let code = 0x1_0000 + ((unit - 0xd800) << 10) + low.wrapping_sub(0xdc00);
                let valid = (0xdc00..0xe000).contains(&low);
                char::from_u32(code).filter(|_| valid).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return Err(Wrong),
        })
    }

    fn unit(&mut self) -> Result<u32, Wrong> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(Wrong)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Wrong);
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| Wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_json() {
        for (text, expected) in [
            (" null ", Some(Json::Null)),
            ("-1.50e+3", Some(Json::Number("-1.50e+3".into()))),
            (r#""a\u00e4\ud83d\ude00\/""#, Some(Json::Text("aä😀/".into()))),
            ("[1, [ ]]", Some(Json::Array(vec![Json::Number("1".into()), Json::Array(vec![])]))),
            (r#"{"a":{}}"#, Some(Json::Object(vec![("a".into(), Json::Object(vec![]))]))),
            ("", None),
            ("01", None),
            ("1.", None),
            ("-", None),
            ("1e", None),
            ("+1", None),
            ("nulL", None),
            ("truex", None),
            ("[1,]", None),
            ("[1 2]", None),
            ("{a:1}", None),
            (r#"{"a" 1}"#, None),
            (r#"{"a":1,}"#, None),
            ("\"\n\"", None),
            (r#""\x""#, None),
            (r#""\u12""#, None),
            (r#""\u12ä""#, None),
            ("\"", None),
            ("{}{", None),
            ("[", None),
        ] {
            assert_eq!(parse(text).ok(), expected, "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse(&format!("{}{}", "[".repeat(1000), "]".repeat(1000))).is_ok());
    }
}
