//! SHOW and DESCRIBE.

use crate::Symbol::Dot;
use crate::cursor::Parser;
use crate::hive::ast::{Describe, Detail, Name, StatementKind};
use crate::{Result, TokenKind};

impl Parser<'_> {
    pub(crate) fn show(&mut self) -> Result<StatementKind> {
        self.keyword("SHOW")?;
        if self.eat_keyword("DATABASES") || self.eat_keyword("SCHEMAS") {
            return Ok(StatementKind::ShowDatabases { pattern: self.like()? });
        }
        if self.eat_keyword("TABLES") {
            let database = self.in_database()?;
            let pattern = if self.is_hive_string() { Some(self.hive_string()?) } else { self.like()? };
            return Ok(StatementKind::ShowTables { database, pattern });
        }
        if self.eat_keyword("VIEWS") {
            let database = self.in_database()?;
            return Ok(StatementKind::ShowViews { database, pattern: self.like()? });
        }
        if self.eat_keyword("COLUMNS") {
            self.one_keyword(&["FROM", "IN"])?;
            let table = self.hive_name()?;
            return Ok(StatementKind::ShowColumns { table, database: self.in_database()? });
        }
        if self.eat_keyword("PARTITIONS") {
            return Ok(StatementKind::ShowPartitions(self.hive_name()?));
        }
        if self.eat_keyword("TBLPROPERTIES") {
            let table = self.hive_name()?;
            return Ok(StatementKind::ShowTableProperties { table, key: self.property_key()? });
        }
        self.keyword("CREATE")?;
        if self.eat_keyword("VIEW") {
            return Ok(StatementKind::ShowCreateView(self.view_name()?));
        }
        self.keyword("TABLE")?;
        Ok(StatementKind::ShowCreateTable(self.hive_name()?))
    }

    /// A view's name, which may stand in the double quotes of the queries it was made by.
    fn view_name(&mut self) -> Result<Name> {
        if !matches!(self.token().kind, TokenKind::QuotedIdentifier(_)) {
            return self.hive_name();
        }
        let (at, mut parts) = (self.here(), Vec::new());
        loop {
            if let TokenKind::QuotedIdentifier(text) = &self.token().kind {
                parts.push(text.clone());
                self.advance();
            } else {
                parts.push(self.hive_identifier()?);
            }
            if !self.eat(Dot) {
                return Ok(Name { at, parts });
            }
        }
    }

    fn like(&mut self) -> Result<Option<String>> {
        if self.eat_keyword("LIKE") { self.hive_string().map(Some) } else { Ok(None) }
    }

    fn in_database(&mut self) -> Result<Option<Name>> {
        if self.eat_keyword("IN") || self.eat_keyword("FROM") { self.hive_name().map(Some) } else { Ok(None) }
    }

    pub(crate) fn describe(&mut self) -> Result<StatementKind> {
        self.one_keyword(&["DESCRIBE", "DESC"])?;
        let detail = if self.eat_keyword("EXTENDED") {
            Detail::Extended
        } else if self.eat_keyword("FORMATTED") {
            Detail::Formatted
        } else {
            Detail::Columns
        };
        if matches!(self.token().kind, TokenKind::QuotedIdentifier(_)) {
            return Err(self.no_alternative());
        }
        // DESCRIBE TABLE x is the column x of a table called `table`, as far as the service is concerned.
        let table = if self.is_keyword("TABLE") {
            let at = self.here();
            self.advance();
            Name { at, parts: vec!["table".to_owned()] }
        } else {
            self.hive_name()?
        };
        let partition = self.optional_partition()?;
        let mut column = Vec::new();
        if self.at_name() {
            column.push(self.hive_identifier()?);
            while self.eat(Dot) {
                // `'$elem$'`, `'$key$'` and `'$value$'` step into arrays and maps.
                column.push(if self.is_hive_string() { self.hive_string()? } else { self.hive_identifier()? });
            }
        }
        Ok(StatementKind::Describe(Describe { detail, table, partition, column }))
    }

    fn at_name(&self) -> bool {
        matches!(self.token().kind, TokenKind::Word(_) | TokenKind::BackquotedIdentifier(_))
    }
}
