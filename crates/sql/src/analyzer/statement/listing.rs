//! SHOW CATALOGS, SCHEMAS, TABLES and COLUMNS, and DESCRIBE: queries over what the catalog lists.

use boathouse_types::{ErrorCode, Result, TrinoError};

use super::AnalyzedStatement;
use super::show::escape;
use crate::analyzer::Analyzer;
use crate::analyzer::catalog::TableEntry;
use crate::analyzer::error::{placed, semantic};
use crate::ast::StatementKind;
use crate::{Position, Symbol, Token, TokenKind, tokenize, trino};

/// What stands behind SHOW TABLES and its like.
#[derive(Debug, Default, PartialEq)]
struct Asked {
    /// FROM
    name: Vec<String>,
    like: Option<String>,
    escape: Option<char>,
}

impl Analyzer<'_> {
    /// The query that a statement stands for, of those that list what there is.
    pub(super) fn listing(&mut self, at: Position, name: &str, text: &str) -> Result<Option<AnalyzedStatement>> {
        let columns: &[&str] = match name {
            "SHOW CATALOGS" => &["Catalog"],
            "SHOW SCHEMAS" => &["Schema"],
            "SHOW TABLES" => &["Table"],
            "SHOW COLUMNS" | "DESCRIBE" | "DESC" => &["Column", "Type", "Extra", "Comment"],
            _ => return Ok(None),
        };
        let asked = Asked::read(&tokenize(text), name.split(' ').count())?;
        let rows = match name {
            "SHOW CATALOGS" => alone(self.catalog.catalogs()),
            "SHOW SCHEMAS" => self.schema_rows(asked.name.first()),
            "SHOW TABLES" => self.table_rows(&asked.name),
            _ => self.column_rows(asked.name.clone()),
        };
        let rows = rows.map_err(|error| placed(error, at))?;
        let sql = query_text(columns, &rows, &asked);
        let internal = |error: crate::SyntaxError| TrinoError::internal(error.to_string());
        let StatementKind::Query(query) = trino::parse_statement(&sql).map_err(internal)?.kind else {
            return Err(semantic(at, ErrorCode::GenericInternalError, "a listing is a query"));
        };
        Ok(Some(AnalyzedStatement::Query(self.analyze_query(&query)?)))
    }

    fn schema_rows(&self, catalog: Option<&String>) -> Result<Vec<Vec<String>>> {
        let Some(catalog) = catalog.or(self.session.catalog.as_ref()) else {
            let text = "Catalog must be specified when session catalog is not set";
            return Err(TrinoError::new(ErrorCode::MissingCatalogName, text));
        };
        alone(self.catalog.schemas(catalog))
    }

    fn table_rows(&self, schema: &[String]) -> Result<Vec<Vec<String>>> {
        let session = &self.session;
        let (catalog, schema) = match schema {
            [catalog, schema] => (Some(catalog), Some(schema)),
            [schema] => (session.catalog.as_ref(), Some(schema)),
            _ => (session.catalog.as_ref(), session.schema.as_ref()),
        };
        let Some(catalog) = catalog else {
            let text = "Catalog must be specified when session catalog is not set";
            return Err(TrinoError::new(ErrorCode::MissingCatalogName, text));
        };
        let Some(schema) = schema else {
            let text = "Schema must be specified when session schema is not set";
            return Err(TrinoError::new(ErrorCode::MissingSchemaName, text));
        };
        alone(self.catalog.tables(catalog, schema))
    }

    fn column_rows(&self, table: Vec<String>) -> Result<Vec<Vec<String>>> {
        let row = |name: &str, data_type: String| vec![name.to_owned(), data_type, String::new(), String::new()];
        Ok(match self.catalog.table(&self.qualified(table))? {
            TableEntry::Table { columns, .. } => {
                let visible = columns.iter().filter(|column| !column.hidden);
                visible.map(|column| row(&column.name, column.data_type.to_string())).collect()
            }
            TableEntry::View(view) => view.columns.iter().map(|(name, t)| row(name, t.to_string())).collect(),
        })
    }
}

