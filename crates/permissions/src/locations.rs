//! Places whose data is in the lake's care.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::page::TOKENS;
use crate::{Error, Permissions, Result};
use crate::{Page, PageRequest};

const ENTITY: &str = "the resource";

/// A registered place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// Its ARN, as it was registered.
    pub arn: String,
    /// The role that reads and writes there.
    pub role_arn: Option<String>,
    /// Whether it is in another system.
    pub with_federation: Option<bool>,
    /// Whether the account's own policies count, too.
    pub hybrid_access: Option<bool>,
    /// Whether whoever registered it may do everything with it.
    pub privileged_access: Option<bool>,
    /// The account of the tables that lie there.
    pub owner_account: Option<String>,
    /// When it was last changed, milliseconds since the epoch.
    #[serde(skip)]
    pub modified_ms: i64,
}

/// What [`Permissions::update_location`] changes; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocationChange {
    /// The role that reads and writes there.
    pub role_arn: String,
    /// Whether it is in another system.
    pub with_federation: Option<bool>,
    /// Whether the account's own policies count, too.
    pub hybrid_access: Option<bool>,
    /// The account of the tables that lie there.
    pub owner_account: Option<String>,
}

impl Permissions {
    /// Registers a place.
    ///
    /// # Errors
    /// [`Error::Exists`].
    pub async fn register(&self, scope: &str, location: Location) -> Result<()> {
        let (scope, now_ms) = (scope.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |state| {
                let added = state
                    .prepare_cached("INSERT INTO permission_location VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
                    .execute(params![scope, location.arn, now_ms, serde_json::to_string(&location)?])?;
                if added == 0 { Err(Error::Exists { entity: ENTITY, name: location.arn }) } else { Ok(()) }
            })
            .await
    }

    /// Changes a registered place.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn update_location(&self, scope: &str, arn: &str, change: LocationChange) -> Result<()> {
        let (scope, arn, now_ms) = (scope.to_owned(), arn.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |state| {
                let mut location = find(state, &scope, &arn)?;
                location.role_arn = Some(change.role_arn);
                location.with_federation = change.with_federation.or(location.with_federation);
                location.hybrid_access = change.hybrid_access.or(location.hybrid_access);
                location.owner_account = change.owner_account.or(location.owner_account);
                state
                    .prepare_cached("INSERT OR REPLACE INTO permission_location VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![scope, arn, now_ms, serde_json::to_string(&location)?])?;
                Ok(())
            })
            .await
    }

    /// Forgets a registered place; grants on it stay, as they do in Lake Formation.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn deregister(&self, scope: &str, arn: &str) -> Result<()> {
        let (scope, arn) = (scope.to_owned(), arn.to_owned());
        self.state
            .write(move |state| {
                let gone = state
                    .prepare_cached("DELETE FROM permission_location WHERE scope = ?1 AND arn = ?2")?
                    .execute([&scope, &arn])?;
                if gone == 0 { Err(missing(&arn)) } else { Ok(()) }
            })
            .await
    }

    /// A registered place.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn location(&self, scope: &str, arn: &str) -> Result<Location> {
        let (scope, arn) = (scope.to_owned(), arn.to_owned());
        self.state.read(move |state| find(state, &scope, &arn)).await
    }

    /// The registered places that `wanted` lets pass, by ARN.
    ///
    /// # Errors
    /// [`Error::InvalidToken`].
    pub async fn locations(
        &self,
        scope: &str,
        page: PageRequest,
        wanted: impl Fn(&Location) -> bool,
    ) -> Result<Page<Location>> {
        let mut found = self.all_locations(scope).await?;
        found.retain(wanted);
        Ok(TOKENS.part(&page, found, |location| location.arn.clone())?)
    }

    pub(crate) async fn all_locations(&self, scope: &str) -> Result<Vec<Location>> {
        let scope = scope.to_owned();
        self.state
            .read(move |state| {
                let mut statement = state.prepare_cached(
                    "SELECT modified_ms, document FROM permission_location WHERE scope = ?1 ORDER BY arn",
                )?;
                statement.query_map([scope], raw)?.map(|row| read(row?)).collect()
            })
            .await
    }
}

/// Whether a place lies at or below another. The ARNs of a bucket and of its root are the same place.
pub(crate) fn is_below(arn: &str, above: &str) -> bool {
    let (arn, above) = (arn.trim_end_matches(['/', '*']), above.trim_end_matches(['/', '*']));
    arn == above || arn.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
}

fn find(state: &Connection, scope: &str, arn: &str) -> Result<Location> {
    let found = state
        .prepare_cached("SELECT modified_ms, document FROM permission_location WHERE scope = ?1 AND arn = ?2")?
        .query_row([scope, arn], raw)
        .optional()?;
    read(found.ok_or_else(|| missing(arn))?)
}

fn raw(row: &Row<'_>) -> rusqlite::Result<(i64, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn read((modified_ms, document): (i64, String)) -> Result<Location> {
    Ok(Location { modified_ms, ..serde_json::from_str(&document)? })
}

fn missing(arn: &str) -> Error {
    Error::NotFound { entity: ENTITY, name: arn.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_below_places() {
        for (arn, above, wanted) in [
            ("arn:aws:s3:::b", "arn:aws:s3:::b/", true),
            ("arn:aws:s3:::b/x/y", "arn:aws:s3:::b/x", true),
            ("arn:aws:s3:::b/xy", "arn:aws:s3:::b/x", false),
            ("arn:aws:s3:::b/x", "arn:aws:s3:::b/x/*", true),
            ("arn:aws:s3:::b", "arn:aws:s3:::b/x", false),
            ("arn:aws:s3:::bb", "arn:aws:s3:::b", false),
        ] {
            assert_eq!(is_below(arn, above), wanted, "{arn} below {above}");
        }
    }
}
