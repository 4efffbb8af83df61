//! What an execution shows of its statement. Athena reads names of some statements apart before it keeps them: the
//! name of its own catalog goes, and the database of the name becomes that of the execution.

use boathouse_sql::hive::ast::{Name, StatementKind as Hive};
use boathouse_sql::{Token, TokenKind, tokenize_with_backslashes};
use serde::{Deserialize, Serialize};

use super::kind_of_hive::DESC_VIEW;
use super::parse::{Action, Parsed};
use crate::CATALOG_NAME;

/// A statement as it is shown, where that is not as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Echo {
    /// The text.
    pub sql: String,
    /// The default database.
    pub database: Option<String>,
}

/// What is named, and by how many parts at most.
struct Named<'a> {
    name: &'a Name,
    parts_max: usize,
    /// DESCRIBE of a table is shown without the table's database, too, and without runs of blanks.
    is_described: bool,
}

/// How `sql` is shown; none when as it was sent.
pub(crate) fn echo(sql: &str, database: Option<&str>, parsed: &Parsed) -> Option<Echo> {
    let Action::Hive(statement) = &parsed.action else { return None };
    let is_view = parsed.kind.substatement_type.as_deref() == Some(DESC_VIEW);
    let named = named(statement, is_view)?;
    let tokens = tokenize_with_backslashes(sql);
    let first = tokens.iter().position(|token| token.span.start.offset == named.name.at.offset)?;
    let has_catalog = named.name.parts.len() == named.parts_max && is_own_catalog(tokens.get(first)?);
    // Parts of the name that go, each with the point behind it.
    let gone = match named.name.parts.len() {
        2 if named.is_described && named.parts_max == 3 => 1,
        3 if named.is_described && has_catalog => 2,
        _ => usize::from(has_catalog),
    };
    let shown = text(sql, &tokens, first..first + 2 * gone, named.is_described);
    // The part before the table; of a database, the database itself.
    let qualifier = named.name.parts.iter().rev().nth(usize::from(named.parts_max == 3)).filter(|_| gone > 0);
    let database = qualifier.cloned().or_else(|| database.map(str::to_owned));
    (shown != sql || gone > 0).then_some(Echo { sql: shown, database })
}

fn named(statement: &Hive, is_view: bool) -> Option<Named<'_>> {
    let of = |name, parts_max, is_described| Some(Named { name, parts_max, is_described });
    match statement {
        Hive::Describe(describe) => of(&describe.table, 3, !is_view),
        Hive::ShowColumns { table, database: None } => of(table, 3, false),
        Hive::ShowColumns { database: Some(database), .. } => of(database, 2, false),
        Hive::ShowTables { database: Some(database), .. } => of(database, 2, false),
        Hive::ShowCreateTable(name)
        | Hive::ShowTableProperties { table: name, .. }
        | Hive::AlterTable { name, .. }
        | Hive::DropTable { name, .. } => of(name, 3, false),
        Hive::CreateTable(create) => of(&create.name, 3, false),
        _ => None,
    }
}

/// Whether a part of a name is the one catalog's, and not in quotes.
fn is_own_catalog(token: &Token) -> bool {
    matches!(&token.kind, TokenKind::Word(word) if word.eq_ignore_ascii_case(CATALOG_NAME))
}

