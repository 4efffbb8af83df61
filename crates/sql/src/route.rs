//! Which grammar a statement is read with, decided by how it begins, as Athena does.

use crate::{Symbol, Token, TokenKind, tokenize};

/// The two grammars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grammar {
    /// Queries, CTAS, INSERT, views and whatever else the engine runs.
    Trino,
    /// Hive's DDL and what shows or describes its objects.
    Hive,
}

/// The grammar of `sql`.
pub fn grammar_of(sql: &str) -> Grammar {
    let tokens = tokenize(sql);
    let word = |n: usize| match tokens.get(n).map(|token| &token.kind) {
        Some(TokenKind::Word(word)) => word.to_ascii_uppercase(),
        _ => String::new(),
    };
    let hive = match (word(0).as_str(), word(1).as_str()) {
        ("MSCK" | "DESCRIBE" | "DESC", second) => !matches!(second, "INPUT" | "OUTPUT"),
        ("CREATE", "EXTERNAL" | "DATABASE" | "SCHEMA") => true,
        ("CREATE", "TABLE") => !is_create_table_as(&tokens),
        ("ALTER" | "DROP", "DATABASE" | "SCHEMA" | "TABLE") => true,
        (
            "SHOW",
            "DATABASES" | "SCHEMAS" | "TABLES" | "VIEWS" | "COLUMNS" | "PARTITIONS" | "TBLPROPERTIES" | "CREATE",
        ) => true,
        _ => false,
    };
    if hive { Grammar::Hive } else { Grammar::Trino }
}

/// Whether an AS stands outside of parentheses, before any clause of Hive's that could hold one (STORED AS).
fn is_create_table_as(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    let mut previous = String::new();
    for token in tokens {
        match &token.kind {
            TokenKind::Symbol(Symbol::LeftParen) => depth += 1,
            TokenKind::Symbol(Symbol::RightParen) => depth = depth.saturating_sub(1),
            TokenKind::Word(word) if depth == 0 => {
                let word = word.to_ascii_uppercase();
                if word == "AS" && previous != "STORED" && previous != "DEFINED" {
                    return true;
                }
                previous = word;
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_find_their_grammar() {
        for (sql, grammar) in [
            ("SELECT 1", Grammar::Trino),
            ("-- a comment\n(SELECT 1)", Grammar::Trino),
            ("CREATE TABLE t WITH (format = 'ORC') AS SELECT 1", Grammar::Trino),
            ("CREATE TABLE t (a int) STORED AS ORC LOCATION 's3://b'", Grammar::Hive),
            ("CREATE TABLE t (a int) LOCATION 's3://b' TBLPROPERTIES ('table_type'='ICEBERG')", Grammar::Hive),
            ("/* x */ create external table t (a int)", Grammar::Hive),
            ("CREATE OR REPLACE VIEW v AS SELECT 1", Grammar::Trino),
            ("DROP VIEW v", Grammar::Trino),
            ("DROP TABLE t", Grammar::Hive),
            ("SHOW FUNCTIONS", Grammar::Trino),
            ("SHOW TABLES", Grammar::Hive),
            ("DESCRIBE t", Grammar::Hive),
            ("MSCK REPAIR TABLE t", Grammar::Hive),
            ("", Grammar::Trino),
        ] {
            assert_eq!(grammar_of(sql), grammar, "{sql}");
        }
    }
}
