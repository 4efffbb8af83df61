//! Values for the `?` markers of a query. They come as text: what reads as an expression without
//! names is that expression, everything else is a string.

use std::sync::Arc;

use boathouse_functions::Session;
use boathouse_sql::analyzer::{self, Analyzer, AnalyzerOptions, query_table_names};
use boathouse_sql::ast::{Expr, ExprKind, Literal};
use boathouse_sql::{Symbol, TokenKind, tokenize, trino};
use boathouse_types::ErrorCode;

use super::catalog::Resolved;
use super::size::{self, Size};
use super::trino::syntax_error;
use crate::Failure;

/// Values with what they refer to.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    pub(super) values: Vec<Expr>,
    /// The tables that queries inside of values name.
    pub(super) tables: Vec<Vec<String>>,
}

/// The values of the markers in `sql`, in order. Values are not looked at when there is no marker at all.
pub(super) fn read(
    sql: &str,
    values: &[String],
    mut size: Size,
    session: &Arc<Session>,
) -> Result<Parameters, Failure> {
    // A row pattern has the same sign in it, which is no marker.
    if !has_question(sql) {
        return Ok(Parameters::default());
    }
    let markers = trino::parameter_count(sql).map_err(syntax_error)?;
    if markers == 0 {
        return Ok(Parameters::default());
    }
    if markers != values.len() {
        let message = format!("Incorrect number of parameters: expected {markers} but found {}", values.len());
        return Err(Failure::engine("INVALID_PARAMETER_USAGE", Some(size::START), &message));
    }
    let mut parameters = Parameters::default();
    for value in values {
        size = size.with(size::measure(&tokenize(value)))?;
        match expression(value, session) {
            Some((expr, tables)) => {
                parameters.values.push(expr);
                parameters.tables.extend(tables);
            }
            None => parameters.values.push(text(value)?),
        }
    }
    Ok(parameters)
}

fn has_question(sql: &str) -> bool {
    sql.contains('?') && tokenize(sql).iter().any(|token| token.kind == TokenKind::Symbol(Symbol::Question))
}

fn text(value: &str) -> Result<Expr, Failure> {
    let mut expr = trino::parse_expression("''").map_err(|error| Failure::from(syntax_error(error)))?;
    expr.kind = ExprKind::Literal(Literal::String(value.to_owned()));
    Ok(expr)
}

/// `value` when it is one expression that names no column, with the tables of queries in it.
fn expression(value: &str, session: &Arc<Session>) -> Option<(Expr, Vec<Vec<String>>)> {
    // A marker would stand for the value itself.
    if has_question(value) {
        return None;
    }
    let expr = trino::parse_expression(value).ok()?;
    let tables =
        trino::parse_query(&format!("SELECT ({value}\n)")).map_or_else(|_| Vec::new(), |q| query_table_names(&q));
    (!tables.is_empty() || !names_columns(&expr, session)).then_some((expr, tables))
}

fn names_columns(expr: &Expr, session: &Arc<Session>) -> bool {
    let (Ok(query), Ok(library)) = (trino::parse_query("SELECT ?"), analyzer::library()) else { return false };
    let (nothing, options) = (Resolved::default(), AnalyzerOptions { parameters: vec![expr.clone()] });
    let analyzed = Analyzer::new(library, Arc::clone(session), &nothing, options).analyze_query(&query);
    analyzed.is_err_and(|error| error.code == ErrorCode::ColumnNotFound)
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
            ("transform(ARRAY[1], x -> x + 1)", true),
            ("(SELECT a FROM t)", true),
            ("abc def", false),
            ("it's", false),
            ("abc", false),
            ("x + 1", false),
            ("?", false),
            ("6f1c6a5e-0000-4000-8000-000000000000", false),
        ] {
            let found = expression(value, &Arc::default());
            assert_eq!(found.is_some(), is_expression, "{value}");
        }
    }
}
