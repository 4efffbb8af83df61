//! ALTER TABLE and ALTER DATABASE.

use crate::Result;
use crate::Symbol::{Comma, LeftParen, RightParen};
use crate::cursor::Parser;
use crate::hive::ast::{AlterTable, PartitionSpec, StatementKind};

impl Parser<'_> {
    pub(crate) fn alter_database(&mut self) -> Result<StatementKind> {
        self.keyword("ALTER")?;
        self.one_keyword(&["DATABASE", "SCHEMA"])?;
        let name = self.hive_name()?;
        self.keywords(&["SET", "DBPROPERTIES"])?;
        Ok(StatementKind::AlterDatabase { name, properties: self.hive_properties()? })
    }

    pub(crate) fn alter_table(&mut self) -> Result<StatementKind> {
        self.keywords(&["ALTER", "TABLE"])?;
        if self.is_words(&["IF", "EXISTS"]) {
            self.advance();
            return Err(self.no_alternative());
        }
        let name = self.hive_name()?;
        let partition = self.optional_partition()?;
        let action = self.alter_action(partition)?;
        Ok(StatementKind::AlterTable { name, action })
    }

    fn alter_action(&mut self, partition: PartitionSpec) -> Result<AlterTable> {
        if self.eat_words(&["ADD", "COLUMNS"]) {
            return Ok(AlterTable::AddColumns { partition, columns: self.hive_columns()? });
        }
        if self.eat_words(&["REPLACE", "COLUMNS"]) {
            return Ok(AlterTable::ReplaceColumns { partition, columns: self.hive_columns()? });
        }
        if self.eat_words(&["SET", "LOCATION"]) {
            return Ok(AlterTable::SetLocation { partition, location: self.hive_string()? });
        }
        if !partition.is_empty() {
            self.keywords(&["RENAME", "TO"])?;
            return Ok(AlterTable::RenamePartition { from: partition, to: self.partition_clause()? });
        }
        if self.eat_keyword("CHANGE") {
            return self.change_column();
        }
        if self.eat_words(&["DROP", "COLUMN"]) {
            return Ok(AlterTable::DropColumn(self.hive_identifier()?));
        }
        if self.eat_words(&["SET", "TBLPROPERTIES"]) {
            return Ok(AlterTable::SetProperties(self.hive_properties()?));
        }
        if self.eat_words(&["UNSET", "TBLPROPERTIES"]) {
            let if_exists = self.eat_words(&["IF", "EXISTS"]);
            return Ok(AlterTable::UnsetProperties { if_exists, keys: self.parenthesized(Self::hive_string)? });
        }
        if self.eat_keyword("RENAME") {
            if !self.is_keyword("TO") {
                let found = self.found();
                return Err(self.error(self.here(), format!("missing 'TO' at '{found}'")));
            }
            self.advance();
            return Ok(AlterTable::RenameTo(self.hive_name()?));
        }
        if self.eat_keyword("ADD") {
            return self.add_partitions();
        }
        self.keyword("DROP")?;
        if self.is_keyword_at(0, "COLUMNS") {
            // The one place where the text of the other parser got further.
            let found = self.found();
            return Err(self.error(self.here(), format!("mismatched input '{found}'. Expecting: '.', 'DROP'")));
        }
        let if_exists = self.eat_words(&["IF", "EXISTS"]);
        let mut partitions = vec![self.partition_clause()?];
        while self.eat(Comma) {
            partitions.push(self.partition_clause()?);
        }
        Ok(AlterTable::DropPartitions { if_exists, partitions })
    }

    fn add_partitions(&mut self) -> Result<AlterTable> {
        let if_not_exists = self.eat_words(&["IF", "NOT", "EXISTS"]);
        let mut partitions = Vec::new();
        loop {
            let spec = self.partition_clause()?;
            let location = if self.eat_keyword("LOCATION") { Some(self.hive_string()?) } else { None };
            partitions.push((spec, location));
            // Commas between partitions are allowed, and not needed.
            self.eat(Comma);
            if !(self.is_keyword("PARTITION") && self.is_symbol_at(1, LeftParen)) {
                return Ok(AlterTable::AddPartitions { if_not_exists, partitions });
            }
        }
    }

    fn change_column(&mut self) -> Result<AlterTable> {
        self.eat_keyword("COLUMN");
        let old = self.hive_identifier()?;
        let new = self.hive_column()?;
        let after = if self.eat_keyword("FIRST") {
            Some(String::new())
        } else if self.eat_keyword("AFTER") {
            Some(self.hive_identifier()?)
        } else {
            None
        };
        Ok(AlterTable::ChangeColumn { old, new, after })
    }

    /// `('key')` of SHOW TBLPROPERTIES.
    pub(crate) fn property_key(&mut self) -> Result<Option<String>> {
        if !self.eat(LeftParen) {
            return Ok(None);
        }
        let key = self.hive_string()?;
        self.symbol(RightParen)?;
        Ok(Some(key))
    }
}
