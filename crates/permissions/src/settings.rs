//! The settings of a data lake.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::model::{EVERYONE, Permission};
use crate::{Permissions, Result};

/// What a principal gets on everything new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultPermissions {
    /// Who.
    pub principal: Option<String>,
    /// What.
    pub permissions: Vec<Permission>,
}

/// The settings of a data lake. Only the administrators count for [`crate::Rules`]; the rest is kept for those
/// who ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Who administers the lake.
    pub admins: Vec<String>,
    /// Who sees all definitions.
    pub read_only_admins: Vec<String>,
    /// What is given on new databases.
    pub database_defaults: Vec<DefaultPermissions>,
    /// What is given on new tables.
    pub table_defaults: Vec<DefaultPermissions>,
    /// Further settings by name.
    pub parameters: BTreeMap<String, String>,
    /// Accounts that may see who used their data.
    pub trusted_owners: Vec<String>,
    /// Whether engines outside may filter.
    pub external_filtering: Option<bool>,
    /// Whether engines outside may read whole tables without session tags.
    pub external_full_access: Option<bool>,
    /// The accounts of those engines.
    pub external_filtering_accounts: Vec<String>,
    /// Session tags that are believed.
    pub session_tags: Vec<String>,
}

impl Default for Settings {
    /// The settings of an account that never set any: everything is left to the account's own policies.
    fn default() -> Self {
        let everyone =
            vec![DefaultPermissions { principal: Some(EVERYONE.to_owned()), permissions: vec![Permission::All] }];
        Self {
            admins: Vec::new(),
            read_only_admins: Vec::new(),
            database_defaults: everyone.clone(),
            table_defaults: everyone,
            parameters: BTreeMap::new(),
            trusted_owners: Vec::new(),
            external_filtering: None,
            external_full_access: None,
            external_filtering_accounts: Vec::new(),
            session_tags: Vec::new(),
        }
    }
}

impl Permissions {
    /// The settings; those of a new account when none were ever made.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn settings(&self, scope: &str) -> Result<Settings> {
        let scope = scope.to_owned();
        self.state
            .read(move |state| {
                let found: Option<String> = state
                    .prepare_cached("SELECT document FROM permission_setting WHERE scope = ?1")?
                    .query_row([scope], |row| row.get(0))
                    .optional()?;
                Ok(found.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default())
            })
            .await
    }

    /// Replaces the settings.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn put_settings(&self, scope: &str, settings: Settings) -> Result<()> {
        let scope = scope.to_owned();
        self.state
            .write(move |state| {
                state
                    .prepare_cached("INSERT OR REPLACE INTO permission_setting VALUES (?1, ?2)")?
                    .execute(params![scope, serde_json::to_string(&settings)?])?;
                Ok(())
            })
            .await
    }
}
