//! Tags of workgroups, data catalogs and capacity reservations.

use std::collections::BTreeMap;

use boathouse_state::rusqlite::{Connection, params};
use boathouse_state::{Page, PageRequest};

use crate::records::{self, Key, Kind};
use crate::{Error, PRIMARY_WORKGROUP, Queries, Result, listing};

/// Tags that a thing may have.
pub const TAGS_MAX: usize = 50;

const TOKENS: listing::Tokens = listing::Tokens::marked("tag-");

/// Something that has tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tagged {
    /// A workgroup.
    Workgroup(String),
    /// A data catalog.
    DataCatalog(String),
    /// A capacity reservation.
    Reservation(String),
}

impl Tagged {
    /// As ARNs name it: `workgroup/primary`.
    pub fn resource(&self) -> String {
        match self {
            Self::Workgroup(name) => format!("workgroup/{name}"),
            Self::DataCatalog(name) => format!("datacatalog/{name}"),
            Self::Reservation(name) => format!("capacity-reservation/{name}"),
        }
    }

    fn key(&self, scope: &str) -> Key {
        match self {
            Self::Workgroup(name) => Key::new(scope, Kind::Workgroup, name),
            Self::DataCatalog(name) => Key::new(scope, Kind::DataCatalog, &name.to_lowercase()),
            Self::Reservation(name) => Key::new(scope, Kind::Reservation, name),
        }
    }

    /// What is there without having been made.
    fn is_given(&self) -> bool {
        match self {
            Self::Workgroup(name) => name == PRIMARY_WORKGROUP,
            Self::DataCatalog(name) => name.eq_ignore_ascii_case(crate::CATALOG_NAME),
            Self::Reservation(_) => false,
        }
    }
}

impl Queries {
    /// A thing's tags by key.
    ///
    /// # Errors
    /// [`Error::ResourceNotFound`], [`Error::InvalidListToken`].
    pub async fn tags(&self, of: &Tagged, page: PageRequest) -> Result<Page<(String, String)>> {
        let (scope, of, after, limit) = (self.scope(), of.clone(), listing::after(TOKENS, &page)?, page.limit());
        let found = self
            .state()
            .read(move |connection| {
                check(connection, &scope, &of)?;
                let mut tags = read(connection, &scope, &of.resource())?;
                tags.retain(|key, _| after.as_ref().is_none_or(|after| key > after));
                Ok::<_, Error>(tags.into_iter().collect::<Vec<_>>())
            })
            .await?;
        Ok(TOKENS.cut(found, limit, |(key, _)| key.clone().into_bytes()))
    }

    /// Adds tags, replacing those of the same key.
    ///
    /// # Errors
    /// [`Error::ResourceNotFound`], [`Error::TooManyTags`].
    pub async fn tag(&self, of: &Tagged, tags: Vec<(String, String)>) -> Result<()> {
        let (scope, of) = (self.scope(), of.clone());
        self.state()
            .write(move |connection| {
                check(connection, &scope, &of)?;
                add(connection, &scope, &of.resource(), &tags)
            })
            .await
    }

    /// Takes tags away; those that are not there do not matter.
    ///
    /// # Errors
    /// [`Error::ResourceNotFound`].
    pub async fn untag(&self, of: &Tagged, keys: Vec<String>) -> Result<()> {
        let (scope, of) = (self.scope(), of.clone());
        self.state()
            .write(move |connection| {
                check(connection, &scope, &of)?;
                for key in &keys {
                    connection.execute(
                        "DELETE FROM query_tags WHERE scope = ?1 AND resource = ?2 AND key = ?3",
                        params![scope, of.resource(), key],
                    )?;
                }
                Ok(())
            })
            .await
    }
}

fn check(connection: &Connection, scope: &str, of: &Tagged) -> Result<()> {
    let found: Option<serde_json::Value> = records::get(connection, &of.key(scope))?;
    if found.is_some() || of.is_given() { Ok(()) } else { Err(Error::ResourceNotFound(of.resource())) }
}

fn read(connection: &Connection, scope: &str, resource: &str) -> Result<BTreeMap<String, String>> {
    let tags = connection
        .prepare_cached("SELECT key, value FROM query_tags WHERE scope = ?1 AND resource = ?2")?
        .query_map([scope, resource], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(tags)
}

/// Adds tags to a thing that is there or is being made.
pub(crate) fn add(connection: &Connection, scope: &str, resource: &str, tags: &[(String, String)]) -> Result<()> {
    for (key, value) in tags {
        connection
            .prepare_cached("INSERT OR REPLACE INTO query_tags (scope, resource, key, value) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![scope, resource, key, value])?;
    }
    if read(connection, scope, resource)?.len() > TAGS_MAX { Err(Error::TooManyTags) } else { Ok(()) }
}

/// Forgets the tags of a thing that goes.
pub(crate) fn forget(connection: &Connection, scope: &str, resource: &str) -> Result<()> {
    connection.execute("DELETE FROM query_tags WHERE scope = ?1 AND resource = ?2", [scope, resource])?;
    Ok(())
}
