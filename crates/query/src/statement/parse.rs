//! From the text of one statement to what is to be done, or to the refusal at the start.

use boathouse_sql::ast::{Statement, StatementKind as Trino};
use boathouse_sql::hive::ast::StatementKind as Hive;
use boathouse_sql::{Grammar, Symbol, Token, TokenKind, grammar_of, hive, tokenize, tokenize_with_backslashes};

use super::kind::StatementKind;
use super::{crawl, create_database, create_table, kind_of_hive, kind_of_trino, name_check, prepare};
use crate::crawl::CrawlStatement;
use crate::planner::{self, SyntaxError};
use crate::stack::on_deep_stack;
use crate::{Error, Result};

/// What may begin a statement, as the service lists it.
const EXPECTING_STATEMENT: &str = "'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', \
     'DENY', 'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', \
     'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UNLOAD', 'UPDATE', 'USE', <query>";
pub(super) const UNSUPPORTED: &str = "Queries of this type are not supported";

/// A statement that may be started.
#[derive(Debug, Clone)]
pub(crate) struct Parsed {
    pub(crate) kind: StatementKind,
    /// The statement without its `;`.
    pub(crate) sql: String,
    pub(crate) action: Action,
    /// The statement that it runs by name, with that name.
    pub(crate) prepared: Option<(String, String)>,
    /// Whether it is the text that was sent, and not one that was prepared.
    pub(crate) is_own_text: bool,
}

/// What starting it means.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    /// Analyse it as Trino does, and do what it says.
    Trino {
        /// No table and nothing but literals: Athena answers it without its engine.
        literal_only: bool,
    },
    /// Carry it out on the catalog.
    Hive(Box<Hive>),
    /// Keep a statement under a name.
    Prepare { name: String, sql: String },
    /// Run the statement that is kept under a name.
    Execute {
        name: String,
        /// Whether it comes with values.
        has_values: bool,
    },
    /// Forget the statement that is kept under a name.
    Deallocate { name: String },
    /// Find tables in files.
    Crawl(CrawlStatement),
}

/// Reads `sql`, which holds one statement.
///
/// # Errors
/// [`Error::Malformed`] with the text with which the start of the statement is refused.
pub(crate) fn parse(sql: &str) -> Result<Parsed> {
    let grammar = grammar_of(sql);
    let tokens = match grammar {
        Grammar::Trino => tokenize(sql),
        Grammar::Hive => tokenize_with_backslashes(sql),
    };
    let statement = one_statement(sql, &tokens)?;
    let (kind, action) = match (crawl::parse(&tokens)?, grammar) {
        (Some((kind, crawl)), _) => (kind, Action::Crawl(crawl)),
        (None, Grammar::Trino) => on_deep_stack(|| of_trino(statement))?,
        (None, Grammar::Hive) => of_hive(statement)?,
    };
    Ok(Parsed { kind, sql: statement.to_owned(), action, prepared: None, is_own_text: true })
}

/// The text up to a `;`, behind which nothing but blanks and comments may stand.
fn one_statement<'a>(sql: &'a str, tokens: &[Token]) -> Result<&'a str> {
    let is_end = |token: &Token| matches!(token.kind, TokenKind::End | TokenKind::Symbol(Symbol::Semicolon));
    let Some(at) = tokens.iter().position(|token| token.kind == TokenKind::Symbol(Symbol::Semicolon)) else {
        return Ok(sql);
    };
    if !tokens[at..].iter().all(is_end) {
        return Err(Error::Malformed(format!("Only one sql statement is allowed. Got: {sql}")));
    }
    Ok(sql.get(..tokens[at].span.start.offset as usize).unwrap_or(sql))
}

fn of_hive(sql: &str) -> Result<(StatementKind, Action)> {
    let statement = hive::parse_statement(sql).map_err(|error| Error::Malformed(error.to_string()))?.kind;
    name_check::check(&statement)?;
    match &statement {
        Hive::CreateTable(create) => create_table::check(create)?,
        Hive::CreateDatabase { location, .. } => create_database::check(location.as_deref())?,
        _ => {}
    }
    Ok((kind_of_hive::kind(&statement), Action::Hive(Box::new(statement))))
}

fn of_trino(sql: &str) -> Result<(StatementKind, Action)> {
    let unsupported = || Error::Malformed(UNSUPPORTED.to_owned());
    let statement = match planner::read(sql) {
        Ok((statement, _)) => statement,
        Err(_) if ends_with_from(sql) => return Err(unsupported()),
        Err(error) => return Err(malformed(&error)),
    };
    check(&statement, sql)?;
    let kind = kind_of_trino::kind(&statement).ok_or_else(unsupported)?;
    Ok((kind, action(&statement, sql)?))
}

fn action(statement: &Statement, sql: &str) -> Result<Action> {
    Ok(match &statement.kind {
        Trino::Prepare { name, statement } => {
            let text = sql.get(statement.at.offset as usize..).unwrap_or_default();
            prepare::check_name(&name.value)?;
            prepare::check(text)?;
            Action::Prepare { name: name.value.clone(), sql: text.to_owned() }
        }
        Trino::Execute { name, using } => Action::Execute { name: name.value.clone(), has_values: !using.is_empty() },
        Trino::Deallocate(name) => Action::Deallocate { name: name.value.clone() },
        _ => Action::Trino { literal_only: kind_of_trino::is_literal_only(statement) },
    })
}

/// What Trino's grammar takes and Athena's does not.
fn check(statement: &Statement, sql: &str) -> Result<()> {
    let Trino::CreateTableAs { or_replace, name, .. } = &statement.kind else { return Ok(()) };
    if *or_replace {
        let table = tokenize(sql).into_iter().nth(3).map_or(statement.at, |token| token.span.start);
        let text =
            format!("{table}: mismatched input 'TABLE'. Expecting: 'MATERIALIZED', 'MULTI', 'PROTECTED', 'VIEW'");
        return Err(Error::Malformed(text));
    }
    if name.parts.len() > 3 {
        return Err(Error::Malformed(format!("Invalid table name {name}")));
    }
    Ok(())
}

fn malformed(error: &SyntaxError) -> Error {
    let text = match error.position {
        Some(position) => format!("{position}: {}", error.message),
        None => error.message.clone(),
    };
    // Where no statement begins, the service lists statements of its own beside Trino's.
    Error::Malformed(match text.split_once(". Expecting: 'ALTER', 'ANALYZE', ") {
        Some((found, _)) => format!("{found}. Expecting: {EXPECTING_STATEMENT}"),
        None => text,
    })
}

/// `SELECT … FROM` and nothing behind: the service does not take it for a query at all.
fn ends_with_from(sql: &str) -> bool {
    let tokens = tokenize(sql);
    let is = |token: Option<&Token>, word: &str| matches!(token.map(|t| &t.kind), Some(TokenKind::Word(w)) if w.eq_ignore_ascii_case(word));
    is(tokens.first(), "SELECT") && is(tokens.iter().rev().nth(1), "FROM")
}
