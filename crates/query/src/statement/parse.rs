//! From the text of one statement to what is to be done, or to the refusal at the start.

use super::classify::{StatementKind, Unclassified, classify};
use super::create_database::CreateDatabase;
use super::create_table::CreateTable;
use super::drop_database::DropDatabase;
use super::drop_table::DropTable;
use super::hive_parser::{HiveParser, Malformed, Parse, end_position};
use super::lexer::{Dialect, Lexer, TokenKind};
use crate::planner::{Planner, SyntaxError};

const EXPECTING_STATEMENT: &str = "'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', \
     'DENY', 'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', \
     'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UNLOAD', 'UPDATE', 'USE', <query>";
const UNSUPPORTED: &str = "Queries of this type are not supported";

/// A statement that may be started.
#[derive(Debug, Clone)]
pub(crate) struct Parsed {
    pub(crate) kind: StatementKind,
    /// The statement without its `;`.
    pub(crate) sql: String,
    pub(crate) action: Action,
}

/// What starting it means.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    /// Plan and run it.
    Query {
        /// No table and nothing but literals: Athena answers it without its engine.
        literal_only: bool,
    },
    /// Change the catalog.
    Ddl(Ddl),
    /// Athena runs it and this program does not, yet.
    NotSupported,
}

/// A change of the catalog.
#[derive(Debug, Clone)]
pub(crate) enum Ddl {
    CreateDatabase(CreateDatabase),
    CreateTable(Box<CreateTable>),
    DropDatabase(DropDatabase),
    DropTable(DropTable),
}

/// Reads `sql`, which holds one statement.
///
/// # Errors
/// The text with which the start of the statement is refused.
pub(crate) fn parse(sql: &str, planner: &dyn Planner) -> Result<Parsed, Malformed> {
    let kind = classify(sql).map_err(|why| unclassified(sql, &why))?;
    let statement = one_statement(sql, &kind)?;
    let action = match kind.substatement_type.as_deref() {
        Some("SELECT") => {
            planner.check_syntax(statement).map_err(|error| syntax(&error))?;
            Action::Query { literal_only: is_literal_only(statement) }
        }
        Some("CREATE_DATABASE" | "CREATE_TABLE" | "DROP_DATABASE" | "DROP_TABLE") => Action::Ddl(ddl(statement)?),
        _ => Action::NotSupported,
    };
    Ok(Parsed { kind, sql: statement.to_owned(), action })
}

fn syntax(error: &SyntaxError) -> Malformed {
    match error.position {
        Some(position) => Malformed(format!("{position}: {}", error.message)),
        None => Malformed(error.message.clone()),
    }
}

fn unclassified(sql: &str, why: &Unclassified) -> Malformed {
    let first = Lexer::new(sql, Dialect::Trino).find_map(|token| token.ok().filter(|t| !t.is_symbol('(')));
    match (why, first) {
        (Unclassified::Refused, _) => Malformed(UNSUPPORTED.to_owned()),
        (_, Some(token)) => {
            Malformed(format!("{}: mismatched input '{}'. Expecting: {EXPECTING_STATEMENT}", token.position, token.raw))
        }
        _ => Malformed(format!("{}: mismatched input '<EOF>'. Expecting: {EXPECTING_STATEMENT}", end_position(sql))),
    }
}

/// The text up to a `;`, behind which nothing but blanks and comments may stand.
fn one_statement<'a>(sql: &'a str, kind: &StatementKind) -> Parse<&'a str> {
    let hive = !matches!(kind.statement_type, super::StatementType::Dml);
    let mut lexer = Lexer::new(sql, if hive { Dialect::Hive } else { Dialect::Trino });
    // What is unterminated has no `;` outside of quotes; the parser reports it.
    let Some(end) = lexer.by_ref().map_while(Result::ok).find(|token| token.is_symbol(';')) else { return Ok(sql) };
    if lexer.any(|token| token.is_ok_and(|token| !token.is_symbol(';'))) {
        return Err(Malformed(format!("Only one sql statement is allowed. Got: {sql}")));
    }
    Ok(&sql[..end.start])
}

fn ddl(sql: &str) -> Parse<Ddl> {
    let parser = &mut HiveParser::new(sql)?;
    if parser.eat(&["CREATE", "EXTERNAL", "TABLE"]) {
        return CreateTable::parse(parser, true).map(Box::new).map(Ddl::CreateTable);
    }
    if parser.eat(&["CREATE", "TABLE"]) {
        return CreateTable::parse(parser, false).map(Box::new).map(Ddl::CreateTable);
    }
    if parser.eat(&["CREATE", "DATABASE"]) || parser.eat(&["CREATE", "SCHEMA"]) {
        return CreateDatabase::parse(parser).map(Ddl::CreateDatabase);
    }
    if parser.eat(&["DROP", "DATABASE"]) || parser.eat(&["DROP", "SCHEMA"]) {
        return DropDatabase::parse(parser).map(Ddl::DropDatabase);
    }
    parser.require(&["DROP", "TABLE"])?;
    DropTable::parse(parser).map(Ddl::DropTable)
}

/// `SELECT` of bare literals, each with an alias or without, and nothing else.
fn is_literal_only(sql: &str) -> bool {
    let Ok(tokens) = Lexer::tokens(sql, Dialect::Trino) else { return false };
    let mut tokens = tokens.into_iter().peekable();
    if !tokens.next().is_some_and(|token| token.is_word("SELECT")) {
        return false;
    }
    loop {
        while tokens.next_if(|token| token.is_symbol('-') || token.is_symbol('+')).is_some() {}
        let literal = tokens.next().is_some_and(|token| match token.kind {
            TokenKind::Text(_) => true,
            TokenKind::Word => {
                token.raw.starts_with(|c: char| c.is_ascii_digit()) || token.is_word("TRUE") || token.is_word("FALSE")
            }
            _ => false,
        });
        if !literal {
            return false;
        }
        // The rest of a decimal number: `1.5e-3` is `1`, `.`, `5e`, `-`, `3`.
        if tokens.next_if(|token| token.is_symbol('.')).is_some() {
            let exponent = tokens
                .next_if(|t| t.raw.starts_with(|c: char| c.is_ascii_digit()))
                .is_some_and(|t| t.raw.ends_with(['e', 'E']));
            if exponent && tokens.next_if(|t| t.is_symbol('-') || t.is_symbol('+')).is_some() {
                tokens.next();
            }
        }
        if tokens.next_if(|token| token.is_word("AS")).is_some() && tokens.peek().is_none() {
            return false;
        }
        tokens.next_if(|t| matches!(t.kind, TokenKind::Quoted(_)) || (t.kind == TokenKind::Word && !is_clause(t.raw)));
        match tokens.next() {
            None => return true,
            Some(token) if token.is_symbol(',') => {}
            Some(_) => return false,
        }
    }
}

fn is_clause(word: &str) -> bool {
    ["FROM", "WHERE", "ORDER", "LIMIT", "UNION", "GROUP", "HAVING", "EXCEPT", "INTERSECT", "OFFSET", "FETCH"]
        .iter()
        .any(|clause| word.eq_ignore_ascii_case(clause))
}
