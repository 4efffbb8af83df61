//! User-defined functions.

use boathouse_catalog as catalog;
use boathouse_wire::{Constraints, EpochSeconds};
use serde::{Deserialize, Serialize};

use crate::checks;

/// The kinds of functions, owners and files.
pub(crate) const FUNCTION_TYPES: &[&str] = &["REGULAR_FUNCTION", "AGGREGATE_FUNCTION", "STORED_PROCEDURE"];
const OWNER_TYPES: &[&str] = &["USER", "ROLE", "GROUP"];
const RESOURCE_TYPES: &[&str] = &["JAR", "FILE", "ARCHIVE"];
const GOVERNANCE_MODES: &[&str] = &["IAM_ONLY", "LAKE_FORMATION"];

const NAME_CHARS_MAX: usize = 255;
const URI_CHARS_MAX: usize = 1_024;
const RESOURCES_MAX: usize = 1_000;

/// `ResourceUri`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResourceUri {
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_modified: Option<EpochSeconds>,
}

/// `UserDefinedFunctionInput`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionInput {
    pub function_name: Option<String>,
    class_name: Option<String>,
    owner_name: Option<String>,
    function_type: Option<String>,
    owner_type: Option<String>,
    resource_uris: Option<Vec<ResourceUri>>,
    artifact_location: Option<String>,
    governance_mode: Option<String>,
}

impl FunctionInput {
    pub fn check(&self, all: &mut Constraints) {
        let names = [
            ("functionInput.functionName", &self.function_name),
            ("functionInput.className", &self.class_name),
            ("functionInput.ownerName", &self.owner_name),
        ];
        for (at, name) in names {
            checks::optional(all, at, name.as_deref(), 1, NAME_CHARS_MAX);
        }
        let location = self.artifact_location.as_deref();
        checks::optional(all, "functionInput.artifactLocation", location, 1, URI_CHARS_MAX);
        let choices = [
            ("functionInput.functionType", &self.function_type, FUNCTION_TYPES),
            ("functionInput.ownerType", &self.owner_type, OWNER_TYPES),
            ("functionInput.governanceMode", &self.governance_mode, GOVERNANCE_MODES),
        ];
        for (at, choice, allowed) in choices {
            checks::choice(all, at, choice.as_deref(), allowed);
        }
        let resources = self.resource_uris.as_deref().unwrap_or_default();
        all.count("functionInput.resourceUris", resources.len(), 0, RESOURCES_MAX);
        for (index, resource) in resources.iter().enumerate() {
            let at = format!("functionInput.resourceUris.{}.member", index + 1);
            checks::optional(all, &format!("{at}.uri"), resource.uri.as_deref(), 1, URI_CHARS_MAX);
            checks::choice(all, &format!("{at}.resourceType"), resource.resource_type.as_deref(), RESOURCE_TYPES);
        }
    }
}

impl From<FunctionInput> for catalog::FunctionInput {
    fn from(from: FunctionInput) -> Self {
        let resource = |from: ResourceUri| catalog::ResourceUri {
            kind: from.resource_type,
            uri: from.uri,
            last_modified_ms: from.last_modified.map(Into::into),
        };
        Self {
            name: from.function_name.unwrap_or_default(),
            class_name: from.class_name,
            owner_name: from.owner_name,
            owner_type: from.owner_type,
            kind: from.function_type,
            resource_uris: from.resource_uris.map(|uris| uris.into_iter().map(resource).collect()),
            artifact_location: from.artifact_location,
            governance_mode: from.governance_mode,
        }
    }
}

/// `UserDefinedFunction`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Function {
    function_name: String,
    database_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    class_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_type: Option<String>,
    create_time: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_uris: Option<Vec<ResourceUri>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    artifact_location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    governance_mode: Option<String>,
    catalog_id: String,
}

impl Function {
    /// A function as the account that owns it sees it.
    pub fn new(from: catalog::Function, catalog_id: &str) -> Self {
        let resource = |from: catalog::ResourceUri| ResourceUri {
            resource_type: from.kind,
            uri: from.uri,
            last_modified: from.last_modified_ms.map(Into::into),
        };
        let definition = from.definition;
        Self {
            function_name: definition.name,
            database_name: from.database,
            class_name: definition.class_name,
            owner_name: definition.owner_name,
            function_type: definition.kind,
            owner_type: definition.owner_type,
            create_time: from.create_time_ms.into(),
            resource_uris: definition.resource_uris.map(|uris| uris.into_iter().map(resource).collect()),
            artifact_location: definition.artifact_location,
            governance_mode: definition.governance_mode,
            catalog_id: catalog_id.to_owned(),
        }
    }
}
