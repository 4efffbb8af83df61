//! Security configurations: how jobs and crawlers shall encrypt what they write. Kept and shown; nothing here
//! encrypts.

use serde::{Deserialize, Serialize};

use super::CatalogSettings;
use crate::documents::{Documents, Kept};
use crate::error::Entity;
use crate::{Page, PageRequest};
use crate::{Result, names};

const DOCUMENTS: Documents =
    Documents { table: "catalog_security_configuration", entity: Entity::SecurityConfiguration };

/// One kind of output and how it shall be encrypted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Encryption {
    /// `DISABLED`, `SSE-KMS`, `SSE-S3` or `CSE-KMS`.
    pub mode: Option<String>,
    /// The key.
    pub key_arn: Option<String>,
}

/// How outputs shall be encrypted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecurityConfiguration {
    /// Name, unique among them.
    pub name: String,
    /// Objects.
    pub objects: Option<Vec<Encryption>>,
    /// Logs.
    pub logs: Option<Encryption>,
    /// Bookmarks of jobs.
    pub bookmarks: Option<Encryption>,
    /// Results of data quality.
    pub data_quality: Option<Encryption>,
}

impl CatalogSettings {
    /// Keeps a new security configuration and says when.
    ///
    /// # Errors
    /// [`Error::Exists`](crate::Error::Exists), and a name that cannot be one.
    pub async fn create_security(&self, scope: &str, configuration: SecurityConfiguration) -> Result<i64> {
        names::check("security configuration", &configuration.name)?;
        let (scope, now_ms) = (scope.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |state| DOCUMENTS.create(state, &scope, &configuration.name, &configuration, now_ms))
            .await?;
        Ok(now_ms)
    }

    /// One security configuration.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound).
    pub async fn security(&self, scope: &str, name: &str) -> Result<Kept<SecurityConfiguration>> {
        let (scope, name) = (scope.to_owned(), name.to_owned());
        self.state.read(move |state| DOCUMENTS.get(state, &scope, &name)).await
    }

    /// The security configurations of a scope by name.
    ///
    /// # Errors
    /// [`Error::InvalidToken`](crate::Error::InvalidToken).
    pub async fn securities(&self, scope: &str, page: PageRequest) -> Result<Page<Kept<SecurityConfiguration>>> {
        let scope = scope.to_owned();
        self.state.read(move |state| DOCUMENTS.list(state, &scope, &page, |_| true)).await
    }

    /// Forgets a security configuration.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound).
    pub async fn delete_security(&self, scope: &str, name: &str) -> Result<()> {
        let (scope, name) = (scope.to_owned(), name.to_owned());
        self.state.write(move |state| DOCUMENTS.delete(state, &scope, &name)).await
    }
}
