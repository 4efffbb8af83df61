//! Reading a type's name: what [`Type`]'s `Display` prints, and SQL's other spellings of it.

use std::str::FromStr;
use std::sync::Arc;

use crate::data_type::{CHAR_LENGTH_MAX, DATETIME_PRECISION_MAX, DECIMAL_PRECISION_MAX, VARCHAR_LENGTH_MAX};
use crate::{ErrorCode, Result, RowField, TrinoError, Type};

/// Types within types beyond this depth are refused, so that reading cannot exhaust the stack.
const NESTING_DEPTH_MAX: usize = 200;
/// Fraction digits of a time or timestamp named without a precision.
const DATETIME_PRECISION_DEFAULT: u8 = 3;

impl FromStr for Type {
    type Err = TrinoError;

    fn from_str(text: &str) -> Result<Self> {
        let mut parser = Parser { text, rest: text, depth: 0 };
        let found = parser.data_type()?;
        parser.skip_blanks();
        if parser.rest.is_empty() { Ok(found) } else { Err(parser.unknown()) }
    }
}

struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
    depth: usize,
}

impl Parser<'_> {
    fn unknown(&self) -> TrinoError {
        TrinoError::new(ErrorCode::TypeNotFound, format!("Unknown type: {}", self.text))
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, c: char) -> bool {
        self.skip_blanks();
        let Some(rest) = self.rest.strip_prefix(c) else { return false };
        self.rest = rest;
        true
    }

    fn expect(&mut self, c: char) -> Result<()> {
        if self.eat(c) { Ok(()) } else { Err(self.unknown()) }
    }

    fn peek_word(&mut self) -> &str {
        self.skip_blanks();
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        &self.rest[..end]
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.peek_word().eq_ignore_ascii_case(word);
        if found {
            self.rest = &self.rest[word.len()..];
        }
        found
    }

    fn word(&mut self) -> Result<String> {
        if self.eat('"') {
            return self.quoted();
        }
        let word = self.peek_word().to_owned();
        self.rest = &self.rest[word.len()..];
        if word.is_empty() { Err(self.unknown()) } else { Ok(word) }
    }

    fn quoted(&mut self) -> Result<String> {
        let mut name = String::new();
        loop {
            let end = self.rest.find('"').ok_or_else(|| self.unknown())?;
            name.push_str(&self.rest[..end]);
            self.rest = &self.rest[end + 1..];
            if !self.rest.starts_with('"') {
                return Ok(name);
            }
            name.push('"');
            self.rest = &self.rest[1..];
        }
    }

    fn number<T: FromStr>(&mut self) -> Result<T> {
        self.word()?.parse().map_err(|_| self.unknown())
    }

    fn optional_number<T: FromStr>(&mut self) -> Result<Option<T>> {
        if !self.eat('(') {
            return Ok(None);
        }
        let number = self.number()?;
        self.expect(')')?;
        Ok(Some(number))
    }

    fn data_type(&mut self) -> Result<Type> {
        self.depth += 1;
        if self.depth > NESTING_DEPTH_MAX {
            return Err(self.unknown());
        }
        let name = self.word()?.to_ascii_lowercase();
        let found = self.named(&name)?;
        self.depth -= 1;
        Ok(found)
    }

    fn named(&mut self, name: &str) -> Result<Type> {
        Ok(match name {
            "unknown" => Type::Unknown,
            "boolean" => Type::Boolean,
            "tinyint" => Type::TinyInt,
            "smallint" => Type::SmallInt,
            "integer" | "int" => Type::Integer,
            "bigint" => Type::BigInt,
            "real" => Type::Real,
            "double" => {
                self.eat_word("precision");
                Type::Double
            }
            "decimal" | "numeric" | "dec" => self.decimal()?,
            "varchar" => self.varchar()?,
            "char" => self.char()?,
            "varbinary" => Type::Varbinary,
            "date" => Type::Date,
            "time" => self.datetime(Type::Time, Type::TimeTz)?,
            "timestamp" => self.datetime(Type::Timestamp, Type::TimestampTz)?,
            "interval" => self.interval()?,
            "json" => Type::Json,
            "jsonpath" => Type::JsonPath,
            "uuid" => Type::Uuid,
            "ipaddress" => Type::IpAddress,
            "hyperloglog" => Type::HyperLogLog,
            "p4hyperloglog" => Type::P4HyperLogLog,
            "setdigest" => Type::SetDigest,
            "tdigest" => Type::TDigest,
            "color" => Type::Color,
            _ => self.nested(name)?,
        })
    }

    fn nested(&mut self, name: &str) -> Result<Type> {
        let close = if self.eat('(') {
            ')'
        } else if self.eat('<') {
            '>'
        } else {
            return Err(self.unknown());
        };
        let found = match name {
            "array" => Type::array(self.data_type()?),
            "qdigest" => Type::QDigest(Arc::new(self.data_type()?)),
            "map" => {
                let key = self.data_type()?;
                self.expect(',')?;
                Type::map(key, self.data_type()?)
            }
            "row" => Type::Row(self.row_fields()?.into()),
            "function" => {
                let mut types = vec![self.data_type()?];
                while self.eat(',') {
                    types.push(self.data_type()?);
                }
                let result = types.pop().ok_or_else(|| self.unknown())?;
                Type::Function(types.into(), Arc::new(result))
            }
            _ => return Err(self.unknown()),
        };
        self.expect(close)?;
        Ok(found)
    }

    fn row_fields(&mut self) -> Result<Vec<RowField>> {
        let mut fields = Vec::new();
        loop {
            fields.push(self.row_field()?);
            if !self.eat(',') {
                return Ok(fields);
            }
        }
    }

    /// A field is `name type` or `type`; which of the two shows only behind its first word.
    fn row_field(&mut self) -> Result<RowField> {
        let start = self.rest;
        let depth = self.depth;
        if let Ok(data_type) = self.data_type() {
            self.skip_blanks();
            if self.rest.starts_with([',', ')', '>']) {
                return Ok(RowField { name: None, data_type });
            }
        }
        self.rest = start;
        self.depth = depth;
        let name = self.word()?;
        Ok(RowField { name: Some(name.into()), data_type: self.data_type()? })
    }

    fn decimal(&mut self) -> Result<Type> {
        let (mut precision, mut scale) = (DECIMAL_PRECISION_MAX, 0);
        if self.eat('(') {
            precision = self.number()?;
            if self.eat(',') {
                scale = self.number()?;
            }
            self.expect(')')?;
        }
        if precision == 0 || precision > DECIMAL_PRECISION_MAX {
            let text = format!("DECIMAL precision must be in range [1, {DECIMAL_PRECISION_MAX}]: {precision}");
            return Err(TrinoError::invalid_argument(text));
        }
        if scale > precision {
            let text = format!("DECIMAL scale must be in range [0, precision ({precision})]: {scale}");
            return Err(TrinoError::invalid_argument(text));
        }
        Ok(Type::Decimal { precision, scale })
    }

    fn varchar(&mut self) -> Result<Type> {
        match self.optional_number::<u64>()? {
            None => Ok(Type::VARCHAR),
            Some(length) => match u32::try_from(length) {
                // Trino prints this length for unbounded text.
                Ok(2_147_483_647) => Ok(Type::VARCHAR),
                Ok(length) if length <= VARCHAR_LENGTH_MAX => Ok(Type::Varchar(Some(length))),
                _ => Err(TrinoError::invalid_argument(format!("Invalid VARCHAR length {length}"))),
            },
        }
    }

    fn char(&mut self) -> Result<Type> {
        let length = self.optional_number::<u64>()?.unwrap_or(1);
        match u32::try_from(length) {
            Ok(length) if length <= CHAR_LENGTH_MAX => Ok(Type::Char(length)),
            _ => {
                let text = format!("CHAR length must be in range [0, {CHAR_LENGTH_MAX}], got {length}");
                Err(TrinoError::invalid_argument(text))
            }
        }
    }

    fn datetime(&mut self, plain: fn(u8) -> Type, zoned: fn(u8) -> Type) -> Result<Type> {
        let precision = self.optional_number::<u8>()?.unwrap_or(DATETIME_PRECISION_DEFAULT);
        let with_zone = self.eat_word("with");
        if with_zone && !(self.eat_word("time") && self.eat_word("zone")) {
            return Err(self.unknown());
        }
        let found = if with_zone { zoned(precision) } else { plain(precision) };
        if precision > DATETIME_PRECISION_MAX {
            let base = found.base_name().to_ascii_uppercase();
            let text = format!("{base} precision must be in range [0, {DATETIME_PRECISION_MAX}]: {precision}");
            return Err(TrinoError::invalid_argument(text));
        }
        Ok(found)
    }

    fn interval(&mut self) -> Result<Type> {
        let (from, to) = (self.word()?.to_ascii_lowercase(), self.eat_word("to"));
        let to = if to { self.word()?.to_ascii_lowercase() } else { from.clone() };
        match (from.as_str(), to.as_str()) {
            ("year", "year" | "month") | ("month", "month") => Ok(Type::IntervalYearToMonth),
            ("day" | "hour" | "minute" | "second", "day" | "hour" | "minute" | "second") => {
                Ok(Type::IntervalDayToSecond)
            }
            _ => Err(self.unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_printed() {
        for text in [
            "bigint",
            "decimal(5,2)",
            "varchar",
            "varchar(3)",
            "char(3)",
            "timestamp(3)",
            "timestamp(12) with time zone",
            "time(0) with time zone",
            "interval day to second",
            "array(map(varchar, row(a bigint, \"b c\" double, varchar)))",
            "qdigest(bigint)",
            "function(bigint,varchar)",
            "HyperLogLog",
            "row(timestamp timestamp(3), date)",
        ] {
            assert_eq!(text.parse::<Type>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_spellings() {
        for (text, expected) in [
            ("INT", "integer"),
            ("DOUBLE PRECISION", "double"),
            ("array<row<a int>>", "array(row(a integer))"),
            ("timestamp", "timestamp(3)"),
            ("decimal", "decimal(38,0)"),
            ("decimal(10)", "decimal(10,0)"),
            ("varchar(2147483647)", "varchar"),
        ] {
            assert_eq!(text.parse::<Type>().unwrap().to_string(), expected);
        }
    }

    #[test]
    fn what_is_no_type() {
        for text in ["", "blah", "array", "array(", "decimal(39)", "decimal(2,3)", "timestamp(13)", "map(bigint)"] {
            assert!(text.parse::<Type>().is_err(), "{text}");
        }
        assert!("array(".repeat(100_000).parse::<Type>().is_err());
    }
}
