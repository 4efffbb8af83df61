//! What kind of statement a text is, by its first words, as Athena reports it.

use serde::{Deserialize, Serialize};

use super::lexer::{Dialect, Lexer, Token, TokenKind};

/// The coarse kind; results of DML have a header row, the others have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StatementType {
    /// Changes definitions.
    Ddl,
    /// Reads or changes rows.
    Dml,
    /// Shows definitions.
    Utility,
}

/// The kind of a statement in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementKind {
    /// Coarse kind.
    pub statement_type: StatementType,
    /// Fine kind, `SELECT` or `CREATE_TABLE`; absent when Athena has no name for it.
    pub substatement_type: Option<String>,
    /// The statement's own words, for messages: `SHOW TABLES`.
    pub words: String,
    /// What the result object is named.
    pub output: OutputName,
}

/// How the result object of a statement is named after its execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputName {
    /// `<id>.csv`
    Csv,
    /// `<id>.txt`
    Txt,
    /// `<id>`
    Bare,
    /// `tables/<id>`
    Tables,
}

impl OutputName {
    /// The key of the object below the output prefix.
    pub fn key(self, id: &str) -> String {
        match self {
            Self::Csv => format!("{id}.csv"),
            Self::Txt => format!("{id}.txt"),
            Self::Bare => id.to_owned(),
            Self::Tables => format!("tables/{id}"),
        }
    }
}

/// Why a text has no kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unclassified {
    /// No token at all.
    Empty,
    /// The first word starts no statement.
    Unknown,
    /// A statement that Athena refuses too.
    Refused,
}

use OutputName::{Bare, Csv, Tables, Txt};
use StatementType::{Ddl, Dml, Utility};

/// First words, longest first where one begins another; `*` stands for any one word.
const KINDS: &[(&[&str], StatementType, &str, OutputName)] = &[
    (&["SELECT"], Dml, "SELECT", Csv),
    (&["WITH"], Dml, "SELECT", Csv),
    (&["VALUES"], Dml, "SELECT", Csv),
    (&["TABLE"], Dml, "SELECT", Csv),
    (&["INSERT"], Dml, "INSERT", Bare),
    (&["UPDATE"], Dml, "UPDATE", Csv),
    (&["DELETE"], Dml, "DELETE", Csv),
    (&["MERGE"], Dml, "MERGE", Csv),
    (&["EXPLAIN"], Dml, "EXPLAIN", Txt),
    (&["VACUUM"], Dml, "VACUUM_TABLE", Csv),
    (&["OPTIMIZE"], Ddl, "CREATE_TABLE_AS_SELECT", Tables),
    (&["UNLOAD"], Dml, "UNLOAD", Csv),
    (&["CREATE", "EXTERNAL", "TABLE"], Ddl, "CREATE_TABLE", Txt),
    (&["CREATE", "TABLE"], Ddl, "CREATE_TABLE", Txt),
    (&["CREATE", "OR", "REPLACE", "VIEW"], Ddl, "CREATE_VIEW", Txt),
    (&["CREATE", "VIEW"], Ddl, "CREATE_VIEW", Txt),
    (&["CREATE", "PROTECTED", "MULTI", "DIALECT", "VIEW"], Ddl, "CREATE_VIEW", Txt),
    (&["CREATE", "DATABASE"], Ddl, "CREATE_DATABASE", Txt),
    (&["CREATE", "SCHEMA"], Ddl, "CREATE_DATABASE", Txt),
    (&["DROP", "TABLE"], Ddl, "DROP_TABLE", Txt),
    (&["DROP", "VIEW"], Ddl, "DROP_VIEW", Txt),
    (&["DROP", "DATABASE"], Ddl, "DROP_DATABASE", Txt),
    (&["DROP", "SCHEMA"], Ddl, "DROP_DATABASE", Txt),
    (&["MSCK", "REPAIR"], Ddl, "MSCK_REPAIR", Txt),
    (&["ALTER", "DATABASE"], Ddl, "", Txt),
    (&["ALTER", "SCHEMA"], Ddl, "", Txt),
    (&["ALTER", "VIEW"], Ddl, "", Txt),
    (&["ALTER", "TABLE"], Ddl, "", Txt),
    (&["SHOW", "TABLES"], Utility, "SHOW_TABLES", Txt),
    (&["SHOW", "DATABASES"], Utility, "SHOW_DATABASES", Txt),
    (&["SHOW", "SCHEMAS"], Utility, "SHOW_DATABASES", Txt),
    (&["SHOW", "COLUMNS"], Utility, "SHOW_COLUMNS", Txt),
    (&["SHOW", "PARTITIONS"], Utility, "SHOW_PARTITIONS", Txt),
    (&["SHOW", "TBLPROPERTIES"], Utility, "SHOW_TABLE_PROPERTIES", Txt),
    (&["SHOW", "CREATE", "TABLE"], Utility, "SHOW_CREATE_TABLE", Txt),
    (&["SHOW", "CREATE", "VIEW"], Utility, "SHOW_CREATE_VIEW", Txt),
    (&["SHOW", "VIEWS"], Utility, "SHOW_VIEWS", Txt),
    (&["SHOW", "FUNCTIONS"], Utility, "SHOW_FUNCTIONS", Csv),
    (&["DESCRIBE"], Utility, "DESCRIBE_TABLE", Txt),
    (&["DESC"], Utility, "DESCRIBE_TABLE", Txt),
    (&["PREPARE"], Ddl, "PREPARE", Txt),
    (&["EXECUTE"], Dml, "EXECUTE", Csv),
    (&["DEALLOCATE"], Ddl, "DEALLOCATE_PREPARE", Txt),
];

