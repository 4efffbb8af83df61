//! Queries that are kept under a name for people to find.

use boathouse_state::{Page, PageRequest, new_id};
use serde::{Deserialize, Serialize};

use crate::records::{self, Key, Kind};
use crate::{Error, Queries, Result, listing};

const TOKENS: listing::Tokens = listing::Tokens::marked("nq-");

/// A named query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedQuery {
    /// UUID.
    pub id: String,
    /// The name, which others may have, too.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The database it is meant for.
    pub database: String,
    /// The text, which nobody has looked at.
    pub sql: String,
    /// The workgroup it belongs to.
    pub workgroup: String,
}

/// A named query to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNamedQuery {
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The database it is meant for.
    pub database: String,
    /// The text.
    pub sql: String,
    /// The workgroup it is to belong to.
    pub workgroup: String,
    /// Makes keeping twice keep once.
    pub token: Option<String>,
}

impl Queries {
    /// Keeps a query and returns its id.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`]; [`Error::TokenReused`] when the token was used for another query.
    pub async fn create_named_query(&self, new: NewNamedQuery) -> Result<String> {
        self.workgroup(&new.workgroup).await?;
        let scope = self.scope();
        let query = NamedQuery {
            id: new_id(),
            name: new.name,
            description: new.description,
            database: new.database,
            sql: new.sql,
            workgroup: new.workgroup,
        };
        let token = new.token;
        self.state()
            .write(move |connection| {
                let known = match &token {
                    Some(token) => records::by_token::<NamedQuery>(connection, &scope, Kind::NamedQuery, token)?,
                    None => None,
                };
                match known {
                    Some(known) if (NamedQuery { id: known.id.clone(), ..query.clone() }) == known => Ok(known.id),
                    Some(_) => Err(Error::TokenReused),
                    None => {
                        let key = Key::new(&scope, Kind::NamedQuery, &query.id).under(&query.workgroup);
                        records::insert(connection, &key, token.as_deref(), &query)?;
                        Ok(query.id)
                    }
                }
            })
            .await
    }

    /// A named query by id.
    ///
    /// # Errors
    /// [`Error::NamedQueryNotFound`].
    pub async fn named_query(&self, id: &str) -> Result<NamedQuery> {
        let (scope, owned) = (self.scope(), id.to_owned());
        let found = self
            .state()
            .read(move |connection| records::anywhere(connection, &scope, Kind::NamedQuery, &owned))
            .await?;
        found.ok_or_else(|| Error::NamedQueryNotFound(id.to_owned()))
    }

    /// A workgroup's named queries, by id.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`], [`Error::InvalidListToken`].
    pub async fn named_queries(&self, workgroup: &str, page: PageRequest) -> Result<Page<NamedQuery>> {
        self.workgroup(workgroup).await?;
        self.records_page((Kind::NamedQuery, workgroup), TOKENS, &page, |last: &NamedQuery| &last.id).await
    }

    /// Changes a named query; a description that is not given stays.
    ///
    /// # Errors
    /// [`Error::NamedQueryNotFound`].
    pub async fn update_named_query(
        &self,
        id: &str,
        name: String,
        description: Option<String>,
        sql: String,
    ) -> Result<()> {
        let (scope, id) = (self.scope(), id.to_owned());
        self.state()
            .write(move |connection| {
                let known = records::anywhere(connection, &scope, Kind::NamedQuery, &id)?;
                let known: NamedQuery = known.ok_or(Error::NamedQueryNotFound(id))?;
                let description = match description {
                    Some(text) => Some(text).filter(|text| !text.is_empty()),
                    None => known.description.clone(),
                };
                let changed = NamedQuery { name, description, sql, ..known };
                let key = Key::new(&scope, Kind::NamedQuery, &changed.id).under(&changed.workgroup);
                records::replace(connection, &key, &changed).map(drop)
            })
            .await
    }

    /// Forgets a named query.
    ///
    /// # Errors
    /// [`Error::NamedQueryNotFound`].
    pub async fn delete_named_query(&self, id: &str) -> Result<()> {
        let known = self.named_query(id).await?;
        let key = Key::new(&self.scope(), Kind::NamedQuery, id).under(&known.workgroup);
        self.state().write(move |connection| records::remove(connection, &key)).await?;
        Ok(())
    }
}
