//! Hive's names, strings, properties and partition clauses.

use crate::Symbol::{Dot, Equal, LeftParen, Minus, RightParen};
use crate::cursor::Parser;
use crate::hive::ast::{Name, PartitionSpec, PartitionValue, Properties};
use crate::{Result, TokenKind};

/// Words that need backticks in Athena's DDL, sorted.
const RESERVED: &[&str] = &[
    "ALL",
    "ALTER",
    "AND",
    "ARRAY",
    "AS",
    "AUTHORIZATION",
    "BETWEEN",
    "BIGINT",
    "BINARY",
    "BOOLEAN",
    "BOTH",
    "BY",
    "CASE",
    "CASHE",
    "CAST",
    "CHAR",
    "COLUMN",
    "CONF",
    "CONSTRAINT",
    "COMMIT",
    "CREATE",
    "CROSS",
    "CUBE",
    "CURRENT",
    "CURRENT_DATE",
    "CURRENT_TIMESTAMP",
    "CURSOR",
    "DATABASE",
    "DATE",
    "DAYOFWEEK",
    "DECIMAL",
    "DELETE",
    "DESCRIBE",
    "DISTINCT",
    "DIV",
    "DOUBLE",
    "DROP",
    "ELSE",
    "END",
    "EXCHANGE",
    "EXISTS",
    "EXTENDED",
    "EXTERNAL",
    "EXTRACT",
    "FALSE",
    "FETCH",
    "FLOAT",
    "FLOOR",
    "FOLLOWING",
    "FOR",
    "FOREIGN",
    "FROM",
    "FULL",
    "FUNCTION",
    "GRANT",
    "GROUP",
    "GROUPING",
    "HAVING",
    "IF",
    "IMPORT",
    "IN",
    "INNER",
    "INSERT",
    "INT",
    "INTEGER",
    "INTERSECT",
    "INTERVAL",
    "INTO",
    "IS",
    "JOIN",
    "LATERAL",
    "LEFT",
    "LESS",
    "LIKE",
    "LOCAL",
    "MACRO",
    "MAP",
    "MORE",
    "NONE",
    "NOT",
    "NULL",
    "NUMERIC",
    "OF",
    "ON",
    "ONLY",
    "OR",
    "ORDER",
    "OUT",
    "OUTER",
    "OVER",
    "PARTIALSCAN",
    "PARTITION",
    "PERCENT",
    "PRECEDING",
    "PRECISION",
    "PRESERVE",
    "PRIMARY",
    "PROCEDURE",
    "RANGE",
    "READS",
    "REDUCE",
    "REFERENCES",
    "REGEXP",
    "REVOKE",
    "RIGHT",
    "RLIKE",
    "ROLLBACK",
    "ROLLUP",
    "ROW",
    "ROWS",
    "SELECT",
    "SET",
    "SMALLINT",
    "START",
    "TABLE",
    "TABLESAMPLE",
    "THEN",
    "TIME",
    "TIMESTAMP",
    "TO",
    "TRANSFORM",
    "TRIGGER",
    "TRUE",
    "TRUNCATE",
    "UNBOUNDED",
    "UNION",
    "UNIQUEJOIN",
    "UPDATE",
    "USER",
    "USING",
    "UTC_TIMESTAMP",
    "VALUES",
    "VARCHAR",
    "VIEWS",
    "WHEN",
    "WHERE",
    "WINDOW",
    "WITH",
];

/// Words of that list which the service takes as names all the same: columns of load balancers' logs are
/// called `time`, of flow logs `start`, of flights `dayofweek` and of parsed logs `timestamp`, without backticks.
const NAMES_ALL_THE_SAME: &[&str] = &["DAYOFWEEK", "START", "TIME", "TIMESTAMP"];

/// Whether a word needs backticks.
///
/// The published list is longer than what is refused: its own examples use some of its words bare, and these
/// statements are pasted. `date` and `end` are always quoted there, and are refused here.
fn is_reserved(word: &str) -> bool {
    let among = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    among(RESERVED) && !among(NAMES_ALL_THE_SAME)
}

