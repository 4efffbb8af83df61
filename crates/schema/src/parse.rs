//! Hive type text → tree. Grammar: `struct<name[:]type [comment 'x'],…>`, `decimal[(p[,s])]`, and so on.

use std::str::FromStr;

use crate::{Error, Field, HiveType, Result};

/// Deeper nesting than this is refused, so that hostile type text cannot exhaust the stack.
const NESTING_DEPTH_MAX: usize = 64;
const DECIMAL_PRECISION_MAX: u8 = 38;
const VARCHAR_LENGTH_MAX: u32 = 65_535;
const CHAR_LENGTH_MAX: u32 = 255;

impl FromStr for HiveType {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut parser = Parser { text, at: 0, depth: 0 };
        let parsed = parser.data_type()?;
        parser.skip_space();
        if parser.at < text.len() { Err(parser.expected("the end of the type")) } else { Ok(parsed) }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn expected(&self, what: impl Into<String>) -> Error {
        Error::Type { text: self.text.to_owned(), at: self.at, expected: what.into() }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, c: char) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn require(&mut self, c: char) -> Result<()> {
        if self.eat(c) { Ok(()) } else { Err(self.expected(format!("'{c}'"))) }
    }

    fn word(&mut self) -> String {
        self.skip_space();
        let end = self.rest().find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(self.rest().len());
        let word = self.rest()[..end].to_ascii_lowercase();
        self.at += end;
        word
    }

