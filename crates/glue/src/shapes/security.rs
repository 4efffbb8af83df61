//! How things shall be encrypted: security configurations and the catalog's own settings.

use boathouse_catalog::{self as catalog, Kept};
use boathouse_wire::{Constraints, EpochSeconds};
use serde::{Deserialize, Serialize};

use crate::checks;

const OBJECT_MODES: &[&str] = &["DISABLED", "SSE-KMS", "SSE-S3"];
const LOG_MODES: &[&str] = &["DISABLED", "SSE-KMS"];
const BOOKMARK_MODES: &[&str] = &["DISABLED", "CSE-KMS"];
const CATALOG_MODES: &[&str] = &["DISABLED", "SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"];
const KEY_CHARS_MAX: usize = 255;

/// Kinds of output are alike but for the name of their mode.
macro_rules! encryption {
    ($name:ident, $mode:literal) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct $name {
            #[serde(rename = $mode, skip_serializing_if = "Option::is_none")]
            mode: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            kms_key_arn: Option<String>,
        }

        impl From<$name> for catalog::Encryption {
            fn from(from: $name) -> Self {
                Self { mode: from.mode, key_arn: from.kms_key_arn }
            }
        }

        impl From<catalog::Encryption> for $name {
            fn from(from: catalog::Encryption) -> Self {
                Self { mode: from.mode, kms_key_arn: from.key_arn }
            }
        }

        impl $name {
            fn check(&self, all: &mut Constraints, at: &str, mode: &str, modes: &[&str]) {
                checks::choice(all, &format!("{at}.{mode}"), self.mode.as_deref(), modes);
                checks::key_arn(all, &format!("{at}.kmsKeyArn"), self.kms_key_arn.as_deref());
            }
        }
    };
}

encryption!(S3Encryption, "S3EncryptionMode");
encryption!(CloudWatchEncryption, "CloudWatchEncryptionMode");
encryption!(JobBookmarksEncryption, "JobBookmarksEncryptionMode");
encryption!(DataQualityEncryption, "DataQualityEncryptionMode");

/// `EncryptionConfiguration`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EncryptionConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    s3_encryption: Option<Vec<S3Encryption>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cloud_watch_encryption: Option<CloudWatchEncryption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_bookmarks_encryption: Option<JobBookmarksEncryption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_quality_encryption: Option<DataQualityEncryption>,
}

impl EncryptionConfiguration {
    pub fn check(&self, all: &mut Constraints) {
        const AT: &str = "encryptionConfiguration";
        for (index, objects) in self.s3_encryption.iter().flatten().enumerate() {
            let at = format!("{AT}.s3Encryption.{}.member", index + 1);
            objects.check(all, &at, "s3EncryptionMode", OBJECT_MODES);
        }
        if let Some(logs) = &self.cloud_watch_encryption {
            logs.check(all, &format!("{AT}.cloudWatchEncryption"), "cloudWatchEncryptionMode", LOG_MODES);
        }
        if let Some(bookmarks) = &self.job_bookmarks_encryption {
            let at = format!("{AT}.jobBookmarksEncryption");
            bookmarks.check(all, &at, "jobBookmarksEncryptionMode", BOOKMARK_MODES);
        }
        if let Some(quality) = &self.data_quality_encryption {
            quality.check(all, &format!("{AT}.dataQualityEncryption"), "dataQualityEncryptionMode", LOG_MODES);
        }
    }

    /// What is kept.
    pub fn named(self, name: String) -> catalog::SecurityConfiguration {
        catalog::SecurityConfiguration {
            name,
            objects: self.s3_encryption.map(|all| all.into_iter().map(Into::into).collect()),
            logs: self.cloud_watch_encryption.map(Into::into),
            bookmarks: self.job_bookmarks_encryption.map(Into::into),
            data_quality: self.data_quality_encryption.map(Into::into),
        }
    }
}

