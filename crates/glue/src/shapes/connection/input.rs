//! What callers say about connections.

use std::collections::BTreeMap;

use boathouse_catalog::{self as catalog, Parameters};
use boathouse_wire::Constraints;
use serde::Deserialize;

use super::authentication::AuthenticationConfigurationInput;
use super::{NAME_CHARS_MAX, PhysicalConnectionRequirements, match_criteria, words};
use crate::{Error, checks};

const DESCRIPTION_CHARS_MAX: usize = 2_048;
const PROPERTIES_MAX: usize = 100;
const PROPERTY_CHARS_MAX: usize = 1_024;
const OWN_KEY_CHARS_MAX: usize = 128;
const OWN_VALUE_CHARS_MAX: usize = 2_048;
const GROUPS_MAX: usize = 50;

/// `ConnectionInput`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ConnectionInput {
    pub name: String,
    description: Option<String>,
    connection_type: String,
    match_criteria: Option<Vec<String>>,
    connection_properties: BTreeMap<String, String>,
    spark_properties: Option<Parameters>,
    athena_properties: Option<Parameters>,
    python_properties: Option<Parameters>,
    physical_connection_requirements: Option<PhysicalConnectionRequirements>,
    authentication_configuration: Option<AuthenticationConfigurationInput>,
    pub validate_credentials: Option<bool>,
    validate_for_compute_environments: Option<Vec<String>>,
}

/// `TestConnectionInput`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TestConnectionInput {
    connection_type: String,
    connection_properties: BTreeMap<String, String>,
    authentication_configuration: Option<AuthenticationConfigurationInput>,
}

impl ConnectionInput {
    pub fn check(&self, all: &mut Constraints) {
        const AT: &str = "connectionInput";
        all.length(&format!("{AT}.name"), &self.name, 1, NAME_CHARS_MAX);
        let description = self.description.as_deref();
        checks::optional(all, &format!("{AT}.description"), description, 0, DESCRIPTION_CHARS_MAX);
        all.one_of(&format!("{AT}.connectionType"), &self.connection_type, words::TYPES);
        match_criteria(all, &format!("{AT}.matchCriteria"), self.match_criteria.as_deref());
        properties(all, &format!("{AT}.connectionProperties"), &self.connection_properties);
        for (member, own) in [
            ("sparkProperties", &self.spark_properties),
            ("athenaProperties", &self.athena_properties),
            ("pythonProperties", &self.python_properties),
        ] {
            for (key, value) in own.iter().flatten() {
                all.length(&format!("{AT}.{member}.key"), key, 1, OWN_KEY_CHARS_MAX);
                all.length(&format!("{AT}.{member}.{key}.value"), value, 1, OWN_VALUE_CHARS_MAX);
            }
        }
        if let Some(requirements) = &self.physical_connection_requirements {
            let at = format!("{AT}.physicalConnectionRequirements");
            checks::optional(all, &format!("{at}.subnetId"), requirements.subnet_id.as_deref(), 1, NAME_CHARS_MAX);
            let zone = requirements.availability_zone.as_deref();
            checks::optional(all, &format!("{at}.availabilityZone"), zone, 1, NAME_CHARS_MAX);
            let groups = requirements.security_group_id_list.as_deref().unwrap_or_default();
            all.count(&format!("{at}.securityGroupIdList"), groups.len(), 0, GROUPS_MAX);
        }
        if let Some(authentication) = &self.authentication_configuration {
            authentication.check(all, &format!("{AT}.authenticationConfiguration"));
        }
        for environment in self.validate_for_compute_environments.iter().flatten() {
            all.one_of(&format!("{AT}.validateForComputeEnvironments"), environment, words::ENVIRONMENTS);
        }
    }

    /// What is kept; what cannot be kept or done is refused by name.
    pub fn domain(self) -> Result<catalog::ConnectionDefinition, Error> {
        let elsewhere = self.validate_for_compute_environments.is_some_and(|environments| !environments.is_empty());
        checks::refuse("ConnectionInput.ValidateForComputeEnvironments", elsewhere)?;
        let requirements = |from: PhysicalConnectionRequirements| catalog::PhysicalConnectionRequirements {
            subnet_id: from.subnet_id,
            security_group_ids: from.security_group_id_list,
            availability_zone: from.availability_zone,
        };
        Ok(catalog::ConnectionDefinition {
            name: self.name,
            description: self.description,
            kind: self.connection_type,
            match_criteria: self.match_criteria,
            properties: self.connection_properties,
            spark_properties: self.spark_properties,
            athena_properties: self.athena_properties,
            python_properties: self.python_properties,
            requirements: self.physical_connection_requirements.map(requirements),
            authentication: self.authentication_configuration.map(TryInto::try_into).transpose()?,
        })
    }
}

impl TestConnectionInput {
    pub fn check(&self, all: &mut Constraints) {
        const AT: &str = "testConnectionInput";
        all.one_of(&format!("{AT}.connectionType"), &self.connection_type, words::TYPES);
        properties(all, &format!("{AT}.connectionProperties"), &self.connection_properties);
        if let Some(authentication) = &self.authentication_configuration {
            authentication.check(all, &format!("{AT}.authenticationConfiguration"));
        }
    }

    /// A connection that is not kept.
    pub fn domain(self) -> Result<catalog::ConnectionDefinition, Error> {
        Ok(catalog::ConnectionDefinition {
            kind: self.connection_type,
            properties: self.connection_properties,
            authentication: self.authentication_configuration.map(TryInto::try_into).transpose()?,
            ..catalog::ConnectionDefinition::default()
        })
    }
}

fn properties(all: &mut Constraints, at: &str, properties: &BTreeMap<String, String>) {
    all.count(at, properties.len(), 0, PROPERTIES_MAX);
    for (key, value) in properties {
        if !words::PROPERTIES.contains(&key.as_str()) {
            let set = words::PROPERTIES.join(", ");
            let rule = format!("Map keys must satisfy constraint: [Member must satisfy enum value set: [{set}]]");
            all.fail(at, Some(key), &rule);
        }
        // The value itself is not repeated: it may be a password.
        let length = value.chars().count();
        if length == 0 {
            all.fail(&format!("{at}.{key}.value"), None, "Member must have length greater than or equal to 1");
        } else if length > PROPERTY_CHARS_MAX {
            let rule = format!("Member must have length less than or equal to {PROPERTY_CHARS_MAX}");
            all.fail(&format!("{at}.{key}.value"), None, &rule);
        }
    }
}
