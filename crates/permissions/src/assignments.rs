//! Giving tags to databases, tables and columns, and finding what has them.

use boathouse_catalog::TablesRequest;
use rusqlite::{Connection, params};

use crate::assigned::{Assigned, TagMap};
use crate::model::Tag;
use crate::page::TOKENS;
use crate::store::{Parent, column_names};
use crate::{Columns, Error, Permissions, Result, matches, tags};
use crate::{Page, PageRequest};

const TAGS_MAX: usize = 50;

/// What can have tags. Names of databases, tables and columns in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taggable {
    /// A database.
    Database(String),
    /// A table: its database, its name.
    Table(String, String),
    /// Some columns of a table.
    Columns(String, String, Vec<String>),
}

/// The tags of a thing and of what is above and below it. Of absent levels nothing was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagsOf {
    /// Of the database.
    pub database: Option<TagMap>,
    /// Of the table.
    pub table: Option<TagMap>,
    /// Of columns, in the table's order; only those that have some.
    pub columns: Vec<(String, TagMap)>,
}

/// A tag that could not be given or taken.
#[derive(Debug)]
pub struct TagFailure {
    /// Which.
    pub tag: Tag,
    /// Why.
    pub error: Error,
}

/// A table that a search has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaggedTable {
    /// Its database.
    pub database: String,
    /// Its name.
    pub table: String,
    /// The tags of all levels.
    pub tags: TagsOf,
}

impl Permissions {
    /// Gives tags to a thing; a tag of the same key is replaced. Those that cannot be given are returned, and
    /// the others are given.
    ///
    /// # Errors
    /// [`Error::Catalog`], [`Error::ColumnNotFound`] when the thing is not there.
    pub async fn add_tags(&self, scope: &str, to: &Taggable, tags: Vec<Tag>) -> Result<Vec<TagFailure>> {
        let (parent, columns) = self.rows_of(to).await?;
        let scope = scope.to_owned();
        self.state
            .write(move |state| {
                let mut failures = Vec::new();
                for tag in tags {
                    let given = columns.iter().try_for_each(|column| give(state, &scope, parent, column, &tag));
                    match given {
                        Err(error @ Error::State(_)) => return Err(error),
                        Err(error) => failures.push(TagFailure { tag, error }),
                        Ok(()) => {}
                    }
                }
                Ok(failures)
            })
            .await
    }

    /// Takes tags from a thing. Those that it does not have are returned.
    ///
    /// # Errors
    /// [`Error::Catalog`], [`Error::ColumnNotFound`] when the thing is not there.
    pub async fn remove_tags(&self, scope: &str, from: &Taggable, tags: Vec<Tag>) -> Result<Vec<TagFailure>> {
        let (parent, columns) = self.rows_of(from).await?;
        let scope = scope.to_owned();
        self.state
            .write(move |state| {
                let mut failures = Vec::new();
                for tag in tags {
                    let mut taken = 0;
                    for column in &columns {
                        taken += take(state, &scope, parent, column, &tag)?;
                    }
                    if taken == 0 {
                        let error = Error::NotFound { entity: tags::ENTITY, name: tag.key.clone() };
                        failures.push(TagFailure { tag, error });
                    }
                }
                Ok(failures)
            })
            .await
    }

    /// The tags of a thing: with those that came from above, or only its own.
    ///
    /// # Errors
    /// [`Error::Catalog`], [`Error::ColumnNotFound`] when the thing is not there.
    pub async fn tags_of(&self, scope: &str, thing: &Taggable, inherited: bool) -> Result<TagsOf> {
        drop(self.rows_of(thing).await?);
        let assigned = self.assigned(scope).await?;
        let (database, table) = match thing {
            Taggable::Database(database) => {
                let database = Some(assigned.on_database(&database.to_lowercase()));
                return Ok(TagsOf { database, ..TagsOf::default() });
            }
            Taggable::Table(database, table) | Taggable::Columns(database, table, _) => (database, table),
        };
        let table = self.catalog.table(database, table).await?;
        let mut columns: Vec<_> = column_names(&table).collect();
        if let Taggable::Columns(.., wanted) = thing {
            columns.retain(|column| wanted.iter().any(|name| name.to_lowercase() == *column));
        }
        Ok(tags_of(&assigned, (&table.database_name, &table.name), columns, inherited))
    }

    /// The databases whose tags satisfy an expression, with their tags.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a tag that was never made, [`Error::ValueNotFound`], [`Error::InvalidToken`].
    pub async fn databases_by_tags(
        &self,
        scope: &str,
        expression: &[Tag],
        page: PageRequest,
    ) -> Result<Page<(String, TagMap)>> {
        self.check_tags(scope, expression).await?;
        let mut found: Vec<_> = self.assigned(scope).await?.databases.into_iter().collect();
        found.retain(|(_, tags)| matches(expression, tags));
        Ok(TOKENS.part(&page, found, |(name, _)| name.clone())?)
    }

