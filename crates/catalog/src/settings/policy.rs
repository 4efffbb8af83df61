//! Policies: who may use the catalog or something in it. Kept and shown; nothing here decides by them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::CatalogSettings;
use crate::documents::{Documents, Kept};
use crate::error::Entity;
use crate::{Error, Result};
use crate::{Page, PageRequest};

const DOCUMENTS: Documents = Documents { table: "catalog_resource_policy", entity: Entity::Policy };

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourcePolicy {
    /// It, in JSON, as it was given.
    pub text: String,
}

impl ResourcePolicy {
    /// Says whether two policies are the same text.
    pub fn hash(&self) -> String {
        STANDARD.encode(Sha256::digest(&self.text))
    }
}

/// What must be so for a policy to be changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyCondition {
    /// Whether there must be a policy; `None` does not care.
    pub exists: Option<bool>,
    /// The hash it must have.
    pub hash: Option<String>,
}

impl PolicyCondition {
    fn check(&self, present: Option<&Kept<ResourcePolicy>>) -> Result<()> {
        match self.exists {
            Some(true) if present.is_none() => return Err(Error::PolicyCondition("there is no policy".to_owned())),
            Some(false) if present.is_some() => return Err(Error::PolicyCondition("there is a policy".to_owned())),
            _ => {}
        }
        let hash = present.map(|kept| kept.value.hash());
        match &self.hash {
            Some(wanted) if hash.as_ref() != Some(wanted) => {
                Err(Error::PolicyCondition("the policy has another hash".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

impl CatalogSettings {
    /// Keeps a policy in place of the one there is, and gives its hash. `resource` is what it is about, empty
    /// for the catalog itself.
    ///
    /// # Errors
    /// [`Error::PolicyCondition`].
    pub async fn put_policy(
        &self,
        scope: &str,
        resource: &str,
        policy: ResourcePolicy,
        condition: PolicyCondition,
    ) -> Result<String> {
        let (scope, resource, now_ms) = (scope.to_owned(), resource.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |state| {
                condition.check(find(state, &scope, &resource)?.as_ref())?;
                DOCUMENTS.put(state, &scope, &resource, &policy, now_ms)?;
                Ok(policy.hash())
            })
            .await
    }

    /// The policy of a resource.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn policy(&self, scope: &str, resource: &str) -> Result<Kept<ResourcePolicy>> {
        let (scope, resource) = (scope.to_owned(), resource.to_owned());
        self.state.read(move |state| DOCUMENTS.get(state, &scope, &resource)).await
    }

    /// All policies of a scope, the catalog's own first.
    ///
    /// # Errors
    /// [`Error::InvalidToken`].
    pub async fn policies(&self, scope: &str, page: PageRequest) -> Result<Page<Kept<ResourcePolicy>>> {
        let scope = scope.to_owned();
        self.state.read(move |state| DOCUMENTS.list(state, &scope, &page, |_| true)).await
    }

    /// Forgets a policy.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::PolicyCondition`].
    pub async fn delete_policy(&self, scope: &str, resource: &str, condition: PolicyCondition) -> Result<()> {
        let (scope, resource) = (scope.to_owned(), resource.to_owned());
        self.state
            .write(move |state| {
                let present: Kept<ResourcePolicy> = DOCUMENTS.get(state, &scope, &resource)?;
                condition.check(Some(&present))?;
                DOCUMENTS.delete(state, &scope, &resource)
            })
            .await
    }
}

fn find(state: &Connection, scope: &str, resource: &str) -> Result<Option<Kept<ResourcePolicy>>> {
    DOCUMENTS.find(state, scope, resource)
}