/// `SecurityConfiguration`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SecurityConfiguration {
    name: String,
    created_time_stamp: EpochSeconds,
    encryption_configuration: EncryptionConfiguration,
}

impl From<Kept<catalog::SecurityConfiguration>> for SecurityConfiguration {
    fn from(from: Kept<catalog::SecurityConfiguration>) -> Self {
        let kept = from.value;
        Self {
            name: kept.name,
            created_time_stamp: from.created_ms.into(),
            encryption_configuration: EncryptionConfiguration {
                s3_encryption: kept.objects.map(|all| all.into_iter().map(Into::into).collect()),
                cloud_watch_encryption: kept.logs.map(Into::into),
                job_bookmarks_encryption: kept.bookmarks.map(Into::into),
                data_quality_encryption: kept.data_quality.map(Into::into),
            },
        }
    }
}

/// `DataCatalogEncryptionSettings`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DataCatalogEncryptionSettings {
    encryption_at_rest: Option<EncryptionAtRest>,
    connection_password_encryption: Option<ConnectionPasswordEncryption>,
}

/// `EncryptionAtRest`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EncryptionAtRest {
    catalog_encryption_mode: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sse_aws_kms_key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    catalog_encryption_service_role: Option<String>,
}

/// `ConnectionPasswordEncryption`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ConnectionPasswordEncryption {
    return_connection_password_encrypted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    aws_kms_key_id: Option<String>,
}

impl DataCatalogEncryptionSettings {
    pub fn check(&self, all: &mut Constraints) {
        const AT: &str = "dataCatalogEncryptionSettings";
        if let Some(rest) = &self.encryption_at_rest {
            let at = format!("{AT}.encryptionAtRest");
            all.one_of(&format!("{at}.catalogEncryptionMode"), &rest.catalog_encryption_mode, CATALOG_MODES);
            let key = rest.sse_aws_kms_key_id.as_deref();
            checks::optional(all, &format!("{at}.sseAwsKmsKeyId"), key, 1, KEY_CHARS_MAX);
            let role = rest.catalog_encryption_service_role.as_deref();
            checks::role_arn(all, &format!("{at}.catalogEncryptionServiceRole"), role);
        }
        if let Some(passwords) = &self.connection_password_encryption {
            let at = format!("{AT}.connectionPasswordEncryption.awsKmsKeyId");
            checks::optional(all, &at, passwords.aws_kms_key_id.as_deref(), 1, KEY_CHARS_MAX);
        }
    }
}

impl From<DataCatalogEncryptionSettings> for catalog::EncryptionSettings {
    fn from(from: DataCatalogEncryptionSettings) -> Self {
        Self {
            at_rest: from.encryption_at_rest.map(|rest| catalog::EncryptionAtRest {
                mode: rest.catalog_encryption_mode,
                key_id: rest.sse_aws_kms_key_id,
                role: rest.catalog_encryption_service_role,
            }),
            passwords: from.connection_password_encryption.map(|passwords| catalog::PasswordEncryption {
                sealed: passwords.return_connection_password_encrypted,
                key_id: passwords.aws_kms_key_id,
            }),
        }
    }
}

impl From<catalog::EncryptionSettings> for DataCatalogEncryptionSettings {
    /// Both parts are always shown: what was never set is off.
    fn from(from: catalog::EncryptionSettings) -> Self {
        let rest = from.at_rest.unwrap_or_else(|| catalog::EncryptionAtRest {
            mode: "DISABLED".to_owned(),
            ..catalog::EncryptionAtRest::default()
        });
        let passwords = from.passwords.unwrap_or_default();
        Self {
            encryption_at_rest: Some(EncryptionAtRest {
                catalog_encryption_mode: rest.mode,
                sse_aws_kms_key_id: rest.key_id,
                catalog_encryption_service_role: rest.role,
            }),
            connection_password_encryption: Some(ConnectionPasswordEncryption {
                return_connection_password_encrypted: passwords.sealed,
                aws_kms_key_id: passwords.key_id,
            }),
        }
    }
}
