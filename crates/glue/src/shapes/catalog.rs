//! Catalogs: there is one for each account and region, its root.

use boathouse_catalog::{CatalogDescription, Kept, Parameters};
use boathouse_wire::{Constraints, EpochSeconds};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

const DESCRIPTION_CHARS_MAX: usize = 2_048;

/// `CatalogInput`: what a root catalog can have, and what only others have.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CatalogInput {
    description: Option<String>,
    parameters: Option<Parameters>,
    federated_catalog: Option<IgnoredAny>,
    target_redshift_catalog: Option<IgnoredAny>,
    catalog_properties: Option<IgnoredAny>,
    create_table_default_permissions: Option<IgnoredAny>,
    create_database_default_permissions: Option<IgnoredAny>,
    allow_full_table_external_data_access: Option<IgnoredAny>,
    overwrite_child_resource_permissions_with_default: Option<IgnoredAny>,
}

impl CatalogInput {
    pub fn check(&self, all: &mut Constraints) {
        let description = self.description.as_deref();
        checks::optional(all, "catalogInput.description", description, 0, DESCRIPTION_CHARS_MAX);
        checks::parameters(all, "catalogInput.parameters", self.parameters.as_ref());
    }

    /// Members that mean a catalog elsewhere or permissions are refused by name.
    pub fn local(self) -> Result<CatalogDescription, Error> {
        for (name, member) in [
            ("FederatedCatalog", &self.federated_catalog),
            ("TargetRedshiftCatalog", &self.target_redshift_catalog),
            ("CatalogProperties", &self.catalog_properties),
            ("CreateTableDefaultPermissions", &self.create_table_default_permissions),
            ("CreateDatabaseDefaultPermissions", &self.create_database_default_permissions),
            ("AllowFullTableExternalDataAccess", &self.allow_full_table_external_data_access),
            ("OverwriteChildResourcePermissionsWithDefault", &self.overwrite_child_resource_permissions_with_default),
        ] {
            checks::refuse(&format!("CatalogInput.{name}"), member.is_some())?;
        }
        Ok(CatalogDescription { description: self.description, parameters: self.parameters })
    }
}

/// `Catalog`, always a root.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Catalog {
    catalog_id: String,
    pub name: String,
    resource_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<Parameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    update_time: Option<EpochSeconds>,
}

impl Catalog {
    /// The caller's root catalog. Nobody made it, so it has no time of making.
    pub fn root(glue: &Glue, kept: Option<Kept<CatalogDescription>>) -> Self {
        let update_time = kept.as_ref().map(|kept| kept.updated_ms.into());
        let described = kept.map(|kept| kept.value).unwrap_or_default();
        Self {
            catalog_id: glue.account().to_owned(),
            name: glue.account().to_owned(),
            resource_arn: glue.catalog_arn(),
            description: described.description,
            parameters: described.parameters,
            update_time,
        }
    }
}
