//! Queries planned by DataFusion's SQL planner: read-only, on catalog tables only.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::common::TableReference;
use datafusion::execution::context::SQLOptions;
use datafusion::sql::parser::Statement as EngineStatement;
use datafusion::sql::sqlparser::ast::{
    ObjectName, Query, SetExpr, Spanned, Statement, TableFactor, Visit, Visitor, visit_relations,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use super::resolved::ResolvedTables;
use super::{
    PlanRequest, Planned, Planner, SyntaxError, TableResolver, Unresolved, fidelity, labels, parameters, size,
};
use crate::stack::on_deep_stack;
use crate::statement::{Position, end_position};
use crate::{CATALOG_NAME, Failure};

/// Deeper nesting than this is refused, so that hostile text cannot exhaust the stack.
const NESTING_DEPTH_MAX: usize = 50;

/// The interim planner; see the module's description.
#[derive(Debug, Default)]
pub(crate) struct EngineSql;

#[async_trait]
impl Planner for EngineSql {
    fn check_syntax(&self, sql: &str) -> Result<(), SyntaxError> {
        let read = || {
            let tokens = tokenize(sql)?;
            size::check(&tokens)?;
            parse_query(tokens).map(drop)
        };
        on_deep_stack(read).map_err(|error| placed(error, sql))
    }

    async fn plan(&self, request: PlanRequest<'_>) -> Result<Planned, Failure> {
        let failed = |error| syntax_failure(&placed(error, request.sql));
        let tokens = tokenize(request.sql).map_err(failed)?;
        let tokens = parameters::substitute(tokens, request.parameters)?;
        size::check(&tokens).map_err(failed)?;
        let written = parse_query(tokens.clone()).map_err(failed)?;
        let mut query = parse_query(lower_case_names(tokens)).map_err(failed)?;
        refuse_what_is_ignored(&query)?;
        fidelity::align(&mut query)?;
        labels::make_names_unique(&mut query);

        let statement = EngineStatement::Statement(Box::new(Statement::Query(query)));
        let references = request.session.resolve_table_references(&statement)?;
        let places = places(&statement);
        let tables = resolve(references, &places, request.database, request.tables).await?;
        let mut session = request.session;
        session.register_catalog_list(Arc::new(ResolvedTables::new(tables)));
        let catalog = &mut session.config_mut().options_mut().catalog;
        catalog.default_catalog = CATALOG_NAME.to_owned();
        catalog.default_schema = request.database.unwrap_or_default().to_lowercase();

        let plan = session.statement_to_plan(statement).await?;
        SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false)
            .verify_plan(&plan)?;
        let columns = labels::output_columns(&written, plan.schema());
        Ok(Planned { plan, session, columns })
    }
}

/// What the parser misses at the end of the text it gives no place for.
fn placed(error: SyntaxError, sql: &str) -> SyntaxError {
    SyntaxError { position: error.position.or_else(|| Some(end_position(sql))), ..error }
}

fn syntax_failure(error: &SyntaxError) -> Failure {
    Failure::engine("SYNTAX_ERROR", error.position, &error.message)
}

fn position(location: Location) -> Option<Position> {
    let line = usize::try_from(location.line).ok()?;
    let column = usize::try_from(location.column).ok()?;
    (line > 0).then_some(Position { line, column })
}

pub(super) fn tokenize(sql: &str) -> Result<Vec<TokenWithSpan>, SyntaxError> {
    let tokens = Tokenizer::new(&GenericDialect {}, sql)
        .tokenize_with_location()
        .map_err(|error| SyntaxError { position: position(error.location), message: error.message })?;
    let backquoted = tokens.iter().find(|t| matches!(&t.token, Token::Word(word) if word.quote_style == Some('`')));
    match backquoted {
        Some(token) => Err(SyntaxError {
            position: position(token.span.start),
            message: "backquoted identifiers are not supported; use double quotes to quote identifiers".to_owned(),
        }),
        None => Ok(tokens),
    }
}

/// One query and nothing behind it.
fn parse_query(tokens: Vec<TokenWithSpan>) -> Result<Box<Query>, SyntaxError> {
    let dialect = GenericDialect {};
    let mut parser = Parser::new(&dialect).with_recursion_limit(NESTING_DEPTH_MAX).with_tokens_with_locations(tokens);
    let parsed = parser.parse_query();
    let next = parser.peek_token();
    let query = parsed.map_err(|error| syntax_error(&error, &next))?;
    match next.token {
        Token::EOF => Ok(query),
        token => Err(SyntaxError {
            position: position(next.span.start),
            message: format!("mismatched input '{token}'. Expecting: <EOF>"),
        }),
    }
}

