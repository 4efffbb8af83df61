//! PREPARE, EXECUTE and their like.

use std::ops::ControlFlow;

use boathouse_types::{ErrorCode, Result, TrinoError};

use super::AnalyzedStatement;
use crate::Position;
use crate::analyzer::Analyzer;
use crate::analyzer::error::semantic;
use crate::analyzer::walk::walk;
use crate::ast::{Expr, ExprKind, Ident, Literal, Statement, StatementKind};
use crate::format::format_statement;
use crate::trino::parse_statement;

/// PREPARE
pub(super) fn prepare(name: &Ident, statement: &Statement) -> Result<AnalyzedStatement> {
    check_kind(statement)?;
    Ok(AnalyzedStatement::Prepare { name: name.folded(), sql: format_statement(statement) })
}

impl Analyzer<'_> {
    /// The text of a prepared statement.
    pub(super) fn prepared(&self, name: &Ident) -> Result<&str> {
        let found = self.prepared.get(&name.folded()).map(String::as_str);
        found.ok_or_else(|| {
            let text = format!("Prepared statement not found: {}", name.value);
            TrinoError::new(ErrorCode::NotFound, text)
        })
    }

    pub(super) fn execute(&mut self, name: &Ident, using: &[Expr]) -> Result<AnalyzedStatement> {
        let statement = parse(self.prepared(name)?)?;
        self.bound(&statement, using)
    }

    /// `at` is the place of the text's quote: places inside the text are those of the whole.
    pub(super) fn execute_immediate(&mut self, at: Position, sql: &str, using: &[Expr]) -> Result<AnalyzedStatement> {
        let count = |number: u32| number as usize;
        let shifted = ["\n".repeat(count(at.line) - 1), " ".repeat(count(at.column)), sql.to_owned()].concat();
        let statement = parse(&shifted)?;
        self.bound(&statement, using)
    }

    /// The statement with the values of its parameters.
    fn bound(&mut self, statement: &Statement, using: &[Expr]) -> Result<AnalyzedStatement> {
        check_kind(statement)?;
        using.iter().try_for_each(check_constant)?;
        check_count(statement, using.len())?;
        let outside = std::mem::replace(&mut self.options.parameters, using.to_vec());
        let analyzed = self.statement(statement);
        self.options.parameters = outside;
        analyzed
    }

    /// The prepared statement DESCRIBE INPUT or OUTPUT names.
    fn described(&self, text: &str) -> Result<Statement> {
        // DESCRIBE, INPUT or OUTPUT, then the name.
        let (value, quoted) = match crate::tokenize(text).into_iter().nth(2).map(|token| token.kind) {
            Some(crate::TokenKind::Word(name)) => (name, false),
            Some(crate::TokenKind::QuotedIdentifier(name)) => (name, true),
            _ => return Err(TrinoError::internal("DESCRIBE without a name")),
        };
        parse(self.prepared(&Ident { at: Position::START, value, quoted })?)
    }

    /// The types of parameters are not worked out; a statement without any has none to describe.
    pub(super) fn describe_input(&self, at: Position, text: &str) -> Result<AnalyzedStatement> {
        if self.described(text)?.parameters == 0 {
            return Ok(AnalyzedStatement::DescribeInput);
        }
        Err(semantic(at, ErrorCode::NotSupported, "DESCRIBE INPUT of a statement with parameters is not supported"))
    }

    /// The columns of a prepared query; its parameters have no type yet.
    pub(super) fn describe_output(&mut self, text: &str) -> Result<AnalyzedStatement> {
        let statement = self.described(text)?;
        let null = Expr { at: Position::START, kind: ExprKind::Literal(Literal::Null) };
        let outside = std::mem::replace(&mut self.options.parameters, vec![null; statement.parameters]);
        let analyzed = self.statement(&statement);
        self.options.parameters = outside;
        Ok(AnalyzedStatement::DescribeOutput(match analyzed? {
            AnalyzedStatement::Query(query) => query.columns,
            _ => Vec::new(),
        }))
    }

    /// Whether the statement has as many parameters as values were given.
    pub(super) fn check_parameters(&self, statement: &Statement) -> Result<()> {
        match &unwrapped(statement).kind {
            StatementKind::Prepare { .. }
            | StatementKind::Execute { .. }
            | StatementKind::ExecuteImmediate { .. }
            | StatementKind::Deallocate(_)
            | StatementKind::Other { .. } => Ok(()),
            _ => check_count(statement, self.options.parameters.len()),
        }
    }
}

fn parse(sql: &str) -> Result<Statement> {
    parse_statement(sql).map_err(|error| {
        let place = (error.position.line, error.position.column);
        TrinoError::at(place, ErrorCode::SyntaxError, error.message)
    })
}

/// What EXPLAIN explains, or the statement itself.
fn unwrapped(mut statement: &Statement) -> &Statement {
    while let StatementKind::Explain { statement: inner, .. } = &statement.kind {
        statement = inner;
    }
    statement
}

/// Statements about prepared statements cannot be prepared.
fn check_kind(statement: &Statement) -> Result<()> {
    let kind = match &unwrapped(statement).kind {
        StatementKind::Prepare { .. } => "PREPARE",
        StatementKind::Execute { .. } => "EXECUTE",
        StatementKind::ExecuteImmediate { .. } => "EXECUTEIMMEDIATE",
        StatementKind::Deallocate(_) => "DEALLOCATE",
        _ => return Ok(()),
    };
    Err(TrinoError::not_supported(format!("Invalid statement type for prepared statement: {kind}")))
}

fn check_count(statement: &Statement, given: usize) -> Result<()> {
    let wanted = statement.parameters;
    if wanted == given {
        return Ok(());
    }
    let text = format!("Incorrect number of parameters: expected {wanted} but found {given}");
    Err(semantic(unwrapped(statement).at, ErrorCode::InvalidParameterUsage, text))
}

/// Values of USING read no columns and no parameters.
fn check_constant(value: &Expr) -> Result<()> {
    let mut found = None;
    walk(value, &mut |node| {
        found = match &node.kind {
            ExprKind::Identifier(_) | ExprKind::Dereference { .. } => {
                let text = "Constant expression cannot contain column references";
                Some(semantic(node.at, ErrorCode::ExpressionNotConstant, text))
            }
            ExprKind::Subquery(_) | ExprKind::Exists(_) | ExprKind::InSubquery { .. } | ExprKind::Quantified { .. } => {
                let text = "Constant expression cannot contain a subquery";
                Some(semantic(node.at, ErrorCode::ExpressionNotConstant, text))
            }
            ExprKind::Parameter(_) => {
                let text = "No value provided for parameter";
                Some(semantic(node.at, ErrorCode::InvalidParameterUsage, text))
            }
            _ => None,
        }
        .or(found.take());
        if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    found.map_or(Ok(()), Err)
}