    fn number(&mut self) -> Result<u32> {
        self.skip_space();
        let end = self.rest().find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest().len());
        let value = self.rest()[..end].parse().map_err(|_| self.expected("a number"))?;
        self.at += end;
        Ok(value)
    }

    fn length(&mut self, max: u32) -> Result<u32> {
        self.require('(')?;
        let length = self.number()?;
        if length == 0 || length > max {
            return Err(self.expected(format!("a length from 1 to {max}")));
        }
        self.require(')')?;
        Ok(length)
    }

    fn data_type(&mut self) -> Result<HiveType> {
        self.depth += 1;
        if self.depth > NESTING_DEPTH_MAX {
            return Err(self.expected(format!("at most {NESTING_DEPTH_MAX} levels of nesting")));
        }
        let start = self.at;
        let word = self.word();
        let parsed = match word.as_str() {
            "boolean" => HiveType::Boolean,
            "tinyint" => HiveType::TinyInt,
            "smallint" => HiveType::SmallInt,
            "int" | "integer" => HiveType::Int,
            "bigint" | "long" => HiveType::BigInt,
            "float" => HiveType::Float,
            "double" => self.double(),
            "decimal" | "numeric" => self.decimal()?,
            "string" => HiveType::String,
            "varchar" => HiveType::Varchar(self.length(VARCHAR_LENGTH_MAX)?),
            "char" => HiveType::Char(self.length(CHAR_LENGTH_MAX)?),
            "binary" => HiveType::Binary,
            "date" => HiveType::Date,
            "timestamp" => HiveType::Timestamp,
            "array" => {
                self.require('<')?;
                let item = self.data_type()?;
                self.require('>')?;
                HiveType::Array(Box::new(item))
            }
            "map" => {
                self.require('<')?;
                let key = self.data_type()?;
                self.require(',')?;
                let value = self.data_type()?;
                self.require('>')?;
                HiveType::Map(Box::new(key), Box::new(value))
            }
            "struct" => self.fields()?,
            "uniontype" => self.members()?,
            _ => {
                self.at = start;
                return Err(self.expected("a type name"));
            }
        };
        self.depth -= 1;
        Ok(parsed)
    }

    /// `double precision` is the same type as `double`.
    fn double(&mut self) -> HiveType {
        let before = self.at;
        if self.word() != "precision" {
            self.at = before;
        }
        HiveType::Double
    }

    fn decimal(&mut self) -> Result<HiveType> {
        if !self.eat('(') {
            return Ok(HiveType::Decimal { precision: 10, scale: 0 });
        }
        let precision = self.number()?;
        let scale = if self.eat(',') { self.number()? } else { 0 };
        if precision == 0 || precision > u32::from(DECIMAL_PRECISION_MAX) || scale > precision {
            return Err(self.expected("a precision from 1 to 38 and a scale no larger"));
        }
        self.require(')')?;
        #[expect(clippy::cast_possible_truncation, reason = "both were just bounded by 38")]
        Ok(HiveType::Decimal { precision: precision as u8, scale: scale as u8 })
    }

    fn fields(&mut self) -> Result<HiveType> {
        self.require('<')?;
        let mut fields = Vec::new();
        if self.eat('>') {
            return Ok(HiveType::Struct(fields));
        }
        loop {
            let name = self.field_name()?;
            // Some writers leave the colon out: `struct<a int>`.
            self.eat(':');
            let data_type = self.data_type()?;
            self.comment()?;
            fields.push(Field { name, data_type });
            if self.eat('>') {
                return Ok(HiveType::Struct(fields));
            }
            self.require(',')?;
        }
    }

    fn members(&mut self) -> Result<HiveType> {
        self.require('<')?;
        let mut members = vec![self.data_type()?];
        while !self.eat('>') {
            self.require(',')?;
            members.push(self.data_type()?);
        }
        Ok(HiveType::Union(members))
    }

    fn field_name(&mut self) -> Result<String> {
        self.skip_space();
        if self.eat('`') {
            return self.quoted('`');
        }
        let end = self
            .rest()
            .find(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '<' | '>'))
            .unwrap_or(self.rest().len());
        if end == 0 {
            return Err(self.expected("a field name"));
        }
        let name = self.rest()[..end].to_owned();
        self.at += end;
        Ok(name)
    }

    /// The text up to the closing quote; a doubled quote stands for one.
    fn quoted(&mut self, quote: char) -> Result<String> {
        let mut name = String::new();
        loop {
            let Some(end) = self.rest().find(quote) else { return Err(self.expected(format!("a closing {quote}"))) };
            name.push_str(&self.rest()[..end]);
            self.at += end + 1;
            if !self.rest().starts_with(quote) {
                return Ok(name);
            }
            name.push(quote);
            self.at += 1;
        }
    }

    fn comment(&mut self) -> Result<()> {
        let before = self.at;
        if self.word() != "comment" {
            self.at = before;
            return Ok(());
        }
        self.require('\'')?;
        self.quoted('\'').map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, printed: &str) {
        assert_eq!(text.parse::<HiveType>().map(|t| t.to_string()), Ok(printed.to_owned()), "{text}");
    }

    #[test]
    fn types_print_canonically() {
        for (text, printed) in [
            ("INT", "int"),
            ("integer", "int"),
            ("long", "bigint"),
            ("double precision", "double"),
            ("decimal", "decimal(10,0)"),
            ("DECIMAL( 5 , 2 )", "decimal(5,2)"),
            ("numeric(7)", "decimal(7,0)"),
            ("varchar(20)", "varchar(20)"),
            ("array< struct<a:int, B:array<string>> >", "array<struct<a:int,B:array<string>>>"),
            ("struct<a int comment 'it''s',b:string>", "struct<a:int,b:string>"),
            ("struct<`a:b`:int,$x-y:date>", "struct<`a:b`:int,$x-y:date>"),
            ("map<string,map<int,timestamp>>", "map<string,map<int,timestamp>>"),
            ("uniontype<int,string>", "uniontype<int,string>"),
            ("struct<>", "struct<>"),
        ] {
            check(text, printed);
            check(printed, printed);
        }
    }

    #[test]
    fn bad_types_say_where() {
        for (text, at) in [
            ("", 0),
            ("strin", 0),
            ("decimal(39,2)", 12),
            ("decimal(3,4)", 11),
            ("array<int", 9),
            ("varchar(0)", 9),
            ("struct<a:>", 9),
            ("int int", 4),
        ] {
            match text.parse::<HiveType>() {
                Err(Error::Type { at: found, .. }) => assert_eq!(found, at, "{text}"),
                other => assert!(other.is_err(), "{text} parsed as {other:?}"),
            }
        }
    }

    #[test]
    fn nesting_is_bounded() {
        assert!("array<".repeat(100_000).parse::<HiveType>().is_err());
    }
}