/// sqlparser's text ends with the place and names what it expected and found.
fn syntax_error(error: &ParserError, next: &TokenWithSpan) -> SyntaxError {
    let text = match error {
        ParserError::RecursionLimitExceeded => {
            return SyntaxError { position: Some(size::START), message: size::TOO_LARGE.to_owned() };
        }
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text,
    };
    let (text, place) = match text.rsplit_once(" at Line: ") {
        Some((text, place)) => (text, parse_place(place)),
        None => (text.as_str(), position(next.span.start)),
    };
    let message = match text.strip_prefix("Expected: ").and_then(|rest| rest.rsplit_once(", found: ")) {
        Some((expected, found)) => {
            let found = if found == "EOF" { "<EOF>" } else { found };
            format!("mismatched input '{found}'. Expecting: {expected}")
        }
        None => text.to_owned(),
    };
    SyntaxError { position: place, message }
}

fn parse_place(place: &str) -> Option<Position> {
    let (line, column) = place.split_once(", Column: ")?;
    Some(Position { line: line.trim().parse().ok()?, column: column.trim().parse().ok()? })
}

/// Trino compares names without case, in quotes or not.
fn lower_case_names(mut tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    for token in &mut tokens {
        if let Token::Word(word) = &mut token.token
            && word.quote_style.is_some()
        {
            word.value = word.value.to_lowercase();
        }
    }
    tokens
}

/// Clauses that the engine's planner would read and not heed.
fn refuse_what_is_ignored(query: &Query) -> Result<(), Failure> {
    struct Check;
    impl Visitor for Check {
        type Break = Failure;

        fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<Failure> {
            let what = match factor {
                TableFactor::Table { sample: Some(_), .. } | TableFactor::Derived { sample: Some(_), .. } => {
                    "TABLESAMPLE"
                }
                TableFactor::Table { version: Some(_), .. } => "time travel",
                TableFactor::Table { args: Some(_), .. }
                | TableFactor::TableFunction { .. }
                | TableFactor::Function { .. } => "a table function",
                TableFactor::UNNEST { with_ordinality: true, .. } => "UNNEST WITH ORDINALITY",
                TableFactor::MatchRecognize { .. } => "MATCH_RECOGNIZE",
                _ => return ControlFlow::Continue(()),
            };
            ControlFlow::Break(Failure::not_supported(what))
        }

        fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Failure> {
            let what = match query.body.as_ref() {
                SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => "DML in a query",
                _ if !query.locks.is_empty() => "FOR UPDATE",
                _ => return ControlFlow::Continue(()),
            };
            ControlFlow::Break(Failure::not_supported(what))
        }
    }
    match query.visit(&mut Check) {
        ControlFlow::Break(failure) => Err(failure),
        ControlFlow::Continue(()) => Ok(()),
    }
}

/// Where each relation is first named, by its dotted name in lower case.
fn places(statement: &EngineStatement) -> HashMap<String, Position> {
    let mut places = HashMap::new();
    if let EngineStatement::Statement(statement) = statement {
        let _: ControlFlow<()> = visit_relations(statement.as_ref(), |name: &ObjectName| {
            if let Some(position) = position(name.span().start) {
                places.entry(dotted(name)).or_insert(position);
            }
            ControlFlow::Continue(())
        });
    }
    places
}

fn dotted(name: &ObjectName) -> String {
    let parts: Vec<String> = name
        .0
        .iter()
        .map(|part| part.as_ident().map_or_else(|| part.to_string(), |i| i.value.to_lowercase()))
        .collect();
    parts.join(".")
}

type Resolved = HashMap<(String, String), Arc<dyn datafusion::catalog::TableProvider>>;

async fn resolve(
    references: Vec<TableReference>,
    places: &HashMap<String, Position>,
    default_database: Option<&str>,
    tables: &dyn TableResolver,
) -> Result<Resolved, Failure> {
    let mut resolved = HashMap::new();
    for reference in references {
        let name = reference.to_vec().join(".").to_lowercase();
        let place = places.get(&name).copied();
        if let Some(catalog) = reference.catalog()
            && !catalog.eq_ignore_ascii_case(CATALOG_NAME)
        {
            return Err(Failure::engine("CATALOG_NOT_FOUND", place, &format!("Catalog '{catalog}' does not exist")));
        }
        let Some(database) = reference.schema().or(default_database).map(str::to_lowercase) else {
            let message = "Schema must be specified when session schema is not set";
            return Err(Failure::engine("MISSING_SCHEMA_NAME", place, message));
        };
        let table = reference.table().to_lowercase();
        let provider = match tables.resolve(&database, &table).await {
            Ok(provider) => provider,
            Err(Unresolved::Database) => {
                let message = format!("Schema '{database}' does not exist");
                return Err(Failure::engine("SCHEMA_NOT_FOUND", place, &message));
            }
            Err(Unresolved::Table) => {
                let message = format!("Table '{CATALOG_NAME}.{database}.{table}' does not exist");
                return Err(Failure::engine("TABLE_NOT_FOUND", place, &message));
            }
            Err(Unresolved::Failed(failure)) => return Err(failure),
        };
        resolved.insert((database, table), provider);
    }
    Ok(resolved)
}
