//! Where results go and how, as requests and replies have it.

use boathouse_query::{Encryption, EncryptionOption, ResultSettings};
use boathouse_wire::Reported;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ResultConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) output_location: Option<String>,
    /// Nothing is encrypted here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) encryption_configuration: Option<Reported<EncryptionConfiguration>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expected_bucket_owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) acl_configuration: Option<AclConfiguration>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EncryptionConfiguration {
    pub(crate) encryption_option: EncryptionOption,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kms_key: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AclConfiguration {
    s3_acl_option: String,
}

const FULL_CONTROL: &str = "BUCKET_OWNER_FULL_CONTROL";

impl From<EncryptionConfiguration> for Encryption {
    fn from(shape: EncryptionConfiguration) -> Self {
        Self { option: shape.encryption_option, kms_key: shape.kms_key }
    }
}

impl From<ResultConfiguration> for ResultSettings {
    fn from(shape: ResultConfiguration) -> Self {
        Self {
            output_location: shape.output_location,
            encryption: shape.encryption_configuration.map(|Reported(encryption)| encryption.into()),
            expected_bucket_owner: shape.expected_bucket_owner,
            owner_has_full_control: shape.acl_configuration.is_some(),
        }
    }
}

impl From<ResultSettings> for ResultConfiguration {
    fn from(settings: ResultSettings) -> Self {
        let encryption = |kept: Encryption| {
            Reported(EncryptionConfiguration { encryption_option: kept.option, kms_key: kept.kms_key })
        };
        Self {
            output_location: settings.output_location,
            encryption_configuration: settings.encryption.map(encryption),
            expected_bucket_owner: settings.expected_bucket_owner,
            acl_configuration: settings
                .owner_has_full_control
                .then(|| AclConfiguration { s3_acl_option: FULL_CONTROL.to_owned() }),
        }
    }
}
