//! Columns and their types, which become Hive's canonical text.

use crate::Symbol::{Colon, Comma, Greater, LeftParen, Less, NotEqual, RightParen};
use crate::cursor::Parser;
use crate::hive::ast::Column;
use crate::{Result, TokenKind};

const PRIMITIVES: &[&str] = &[
    "boolean",
    "tinyint",
    "smallint",
    "int",
    "integer",
    "bigint",
    "float",
    "double",
    "string",
    "binary",
    "date",
    "timestamp",
    "decimal",
    "numeric",
    "varchar",
    "char",
    "json",
];

/// Types that hold other types.
const NESTED: [&str; 4] = ["array", "map", "struct", "uniontype"];

impl Parser<'_> {
    /// `(name type [COMMENT '…'], …)`
    pub(crate) fn hive_columns(&mut self) -> Result<Vec<Column>> {
        self.parenthesized(Self::hive_column)
    }

    pub(crate) fn hive_column(&mut self) -> Result<Column> {
        let at = self.here();
        let name = self.hive_identifier()?.to_lowercase();
        let data_type = self.hive_type()?;
        Ok(Column { at, name, data_type, comment: self.hive_comment()? })
    }

    pub(crate) fn hive_comment(&mut self) -> Result<Option<String>> {
        if self.eat_keyword("COMMENT") { self.hive_string().map(Some) } else { Ok(None) }
    }

    pub(crate) fn hive_type(&mut self) -> Result<String> {
        self.nested(Self::hive_type_here)
    }

    fn hive_type_here(&mut self) -> Result<String> {
        let Some(word) = self.word_at(0).map(str::to_ascii_lowercase) else { return Err(self.mismatch("type")) };
        match word.as_str() {
            "array" => {
                self.advance();
                self.symbol(Less)?;
                let item = self.hive_type()?;
                self.symbol(Greater)?;
                Ok(format!("array<{item}>"))
            }
            "map" => {
                self.advance();
                self.symbol(Less)?;
                // Keys of maps are no arrays, maps or rows.
                if self.word_at(0).is_some_and(|word| NESTED.iter().any(|nested| nested.eq_ignore_ascii_case(word))) {
                    return Err(self.mismatch("primitive type"));
                }
                let key = self.hive_type()?;
                self.symbol(Comma)?;
                let value = self.hive_type()?;
                self.symbol(Greater)?;
                Ok(format!("map<{key},{value}>"))
            }
            "struct" => self.struct_type(),
            "uniontype" => {
                self.advance();
                self.symbol(Less)?;
                let members = self.list(Self::hive_type)?;
                self.symbol(Greater)?;
                Ok(format!("uniontype<{}>", members.join(",")))
            }
            _ if PRIMITIVES.contains(&word.as_str()) => {
                self.advance();
                self.primitive(&word)
            }
            _ => Err(self.mismatch("type")),
        }
    }

    fn primitive(&mut self, word: &str) -> Result<String> {
        let name = match word {
            "integer" => "int",
            "numeric" => "decimal",
            "double" => {
                self.eat_keyword("PRECISION");
                "double"
            }
            other => other,
        };
        if !matches!(name, "decimal" | "varchar" | "char") || !self.is_symbol(LeftParen) {
            return Ok(name.to_owned());
        }
        self.symbol(LeftParen)?;
        let parameters = self.list(Self::integer)?;
        self.symbol(RightParen)?;
        Ok(format!("{name}({})", parameters.join(",")))
    }

    fn struct_type(&mut self) -> Result<String> {
        self.advance();
        if self.eat(NotEqual) {
            return Ok("struct<>".to_owned());
        }
        self.symbol(Less)?;
        let fields = self.list(|p| {
            let name = p.field_name()?;
            p.symbol(Colon)?;
            let data_type = p.hive_type()?;
            p.hive_comment()?;
            Ok(format!("{name}:{data_type}"))
        })?;
        self.symbol(Greater)?;
        Ok(format!("struct<{}>", fields.join(",")))
    }

    /// Field names may be any word, reserved or not. One that would not read back stays in backticks.
    fn field_name(&mut self) -> Result<String> {
        if let TokenKind::Word(word) = &self.token().kind {
            let name = word.to_lowercase();
            self.advance();
            return Ok(name);
        }
        let name = self.hive_identifier()?.to_lowercase();
        let ends = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '<' | '>' | '`');
        Ok(if name.contains(ends) { format!("`{}`", name.replace('`', "``")) } else { name })
    }
}
