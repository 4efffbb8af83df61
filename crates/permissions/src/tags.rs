//! LF-tags: keys and the values they can have.

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::Tag;
use crate::page::TOKENS;
use crate::{Error, Permissions, Result};
use crate::{Page, PageRequest};

pub(crate) const ENTITY: &str = "the LF-tag";
const VALUES_MAX: usize = 1_000;

impl Permissions {
    /// Makes a tag.
    ///
    /// # Errors
    /// [`Error::Exists`], [`Error::Limit`].
    pub async fn create_tag(&self, scope: &str, tag: Tag) -> Result<()> {
        check_count(&tag)?;
        let scope = scope.to_owned();
        self.state
            .write(move |state| {
                let added = state
                    .prepare_cached("INSERT INTO permission_tag VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
                    .execute(params![scope, tag.key, serde_json::to_string(&tag.values)?])?;
                if added == 0 { Err(Error::Exists { entity: ENTITY, name: tag.key }) } else { Ok(()) }
            })
            .await
    }

    /// A tag with all values it can have.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn tag(&self, scope: &str, key: &str) -> Result<Tag> {
        let (scope, key) = (scope.to_owned(), key.to_owned());
        self.state.read(move |state| find(state, &scope, &key)).await
    }

    /// All tags by key.
    ///
    /// # Errors
    /// [`Error::InvalidToken`].
    pub async fn tags(&self, scope: &str, page: PageRequest) -> Result<Page<Tag>> {
        let scope = scope.to_owned();
        let found = self
            .state
            .read(move |state| {
                let mut statement =
                    state.prepare_cached("SELECT key, tag_values FROM permission_tag WHERE scope = ?1 ORDER BY key")?;
                let rows = statement.query_map([scope], |row| Ok((row.get(0)?, row.get(1)?)))?;
                rows.map(|row| read(row?)).collect::<Result<Vec<_>>>()
            })
            .await?;
        Ok(TOKENS.part(&page, found, |tag| tag.key.clone())?)
    }

    /// Takes values from a tag and adds others. A value that is assigned to something cannot go.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::ValueNotFound`], [`Error::ValueInUse`], [`Error::Limit`].
    pub async fn update_tag(&self, scope: &str, key: &str, remove: Vec<String>, add: Vec<String>) -> Result<()> {
        let (scope, key) = (scope.to_owned(), key.to_owned());
        self.state
            .write(move |state| {
                let mut values = find(state, &scope, &key)?.values;
                for value in remove {
                    let at = values.iter().position(|known| *known == value);
                    let at = at.ok_or_else(|| Error::ValueNotFound { key: key.clone(), value: value.clone() })?;
                    if is_assigned(state, &scope, &key, &value)? {
                        return Err(Error::ValueInUse { key, value });
                    }
                    values.remove(at);
                }
                let tag = Tag::new(key, values.into_iter().chain(add));
                check_count(&tag)?;
                state
                    .prepare_cached("UPDATE permission_tag SET tag_values = ?3 WHERE scope = ?1 AND key = ?2")?
                    .execute(params![scope, tag.key, serde_json::to_string(&tag.values)?])?;
                Ok(())
            })
            .await
    }

    /// Deletes a tag and takes it from everything that has it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_tag(&self, scope: &str, key: &str) -> Result<()> {
        let (scope, key) = (scope.to_owned(), key.to_owned());
        self.state
            .write(move |state| {
                let gone = state
                    .prepare_cached("DELETE FROM permission_tag WHERE scope = ?1 AND key = ?2")?
                    .execute([&scope, &key])?;
                if gone == 0 { Err(Error::NotFound { entity: ENTITY, name: key }) } else { Ok(()) }
            })
            .await
    }

    /// Refuses tags and values that were never made. `*` stands for every value.
    pub(crate) async fn check_tags(&self, scope: &str, tags: &[Tag]) -> Result<()> {
        let (scope, tags) = (scope.to_owned(), tags.to_vec());
        self.state.read(move |state| tags.iter().try_for_each(|tag| check_known(state, &scope, tag))).await
    }
}

pub(crate) fn check_known(state: &Connection, scope: &str, tag: &Tag) -> Result<()> {
    let known = find(state, scope, &tag.key)?;
    match tag.values.iter().find(|value| *value != "*" && !known.values.contains(value)) {
        Some(value) => Err(Error::ValueNotFound { key: known.key, value: value.clone() }),
        None => Ok(()),
    }
}

fn find(state: &Connection, scope: &str, key: &str) -> Result<Tag> {
    let found = state
        .prepare_cached("SELECT key, tag_values FROM permission_tag WHERE scope = ?1 AND key = ?2")?
        .query_row([scope, key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    read(found.ok_or_else(|| Error::NotFound { entity: ENTITY, name: key.to_owned() })?)
}

fn read((key, values): (String, String)) -> Result<Tag> {
    Ok(Tag { key, values: serde_json::from_str(&values)? })
}

fn is_assigned(state: &Connection, scope: &str, key: &str, value: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM permission_assignment WHERE scope = ?1 AND key = ?2 AND value = ?3)";
    Ok(state.prepare_cached(sql)?.query_row([scope, key, value], |row| row.get(0))?)
}

fn check_count(tag: &Tag) -> Result<()> {
    let most = tag.values.len() <= VALUES_MAX;
    if most { Ok(()) } else { Err(Error::Limit { what: "values of an LF-tag", max: VALUES_MAX }) }
}
