//! The words, numbers and quoted texts of text Ion.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Broken;

/// What stands between two ends of white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// One of `{ } [ ] ( ) , :`.
    Mark(u8),
    /// `::` after an annotation.
    Annotates,
    /// `"…"` or `'''…'''`, unescaped.
    Text(String),
    /// `'…'`, unescaped.
    Quoted(String),
    /// Letters, digits and signs that are no mark.
    Word(String),
    /// `{{ … }}`, decoded.
    Blob(Vec<u8>),
}

/// Reads tokens from the front of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tokens<'a> {
    pub rest: &'a [u8],
    /// The text goes on behind the sample.
    pub is_cut: bool,
}

impl Tokens<'_> {
    /// The next token; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Token>, Broken> {
        self.skip_space()?;
        let Some(&first) = self.rest.first() else { return Ok(None) };
        let token = match first {
            b'{' if self.rest.starts_with(b"{{") => self.blob()?,
            b':' if self.rest.starts_with(b"::") => {
                self.advance(2);
                Token::Annotates
            }
            b'{' | b'}' | b'[' | b']' | b'(' | b')' | b',' | b':' => {
                self.advance(1);
                Token::Mark(first)
            }
            b'"' => {
                self.advance(1);
                Token::Text(self.quoted(b"\"", false)?)
            }
            b'\'' if self.rest.starts_with(b"'''") => Token::Text(self.long_texts()?),
            b'\'' => {
                self.advance(1);
                Token::Quoted(self.quoted(b"'", false)?)
            }
            _ => self.word()?,
        };
        Ok(Some(token))
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn skip_space(&mut self) -> Result<(), Broken> {
        loop {
            let space = self.rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c));
            self.advance(space.count());
            if self.rest.starts_with(b"//") {
                let end = self.rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                if end.is_none() && self.is_cut {
                    return Err(Broken::Cut);
                }
                self.advance(end.unwrap_or(self.rest.len()));
            } else if self.rest.starts_with(b"/*") {
                let end = self.rest.windows(2).skip(2).position(|two| two == b"*/").ok_or(Broken::Cut)?;
                self.advance(end + 4);
            } else {
                return Ok(());
            }
        }
    }

    /// Texts in three quotes that follow each other are one text.
    fn long_texts(&mut self) -> Result<String, Broken> {
        let mut text = String::new();
        while self.rest.starts_with(b"'''") {
            self.advance(3);
            text.push_str(&self.quoted(b"'''", true)?);
            self.skip_space()?;
        }
        Ok(text)
    }

    fn quoted(&mut self, end: &[u8], lines: bool) -> Result<String, Broken> {
        let mut text = Vec::new();
        loop {
            if self.rest.starts_with(end) {
                self.advance(end.len());
                return String::from_utf8(text).map_err(|_| Broken::wrong("a text is no UTF-8"));
            }
            let Some((&byte, after)) = self.rest.split_first() else { return Err(Broken::Cut) };
            self.rest = after;
            match byte {
                b'\\' => self.escape(&mut text)?,
                b'\n' | b'\r' if !lines => return Err(Broken::wrong("a quoted text goes over the end of its line")),
                0..=8 | 0x0e..=0x1f => {
                    return Err(Broken::wrong(format!("a text holds the control byte 0x{byte:02x}")));
                }
                byte => text.push(byte),
            }
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Result<(), Broken> {
        let Some((&byte, after)) = self.rest.split_first() else { return Err(Broken::Cut) };
        self.rest = after;
        let digits = match byte {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            b'\n' => return Ok(()),
            b'\r' => {
                self.rest = self.rest.strip_prefix(b"\n").unwrap_or(self.rest);
                return Ok(());
            }
            b'"' | b'\'' | b'\\' | b'/' | b'?' => {
                text.push(byte);
                return Ok(());
            }
            b'0' | b'a' | b'b' | b't' | b'n' | b'f' | b'r' | b'v' => {
                text.push(match byte {
                    b'0' => 0,
                    b'a' => 7,
                    b'b' => 8,
                    b't' => b'\t',
                    b'n' => b'\n',
                    b'v' => 11,
                    b'f' => 12,
                    _ => b'\r',
                });
                return Ok(());
            }
            _ => return Err(Broken::wrong("a text has an unknown escape")),
        };
        let mut code = self.hex(digits)?;
        // Two halves of a pair stand for one character.
        if (0xd800..0xdc00).contains(&code) && self.rest.starts_with(b"\\u") {
            let before = *self;
            self.advance(2);
            let low = self.hex(4)?;
            match (0xdc00..0xe000).contains(&low) {
                true => code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00),
                false => *self = before,
            }
        }
        let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }

    fn hex(&mut self, digits: usize) -> Result<u32, Broken> {
        let hex = self.rest.get(..digits).ok_or(Broken::Cut)?;
        let code = std::str::from_utf8(hex).ok().and_then(|hex| u32::from_str_radix(hex, 16).ok());
        self.advance(digits);
        code.ok_or_else(|| Broken::wrong("a text has an escape without its digits"))
    }

    /// Base64 or a text between double braces.
    fn blob(&mut self) -> Result<Token, Broken> {
        self.advance(2);
        let space = self.rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.advance(space);
        let bytes = if self.rest.starts_with(b"'''") {
            self.long_texts()?.into_bytes()
        } else if self.rest.starts_with(b"\"") {
            self.advance(1);
            self.quoted(b"\"", false)?.into_bytes()
        } else {
            let is_base64 =
                |byte: &&u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte) || byte.is_ascii_whitespace();
            let base64 = self.rest.iter().take_while(is_base64).count();
            let plain: Vec<u8> =
                self.rest[..base64].iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            self.advance(base64);
            STANDARD.decode(plain).unwrap_or_default()
        };
        let space = self.rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.advance(space);
        if self.rest.len() < 2 {
            return Err(Broken::Cut);
        }
        if !self.rest.starts_with(b"}}") {
            return Err(Broken::wrong("a blob does not end with }}"));
        }
        self.advance(2);
        Ok(Token::Blob(bytes))
    }

    fn word(&mut self) -> Result<Token, Broken> {
        let is_part = |byte: &&u8| byte.is_ascii_graphic() && !b"{}[](),:\"'".contains(byte);
        let mut length = self.rest.iter().take_while(is_part).count();
        // The colons of a time of day are no marks.
        while length >= 13 && self.rest.get(length) == Some(&b':') && is_time(&self.rest[..length]) {
            length += 1 + self.rest[length + 1..].iter().take_while(is_part).count();
        }
        if length == 0 {
            return Err(Broken::wrong("it holds a byte that Ion does not know outside texts"));
        }
        if length == self.rest.len() && self.is_cut {
            return Err(Broken::Cut);
        }
        let word = String::from_utf8_lossy(&self.rest[..length]).into_owned();
        self.advance(length);
        Ok(Token::Word(word))
    }
}

/// `2007-02-23T` and the beginning of a time.
fn is_time(word: &[u8]) -> bool {
    word.first().is_some_and(u8::is_ascii_digit)
        && word.get(10) == Some(&b'T')
        && word.last().is_some_and(u8::is_ascii_digit)
}
