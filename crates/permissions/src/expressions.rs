//! Expressions of tags that have a name.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::model::{Resource, Tag};
use crate::page::TOKENS;
use crate::{Error, Permissions, Result};
use crate::{Page, PageRequest};

const ENTITY: &str = "the LF-tag expression";

/// A named expression of tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expression {
    /// Its name.
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// All of these keys, each with one of its values.
    pub tags: Vec<Tag>,
}

impl Permissions {
    /// Names an expression. All its tags must be there.
    ///
    /// # Errors
    /// [`Error::Exists`], [`Error::NotFound`], [`Error::ValueNotFound`].
    pub async fn create_expression(&self, scope: &str, expression: Expression) -> Result<()> {
        self.check_tags(scope, &expression.tags).await?;
        let scope = scope.to_owned();
        self.state
            .write(move |state| {
                let added = state
                    .prepare_cached("INSERT INTO permission_expression VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
                    .execute(params![scope, expression.name, serde_json::to_string(&expression)?])?;
                if added == 0 { Err(Error::Exists { entity: ENTITY, name: expression.name }) } else { Ok(()) }
            })
            .await
    }

    /// Replaces what an expression says; a description that is absent stays.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::ValueNotFound`].
    pub async fn update_expression(&self, scope: &str, mut expression: Expression) -> Result<()> {
        self.check_tags(scope, &expression.tags).await?;
        let kept = self.expression(scope, &expression.name).await?;
        expression.description = expression.description.or(kept.description);
        let scope = scope.to_owned();
        self.state
            .write(move |state| {
                let changed = state
                    .prepare_cached("UPDATE permission_expression SET document = ?3 WHERE scope = ?1 AND name = ?2")?
                    .execute(params![scope, expression.name, serde_json::to_string(&expression)?])?;
                if changed == 0 { Err(missing(&expression.name)) } else { Ok(()) }
            })
            .await
    }

    /// A named expression.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn expression(&self, scope: &str, name: &str) -> Result<Expression> {
        let (scope, name) = (scope.to_owned(), name.to_owned());
        self.state
            .read(move |state| {
                let found: Option<String> = state
                    .prepare_cached("SELECT document FROM permission_expression WHERE scope = ?1 AND name = ?2")?
                    .query_row([&scope, &name], |row| row.get(0))
                    .optional()?;
                Ok(serde_json::from_str(&found.ok_or_else(|| missing(&name))?)?)
            })
            .await
    }

    /// The named expressions by name.
    ///
    /// # Errors
    /// [`Error::InvalidToken`].
    pub async fn expressions(&self, scope: &str, page: PageRequest) -> Result<Page<Expression>> {
        Ok(TOKENS.part(&page, self.all_expressions(scope).await?, |expression| expression.name.clone())?)
    }

    pub(crate) async fn all_expressions(&self, scope: &str) -> Result<Vec<Expression>> {
        let scope = scope.to_owned();
        self.state
            .read(move |state| {
                let mut statement = state
                    .prepare_cached("SELECT document FROM permission_expression WHERE scope = ?1 ORDER BY name")?;
                let rows = statement.query_map([scope], |row| row.get::<_, String>(0))?;
                rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect()
            })
            .await
    }

    pub(crate) async fn expressions_by_name(&self, scope: &str) -> Result<BTreeMap<String, Vec<Tag>>> {
        let all = self.all_expressions(scope).await?;
        Ok(all.into_iter().map(|expression| (expression.name, expression.tags)).collect())
    }

    /// Deletes a named expression and the grants on it itself; policies that name it match nothing from then on.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_expression(&self, scope: &str, name: &str) -> Result<()> {
        let (scope, name) = (scope.to_owned(), name.to_owned());
        self.state
            .write(move |state| {
                let gone = state
                    .prepare_cached("DELETE FROM permission_expression WHERE scope = ?1 AND name = ?2")?
                    .execute([&scope, &name])?;
                if gone == 0 {
                    return Err(missing(&name));
                }
                let resource = serde_json::to_string(&Resource::Expression { name })?;
                state
                    .prepare_cached("DELETE FROM permission_grant WHERE scope = ?1 AND resource = ?2")?
                    .execute([scope, resource])?;
                Ok(())
            })
            .await
    }
}

fn missing(name: &str) -> Error {
    Error::NotFound { entity: ENTITY, name: name.to_owned() }
}