/// What `ALTER TABLE name` goes on with.
const ALTERATIONS: &[(&[&str], &str)] = &[
    (&["ADD", "COLUMNS"], "ALTER_TABLE_ADD_COLUMN"),
    (&["REPLACE", "COLUMNS"], "ALTER_TABLE_REPLACE_COLUMN"),
    (&["CHANGE"], "ALTER_TABLE_CHANGE_COLUMN"),
    (&["DROP", "COLUMN"], "ALTER_TABLE_DROP_COLUMN"),
    (&["ADD"], "ALTER_TABLE_ADD_PARTITION"),
    (&["DROP"], "ALTER_TABLE_DROP_PARTITION"),
    (&["SET", "TBLPROPERTIES"], "ALTER_TABLE_PROPERTIES"),
    (&["UNSET", "TBLPROPERTIES"], "ALTER_TABLE_PROPERTIES"),
    (&["SET", "LOCATION"], "ALTER_TABLE_SET_LOCATION"),
    (&["RENAME"], "ALTER_TABLE_RENAME"),
];

/// Words that start statements of the grammar which Athena does not run.
const REFUSED: &[&str] = &[
    "ALTER", "ANALYZE", "CALL", "COMMENT", "COMMIT", "CREATE", "DENY", "DROP", "GRANT", "MSCK", "REFRESH", "RESET",
    "REVOKE", "ROLLBACK", "SET", "SHOW", "START", "TRUNCATE", "USE",
];

/// The kind of `sql`.
pub(crate) fn classify(sql: &str) -> Result<StatementKind, Unclassified> {
    // Only words matter here, and an unclosed quote later on is the parser's to report.
    let tokens: Vec<Token<'_>> =
        Lexer::new(sql, Dialect::Trino).map_while(Result::ok).skip_while(|t| t.is_symbol('(')).collect();
    let Some(first) = tokens.first() else { return Err(Unclassified::Empty) };
    let starts =
        |words: &[&str]| words.iter().enumerate().all(|(i, word)| tokens.get(i).is_some_and(|t| t.is_word(word)));
    let Some((words, statement_type, substatement, output)) = KINDS.iter().find(|kind| starts(kind.0)) else {
        let refused = REFUSED.iter().any(|word| first.is_word(word));
        return Err(if refused { Unclassified::Refused } else { Unclassified::Unknown });
    };
    let mut kind = StatementKind {
        statement_type: *statement_type,
        substatement_type: (!substatement.is_empty()).then(|| (*substatement).to_owned()),
        words: words.join(" "),
        output: *output,
    };
    if starts(&["ALTER", "TABLE"]) {
        alteration(&tokens, &mut kind);
    } else if *words == ["CREATE", "TABLE"] && is_as_select(&tokens) {
        kind.substatement_type = Some("CREATE_TABLE_AS_SELECT".to_owned());
        kind.words = "CREATE TABLE AS SELECT".to_owned();
        kind.output = Tables;
    }
    Ok(kind)
}

