//! What a catalog says of itself.

use serde::{Deserialize, Serialize};

use super::CatalogSettings;
use crate::Result;
use crate::documents::Kept;
use crate::model::Parameters;

/// What a catalog says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogDescription {
    /// A text for people.
    pub description: Option<String>,
    /// Properties.
    pub parameters: Option<Parameters>,
}

/// That Athena's catalog was imported. There is one catalog here, so an import has nothing to bring over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogImport {
    /// Who asked for it.
    pub by: String,
}

const DESCRIPTION: &str = "description";
const IMPORT: &str = "import";

impl CatalogSettings {
    /// What the catalog says of itself, if it was ever told.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn description(&self, scope: &str) -> Result<Option<Kept<CatalogDescription>>> {
        self.find(scope, DESCRIPTION).await
    }

    /// Replaces what the catalog says of itself.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn put_description(&self, scope: &str, description: CatalogDescription) -> Result<()> {
        self.put(scope, DESCRIPTION, description).await
    }

    /// The last import, if there was one.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn import(&self, scope: &str) -> Result<Option<Kept<CatalogImport>>> {
        self.find(scope, IMPORT).await
    }

    /// Imports Athena's catalog, which is this one already.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn put_import(&self, scope: &str, by: &str) -> Result<()> {
        self.put(scope, IMPORT, CatalogImport { by: by.to_owned() }).await
    }
}