/// The text without some of its tokens, and on demand with one blank wherever there are several.
fn text(sql: &str, tokens: &[Token], gone: std::ops::Range<usize>, one_blank: bool) -> String {
    let mut shown = String::with_capacity(sql.len());
    let mut end = 0;
    for (at, token) in tokens.iter().enumerate() {
        let start = token.span.start.offset as usize;
        let before = sql.get(end..start).unwrap_or_default();
        let is_within = gone.contains(&at) || at > gone.start && at == gone.end;
        let is_blank = !before.is_empty() && before.chars().all(char::is_whitespace);
        match (is_within && at > gone.start, one_blank && is_blank) {
            // Blanks within the name go with its parts.
            (true, _) => {}
            (false, true) => shown.push(' '),
            (false, false) => shown.push_str(before),
        }
        end = token.span.end as usize;
        if !gone.contains(&at) && token.kind != TokenKind::End {
            shown.push_str(sql.get(start..end).unwrap_or_default());
        }
    }
    shown.push_str(sql.get(end..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::parse;

    fn shown(sql: &str) -> (String, Option<String>) {
        let parsed = parse(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        echo(sql, Some("own"), &parsed)
            .map_or((sql.to_owned(), Some("own".to_owned())), |echo| (echo.sql, echo.database))
    }

    #[test]
    fn the_catalogs_name_goes_and_its_database_is_the_executions() {
        for (sql, text, database) in [
            ("DESCRIBE awsdatacatalog.db.t", "DESCRIBE t", "db"),
            ("DESCRIBE  EXTENDED db.h", "DESCRIBE EXTENDED h", "db"),
            ("desc\n\tformatted   AwsDataCatalog.db.h;", "desc formatted h;", "db"),
            ("DESCRIBE t", "DESCRIBE t", "own"),
            ("DESCRIBE  t", "DESCRIBE t", "own"),
            ("DESCRIBE db.t PARTITION (p =  'a  b')", "DESCRIBE t PARTITION (p = 'a  b')", "db"),
            ("DESCRIBE `awsdatacatalog`.db.t", "DESCRIBE `awsdatacatalog`.db.t", "own"),
            ("SHOW COLUMNS IN AWSDATACATALOG.db.t", "SHOW COLUMNS IN db.t", "db"),
            ("SHOW COLUMNS FROM t IN awsdatacatalog.db", "SHOW COLUMNS FROM t IN db", "db"),
            ("SHOW CREATE TABLE awsdatacatalog.`db`.t", "SHOW CREATE TABLE `db`.t", "db"),
            ("SHOW  TABLES IN awsdatacatalog.db 'a*'", "SHOW  TABLES IN db 'a*'", "db"),
            ("SHOW TBLPROPERTIES awsdatacatalog.db.t('k')", "SHOW TBLPROPERTIES db.t('k')", "db"),
            ("ALTER TABLE awsdatacatalog.db.t ADD COLUMNS (c int)", "ALTER TABLE db.t ADD COLUMNS (c int)", "db"),
            ("DROP TABLE IF EXISTS awsDataCatalog . db.t", "DROP TABLE IF EXISTS db.t", "db"),
            (
                "CREATE EXTERNAL TABLE awsdatacatalog.db.t (n int) LOCATION 's3://b/t/'",
                "CREATE EXTERNAL TABLE db.t (n int) LOCATION 's3://b/t/'",
                "db",
            ),
            (
                "ALTER TABLE awsdatacatalog.t ADD COLUMNS (c int)",
                "ALTER TABLE awsdatacatalog.t ADD COLUMNS (c int)",
                "own",
            ),
            ("DROP TABLE db.t", "DROP TABLE db.t", "own"),
        ] {
            assert_eq!(shown(sql), (text.to_owned(), Some(database.to_owned())), "{sql}");
        }
    }

    #[test]
    fn other_statements_are_shown_as_they_were_sent() {
        for sql in [
            "SELECT  * FROM awsdatacatalog.db.t",
            "INSERT INTO awsdatacatalog.db.t  VALUES 1",
            "CREATE TABLE awsdatacatalog.db.t AS SELECT 1 AS n",
            "CREATE VIEW awsdatacatalog.db.v AS  SELECT 1 AS n",
            "EXPLAIN  SELECT * FROM awsdatacatalog.db.t",
            "SHOW  VIEWS IN awsdatacatalog.db",
            "MSCK  REPAIR TABLE awsdatacatalog.db.t",
            "SHOW  PARTITIONS awsdatacatalog.db.t",
            "SHOW  DATABASES",
        ] {
            assert_eq!(shown(sql), (sql.to_owned(), Some("own".to_owned())), "{sql}");
        }
    }
}
