//! Hive's DDL, as Athena takes it: backticks for names, backslashes in strings.

mod alter;
pub mod ast;
mod columns;
mod create;
mod names;
mod show;

use crate::cursor::Parser;
use crate::lexer::tokenize_with_backslashes;
use crate::{Result, Symbol, SyntaxError, TokenKind};
use ast::{Statement, StatementKind};

/// Reads a whole text as one statement; one `;` may close it.
///
/// # Errors
/// [`SyntaxError`] at the first token that does not fit, in the words of this grammar.
pub fn parse_statement(sql: &str) -> Result<Statement> {
    let mut parser = Parser::over(sql, tokenize_with_backslashes(sql));
    read(&mut parser).map_err(in_own_words)
}

fn read(parser: &mut Parser<'_>) -> Result<Statement> {
    let at = parser.here();
    let kind = parser.hive_statement()?;
    parser.eat(Symbol::Semicolon);
    if parser.token().kind == TokenKind::End { Ok(Statement { at, kind }) } else { Err(parser.mismatch("<EOF>")) }
}

/// Trino's parser says `mismatched input 'x'. Expecting: a, b`, this one `mismatched input 'x' expecting {a, b}`.
fn in_own_words(error: SyntaxError) -> SyntaxError {
    match error.message.split_once("'. Expecting: ") {
        Some((_, "'.', 'DROP'")) => error,
        Some((found, expected)) => SyntaxError { message: format!("{found}' expecting {{{expected}}}"), ..error },
        None => error,
    }
}

impl Parser<'_> {
    fn hive_statement(&mut self) -> Result<StatementKind> {
        let database = self.is_any_keyword_at(1, &["DATABASE", "SCHEMA"]);
        let Some(word) = self.word_at(0).map(str::to_ascii_uppercase) else { return Err(self.mismatch("'CREATE'")) };
        match word.as_str() {
            "CREATE" if database => self.create_database(),
            "CREATE" => self.hive_create_table(),
            "ALTER" if database => self.alter_database(),
            "ALTER" => self.alter_table(),
            "DROP" => self.hive_drop(),
            "MSCK" => {
                self.keywords(&["MSCK", "REPAIR", "TABLE"])?;
                Ok(StatementKind::MsckRepair(self.hive_name()?))
            }
            "SHOW" => self.show(),
            "DESCRIBE" | "DESC" => self.describe(),
            _ => {
                for first in ["'ALTER'", "'DESCRIBE'", "'DROP'", "'MSCK'", "'SHOW'"] {
                    self.note(first);
                }
                Err(self.mismatch("'CREATE'"))
            }
        }
    }

    /// The token here as messages show it.
    fn found(&self) -> String {
        self.token().kind.describe(self.token().span.text(self.sql)).to_string()
    }

    /// No rule begins as the text does up to here.
    fn no_alternative(&self) -> SyntaxError {
        let token = self.token();
        let input = self.sql.get(..token.span.end as usize).unwrap_or(self.sql).trim_start();
        self.error(token.span.start, format!("no viable alternative at input '{input}'"))
    }

    fn hive_drop(&mut self) -> Result<StatementKind> {
        self.keyword("DROP")?;
        let table = self.one_keyword(&["TABLE", "DATABASE", "SCHEMA"])? == "TABLE";
        let if_exists = self.eat_words(&["IF", "EXISTS"]);
        let name = self.hive_name()?;
        if table {
            // PURGE has no meaning where dropping never deletes data.
            self.eat_keyword("PURGE");
            return Ok(StatementKind::DropTable { name, if_exists });
        }
        let cascade = self.eat_keyword("CASCADE");
        if !cascade {
            self.eat_keyword("RESTRICT");
        }
        Ok(StatementKind::DropDatabase { name, if_exists, cascade })
    }
}

#[cfg(test)]
mod tests;
