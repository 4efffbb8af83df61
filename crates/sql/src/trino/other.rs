//! Statements of Trino's grammar that Athena's engine does not run. They are read, so that a slip in
//! one is reported as a slip, and whoever runs statements refuses them by name.
//!
//! Each form is one line: words in capitals stand for themselves, `[…]` may be missing, `(a|b)` is a
//! choice tried in order, and words in angle brackets are pieces of the grammar.

use crate::ast::StatementKind;
use crate::cursor::Parser;
use crate::{Result, Span, Symbol, TokenKind};

const FORMS: &[(&str, &str)] = &[
    ("ALTER BRANCH", "ALTER BRANCH <name> IN TABLE <name> FAST FORWARD TO <ident>"),
    (
        "ALTER MATERIALIZED VIEW",
        "ALTER MATERIALIZED VIEW [IF EXISTS] <name> (RENAME TO <name>|SET PROPERTIES <assignments>|SET AUTHORIZATION <principal>)",
    ),
    ("ALTER SCHEMA", "ALTER SCHEMA <name> (RENAME TO <ident>|SET AUTHORIZATION <principal>)"),
    (
        "ALTER TABLE",
        "ALTER TABLE [IF EXISTS] <name> (RENAME TO <name>|SET PROPERTIES <assignments>|SET AUTHORIZATION <principal>|ADD COLUMN [IF NOT EXISTS] <column> [FIRST] [LAST] [AFTER <ident>]|DROP COLUMN [IF EXISTS] <name>|RENAME COLUMN [IF EXISTS] <name> TO <ident>|ALTER COLUMN <name> (SET DATA TYPE <type>|DROP NOT NULL|SET DEFAULT <expr>|DROP DEFAULT)|EXECUTE <ident> [<arguments>] [WHERE <expr>])",
    ),
    ("ALTER VIEW", "ALTER VIEW <name> (RENAME TO <name>|REFRESH|SET AUTHORIZATION <principal>)"),
    ("ANALYZE", "ANALYZE <name> [WITH <properties>]"),
    ("CALL", "CALL <name> <arguments>"),
    ("COMMENT", "COMMENT ON (TABLE|VIEW|COLUMN) <name> IS (<string>|NULL)"),
    ("COMMIT", "COMMIT [WORK]"),
    (
        "CREATE CATALOG",
        "CREATE CATALOG [IF NOT EXISTS] <ident> USING <ident> [COMMENT <string>] [AUTHORIZATION <principal>] [WITH <properties>]",
    ),
    ("CREATE FUNCTION", "CREATE [OR REPLACE] FUNCTION <rest>"),
    (
        "CREATE MATERIALIZED VIEW",
        "CREATE [OR REPLACE] MATERIALIZED VIEW [IF NOT EXISTS] <name> [GRACE PERIOD <expr>] [WHEN STALE (INLINE|FAIL)] [COMMENT <string>] [WITH <properties>] AS <query>",
    ),
    ("CREATE ROLE", "CREATE ROLE <ident> [WITH ADMIN <grantor>] [IN <ident>]"),
    ("CREATE SCHEMA", "CREATE SCHEMA [IF NOT EXISTS] <name> [AUTHORIZATION <principal>] [WITH <properties>]"),
    (
        "CREATE TABLE",
        "CREATE [OR REPLACE] TABLE [IF NOT EXISTS] <name> <elements> [COMMENT <string>] [WITH <properties>]",
    ),
    ("DENY", "DENY [BRANCH] <privileges> ON <object> TO <principal>"),
    ("DESC", "DESC <name>"),
    ("DESCRIBE INPUT", "DESCRIBE INPUT <ident>"),
    ("DESCRIBE OUTPUT", "DESCRIBE OUTPUT <ident>"),
    ("DESCRIBE", "DESCRIBE <name>"),
    ("DROP CATALOG", "DROP CATALOG [IF EXISTS] <ident> [(CASCADE|RESTRICT)]"),
    ("DROP FUNCTION", "DROP FUNCTION <rest>"),
    ("DROP MATERIALIZED VIEW", "DROP MATERIALIZED VIEW [IF EXISTS] <name>"),
    ("DROP ROLE", "DROP ROLE [IF EXISTS] <ident> [IN <ident>]"),
    ("DROP SCHEMA", "DROP SCHEMA [IF EXISTS] <name> [(CASCADE|RESTRICT)]"),
    ("DROP TABLE", "DROP TABLE [IF EXISTS] <name>"),
    ("GRANT", "GRANT <privileges> ON <object> TO <principal> [WITH GRANT OPTION]"),
    ("GRANT", "GRANT <idents> TO <principals> [WITH ADMIN OPTION] [GRANTED BY <grantor>] [IN <ident>]"),
    ("REFRESH MATERIALIZED VIEW", "REFRESH MATERIALIZED VIEW <name>"),
    ("RESET SESSION", "RESET SESSION (AUTHORIZATION|<name>)"),
    ("REVOKE", "REVOKE [GRANT OPTION FOR] <privileges> ON <object> FROM <principal>"),
    ("REVOKE", "REVOKE [ADMIN OPTION FOR] <idents> FROM <principals> [GRANTED BY <grantor>] [IN <ident>]"),
    ("ROLLBACK", "ROLLBACK [WORK]"),
    ("SET PATH", "SET PATH <paths>"),
    ("SET ROLE", "SET ROLE (ALL|NONE|<ident>) [IN <ident>]"),
    ("SET SESSION", "SET SESSION (AUTHORIZATION (<string>|<ident>)|<name> = <expr>)"),
    ("SET TIME ZONE", "SET TIME ZONE (LOCAL|<expr>)"),
    ("SHOW BRANCHES", "SHOW BRANCHES (FROM|IN) TABLE <name>"),
    ("SHOW CATALOGS", "SHOW CATALOGS [LIKE <string> [ESCAPE <string>]]"),
    ("SHOW COLUMNS", "SHOW COLUMNS (FROM|IN) <name> [LIKE <string> [ESCAPE <string>]]"),
    ("SHOW CREATE", "SHOW CREATE (TABLE|SCHEMA|VIEW|MATERIALIZED VIEW|FUNCTION) <name>"),
    ("SHOW ROLES", "SHOW CURRENT ROLES [(FROM|IN) <ident>]"),
    ("SHOW GRANTS", "SHOW GRANTS [ON [TABLE] <name>]"),
    ("SHOW ROLE GRANTS", "SHOW ROLE GRANTS [(FROM|IN) <ident>]"),
    ("SHOW ROLES", "SHOW ROLES [(FROM|IN) <ident>]"),
    ("SHOW SCHEMAS", "SHOW SCHEMAS [(FROM|IN) <ident>] [LIKE <string> [ESCAPE <string>]]"),
    ("SHOW SESSION", "SHOW SESSION [LIKE <string> [ESCAPE <string>]]"),
    ("SHOW STATS", "SHOW STATS FOR (<name>|<parenthesized query>)"),
    ("SHOW TABLES", "SHOW TABLES [(FROM|IN) <name>] [LIKE <string> [ESCAPE <string>]]"),
    ("START TRANSACTION", "START TRANSACTION [<transaction modes>]"),
    ("TRUNCATE", "TRUNCATE TABLE <name>"),
    ("USE", "USE <name>"),
];

