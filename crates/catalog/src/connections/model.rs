//! What a connection is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Parameters;

/// What a caller says about a connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConnectionDefinition {
    /// Name, unique among connections.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// `JDBC`, `KAFKA`, …
    pub kind: String,
    /// Words that a selection can ask for.
    pub match_criteria: Option<Vec<String>>,
    /// `JDBC_CONNECTION_URL`, `USERNAME`, `PASSWORD` and the like.
    pub properties: BTreeMap<String, String>,
    /// Properties for Spark alone.
    pub spark_properties: Option<Parameters>,
    /// Properties for Athena alone.
    pub athena_properties: Option<Parameters>,
    /// Properties for Python alone.
    pub python_properties: Option<Parameters>,
    /// Where in a network it has to be opened.
    pub requirements: Option<PhysicalConnectionRequirements>,
    /// How one proves who one is.
    pub authentication: Option<AuthenticationConfiguration>,
}

/// Where in a network a connection has to be opened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhysicalConnectionRequirements {
    /// A subnet's id.
    pub subnet_id: Option<String>,
    /// Ids of security groups.
    pub security_group_ids: Option<Vec<String>>,
    /// A zone's name.
    pub availability_zone: Option<String>,
}

/// How one proves who one is. It names secrets and holds none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuthenticationConfiguration {
    /// `BASIC`, `OAUTH2`, `CUSTOM` or `IAM`.
    pub kind: Option<String>,
    /// The secret with the credentials.
    pub secret_arn: Option<String>,
    /// The key that the secret is encrypted with.
    pub kms_key_arn: Option<String>,
    /// OAuth 2.
    pub oauth2: Option<OAuth2Properties>,
}

/// How a token is got.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OAuth2Properties {
    /// `AUTHORIZATION_CODE`, `CLIENT_CREDENTIALS`, `JWT_BEARER` or `REFRESH_TOKEN`.
    pub grant_type: Option<String>,
    /// The application that asks.
    pub client_application: Option<OAuth2ClientApplication>,
    /// Where tokens are given.
    pub token_url: Option<String>,
    /// What is added to the request.
    pub token_url_parameters: Option<Parameters>,
}

/// The application that asks for tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OAuth2ClientApplication {
    /// Its id, where the user runs it.
    pub user_managed_client_id: Option<String>,
    /// Its reference, where the provider runs it.
    pub aws_managed_reference: Option<String>,
}

/// A connection as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredConnection {
    /// What was said about it.
    pub definition: ConnectionDefinition,
    /// Who said it last.
    pub last_updated_by: String,
    /// When a test last succeeded, in milliseconds since the epoch.
    #[serde(default)]
    pub last_validated_ms: Option<i64>,
}

impl ConnectionDefinition {
    /// The version of the form it is written in: properties for single engines came with the second.
    pub fn schema_version(&self) -> i32 {
        let second = self.spark_properties.is_some()
            || self.athena_properties.is_some()
            || self.python_properties.is_some()
            || self.authentication.is_some();
        if second { 2 } else { 1 }
    }
}
