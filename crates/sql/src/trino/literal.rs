//! Strings, numbers and intervals.

use crate::ast::{Expr, ExprKind, IntervalField, Literal};
use crate::cursor::Parser;
use crate::{Result, Symbol, TokenKind};

impl Parser<'_> {
    /// A string literal, either form, decoded.
    pub(crate) fn string(&mut self) -> Result<String> {
        match self.token().kind.clone() {
            TokenKind::String(text) => {
                self.advance();
                Ok(text)
            }
            TokenKind::UnicodeString(encoded) => {
                let at = self.here();
                self.advance();
                let escape = if self.eat_keyword("UESCAPE") { self.uescape()? } else { '\\' };
                decode_unicode(&encoded, escape).map_err(|message| self.error(at, message))
            }
            _ => Err(self.mismatch("<string>")),
        }
    }

    pub(crate) fn is_string_at(&self, n: usize) -> bool {
        matches!(self.nth(n).kind, TokenKind::String(_) | TokenKind::UnicodeString(_))
    }

    fn uescape(&mut self) -> Result<char> {
        let at = self.here();
        let text = self.string()?;
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if c.is_ascii() && !c.is_ascii_hexdigit() && !"+\"' ".contains(c) => Ok(c),
            (Some(_), None) => Err(self.error(at, "Invalid Unicode escape character")),
            (None, _) => Err(self.error(at, "Empty Unicode escape character")),
            _ => Err(self.error(at, "Invalid Unicode escape character")),
        }
    }

    /// An unsigned whole number.
    pub(crate) fn integer(&mut self) -> Result<String> {
        match self.token().kind.clone() {
            TokenKind::Integer(digits) => {
                self.advance();
                Ok(digits)
            }
            _ => Err(self.mismatch("<integer>")),
        }
    }

    /// A literal that begins with its own token, or `None`.
    pub(crate) fn plain_literal(&mut self) -> Result<Option<Literal>> {
        let literal = match self.token().kind.clone() {
            TokenKind::Integer(digits) => Literal::Integer(digits.replace('_', "")),
            TokenKind::Decimal(digits) => Literal::Decimal(digits.replace('_', "")),
            TokenKind::Double(digits) => Literal::Double(digits.replace('_', "")),
            TokenKind::BinaryLiteral(digits) => {
                let at = self.here();
                let bytes = decode_binary(&digits).map_err(|message| self.error(at, message))?;
                Literal::Binary(bytes)
            }
            TokenKind::String(_) | TokenKind::UnicodeString(_) => {
                return self.string().map(|text| Some(Literal::String(text)));
            }
            TokenKind::Word(word) => match word.to_ascii_uppercase().as_str() {
                "NULL" => Literal::Null,
                "TRUE" => Literal::Boolean(true),
                "FALSE" => Literal::Boolean(false),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.advance();
        Ok(Some(literal))
    }

    /// `INTERVAL [+|-] 'text' field [TO field]`, if an interval literal stands here.
    pub(crate) fn interval(&mut self) -> Result<Option<Expr>> {
        let signed = self.is_symbol_at(1, Symbol::Plus) || self.is_symbol_at(1, Symbol::Minus);
        if !self.is_keyword_at(0, "INTERVAL") || !self.is_string_at(if signed { 2 } else { 1 }) {
            return Ok(None);
        }
        let at = self.here();
        self.advance();
        let negative = self.eat(Symbol::Minus);
        if !negative {
            self.eat(Symbol::Plus);
        }
        let value = self.string()?;
        let from = self.interval_field()?;
        let to = if self.eat_keyword("TO") { Some(self.interval_field()?) } else { None };
        Ok(Some(Expr { at, kind: ExprKind::Literal(Literal::Interval { negative, value, from, to }) }))
    }

    pub(crate) fn interval_field(&mut self) -> Result<IntervalField> {
        use IntervalField::{Day, Hour, Minute, Month, Second, Year};
        for field in [Day, Hour, Minute, Month, Second, Year] {
            if self.eat_keyword(field.keyword()) {
                return Ok(field);
            }
        }
        Err(self.mismatch("'YEAR'"))
    }
}

fn decode_binary(digits: &str) -> Result<Vec<u8>, &'static str> {
    let hex: Vec<u8> = digits.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if !hex.iter().all(u8::is_ascii_hexdigit) {
        return Err("Binary literal can only contain hexadecimal digits");
    }
    if !hex.len().is_multiple_of(2) {
        return Err("Binary literal must contain an even number of digits");
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok()).unwrap_or(0);
    Ok(hex.chunks(2).map(|pair| digit(pair[0]) * 16 + digit(pair[1])).collect())
}

/// `\XXXX` and `\+XXXXXX` escapes; a doubled escape stands for itself.
fn decode_unicode(encoded: &str, escape: char) -> Result<String, String> {
    let mut decoded = String::with_capacity(encoded.len());
    let mut chars = encoded.chars().peekable();
    while let Some(c) = chars.next() {
        if c != escape {
            decoded.push(c);
            continue;
        }
        if chars.next_if_eq(&escape).is_some() {
            decoded.push(escape);
            continue;
        }
        let length = if chars.next_if_eq(&'+').is_some() { 6 } else { 4 };
        let mut digits = String::new();
        while digits.len() < length {
            match chars.next() {
                Some(digit) if digit.is_ascii_hexdigit() => digits.push(digit),
                Some(_) => return Err("Invalid hexadecimal digit".to_owned()),
                None => return Err("Incomplete escape sequence: ".to_owned() + &digits),
            }
        }
        let code = u32::from_str_radix(&digits, 16).unwrap_or(u32::MAX);
        decoded.push(char::from_u32(code).ok_or_else(|| format!("Invalid escaped character: {digits}"))?);
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unicode_escapes() {
        for (encoded, escape, decoded) in [
            ("hello", '\\', Ok("hello")),
            ("\\0041\\+00006a", '\\', Ok("Aj")),
            ("a\\\\b", '\\', Ok("a\\b")),
            ("d!0061t", '!', Ok("dat")),
            ("\\00", '\\', Err("Incomplete escape sequence: 00")),
            ("\\00zz", '\\', Err("Invalid hexadecimal digit")),
            ("\\+110000", '\\', Err("Invalid escaped character: 110000")),
        ] {
            assert_eq!(decode_unicode(encoded, escape), decoded.map(str::to_owned).map_err(str::to_owned), "{encoded}");
        }
    }

    #[test]
    fn binary_digits() {
        assert_eq!(decode_binary("01 aF"), Ok(vec![1, 0xaf]));
        assert!(decode_binary("1").is_err() && decode_binary("zz").is_err());
    }
}
