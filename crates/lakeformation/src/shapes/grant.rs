//! Grants and who has them.

use boathouse_permissions::{Grant, GrantChange, Permission};
use boathouse_wire::EpochSeconds;
use serde::{Deserialize, Serialize};

use super::resource::Resource;
use crate::error::ErrorDetail;
use crate::{Error, LakeFormation, checks};

/// `DataLakePrincipal`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DataLakePrincipal {
    pub data_lake_principal_identifier: Option<String>,
}

impl DataLakePrincipal {
    pub fn new(name: String) -> Self {
        Self { data_lake_principal_identifier: Some(name) }
    }

    /// The name, which must be there.
    pub fn name(self) -> Result<String, Error> {
        let missing = || Error::InvalidInput("DataLakePrincipalIdentifier is required.".to_owned());
        let name = self.data_lake_principal_identifier.ok_or_else(missing)?;
        checks::name("principal.dataLakePrincipalIdentifier", &name)?;
        Ok(name)
    }
}

/// `PrincipalResourcePermissions`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PrincipalResourcePermissions {
    principal: DataLakePrincipal,
    resource: Resource,
    permissions: Vec<Permission>,
    permissions_with_grant_option: Vec<Permission>,
    last_updated: EpochSeconds,
    last_updated_by: String,
}

impl PrincipalResourcePermissions {
    pub fn new(account: &str, from: Grant) -> Self {
        Self {
            principal: DataLakePrincipal::new(from.principal),
            resource: Resource::new(account, from.resource),
            permissions: from.permissions,
            permissions_with_grant_option: from.grantable,
            last_updated: from.updated_ms.into(),
            last_updated_by: from.updated_by,
        }
    }
}

/// `Condition`, which nobody here can decide.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Condition {
    expression: Option<String>,
}

/// `BatchPermissionsRequestEntry`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BatchEntry {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<DataLakePrincipal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<Resource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<Permission>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_with_grant_option: Option<Vec<Permission>>,
}

impl BatchEntry {
    pub fn into_change(self, service: &LakeFormation) -> Result<GrantChange, Error> {
        let missing = |member: &str| Error::InvalidInput(format!("{member} is required."));
        let principal = self.principal.ok_or_else(|| missing("Principal"))?;
        let resource = self.resource.ok_or_else(|| missing("Resource"))?;
        let permissions = self.permissions.unwrap_or_default();
        change(service, principal, resource, permissions, self.condition, self.permissions_with_grant_option)
    }
}

/// `BatchPermissionsFailureEntry`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BatchFailure {
    pub request_entry: BatchEntry,
    pub error: ErrorDetail,
}

/// How many entries a batch can have.
const ENTRIES_MAX: usize = 20;

pub(crate) fn check_batch(entries: &[BatchEntry]) -> Result<(), Error> {
    Ok(boathouse_wire::Constraints::naming_values().count("entries", entries.len(), 0, ENTRIES_MAX).finish()?)
}

/// What operations that give or take permissions take.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PermissionsInput {
    catalog_id: Option<String>,
    principal: DataLakePrincipal,
    resource: Resource,
    permissions: Vec<Permission>,
    condition: Option<Condition>,
    permissions_with_grant_option: Option<Vec<Permission>>,
}

impl PermissionsInput {
    pub fn into_change(self, service: &LakeFormation) -> Result<GrantChange, Error> {
        service.check_catalog(self.catalog_id.as_deref())?;
        let Self { principal, resource, permissions, condition, permissions_with_grant_option, .. } = self;
        change(service, principal, resource, permissions, condition, permissions_with_grant_option)
    }
}

/// What operations that give or take permissions in batches take.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BatchInput {
    pub catalog_id: Option<String>,
    pub entries: Vec<BatchEntry>,
}

/// What they answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BatchOutput {
    pub failures: Vec<BatchFailure>,
}

/// What is to be given or taken.
fn change(
    service: &LakeFormation,
    principal: DataLakePrincipal,
    resource: Resource,
    permissions: Vec<Permission>,
    condition: Option<Condition>,
    grantable: Option<Vec<Permission>>,
) -> Result<GrantChange, Error> {
    checks::refuse("Condition", condition.is_some())?;
    let grantable = grantable.unwrap_or_default();
    if permissions.is_empty() && grantable.is_empty() {
        return Err(Error::InvalidInput("Permissions must name at least one permission.".to_owned()));
    }
    Ok(GrantChange {
        principal: principal.name()?,
        resource: resource.read(service)?,
        permissions,
        grantable,
        by: service.caller.arn(),
    })
}
