//! Statements that are prepared in a workgroup, to be run with values.

use boathouse_state::{Page, PageRequest};
use serde::{Deserialize, Serialize};

use crate::records::{self, Key, Kind};
use crate::{Error, Queries, Result, listing, statement};

/// Prepared statements that a workgroup may have.
pub const PREPARED_MAX: usize = 1000;

const NAME_CHARS_MIN: usize = 2;
const NAME_CHARS_MAX: usize = 256;
const TOKENS: listing::Tokens = listing::Tokens::marked("ps-");

/// A prepared statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedStatement {
    /// Name, its own in the workgroup.
    pub name: String,
    /// The statement, with `?` where values go.
    pub sql: String,
    /// The workgroup it belongs to.
    pub workgroup: String,
    /// What it is for.
    pub description: Option<String>,
    /// When it was last changed.
    pub modified_ms: i64,
}

/// Whether a text may be a prepared statement's name.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    (NAME_CHARS_MIN..=NAME_CHARS_MAX).contains(&text.len())
        && chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | ':'))
}

fn key(scope: &str, workgroup: &str, name: &str) -> Key {
    Key::new(scope, Kind::Prepared, name).under(workgroup)
}

impl Queries {
    /// Prepares a statement.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`], [`Error::Malformed`] for a text that cannot be prepared,
    /// [`Error::PreparedExists`], [`Error::TooManyPrepared`].
    pub async fn create_prepared_statement(
        &self,
        workgroup: &str,
        name: &str,
        sql: &str,
        description: Option<String>,
    ) -> Result<()> {
        self.workgroup(workgroup).await?;
        statement::check_preparable(sql)?;
        let (scope, modified_ms) = (self.scope(), self.now_ms());
        let prepared = PreparedStatement {
            name: name.to_owned(),
            sql: sql.to_owned(),
            workgroup: workgroup.to_owned(),
            description,
            modified_ms,
        };
        self.state()
            .write(move |connection| {
                let at = key(&scope, &prepared.workgroup, &prepared.name);
                let count = records::count(connection, &scope, Kind::Prepared, &prepared.workgroup)?;
                if records::get::<PreparedStatement>(connection, &at)?.is_some() {
                    return Err(Error::PreparedExists(prepared.name.clone(), prepared.workgroup.clone()));
                }
                if count >= PREPARED_MAX {
                    return Err(Error::TooManyPrepared(prepared.name.clone()));
                }
                records::insert(connection, &at, None, &prepared).map(drop)
            })
            .await
    }

    /// A prepared statement by name.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`], [`Error::PreparedNotFound`].
    pub async fn prepared_statement(&self, workgroup: &str, name: &str) -> Result<PreparedStatement> {
        self.workgroup(workgroup).await?;
        let at = key(&self.scope(), workgroup, name);
        let found = self.state().read(move |connection| records::get(connection, &at)).await?;
        found.ok_or_else(|| Error::PreparedNotFound(name.to_owned(), workgroup.to_owned()))
    }

    /// A workgroup's prepared statements by name.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`], [`Error::InvalidListToken`].
    pub async fn prepared_statements(&self, workgroup: &str, page: PageRequest) -> Result<Page<PreparedStatement>> {
        self.workgroup(workgroup).await?;
        self.records_page((Kind::Prepared, workgroup), TOKENS, &page, |last: &PreparedStatement| &last.name).await
    }

    /// Changes a prepared statement; a description that is not given stays.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`], [`Error::Malformed`], [`Error::PreparedNotFound`].
    pub async fn update_prepared_statement(
        &self,
        workgroup: &str,
        name: &str,
        sql: &str,
        description: Option<String>,
    ) -> Result<()> {
        let known = self.prepared_statement(workgroup, name).await?;
        statement::check_preparable(sql)?;
        let changed = PreparedStatement {
            sql: sql.to_owned(),
            description: description.or_else(|| known.description.clone()),
            modified_ms: self.now_ms(),
            ..known
        };
        let at = key(&self.scope(), workgroup, name);
        let there = self.state().write(move |connection| records::replace(connection, &at, &changed)).await?;
        if there { Ok(()) } else { Err(Error::PreparedNotFound(name.to_owned(), workgroup.to_owned())) }
    }

    /// Forgets a prepared statement.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`], [`Error::PreparedNotFound`].
    pub async fn delete_prepared_statement(&self, workgroup: &str, name: &str) -> Result<()> {
        self.workgroup(workgroup).await?;
        let at = key(&self.scope(), workgroup, name);
        let there = self.state().write(move |connection| records::remove(connection, &at)).await?;
        if there { Ok(()) } else { Err(Error::PreparedNotFound(name.to_owned(), workgroup.to_owned())) }
    }
}
