//! The Trino grammar, by recursive descent.

mod expr;
mod function;
mod json;
mod keywords;
mod literal;
mod merge;
mod names;
mod other;
mod pattern;
mod primary;
mod query;
mod relation;
mod statement;
mod types;
mod window;

use crate::ast::{Expr, Statement, TypeExpr};
use crate::cursor::Parser;
use crate::{Result, TokenKind};

/// Reads a whole text as one statement; one `;` may close it.
///
/// # Errors
/// [`crate::SyntaxError`] at the first token that does not fit.
pub fn parse_statement(sql: &str) -> Result<Statement> {
    Parser::new(sql).single_statement()
}

/// Reads a whole text as one expression.
///
/// # Errors
/// [`crate::SyntaxError`] at the first token that does not fit.
pub fn parse_expression(sql: &str) -> Result<Expr> {
    whole(sql, Parser::expression)
}

/// Reads a whole text as one type.
///
/// # Errors
/// [`crate::SyntaxError`] at the first token that does not fit.
pub fn parse_type(sql: &str) -> Result<TypeExpr> {
    whole(sql, Parser::data_type)
}

/// Reads a whole text as one query.
///
/// # Errors
/// [`crate::SyntaxError`] at the first token that does not fit.
pub fn parse_query(sql: &str) -> Result<crate::ast::Query> {
    whole(sql, Parser::query)
}

/// How many `?` a statement has.
///
/// # Errors
/// [`crate::SyntaxError`] at the first token that does not fit.
pub fn parameter_count(sql: &str) -> Result<usize> {
    let mut parser = Parser::new(sql);
    parser.single_statement()?;
    Ok(parser.parameters)
}

fn whole<'a, T>(sql: &'a str, read: impl FnOnce(&mut Parser<'a>) -> Result<T>) -> Result<T> {
    let mut parser = Parser::new(sql);
    let node = read(&mut parser)?;
    if parser.token().kind == TokenKind::End { Ok(node) } else { Err(parser.mismatch("<EOF>")) }
}

#[cfg(test)]
mod tests;