fn alteration(tokens: &[Token<'_>], kind: &mut StatementKind) {
    // The name is words and dots; what follows it is the first word that is not preceded by a dot.
    let after_name = (3..tokens.len()).find(|i| !tokens[*i].is_symbol('.') && !tokens[i - 1].is_symbol('.'));
    let rest = after_name.map_or(&[][..], |at| &tokens[at..]);
    // `PARTITION (…) SET LOCATION` and `PARTITION (…) RENAME` are told by what comes behind the list.
    let rest = match rest.first() {
        Some(word) if word.is_word("PARTITION") => {
            rest.iter().position(|t| t.is_symbol(')')).map_or(&[][..], |at| &rest[at + 1..])
        }
        _ => rest,
    };
    let found = ALTERATIONS
        .iter()
        .find(|(words, _)| words.iter().enumerate().all(|(i, word)| rest.get(i).is_some_and(|t| t.is_word(word))));
    if let Some((words, substatement)) = found {
        kind.substatement_type = Some((*substatement).to_owned());
        kind.words = format!("ALTER TABLE {}", words.join(" "));
    }
}

/// `CREATE TABLE name … AS query`: an `AS` outside of parentheses.
fn is_as_select(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0_i64;
    tokens.iter().any(|token| {
        match token.kind {
            TokenKind::Symbol('(') => depth += 1,
            TokenKind::Symbol(')') => depth -= 1,
            _ => {}
        }
        depth == 0 && token.is_word("AS")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_first_words() {
        for (sql, statement_type, substatement) in [
            ("SELECT 1", Dml, "SELECT"),
            ("  -- hello\n /* x */ select/* y */1", Dml, "SELECT"),
            ("((SELECT 1))", Dml, "SELECT"),
            ("SELECT(1)", Dml, "SELECT"),
            ("SELECT'a'", Dml, "SELECT"),
            ("VALUES(1)", Dml, "SELECT"),
            ("with x as (select 1) select * from x", Dml, "SELECT"),
            ("EXPLAIN(TYPE IO) SELECT 1", Dml, "EXPLAIN"),
            ("INSERT INTO t SELECT 1", Dml, "INSERT"),
            ("CREATE/**/EXTERNAL TABLE t (a int)", Ddl, "CREATE_TABLE"),
            ("CREATE TABLE t WITH (format='PARQUET') AS SELECT 1", Ddl, "CREATE_TABLE_AS_SELECT"),
            ("CREATE TABLE t AS (SELECT 1)", Ddl, "CREATE_TABLE_AS_SELECT"),
            ("CREATE TABLE t (as_of int)", Ddl, "CREATE_TABLE"),
            ("create schema s", Ddl, "CREATE_DATABASE"),
            ("ALTER TABLE db.`t` ADD PARTITION (p=1)", Ddl, "ALTER_TABLE_ADD_PARTITION"),
            ("ALTER TABLE t ADD COLUMNS (a int)", Ddl, "ALTER_TABLE_ADD_COLUMN"),
            ("ALTER TABLE t PARTITION (p=1) SET LOCATION 's3://b/'", Ddl, "ALTER_TABLE_SET_LOCATION"),
            ("SHOW CREATE TABLE t", Utility, "SHOW_CREATE_TABLE"),
            ("desc t", Utility, "DESCRIBE_TABLE"),
        ] {
            let kind = classify(sql).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
            assert_eq!(
                (kind.statement_type, kind.substatement_type.as_deref()),
                (statement_type, Some(substatement)),
                "{sql}"
            );
        }
    }

    #[test]
    fn what_is_no_statement() {
        for (sql, why) in [
            ("", Unclassified::Empty),
            ("-- only a comment", Unclassified::Empty),
            ("SELEC 1", Unclassified::Unknown),
            ("'x'", Unclassified::Unknown),
            ("SHOW SESSION", Unclassified::Refused),
            ("GRANT x TO y", Unclassified::Refused),
        ] {
            assert_eq!(classify(sql), Err(why), "{sql}");
        }
    }
}
