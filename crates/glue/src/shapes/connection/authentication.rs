//! How a connection proves who it is: by secrets that are kept elsewhere.

use boathouse_catalog::{self as catalog, Parameters};
use boathouse_wire::Constraints;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::{Error, checks};

const TYPES: &[&str] = &["BASIC", "OAUTH2", "CUSTOM", "IAM"];
const GRANTS: &[&str] = &["AUTHORIZATION_CODE", "CLIENT_CREDENTIALS", "JWT_BEARER", "REFRESH_TOKEN"];
const CLIENT_CHARS_MAX: usize = 2_048;
const URL_CHARS_MAX: usize = 256;
const KEY_CHARS_MAX: usize = 128;
const VALUE_CHARS_MAX: usize = 512;

/// `AuthenticationConfigurationInput`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AuthenticationConfigurationInput {
    authentication_type: Option<String>,
    #[serde(rename = "OAuth2Properties")]
    oauth2_properties: Option<OAuth2PropertiesInput>,
    secret_arn: Option<String>,
    kms_key_arn: Option<String>,
    basic_authentication_credentials: Option<IgnoredAny>,
    custom_authentication_credentials: Option<IgnoredAny>,
}

/// `OAuth2PropertiesInput`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OAuth2PropertiesInput {
    #[serde(rename = "OAuth2GrantType")]
    grant_type: Option<String>,
    #[serde(rename = "OAuth2ClientApplication")]
    client_application: Option<ClientApplication>,
    token_url: Option<String>,
    token_url_parameters_map: Option<Parameters>,
    authorization_code_properties: Option<IgnoredAny>,
    #[serde(rename = "OAuth2Credentials")]
    oauth2_credentials: Option<IgnoredAny>,
}

/// `AuthenticationConfiguration`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AuthenticationConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    authentication_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_key_arn: Option<String>,
    #[serde(rename = "OAuth2Properties", skip_serializing_if = "Option::is_none")]
    oauth2_properties: Option<OAuth2Properties>,
}

/// `OAuth2Properties`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct OAuth2Properties {
    #[serde(rename = "OAuth2GrantType", skip_serializing_if = "Option::is_none")]
    grant_type: Option<String>,
    #[serde(rename = "OAuth2ClientApplication", skip_serializing_if = "Option::is_none")]
    client_application: Option<ClientApplication>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_url_parameters_map: Option<Parameters>,
}

/// `OAuth2ClientApplication`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ClientApplication {
    #[serde(skip_serializing_if = "Option::is_none")]
    user_managed_client_application_client_id: Option<String>,
    #[serde(rename = "AWSManagedClientApplicationReference", skip_serializing_if = "Option::is_none")]
    aws_managed_client_application_reference: Option<String>,
}

impl AuthenticationConfigurationInput {
    pub fn check(&self, all: &mut Constraints, at: &str) {
        checks::choice(all, &format!("{at}.authenticationType"), self.authentication_type.as_deref(), TYPES);
        checks::secret_arn(all, &format!("{at}.secretArn"), self.secret_arn.as_deref());
        checks::key_arn(all, &format!("{at}.kmsKeyArn"), self.kms_key_arn.as_deref());
        let Some(oauth2) = &self.oauth2_properties else { return };
        let at = format!("{at}.oAuth2Properties");
        checks::choice(all, &format!("{at}.oAuth2GrantType"), oauth2.grant_type.as_deref(), GRANTS);
        checks::optional(all, &format!("{at}.tokenUrl"), oauth2.token_url.as_deref(), 0, URL_CHARS_MAX);
        for (key, value) in oauth2.token_url_parameters_map.iter().flatten() {
            all.length(&format!("{at}.tokenUrlParametersMap.key"), key, 1, KEY_CHARS_MAX);
            all.length(&format!("{at}.tokenUrlParametersMap.{key}.value"), value, 1, VALUE_CHARS_MAX);
        }
        if let Some(client) = &oauth2.client_application {
            let at = format!("{at}.oAuth2ClientApplication");
            let id = client.user_managed_client_application_client_id.as_deref();
            checks::optional(all, &format!("{at}.userManagedClientApplicationClientId"), id, 0, CLIENT_CHARS_MAX);
            let reference = client.aws_managed_client_application_reference.as_deref();
            checks::optional(
                all,
                &format!("{at}.aWSManagedClientApplicationReference"),
                reference,
                0,
                CLIENT_CHARS_MAX,
            );
        }
    }
}

impl TryFrom<AuthenticationConfigurationInput> for catalog::AuthenticationConfiguration {
    type Error = Error;

    /// Credentials would have to go into a secret, and no secrets are kept here.
    fn try_from(from: AuthenticationConfigurationInput) -> Result<Self, Error> {
        let at = |member: &str| format!("AuthenticationConfiguration.{member}");
        let basic = from.basic_authentication_credentials.is_some();
        checks::refuse(&at("BasicAuthenticationCredentials"), basic)?;
        let custom = from.custom_authentication_credentials.is_some();
        checks::refuse(&at("CustomAuthenticationCredentials"), custom)?;
        let oauth2 = match from.oauth2_properties {
            Some(input) => {
                let code = input.authorization_code_properties.is_some();
                checks::refuse(&at("OAuth2Properties.AuthorizationCodeProperties"), code)?;
                checks::refuse(&at("OAuth2Properties.OAuth2Credentials"), input.oauth2_credentials.is_some())?;
                Some(input.into())
            }
            None => None,
        };
        Ok(Self { kind: from.authentication_type, secret_arn: from.secret_arn, kms_key_arn: from.kms_key_arn, oauth2 })
    }
}

impl From<OAuth2PropertiesInput> for catalog::OAuth2Properties {
    fn from(from: OAuth2PropertiesInput) -> Self {
        Self {
            grant_type: from.grant_type,
            client_application: from.client_application.map(|client| catalog::OAuth2ClientApplication {
                user_managed_client_id: client.user_managed_client_application_client_id,
                aws_managed_reference: client.aws_managed_client_application_reference,
            }),
            token_url: from.token_url,
            token_url_parameters: from.token_url_parameters_map,
        }
    }
}

impl From<catalog::AuthenticationConfiguration> for AuthenticationConfiguration {
    fn from(from: catalog::AuthenticationConfiguration) -> Self {
        Self {
            authentication_type: from.kind,
            secret_arn: from.secret_arn,
            kms_key_arn: from.kms_key_arn,
            oauth2_properties: from.oauth2.map(|oauth2| OAuth2Properties {
                grant_type: oauth2.grant_type,
                client_application: oauth2.client_application.map(|client| ClientApplication {
                    user_managed_client_application_client_id: client.user_managed_client_id,
                    aws_managed_client_application_reference: client.aws_managed_reference,
                }),
                token_url: oauth2.token_url,
                token_url_parameters_map: oauth2.token_url_parameters,
            }),
        }
    }
}
