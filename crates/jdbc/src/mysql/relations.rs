//! What a MySQL database shows.

use std::collections::HashMap;

use mysql_async::{Row, Value};

use super::Session;
use super::types::hive_type;
use crate::relation::{Relation, RelationColumn, RelationKind, Wanted, sorted};
use crate::{Error, Result};

const TABLES: &str = "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, TABLE_COMMENT \
    FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?";
const COLUMNS: &str = "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COLUMN_COMMENT \
    FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?";
const OF_ONE: &str = " AND TABLE_NAME = ?";
const IN_ORDER: &str = " ORDER BY TABLE_NAME, ORDINAL_POSITION";

impl Session {
    pub(crate) async fn relations(&mut self, wanted: &Wanted) -> Result<Vec<Relation>> {
        let mut parameters = vec![Value::from(&wanted.database)];
        parameters.extend(wanted.name.as_ref().map(Value::from));
        let narrow = if wanted.name.is_some() { OF_ONE } else { "" };
        let tables = self.rows(&format!("{TABLES}{narrow}"), parameters.clone()).await?;
        let columns = self.rows(&format!("{COLUMNS}{narrow}{IN_ORDER}"), parameters).await?;
        let mut relations: HashMap<String, Relation> = HashMap::new();
        for row in tables.iter().filter(|row| is_of(row, wanted)) {
            if let Some(relation) = relation(row)? {
                relations.insert(relation.name.clone(), relation);
            }
        }
        for row in columns.iter().filter(|row| is_of(row, wanted)) {
            if let Some(relation) = relations.get_mut(&text(row, 1)?) {
                let (name, native_type) = (text(row, 2)?, text(row, 3)?);
                let data_type = hive_type(&native_type);
                relation.columns.push(RelationColumn { name, native_type, data_type, comment: said(text(row, 4)?) });
            }
        }
        Ok(sorted(relations.into_values().collect()))
    }
}

/// The server compares names without their case; a crawler does not.
fn is_of(row: &Row, wanted: &Wanted) -> bool {
    let is = |column, expected: &str| text(row, column).is_ok_and(|text| text == expected);
    is(0, &wanted.database) && wanted.name.as_ref().is_none_or(|name| is(1, name))
}

/// Sequences and tables of the server itself are none.
fn relation(row: &Row) -> Result<Option<Relation>> {
    let comment = text(row, 3)?;
    let (kind, comment) = match text(row, 2)?.as_str() {
        "BASE TABLE" | "SYSTEM VERSIONED" => (RelationKind::Table, said(comment)),
        // Its comment is the word VIEW, or why it is broken.
        "VIEW" => (RelationKind::View, None),
        _ => return Ok(None),
    };
    Ok(Some(Relation { schema: None, name: text(row, 1)?, kind, comment, columns: Vec::new() }))
}

fn said(comment: String) -> Option<String> {
    Some(comment).filter(|text| !text.is_empty())
}

fn text(row: &Row, column: usize) -> Result<String> {
    let found = row.get_opt::<Option<String>, _>(column).and_then(Result::ok);
    match found {
        Some(text) => Ok(text.unwrap_or_default()),
        None => Err(Error::Protocol("the server does not speak MySQL's protocol: it sends other columns".to_owned())),
    }
}
