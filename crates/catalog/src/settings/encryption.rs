//! How a catalog shall be encrypted.

use serde::{Deserialize, Serialize};

use super::CatalogSettings;
use crate::Result;

/// How a catalog shall be encrypted. There is no key service here, so only one member has an effect: passwords
/// of connections are shown sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EncryptionSettings {
    /// The catalog's own rows.
    pub at_rest: Option<EncryptionAtRest>,
    /// Passwords of connections.
    pub passwords: Option<PasswordEncryption>,
}

/// How the catalog's rows shall be encrypted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncryptionAtRest {
    /// `DISABLED`, `SSE-KMS` or `SSE-KMS-WITH-SERVICE-ROLE`.
    pub mode: String,
    /// The key.
    pub key_id: Option<String>,
    /// Who may use the key.
    pub role: Option<String>,
}

/// Whether replies show passwords.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordEncryption {
    /// They are sealed.
    pub sealed: bool,
    /// The key.
    pub key_id: Option<String>,
}

const NAME: &str = "encryption";

impl CatalogSettings {
    /// The encryption settings; none were made at first.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn encryption(&self, scope: &str) -> Result<EncryptionSettings> {
        Ok(self.find(scope, NAME).await?.map(|kept| kept.value).unwrap_or_default())
    }

    /// Replaces the encryption settings.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn put_encryption(&self, scope: &str, settings: EncryptionSettings) -> Result<()> {
        self.put(scope, NAME, settings).await
    }
}