impl Parser<'_> {
    /// A name or one in backticks; double quotes are not for names here.
    pub(crate) fn hive_identifier(&mut self) -> Result<String> {
        let name = match &self.token().kind {
            // Hive's names begin with letters or digits; others stand in backticks.
            TokenKind::Word(word) if !is_reserved(word) && !word.starts_with('_') => word.clone(),
            TokenKind::BackquotedIdentifier(text) if !text.is_empty() => text.clone(),
            TokenKind::DigitIdentifier(word) => word.clone(),
            _ => return Err(self.mismatch("Identifier")),
        };
        self.advance();
        Ok(name)
    }

    pub(crate) fn hive_name(&mut self) -> Result<Name> {
        let at = self.here();
        // `db.table` in one pair of backticks is how SHOW CREATE TABLE prints it.
        let mut parts: Vec<String> = match &self.token().kind {
            TokenKind::BackquotedIdentifier(text) if text.contains('.') => text.split('.').map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        if parts.is_empty() {
            parts.push(self.hive_identifier()?);
        } else {
            self.advance();
        }
        while self.eat(Dot) {
            parts.push(self.hive_identifier()?);
        }
        Ok(Name { at, parts })
    }

    /// `'text'` or `"text"`, with Hive's backslash escapes.
    pub(crate) fn hive_string(&mut self) -> Result<String> {
        let token = self.token().clone();
        if !matches!(token.kind, TokenKind::String(_) | TokenKind::QuotedIdentifier(_)) {
            return Err(self.mismatch("StringLiteral"));
        }
        let (TokenKind::String(text) | TokenKind::QuotedIdentifier(text)) = self.advance().kind else {
            return Err(self.mismatch("StringLiteral"));
        };
        Ok(unescape(&text))
    }

    pub(crate) fn is_hive_string(&self) -> bool {
        matches!(self.token().kind, TokenKind::String(_) | TokenKind::QuotedIdentifier(_))
    }

    /// `('key' = 'value', …)`
    pub(crate) fn hive_properties(&mut self) -> Result<Properties> {
        self.symbol(LeftParen)?;
        let mut properties = Vec::new();
        if !self.is_symbol(RightParen) {
            properties = self.list(|p| {
                let key = p.hive_string()?;
                p.symbol(Equal)?;
                Ok((key, p.hive_string()?))
            })?;
        }
        self.symbol(RightParen)?;
        Ok(properties)
    }

    /// `PARTITION (a = 1, b)`
    pub(crate) fn partition_clause(&mut self) -> Result<PartitionSpec> {
        self.keyword("PARTITION")?;
        self.parenthesized(|p| {
            let key = p.hive_identifier()?;
            let comparisons = ["=", "<>", "!=", "<=", ">=", "<", ">"];
            let operator = match &p.token().kind {
                TokenKind::Symbol(symbol) if comparisons.contains(&symbol.text()) => Some(symbol.text()),
                _ => None,
            };
            let Some(operator) = operator else { return Ok(PartitionValue { key, value: None }) };
            p.advance();
            let value = p.constant()?;
            Ok(PartitionValue { key, value: Some((operator.to_owned(), value)) })
        })
    }

    /// PARTITION (…), or nothing.
    pub(crate) fn optional_partition(&mut self) -> Result<PartitionSpec> {
        if self.is_keyword("PARTITION") { self.partition_clause() } else { Ok(Vec::new()) }
    }

    /// A string, a number, or `DATE '…'`, as text.
    fn constant(&mut self) -> Result<String> {
        if self.is_hive_string() {
            return self.hive_string();
        }
        if self.is_any_keyword_at(0, &["DATE", "TIMESTAMP"]) {
            self.advance();
            return self.hive_string();
        }
        let negative = self.eat(Minus);
        match self.token().kind.clone() {
            TokenKind::Integer(digits) | TokenKind::Decimal(digits) | TokenKind::Double(digits) => {
                self.advance();
                Ok(if negative { format!("-{digits}") } else { digits })
            }
            TokenKind::Word(word) if ["true", "false", "null"].iter().any(|known| word.eq_ignore_ascii_case(known)) => {
                self.advance();
                Ok(word.to_ascii_lowercase())
            }
            _ => Err(self.mismatch("Constant")),
        }
    }

    /// `(a, b)` of names.
    pub(crate) fn hive_names(&mut self) -> Result<Vec<String>> {
        self.parenthesized(Self::hive_identifier)
    }
}

/// `\t`, `\001`, `\u0041` and the like; an unknown escape is the character itself.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let rest = chars.as_str();
        let octal = rest.len() >= 3
            && rest.as_bytes()[..3].iter().all(|b| (b'0'..=b'7').contains(b))
            && rest.as_bytes()[0] <= b'1';
        if octal {
            out.extend(u32::from_str_radix(&rest[..3], 8).ok().and_then(char::from_u32));
            chars = rest[3..].chars();
            continue;
        }
        if let Some(first) = unit(rest) {
            // Characters beyond the first plane are two units, each with an escape of its own.
            let pair = rest[5..].strip_prefix('\\').and_then(unit).filter(|_| (0xd800..0xdc00).contains(&first));
            let units = [first, pair.unwrap_or_default()];
            let length = if pair.is_some() { 2 } else { 1 };
            out.push_str(&String::from_utf16_lossy(&units[..length]));
            chars = rest[if pair.is_some() { 11 } else { 5 }..].chars();
            continue;
        }
        match chars.next() {
            Some('0') => out.push('\0'),
            Some('b') => out.push('\u{8}'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('Z') => out.push('\u{1a}'),
            // These two keep their backslash: they matter to LIKE patterns.
            Some(c @ ('%' | '_')) => out.extend(['\\', c]),
            Some(c) => out.push(c),
            None => out.push('\\'),
        }
    }
    out
}

/// The UTF-16 unit of an escape `u0041` at the beginning.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix('u')?.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes() {
        for (text, plain) in [
            ("a\\tb", "a\tb"),
            ("\\001", "\u{1}"),
            ("\\u0041x", "Ax"),
            ("\\uD83D\\uDE00!", "😀!"),
            ("\\uD83Dx", "\u{fffd}x"),
            ("\\uD83D\\u0041", "\u{fffd}A"),
            ("\\u00é", "u00é"),
            ("\\\\", "\\"),
            ("\\;", ";"),
            ("x\\", "x\\"),
            ("\\é", "é"),
            ("\\%", "\\%"),
        ] {
            assert_eq!(unescape(text), plain, "{text}");
        }
    }
}
