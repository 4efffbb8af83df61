//! The settings of a data lake.

use std::collections::BTreeMap;

use boathouse_permissions::{DefaultPermissions, Permission, Settings};
use serde::{Deserialize, Serialize};

use super::grant::DataLakePrincipal;

/// `PrincipalPermissions`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PrincipalPermissions {
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<DataLakePrincipal>,
    permissions: Option<Vec<Permission>>,
}

/// `DataLakeSettings`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DataLakeSettings {
    pub data_lake_admins: Option<Vec<DataLakePrincipal>>,
    pub read_only_admins: Option<Vec<DataLakePrincipal>>,
    create_database_default_permissions: Option<Vec<PrincipalPermissions>>,
    create_table_default_permissions: Option<Vec<PrincipalPermissions>>,
    parameters: Option<BTreeMap<String, String>>,
    trusted_resource_owners: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allow_external_data_filtering: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allow_full_table_external_data_access: Option<bool>,
    external_data_filtering_allow_list: Option<Vec<DataLakePrincipal>>,
    authorized_session_tag_value_list: Option<Vec<String>>,
}

impl From<DataLakeSettings> for Settings {
    fn from(from: DataLakeSettings) -> Self {
        Self {
            admins: names(from.data_lake_admins),
            read_only_admins: names(from.read_only_admins),
            database_defaults: defaults(from.create_database_default_permissions),
            table_defaults: defaults(from.create_table_default_permissions),
            parameters: from.parameters.unwrap_or_default(),
            trusted_owners: from.trusted_resource_owners.unwrap_or_default(),
            external_filtering: from.allow_external_data_filtering,
            external_full_access: from.allow_full_table_external_data_access,
            external_filtering_accounts: names(from.external_data_filtering_allow_list),
            session_tags: from.authorized_session_tag_value_list.unwrap_or_default(),
        }
    }
}

impl From<Settings> for DataLakeSettings {
    fn from(from: Settings) -> Self {
        Self {
            data_lake_admins: Some(principals(from.admins)),
            read_only_admins: Some(principals(from.read_only_admins)),
            create_database_default_permissions: Some(shown(from.database_defaults)),
            create_table_default_permissions: Some(shown(from.table_defaults)),
            parameters: Some(from.parameters),
            trusted_resource_owners: Some(from.trusted_owners),
            allow_external_data_filtering: from.external_filtering,
            allow_full_table_external_data_access: from.external_full_access,
            external_data_filtering_allow_list: Some(principals(from.external_filtering_accounts)),
            authorized_session_tag_value_list: Some(from.session_tags),
        }
    }
}

fn names(from: Option<Vec<DataLakePrincipal>>) -> Vec<String> {
    from.into_iter().flatten().filter_map(|principal| principal.data_lake_principal_identifier).collect()
}

fn principals(from: Vec<String>) -> Vec<DataLakePrincipal> {
    from.into_iter().map(DataLakePrincipal::new).collect()
}

fn defaults(from: Option<Vec<PrincipalPermissions>>) -> Vec<DefaultPermissions> {
    let one = |from: PrincipalPermissions| DefaultPermissions {
        principal: from.principal.and_then(|principal| principal.data_lake_principal_identifier),
        permissions: from.permissions.unwrap_or_default(),
    };
    from.into_iter().flatten().map(one).collect()
}

fn shown(from: Vec<DefaultPermissions>) -> Vec<PrincipalPermissions> {
    let one = |from: DefaultPermissions| PrincipalPermissions {
        principal: from.principal.map(DataLakePrincipal::new),
        permissions: Some(from.permissions),
    };
    from.into_iter().map(one).collect()
}
