//! The text of `CRAWL`.

use boathouse_sql::{Symbol, Token, TokenKind};

use super::kind::OutputName::Csv;
use super::kind::StatementKind;
use super::kind::StatementType::Utility;
use crate::crawl::CrawlStatement;
use crate::{Error, Result};

const WORD: &str = "CRAWL";

/// Reads the statement; none when the text is another one.
///
/// # Errors
/// [`Error::Malformed`] with the place and what is expected there.
pub(super) fn parse(tokens: &[Token]) -> Result<Option<(StatementKind, CrawlStatement)>> {
    let mut rest = Rest { tokens };
    if !rest.word(WORD) {
        return Ok(None);
    }
    let target = match &rest.next().kind {
        TokenKind::String(text) => text.clone(),
        _ => return Err(rest.expected("a location in quotes")),
    };
    let database = match rest.word("INTO") {
        true => Some(rest.name()?),
        false => None,
    };
    let options = if rest.word("WITH") { rest.options()? } else { Vec::new() };
    if !matches!(rest.peek().kind, TokenKind::End | TokenKind::Symbol(Symbol::Semicolon)) {
        return Err(rest.expected_at(rest.peek(), "the end of the statement"));
    }
    let kind = StatementKind::new(Utility, "", WORD, Csv);
    Ok(Some((kind, CrawlStatement { target, database, options })))
}

struct Rest<'a> {
    tokens: &'a [Token],
}

impl<'a> Rest<'a> {
    /// The last token is the end, which stays.
    fn peek(&self) -> &'a Token {
        &self.tokens[0]
    }

    fn next(&mut self) -> &'a Token {
        let token = &self.tokens[0];
        if self.tokens.len() > 1 {
            self.tokens = &self.tokens[1..];
        }
        token
    }

    fn word(&mut self, word: &str) -> bool {
        let is = matches!(&self.peek().kind, TokenKind::Word(found) if found.eq_ignore_ascii_case(word));
        if is {
            self.next();
        }
        is
    }

    fn symbol(&mut self, symbol: Symbol) -> bool {
        let is = self.peek().kind == TokenKind::Symbol(symbol);
        if is {
            self.next();
        }
        is
    }

    fn name(&mut self) -> Result<String> {
        let token = self.peek();
        match &token.kind {
            TokenKind::Word(name) => {
                self.next();
                Ok(name.to_lowercase())
            }
            TokenKind::QuotedIdentifier(name) | TokenKind::BackquotedIdentifier(name) => {
                self.next();
                Ok(name.clone())
            }
            _ => Err(self.expected_at(token, "a name")),
        }
    }

    fn options(&mut self) -> Result<Vec<(String, String)>> {
        if !self.symbol(Symbol::LeftParen) {
            return Err(self.expected_at(self.peek(), "'('"));
        }
        let mut options = Vec::new();
        loop {
            let name = self.name()?;
            if !self.symbol(Symbol::Equal) {
                return Err(self.expected_at(self.peek(), "'='"));
            }
            let token = self.next();
            let value = match &token.kind {
                TokenKind::String(text) | TokenKind::Integer(text) => text.clone(),
                TokenKind::Word(word) if ["true", "false"].iter().any(|known| word.eq_ignore_ascii_case(known)) => {
                    word.to_lowercase()
                }
                _ => return Err(self.expected_at(token, "a text in quotes, a number, TRUE or FALSE")),
            };
            options.push((name, value));
            if self.symbol(Symbol::RightParen) {
                return Ok(options);
            }
            if !self.symbol(Symbol::Comma) {
                return Err(self.expected_at(self.peek(), "',' or ')'"));
            }
        }
    }

    fn expected(&self, what: &str) -> Error {
        self.expected_at(self.peek(), what)
    }

    fn expected_at(&self, token: &Token, what: &str) -> Error {
        Error::Malformed(format!("{}: mismatched input. Expecting: {what}", token.span.start))
    }
}

#[cfg(test)]
mod tests {
    use boathouse_sql::tokenize;

    use super::*;

    #[test]
    fn statements() {
        for (sql, expected) in [
            ("CRAWL 's3://b/x/'", Some("s3://b/x/ None []")),
            ("crawl 's3://b/it''s/' into Lake", Some("s3://b/it's/ Some(\"lake\") []")),
            ("CRAWL 's3://b/' INTO \"My db\";", Some("s3://b/ Some(\"My db\") []")),
            (
                "CRAWL 's3://b/' INTO `d` WITH (types = 'precise', dry_run = TRUE, n = 3)",
                Some("s3://b/ Some(\"d\") [(\"types\", \"precise\"), (\"dry_run\", \"true\"), (\"n\", \"3\")]"),
            ),
            ("SELECT 1", None),
            ("", None),
        ] {
            let parsed = parse(&tokenize(sql))
                .unwrap()
                .map(|(_, statement)| format!("{} {:?} {:?}", statement.target, statement.database, statement.options));
            assert_eq!(parsed.as_deref(), expected, "{sql}");
        }
        for (sql, expected) in [
            ("CRAWL", "a location in quotes"),
            ("CRAWL lake", "a location in quotes"),
            ("CRAWL 's3://b/' INTO", "a name"),
            ("CRAWL 's3://b/' lake", "the end of the statement"),
            ("CRAWL 's3://b/' WITH types", "'('"),
            ("CRAWL 's3://b/' WITH (types 'x')", "'='"),
            ("CRAWL 's3://b/' WITH (types = x)", "a text in quotes"),
            ("CRAWL 's3://b/' WITH (types = 'x'", "',' or ')'"),
        ] {
            let Err(Error::Malformed(text)) = parse(&tokenize(sql)) else { panic!("{sql}") };
            assert!(text.ends_with(expected) || text.contains(expected), "{sql}: {text}");
        }
    }
}