impl Asked {
    /// Reads the tokens behind a statement's first words; that they fit its form is known.
    fn read(tokens: &[Token], words: usize) -> Result<Self> {
        let (mut asked, mut escaping) = (Self::default(), None);
        let mut rest = tokens.iter().skip(words).peekable();
        while let Some(token) = rest.next() {
            match (&token.kind, rest.peek().map(|next| &next.kind)) {
                (TokenKind::Word(word), Some(TokenKind::String(text))) if word.eq_ignore_ascii_case("LIKE") => {
                    asked.like = Some(text.clone());
                }
                (TokenKind::Word(word), Some(TokenKind::String(text))) if word.eq_ignore_ascii_case("ESCAPE") => {
                    escaping = Some(text.as_str());
                }
                (TokenKind::Word(word) | TokenKind::QuotedIdentifier(word), next) => {
                    let part = next.is_none_or(|next| *next != TokenKind::Symbol(Symbol::Dot));
                    let preposition = matches!(word.to_ascii_uppercase().as_str(), "FROM" | "IN");
                    if !(preposition && part && asked.name.is_empty() && !matches!(next, None | Some(TokenKind::End))) {
                        asked.name.push(word.to_lowercase());
                    }
                }
                _ => {}
            }
        }
        asked.escape = escape(escaping)?;
        Ok(asked)
    }
}

fn alone(names: Result<Vec<String>>) -> Result<Vec<Vec<String>>> {
    let mut names = names?;
    names.sort();
    Ok(names.into_iter().map(|name| vec![name]).collect())
}

/// The rows as a query, those that LIKE finds in their first column.
fn query_text(columns: &[&str], rows: &[Vec<String>], asked: &Asked) -> String {
    let quoted = |text: &str| format!("VARCHAR '{}'", text.replace('\'', "''"));
    let row = |values: &Vec<String>| values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ");
    let labels: Vec<_> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let nothing = [vec![String::new(); columns.len()]];
    let shown = if rows.is_empty() { &nothing[..] } else { rows };
    let values: Vec<_> = shown.iter().map(|values| format!("({})", row(values))).collect();
    let mut sql = format!("SELECT * FROM (VALUES {}) t ({})", values.join(", "), labels.join(", "));
    sql.push_str(if rows.is_empty() { " WHERE false" } else { " WHERE true" });
    if let Some(like) = &asked.like {
        sql.push_str(&format!(" AND {} LIKE {}", labels[0], quoted(like)));
        if let Some(escape) = asked.escape {
            sql.push_str(&format!(" ESCAPE {}", quoted(&escape.to_string())));
        }
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_behind_show() {
        let asked = |name: &[&str], like: Option<&str>, escape| Asked {
            name: name.iter().map(|part| (*part).to_owned()).collect(),
            like: like.map(str::to_owned),
            escape,
        };
        for (sql, words, expected) in [
            ("SHOW CATALOGS", 2, asked(&[], None, None)),
            ("SHOW SCHEMAS FROM c LIKE 'a$_%' ESCAPE '$'", 2, asked(&["c"], Some("a$_%"), Some('$'))),
            ("SHOW TABLES IN c.\"From\"", 2, asked(&["c", "from"], None, None)),
            ("DESCRIBE A.b.c", 1, asked(&["a", "b", "c"], None, None)),
        ] {
            assert_eq!(Asked::read(&tokenize(sql), words).unwrap(), expected, "{sql}");
        }
    }

    #[test]
    fn rows_become_a_query() {
        let rows = [vec!["o'b".to_owned()], vec!["c".to_owned()]];
        let asked = Asked { like: Some("c%".to_owned()), ..Asked::default() };
        let sql = query_text(&["Table"], &rows, &asked);
        assert_eq!(
            sql,
            "SELECT * FROM (VALUES (VARCHAR 'o''b'), (VARCHAR 'c')) t (\"Table\") WHERE true AND \"Table\" LIKE VARCHAR 'c%'"
        );
        let empty = query_text(&["Table"], &[], &Asked::default());
        assert_eq!(empty, "SELECT * FROM (VALUES (VARCHAR '')) t (\"Table\") WHERE false");
    }
}