    /// The tables whose tags, or those of one of their columns, satisfy an expression.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a tag that was never made, [`Error::ValueNotFound`], [`Error::InvalidToken`].
    pub async fn tables_by_tags(
        &self,
        scope: &str,
        expression: &[Tag],
        page: PageRequest,
    ) -> Result<Page<TaggedTable>> {
        self.check_tags(scope, expression).await?;
        let assigned = self.assigned(scope).await?;
        let mut found = Vec::new();
        for database in self.catalog.databases(PageRequest::all()).await?.items {
            for table in self.catalog.tables(&database.name, TablesRequest::default()).await?.items {
                let place = (table.database_name.as_str(), table.name.as_str());
                let on_column = |column: String| matches(expression, &assigned.on_column(place.0, place.1, &column));
                if matches(expression, &assigned.on_table(place.0, place.1)) || column_names(&table).any(on_column) {
                    let tags = tags_of(&assigned, place, column_names(&table).collect(), true);
                    found.push(TaggedTable { database: database.name.clone(), table: table.name, tags });
                }
            }
        }
        let key = |table: &TaggedTable| format!("{}\n{}", table.database, table.table);
        found.sort_by_key(key);
        Ok(TOKENS.part(&page, found, key)?)
    }

    /// Everything that was assigned.
    pub(crate) async fn assigned(&self, scope: &str) -> Result<Assigned> {
        let scope = scope.to_owned();
        self.state.read(move |state| read_all(state, &scope)).await
    }

    /// The parent of a thing's rows and the names of its columns, the empty one for what is no column.
    async fn rows_of(&self, thing: &Taggable) -> Result<(Parent, Vec<String>)> {
        let itself = vec![String::new()];
        match thing {
            Taggable::Database(database) => Ok((self.parent(Some(database), None).await?, itself)),
            Taggable::Table(database, table) => Ok((self.parent(Some(database), Some(table)).await?, itself)),
            Taggable::Columns(database, table, columns) => {
                self.check_columns(database, table, &Columns::Only(columns.clone())).await?;
                let parent = self.parent(Some(database), Some(table)).await?;
                Ok((parent, columns.iter().map(|column| column.to_lowercase()).collect()))
            }
        }
    }
}

fn tags_of(assigned: &Assigned, (database, table): (&str, &str), columns: Vec<String>, inherited: bool) -> TagsOf {
    let own = |column: &str| assigned.own_of_column(database, table, column);
    let on_table = if inherited {
        assigned.on_table(database, table)
    } else {
        assigned.tables.get(&(database.to_owned(), table.to_owned())).cloned().unwrap_or_default()
    };
    let on_column = |column: String| {
        let tags = if inherited { assigned.on_column(database, table, &column) } else { own(&column) };
        (column, tags)
    };
    TagsOf {
        database: Some(assigned.on_database(database)),
        table: Some(on_table),
        columns: columns.into_iter().map(on_column).filter(|(_, tags)| !tags.is_empty()).collect(),
    }
}

fn give(state: &Connection, scope: &str, parent: Parent, column: &str, tag: &Tag) -> Result<()> {
    tags::check_known(state, scope, tag)?;
    let [value] = tag.values.as_slice() else {
        return Err(Error::Invalid(format!("A resource has one value of the LF-tag {}.", tag.key)));
    };
    take(state, scope, parent, column, &Tag { key: tag.key.clone(), values: Vec::new() })?;
    let count: i64 = state
        .prepare_cached(
            "SELECT count(*) FROM permission_assignment
             WHERE scope = ?1 AND database_id IS ?2 AND table_id IS ?3 AND column_name = ?4",
        )?
        .query_row(params![scope, parent.database_id, parent.table_id, column], |row| row.get(0))?;
    if usize::try_from(count).is_ok_and(|count| count >= TAGS_MAX) {
        return Err(Error::Limit { what: "LF-tags of a resource", max: TAGS_MAX });
    }
    state
        .prepare_cached(
            "INSERT INTO permission_assignment (scope, database_id, table_id, column_name, key, value)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![scope, parent.database_id, parent.table_id, column, tag.key, value])?;
    Ok(())
}

/// Takes a tag that has one of these values, or any when none is given; says how many were taken.
fn take(state: &Connection, scope: &str, parent: Parent, column: &str, tag: &Tag) -> Result<usize> {
    let mut statement = state.prepare_cached(
        "DELETE FROM permission_assignment
         WHERE scope = ?1 AND database_id IS ?2 AND table_id IS ?3 AND column_name = ?4 AND key = ?5
           AND (?6 = '[]' OR value IN (SELECT value FROM json_each(?6)))",
    )?;
    let values = serde_json::to_string(&tag.values)?;
    Ok(statement.execute(params![scope, parent.database_id, parent.table_id, column, tag.key, values])?)
}

fn read_all(state: &Connection, scope: &str) -> Result<Assigned> {
    let mut statement = state.prepare_cached(
        "SELECT coalesce(own.name, above.name), catalog_table.name, column_name, key, value
         FROM permission_assignment
         LEFT JOIN catalog_database own ON own.id = permission_assignment.database_id
         LEFT JOIN catalog_table ON catalog_table.id = permission_assignment.table_id
         LEFT JOIN catalog_database above ON above.id = catalog_table.database_id
         WHERE permission_assignment.scope = ?1",
    )?;
    let mut rows = statement.query([scope])?;
    let mut assigned = Assigned::default();
    while let Some(row) = rows.next()? {
        let (database, table, column): (String, Option<String>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let tags = match table {
            None => assigned.databases.entry(database).or_default(),
            Some(table) if column.is_empty() => assigned.tables.entry((database, table)).or_default(),
            Some(table) => assigned.columns.entry((database, table, column)).or_default(),
        };
        tags.insert(row.get(3)?, row.get(4)?);
    }
    Ok(assigned)
}
