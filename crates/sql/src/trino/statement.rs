//! Statements Athena hands to its Trino engine.

use crate::Symbol::{Equal, LeftParen, Semicolon};
use crate::ast::{ExplainOption, Expr, Ident, Property, Statement, StatementKind};
use crate::cursor::Parser;
use crate::{Result, TokenKind};

impl Parser<'_> {
    /// One statement up to the end of the text; one `;` may close it.
    pub(crate) fn single_statement(&mut self) -> Result<Statement> {
        let statement = self.statement()?;
        if self.is_symbol_at(0, Semicolon) {
            self.advance();
        }
        if self.token().kind == TokenKind::End { Ok(statement) } else { Err(self.mismatch("<EOF>")) }
    }

    pub(crate) fn statement(&mut self) -> Result<Statement> {
        let at = self.here();
        let before = self.parameters;
        let kind = self.statement_kind()?;
        Ok(Statement { at, kind, parameters: self.parameters - before })
    }

    fn statement_kind(&mut self) -> Result<StatementKind> {
        if self.starts_query_at(0) {
            return Ok(StatementKind::Query(Box::new(self.query()?)));
        }
        let Some(word) = self.word_at(0).map(str::to_ascii_uppercase) else { return Err(self.no_statement()) };
        let second = |p: &Self, words: &[&str]| p.is_any_keyword_at(1, words);
        match word.as_str() {
            "INSERT" => self.insert(),
            "DELETE" => self.delete(),
            "UPDATE" => self.update(),
            "MERGE" => self.merge(),
            "UNLOAD" if self.is_symbol_at(1, LeftParen) => self.unload(),
            "PREPARE" => self.prepare(),
            "EXECUTE" => self.execute(),
            "DEALLOCATE" => {
                self.advance();
                self.keyword("PREPARE")?;
                Ok(StatementKind::Deallocate(self.identifier()?))
            }
            "EXPLAIN" => self.nested(Self::explain),
            "OPTIMIZE" => self.optimize(),
            "VACUUM" => {
                self.advance();
                Ok(StatementKind::Vacuum(self.qualified_name()?))
            }
            "CREATE" if second(self, &["OR", "TABLE", "VIEW"]) => self.create(),
            "DROP" if second(self, &["VIEW"]) => self.drop_view(),
            "SHOW" if second(self, &["FUNCTIONS"]) => self.show_functions(),
            _ => self.other_statement(),
        }
    }

    fn create(&mut self) -> Result<StatementKind> {
        let mark = self.mark();
        self.keyword("CREATE")?;
        let or_replace = self.eat_words(&["OR", "REPLACE"]);
        if self.is_keyword("VIEW") {
            return self.create_view(or_replace);
        }
        if self.is_keyword("TABLE")
            && let Some(created) = self.create_table_as(or_replace)?
        {
            return Ok(created);
        }
        self.reset(mark);
        self.other_statement()
    }

    fn create_view(&mut self, or_replace: bool) -> Result<StatementKind> {
        self.keyword("VIEW")?;
        let name = self.qualified_name()?;
        let comment = self.comment()?;
        let definer = if self.eat_keyword("SECURITY") {
            Some(self.one_keyword(&["DEFINER", "INVOKER"])? == "DEFINER")
        } else {
            None
        };
        if self.is_keyword_at(0, "WITH") {
            self.advance();
            self.parenthesized(Self::property)?;
        }
        self.keyword("AS")?;
        let query = Box::new(self.query()?);
        Ok(StatementKind::CreateView { name, or_replace, comment, definer, query })
    }

    /// CREATE TABLE … AS; `None` when it turns out to define columns with types instead.
    fn create_table_as(&mut self, or_replace: bool) -> Result<Option<StatementKind>> {
        self.keyword("TABLE")?;
        let if_not_exists = self.eat_words(&["IF", "NOT", "EXISTS"]);
        let name = self.qualified_name()?;
        let mut columns = Vec::new();
        if self.is_symbol(LeftParen) {
            let mark = self.mark();
            match self.parenthesized(Self::identifier) {
                Ok(names) => columns = names,
                Err(_) => {
                    self.reset(mark);
                    return Ok(None);
                }
            }
        }
        let comment = self.comment()?;
        let properties = self.with_properties()?;
        if !self.eat_keyword("AS") {
            return Ok(None);
        }
        let query = Box::new(self.query_or_parenthesized()?);
        let with_data = if self.eat_keyword("WITH") {
            let no = self.eat_keyword("NO");
            self.keyword("DATA")?;
            !no
        } else {
            true
        };
        Ok(Some(StatementKind::CreateTableAs {
            name,
            if_not_exists,
            or_replace,
            columns,
            comment,
            properties,
            query,
            with_data,
        }))
    }

    /// `query` or `(query)`, where the one in parentheses may begin with WITH.
    fn query_or_parenthesized(&mut self) -> Result<crate::ast::Query> {
        if self.is_symbol(LeftParen) && self.is_keyword_at(1, "WITH") {
            self.parenthesized_query()
        } else {
            self.query()
        }
    }

    pub(crate) fn comment(&mut self) -> Result<Option<String>> {
        if self.eat_keyword("COMMENT") { self.string().map(Some) } else { Ok(None) }
    }

    /// `WITH (name = value, …)`, or nothing.
    pub(crate) fn with_properties(&mut self) -> Result<Vec<Property>> {
        if !(self.is_keyword("WITH") && self.is_symbol_at(1, LeftParen)) {
            return Ok(Vec::new());
        }
        self.advance();
        self.parenthesized(Self::property)
    }

    pub(crate) fn property(&mut self) -> Result<Property> {
        let name = self.identifier()?;
        self.symbol(Equal)?;
        let value = if self.eat_keyword("DEFAULT") { None } else { Some(self.expression()?) };
        Ok(Property { name, value })
    }

    fn drop_view(&mut self) -> Result<StatementKind> {
        self.keywords(&["DROP", "VIEW"])?;
        let if_exists = self.eat_words(&["IF", "EXISTS"]);
        Ok(StatementKind::DropView { name: self.qualified_name()?, if_exists })
    }

    fn insert(&mut self) -> Result<StatementKind> {
        self.keywords(&["INSERT", "INTO"])?;
        let name = self.qualified_name()?;
        let columns = if self.is_symbol(LeftParen) && !self.starts_query_at(0) {
            self.parenthesized(Self::identifier)?
        } else {
            Vec::new()
        };
        Ok(StatementKind::Insert { name, columns, query: Box::new(self.query()?) })
    }

    fn delete(&mut self) -> Result<StatementKind> {
        self.keywords(&["DELETE", "FROM"])?;
        let name = self.qualified_name()?;
        Ok(StatementKind::Delete { name, filter: self.optional_where()? })
    }

    pub(crate) fn optional_where(&mut self) -> Result<Option<Expr>> {
        if self.eat_keyword("WHERE") { self.expression().map(Some) } else { Ok(None) }
    }

    fn update(&mut self) -> Result<StatementKind> {
        self.keyword("UPDATE")?;
        let name = self.qualified_name()?;
        self.keyword("SET")?;
        let assignments = self.list(Self::assignment)?;
        Ok(StatementKind::Update { name, assignments, filter: self.optional_where()? })
    }

    pub(crate) fn assignment(&mut self) -> Result<(Ident, Expr)> {
        let column = self.identifier()?;
        self.symbol(Equal)?;
        Ok((column, self.expression()?))
    }

    fn unload(&mut self) -> Result<StatementKind> {
        self.keyword("UNLOAD")?;
        let query = Box::new(self.parenthesized_query()?);
        self.keyword("TO")?;
        let location = self.string()?;
        Ok(StatementKind::Unload { query, location, properties: self.with_properties()? })
    }

    fn prepare(&mut self) -> Result<StatementKind> {
        self.keyword("PREPARE")?;
        let name = self.identifier()?;
        self.keyword("FROM")?;
        let statement = Box::new(self.nested(Self::statement)?);
        Ok(StatementKind::Prepare { name, statement })
    }

    fn execute(&mut self) -> Result<StatementKind> {
        self.keyword("EXECUTE")?;
        if self.is_keyword_at(0, "IMMEDIATE") && self.is_string_at(1) {
            self.advance();
            let at = self.here();
            let sql = self.string()?;
            return Ok(StatementKind::ExecuteImmediate { at, sql, using: self.using()? });
        }
        let name = self.identifier()?;
        Ok(StatementKind::Execute { name, using: self.using()? })
    }

    fn using(&mut self) -> Result<Vec<Expr>> {
        if self.eat_keyword("USING") { self.list(Self::expression) } else { Ok(Vec::new()) }
    }

    fn explain(&mut self) -> Result<StatementKind> {
        self.keyword("EXPLAIN")?;
        let analyze = self.is_keyword_at(0, "ANALYZE") && !self.is_identifier_at(1);
        let analyze = analyze
            || (self.is_keyword_at(0, "ANALYZE") && self.is_any_keyword_at(1, &["VERBOSE", "ANALYZE", "UNLOAD"]));
        if analyze {
            self.advance();
        }
        let verbose = analyze && self.eat_keyword("VERBOSE");
        let options = if !analyze && self.is_symbol(LeftParen) && self.is_any_keyword_at(1, &["TYPE", "FORMAT"]) {
            self.parenthesized(Self::explain_option)?
        } else if analyze && self.is_symbol(LeftParen) && self.is_any_keyword_at(1, &["FORMAT"]) {
            // Athena's, not Trino's.
            self.parenthesized(Self::explain_format)?
        } else {
            Vec::new()
        };
        let statement = Box::new(self.statement()?);
        Ok(StatementKind::Explain { analyze, verbose, options, statement })
    }

    fn explain_option(&mut self) -> Result<ExplainOption> {
        if self.eat_keyword("FORMAT") {
            return Ok(match self.one_keyword(&["TEXT", "GRAPHVIZ", "JSON"])? {
                "TEXT" => ExplainOption::Text,
                "GRAPHVIZ" => ExplainOption::Graphviz,
                _ => ExplainOption::Json,
            });
        }
        self.keyword("TYPE")?;
        Ok(match self.one_keyword(&["LOGICAL", "DISTRIBUTED", "VALIDATE", "IO"])? {
            "LOGICAL" => ExplainOption::Logical,
            "DISTRIBUTED" => ExplainOption::Distributed,
            "VALIDATE" => ExplainOption::Validate,
            _ => ExplainOption::Io,
        })
    }

    fn explain_format(&mut self) -> Result<ExplainOption> {
        self.keyword("FORMAT")?;
        Ok(if self.one_keyword(&["TEXT", "JSON"])? == "TEXT" { ExplainOption::Text } else { ExplainOption::Json })
    }

    fn optimize(&mut self) -> Result<StatementKind> {
        self.keyword("OPTIMIZE")?;
        let name = self.qualified_name()?;
        self.keywords(&["REWRITE", "DATA", "USING", "BIN_PACK"])?;
        Ok(StatementKind::Optimize { name, filter: self.optional_where()? })
    }

    fn show_functions(&mut self) -> Result<StatementKind> {
        self.keywords(&["SHOW", "FUNCTIONS"])?;
        if self.eat_keyword("FROM") || self.eat_keyword("IN") {
            self.qualified_name()?;
        }
        let mut like = None;
        let mut escape = None;
        if self.eat_keyword("LIKE") {
            like = Some(self.string()?);
            escape = if self.eat_keyword("ESCAPE") { Some(self.string()?) } else { None };
        }
        Ok(StatementKind::ShowFunctions { like, escape })
    }
}

impl Parser<'_> {
    /// The text begins no statement at all.
    pub(crate) fn no_statement(&mut self) -> crate::SyntaxError {
        for word in crate::trino::other::first_words() {
            self.note(&format!("'{word}'"));
        }
        self.mismatch("<query>")
    }
}
