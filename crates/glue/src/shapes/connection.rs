//! Connections.

mod authentication;
mod input;
mod words;

use std::collections::BTreeMap;

use boathouse_catalog::{self as catalog, Kept, Parameters};
use boathouse_wire::{Constraints, EpochSeconds};
use serde::{Deserialize, Serialize};

use authentication::AuthenticationConfiguration;
pub(crate) use input::{ConnectionInput, TestConnectionInput};

use crate::checks;

const NAME_CHARS_MAX: usize = 255;
const WORDS_MAX: usize = 10;

/// Where connections may be used.
pub(crate) use words::ENVIRONMENTS;

/// `PhysicalConnectionRequirements`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PhysicalConnectionRequirements {
    #[serde(skip_serializing_if = "Option::is_none")]
    subnet_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    security_group_id_list: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    availability_zone: Option<String>,
}

/// `GetConnectionsFilter`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Filter {
    pub match_criteria: Option<Vec<String>>,
    pub connection_type: Option<String>,
    pub connection_schema_version: Option<i32>,
}

impl Filter {
    pub fn check(&self, all: &mut Constraints) {
        match_criteria(all, "filter.matchCriteria", self.match_criteria.as_deref());
        checks::choice(all, "filter.connectionType", self.connection_type.as_deref(), words::TYPES);
        if let Some(version) = self.connection_schema_version {
            all.range("filter.connectionSchemaVersion", i64::from(version), 1, 2);
        }
    }
}

fn match_criteria(all: &mut Constraints, at: &str, criteria: Option<&[String]>) {
    let criteria = criteria.unwrap_or_default();
    all.count(at, criteria.len(), 0, WORDS_MAX);
    for (index, word) in criteria.iter().enumerate() {
        all.length(&format!("{at}.{}.member", index + 1), word, 1, NAME_CHARS_MAX);
    }
}

/// `Connection`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Connection {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    connection_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    match_criteria: Option<Vec<String>>,
    connection_properties: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spark_properties: Option<Parameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    athena_properties: Option<Parameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    python_properties: Option<Parameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_connection_requirements: Option<PhysicalConnectionRequirements>,
    creation_time: EpochSeconds,
    last_updated_time: EpochSeconds,
    last_updated_by: String,
    /// Nothing has to be set up, so a connection that is kept is ready.
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_connection_validation_time: Option<EpochSeconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authentication_configuration: Option<AuthenticationConfiguration>,
    connection_schema_version: i32,
}

/// `ConnectionStatus` of whatever is kept.
pub(crate) const READY: &str = "READY";

impl From<Kept<catalog::StoredConnection>> for Connection {
    fn from(from: Kept<catalog::StoredConnection>) -> Self {
        let stored = from.value;
        let connection_schema_version = stored.definition.schema_version();
        let definition = stored.definition;
        Self {
            name: definition.name,
            description: definition.description,
            connection_type: definition.kind,
            match_criteria: definition.match_criteria,
            connection_properties: definition.properties,
            spark_properties: definition.spark_properties,
            athena_properties: definition.athena_properties,
            python_properties: definition.python_properties,
            physical_connection_requirements: definition.requirements.map(|from| PhysicalConnectionRequirements {
                subnet_id: from.subnet_id,
                security_group_id_list: from.security_group_ids,
                availability_zone: from.availability_zone,
            }),
            creation_time: from.created_ms.into(),
            last_updated_time: from.updated_ms.into(),
            last_updated_by: stored.last_updated_by,
            status: READY,
            last_connection_validation_time: stored.last_validated_ms.map(Into::into),
            authentication_configuration: definition.authentication.map(Into::into),
            connection_schema_version,
        }
    }
}
