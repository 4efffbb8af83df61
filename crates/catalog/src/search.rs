//! Searching the tables of all databases by their properties.

mod fields;
mod filter;

use std::cmp::Ordering;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::page::TOKENS;
use crate::{Catalog, Error, Result, Table, tables};
use crate::{Page, PageRequest};

pub use fields::Field;
pub use filter::{Comparator, SearchFilter};

/// Which tables are wanted, and in which order.
#[derive(Debug, Clone, Default)]
pub struct SearchRequest {
    /// All of these must hold.
    pub filters: Vec<SearchFilter>,
    /// Words that must all be somewhere in the table's properties; in double quotes one whole value or word.
    pub text: Option<String>,
    /// What to sort by; by database and name where nothing is said.
    pub sort: Option<SearchSort>,
    /// Which part of the listing.
    pub page: PageRequest,
}

/// An order of tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchSort {
    /// By this property; tables that lack it come first.
    pub field: Field,
    /// The greatest first.
    pub is_descending: bool,
}

impl Catalog {
    /// Tables of all databases. Resource links are searched by their own properties.
    ///
    /// # Errors
    /// [`Error::InvalidToken`].
    pub async fn search_tables(&self, request: SearchRequest) -> Result<Page<Table>> {
        let (search, scope) = (Search::new(request)?, self.scope.clone());
        self.state.read(move |connection| search.run(connection, &scope)).await
    }
}

/// Where a table stands in the order. Names make it unique, so a page can go on after any table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Position {
    time: Option<i64>,
    text: Option<String>,
    database: String,
    name: String,
}

struct Search {
    filters: Vec<SearchFilter>,
    text: Option<filter::Text>,
    sort: Option<SearchSort>,
    after: Option<Position>,
    limit: usize,
}

impl Search {
    fn new(request: SearchRequest) -> Result<Self> {
        let after = match TOKENS.after(&request.page)? {
            Some(bytes) => Some(serde_json::from_slice(&bytes).map_err(|_| Error::InvalidToken)?),
            None => None,
        };
        Ok(Self {
            filters: request.filters,
            text: request.text.as_deref().map(filter::Text::new),
            sort: request.sort,
            after,
            limit: request.page.limit(),
        })
    }

    fn position(&self, table: &Table) -> Position {
        let (mut time, mut text) = (None, None);
        match self.sort.as_ref().map(|sort| &sort.field) {
            Some(field) if field.is_time() => time = field.time(table),
            Some(field) => text = field.text(table).map(str::to_owned),
            None => {}
        }
        Position { time, text, database: table.database_name.clone(), name: table.name.clone() }
    }

    fn order(&self, left: &Position, right: &Position) -> Ordering {
        let by_field = (left.time, &left.text).cmp(&(right.time, &right.text));
        let is_descending = self.sort.as_ref().is_some_and(|sort| sort.is_descending);
        let by_field = if is_descending { by_field.reverse() } else { by_field };
        by_field.then_with(|| (&left.database, &left.name).cmp(&(&right.database, &right.name)))
    }

    fn picks(&self, table: &Table) -> bool {
        self.filters.iter().all(|filter| filter.picks(table)) && self.text.as_ref().is_none_or(|text| text.picks(table))
    }

    fn run(&self, connection: &Connection, scope: &str) -> Result<Page<Table>> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {}, (SELECT name FROM catalog_database WHERE id = database_id) FROM catalog_table
             WHERE database_id IN (SELECT id FROM catalog_database WHERE scope = ?1)",
            tables::COLUMNS
        ))?;
        let mut rows = statement.query([scope])?;
        let mut found: Vec<(Position, Table)> = Vec::new();
        while let Some(row) = rows.next()? {
            let table = tables::stored(&row.get::<_, String>(9)?, row)?.table;
            let position = self.position(&table);
            let is_before = |after| self.order(&position, after) != Ordering::Greater;
            if self.after.as_ref().is_some_and(is_before) || !self.picks(&table) {
                continue;
            }
            found.push((position, table));
            // A page is all that is kept, however many tables there are.
            if found.len() / 2 > self.limit {
                self.cut(&mut found);
            }
        }
        self.cut(&mut found);
        let mut next_token = None;
        if found.len() > self.limit {
            found.truncate(self.limit);
            next_token = found.last().map(|(last, _)| serde_json::to_vec(last)).transpose()?;
        }
        let items = found.into_iter().map(|(_, table)| table).collect();
        Ok(Page { items, next_token: next_token.map(|key| TOKENS.encode(&key)) })
    }

    /// Keeps what comes first, and one more that tells that there is more.
    fn cut(&self, found: &mut Vec<(Position, Table)>) {
        found.sort_by(|(left, _), (right, _)| self.order(left, right));
        found.truncate(self.limit.saturating_add(1));
    }
}

#[cfg(test)]
mod tests;
