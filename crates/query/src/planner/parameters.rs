//! Values for the `?` markers of a query. They come as text: what reads as an expression without
//! names is that expression, everything else is a string.

use datafusion::sql::sqlparser::ast::{Expr, Visit, Visitor};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};
use std::ops::ControlFlow;

use super::size;
use crate::Failure;

/// Replaces the markers in `tokens`, in order. Values beyond the last marker are not looked at when
/// there is no marker at all.
pub(super) fn substitute(tokens: Vec<TokenWithSpan>, values: &[String]) -> Result<Vec<TokenWithSpan>, Failure> {
    let markers = tokens.iter().filter(|token| is_marker(&token.token)).count();
    if markers == 0 {
        return Ok(tokens);
    }
    if markers != values.len() {
        let position = Some(crate::statement::Position { line: 1, column: 1 });
        let message = format!("Incorrect number of parameters: expected {markers} but found {}", values.len());
        return Err(Failure::engine("INVALID_PARAMETER_USAGE", position, &message));
    }
    let mut values = values.iter();
    let mut out = Vec::with_capacity(tokens.len());
    for token in tokens {
        if !is_marker(&token.token) {
            out.push(token);
            continue;
        }
        let Some(value) = values.next() else { continue };
        let replacement = match expression(value) {
            Some(mut expression) => {
                expression.insert(0, Token::LParen);
                expression.push(Token::RParen);
                expression
            }
            None => vec![Token::SingleQuotedString(value.clone())],
        };
        out.extend(replacement.into_iter().map(|part| TokenWithSpan { token: part, span: token.span }));
    }
    Ok(out)
}

fn is_marker(token: &Token) -> bool {
    match token {
        Token::Question => true,
        Token::Placeholder(text) => text == "?",
        _ => false,
    }
}

/// The tokens of `value` when it is one expression that names no column.
fn expression(value: &str) -> Option<Vec<Token>> {
    let tokens = Tokenizer::new(&GenericDialect {}, value).tokenize().ok()?;
    if size::is_too_large(tokens.iter()) {
        // Whatever it is, the statement with it in is refused.
        return Some(tokens);
    }
    let dialect = GenericDialect {};
    let mut parser = Parser::new(&dialect).with_recursion_limit(20).with_tokens(tokens.clone());
    let parsed = parser.parse_expr().ok()?;
    if parser.peek_token().token != Token::EOF {
        return None;
    }
    struct Names;
    impl Visitor for Names {
        type Break = ();
        fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
            match expr {
                Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::CompoundFieldAccess { .. } => {
                    ControlFlow::Break(())
                }
                _ => ControlFlow::Continue(()),
            }
        }
    }
    parsed.visit(&mut Names).is_continue().then_some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_value_is_taken_for() {
        for (value, is_expression) in [
            ("'abc'", true),
            ("1 + 1", true),
            ("DATE '2020-01-01'", true),
            ("NULL", true),
            ("now()", true),
            ("abc def", false),
            ("it's", false),
            ("abc", false),
            ("x + 1", false),
            ("6f1c6a5e-0000-4000-8000-000000000000", false),
        ] {
            assert_eq!(expression(value).is_some(), is_expression, "{value}");
        }
    }
}