/// Words that can begin a statement, for the message when none does.
pub(crate) fn first_words() -> impl Iterator<Item = &'static str> {
    let own = [
        "CREATE",
        "DEALLOCATE",
        "DELETE",
        "DROP",
        "EXECUTE",
        "EXPLAIN",
        "INSERT",
        "MERGE",
        "PREPARE",
        "SHOW",
        "UPDATE",
    ];
    FORMS.iter().filter_map(|(_, form)| form.split(' ').next()).chain(own)
}

impl Parser<'_> {
    /// The first form that fits the whole rest of the statement.
    pub(crate) fn other_statement(&mut self) -> Result<StatementKind> {
        let mark = self.mark();
        let start = self.here();
        for (name, form) in FORMS {
            if self.form(form).is_ok() && self.ends_statement() {
                let text = Span { start, end: self.here().offset }.text(self.sql).trim_end().to_owned();
                return Ok(StatementKind::Other { name, text });
            }
            self.reset(mark);
        }
        Err(self.no_statement_at(mark))
    }

    fn no_statement_at(&mut self, mark: (usize, usize)) -> crate::SyntaxError {
        self.reset(mark);
        self.no_statement()
    }

    fn ends_statement(&mut self) -> bool {
        self.note("<EOF>");
        self.token().kind == TokenKind::End || self.is_symbol_at(0, Symbol::Semicolon)
    }

    /// Reads what `form` describes.
    fn form(&mut self, form: &str) -> Result<()> {
        let mut rest = form.trim_start();
        while !rest.is_empty() {
            let (piece, tail) = next_piece(rest);
            self.piece(piece)?;
            rest = tail.trim_start();
        }
        Ok(())
    }

    fn piece(&mut self, piece: &str) -> Result<()> {
        if let Some(optional) = piece.strip_prefix('[').and_then(|p| p.strip_suffix(']')) {
            let mark = self.mark();
            if self.form(optional).is_err() {
                self.reset(mark);
            }
            return Ok(());
        }
        if let Some(choices) = piece.strip_prefix('(').and_then(|p| p.strip_suffix(')')) {
            let mark = self.mark();
            for choice in split_choices(choices) {
                if self.form(choice).is_ok() {
                    return Ok(());
                }
                self.reset(mark);
            }
            return Err(self.mismatch("<identifier>"));
        }
        match piece.strip_prefix('<').and_then(|p| p.strip_suffix('>')) {
            Some(part) => self.part(part),
            None if piece == "=" => self.symbol(Symbol::Equal).map(drop),
            None => self.keyword(piece).map(drop),
        }
    }

    fn part(&mut self, part: &str) -> Result<()> {
        match part {
            "name" => self.qualified_name().map(drop),
            "ident" => self.identifier().map(drop),
            "idents" => self.list(Self::identifier).map(drop),
            "string" => self.string().map(drop),
            "expr" => self.expression().map(drop),
            "type" => self.data_type().map(drop),
            "query" => self.query().map(drop),
            "parenthesized query" => self.parenthesized_query().map(drop),
            "properties" => self.parenthesized(Self::property).map(drop),
            "assignments" => self.list(Self::property).map(drop),
            "column" => self.column_definition(),
            "elements" => self.parenthesized(Self::table_element).map(drop),
            "arguments" => self.call_arguments(),
            "principal" | "grantor" => self.principal(),
            "principals" => self.list(Self::principal).map(drop),
            "privileges" => self.privileges(),
            "object" => self.granted_object(),
            "paths" => self.list(Self::qualified_name).map(drop),
            "transaction modes" => self.list(Self::transaction_mode).map(drop),
            _ => {
                while !self.ends_statement() {
                    self.advance();
                }
                Ok(())
            }
        }
    }

    fn column_definition(&mut self) -> Result<()> {
        self.qualified_name()?;
        self.data_type()?;
        self.form("[DEFAULT <expr>] [NOT NULL] [COMMENT <string>] [WITH <properties>]")
    }

    fn table_element(&mut self) -> Result<()> {
        if self.is_keyword_at(0, "LIKE") {
            return self.form("LIKE <name> [(INCLUDING|EXCLUDING) PROPERTIES]");
        }
        self.column_definition()
    }

    fn call_arguments(&mut self) -> Result<()> {
        self.symbol(Symbol::LeftParen)?;
        if !self.is_symbol(Symbol::RightParen) {
            self.list(|p| {
                if p.is_identifier_at(0) && p.is_symbol_at(1, Symbol::RightDoubleArrow) {
                    p.advance();
                    p.advance();
                }
                p.expression()
            })?;
        }
        self.symbol(Symbol::RightParen).map(drop)
    }

    fn principal(&mut self) -> Result<()> {
        if self.is_any_keyword_at(0, &["USER", "ROLE"]) && self.is_identifier_at(1) {
            self.advance();
        }
        if self.eat_keyword("CURRENT_USER") || self.eat_keyword("CURRENT_ROLE") {
            return Ok(());
        }
        self.identifier().map(drop)
    }

    /// A list of privileges; SELECT and its like are words here, whatever they are elsewhere.
    fn privileges(&mut self) -> Result<()> {
        if self.eat_words(&["ALL", "PRIVILEGES"]) {
            return Ok(());
        }
        self.list(|p| {
            if p.word_at(0).is_some() && !p.is_keyword_at(0, "ON") {
                p.advance();
                return Ok(());
            }
            Err(p.mismatch("<identifier>"))
        })
        .map(drop)
    }

    /// `t`, `TABLE t`, `SCHEMA s` or any word of a connector's own before a name.
    fn granted_object(&mut self) -> Result<()> {
        let kind =
            self.word_at(0).is_some() && (self.is_identifier_at(1) && !self.is_any_keyword_at(1, &["TO", "FROM"]));
        if kind {
            self.advance();
        }
        self.qualified_name().map(drop)
    }

    fn transaction_mode(&mut self) -> Result<()> {
        self.form(
            "(ISOLATION LEVEL (READ UNCOMMITTED|READ COMMITTED|REPEATABLE READ|SERIALIZABLE)|READ ONLY|READ WRITE)",
        )
    }
}

/// The first piece of a form and what follows it.
fn next_piece(form: &str) -> (&str, &str) {
    let close = match form.as_bytes().first() {
        Some(b'[') => ']',
        Some(b'(') => ')',
        Some(b'<') => return form.split_at(form.find('>').map_or(form.len(), |end| end + 1)),
        _ => return form.split_at(form.find(' ').unwrap_or(form.len())),
    };
    let open = form.chars().next().unwrap_or_default();
    let mut depth = 0_usize;
    for (at, c) in form.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return form.split_at(at + 1);
            }
        }
    }
    (form, "")
}

/// The branches of a choice, split at bars outside of brackets.
fn split_choices(choices: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let mut from = 0;
    let mut branches = Vec::new();
    for (at, c) in choices.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                branches.push(&choices[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    branches.push(&choices[from..]);
    branches
}
