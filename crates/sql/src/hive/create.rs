//! CREATE DATABASE and CREATE TABLE.

use crate::Result;
use crate::Symbol::{Comma, LeftParen, RightParen};
use crate::cursor::Parser;
use crate::hive::ast::{
    ClusteredBy, CreateTable, Delimiters, PartitionedBy, Properties, RowFormat, StatementKind, StoredAs,
};

impl Parser<'_> {
    pub(crate) fn create_database(&mut self) -> Result<StatementKind> {
        self.keyword("CREATE")?;
        self.one_keyword(&["DATABASE", "SCHEMA"])?;
        let if_not_exists = self.eat_words(&["IF", "NOT", "EXISTS"]);
        let name = self.hive_name()?;
        let comment = self.hive_comment()?;
        let location = if self.eat_keyword("LOCATION") { Some(self.hive_string()?) } else { None };
        let properties = if self.eat_words(&["WITH", "DBPROPERTIES"]) { self.hive_properties()? } else { Vec::new() };
        Ok(StatementKind::CreateDatabase { name, if_not_exists, comment, location, properties })
    }

    pub(crate) fn hive_create_table(&mut self) -> Result<StatementKind> {
        self.keyword("CREATE")?;
        let external = self.eat_keyword("EXTERNAL");
        self.keyword("TABLE")?;
        let if_not_exists = self.eat_words(&["IF", "NOT", "EXISTS"]);
        let name = self.hive_name()?;
        let columns = if self.is_symbol(LeftParen) { self.hive_columns()? } else { Vec::new() };
        let comment = self.hive_comment()?;
        let partitioned_by =
            if self.eat_words(&["PARTITIONED", "BY"]) { self.parenthesized(Self::partitioned_by)? } else { Vec::new() };
        let clustered_by = if self.eat_words(&["CLUSTERED", "BY"]) { Some(self.clustered_by()?) } else { None };
        let row_format = if self.eat_words(&["ROW", "FORMAT"]) { Some(self.row_format()?) } else { None };
        let mut serde_properties = self.serde_properties()?;
        let stored_as = if self.eat_words(&["STORED", "AS"]) { Some(self.stored_as()?) } else { None };
        // `STORED AS INPUTFORMAT … OUTPUTFORMAT …` may also come with the SerDe behind it.
        let row_format = match row_format {
            None if self.eat_words(&["ROW", "FORMAT"]) => Some(self.row_format()?),
            known => known,
        };
        serde_properties.extend(self.serde_properties()?);
        let location = if self.eat_keyword("LOCATION") { Some(self.hive_string()?) } else { None };
        let properties = if self.eat_keyword("TBLPROPERTIES") { self.hive_properties()? } else { Vec::new() };
        Ok(StatementKind::CreateTable(Box::new(CreateTable {
            external,
            if_not_exists,
            name,
            columns,
            comment,
            partitioned_by,
            clustered_by,
            row_format,
            stored_as,
            serde_properties,
            location,
            properties,
        })))
    }

    /// `name type`, `name`, or `transform(argument, …)`
    fn partitioned_by(&mut self) -> Result<PartitionedBy> {
        if self.is_symbol_at(1, LeftParen) {
            let function = self.advance();
            let name = function.span.text(self.sql).to_lowercase();
            let arguments = self.parenthesized(|p| match p.token().kind {
                crate::TokenKind::Integer(_) => p.integer(),
                _ => p.hive_identifier(),
            })?;
            return Ok(PartitionedBy::Transform { function: Some(name), arguments });
        }
        let mark = self.mark();
        let name = self.hive_identifier()?;
        if self.is_symbol(Comma) || self.is_symbol(RightParen) {
            return Ok(PartitionedBy::Transform { function: None, arguments: vec![name] });
        }
        self.reset(mark);
        self.hive_column().map(PartitionedBy::Column)
    }

    fn clustered_by(&mut self) -> Result<ClusteredBy> {
        let columns = self.hive_names()?;
        let sorted_by = if self.eat_words(&["SORTED", "BY"]) {
            self.parenthesized(|p| {
                let column = p.hive_identifier()?;
                let descending = !p.eat_keyword("ASC") && p.eat_keyword("DESC");
                Ok((column, descending))
            })?
        } else {
            Vec::new()
        };
        self.keyword("INTO")?;
        let buckets = self.integer()?;
        self.keyword("BUCKETS")?;
        Ok(ClusteredBy { columns, sorted_by, buckets })
    }

    fn row_format(&mut self) -> Result<RowFormat> {
        if self.eat_keyword("SERDE") {
            let class = self.hive_string()?;
            return Ok(RowFormat::SerDe { class, properties: self.serde_properties()? });
        }
        self.keyword("DELIMITED")?;
        let mut delimiters = Delimiters::default();
        loop {
            let target = if self.eat_words(&["FIELDS", "TERMINATED", "BY"]) {
                &mut delimiters.field
            } else if self.eat_words(&["ESCAPED", "BY"]) {
                &mut delimiters.escape
            } else if self.eat_words(&["COLLECTION", "ITEMS", "TERMINATED", "BY"]) {
                &mut delimiters.collection
            } else if self.eat_words(&["MAP", "KEYS", "TERMINATED", "BY"]) {
                &mut delimiters.map_key
            } else if self.eat_words(&["LINES", "TERMINATED", "BY"]) {
                &mut delimiters.line
            } else if self.eat_words(&["NULL", "DEFINED", "AS"]) {
                &mut delimiters.null
            } else {
                return Ok(RowFormat::Delimited(delimiters));
            };
            *target = Some(self.hive_string()?);
        }
    }

    fn serde_properties(&mut self) -> Result<Properties> {
        if self.eat_words(&["WITH", "SERDEPROPERTIES"]) { self.hive_properties() } else { Ok(Vec::new()) }
    }

    fn stored_as(&mut self) -> Result<StoredAs> {
        if self.eat_keyword("INPUTFORMAT") {
            let input = self.hive_string()?;
            self.keyword("OUTPUTFORMAT")?;
            return Ok(StoredAs::Classes { input, output: self.hive_string()? });
        }
        self.hive_identifier().map(|format| StoredAs::Format(format.to_uppercase()))
    }
}
