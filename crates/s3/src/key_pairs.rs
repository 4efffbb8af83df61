//! The key pairs a service was given; `s3s` verifies signatures with their secrets.

use std::collections::HashMap;

use s3s::auth::{S3Auth, SecretKey};
use s3s::{S3Error, S3ErrorCode, S3Result};

pub(crate) struct KeyPairs(HashMap<String, SecretKey>);

impl KeyPairs {
    pub(crate) fn new(pairs: &[(String, String)]) -> Self {
        Self(pairs.iter().map(|(id, secret)| (id.clone(), secret.as_str().into())).collect())
    }
}

#[async_trait::async_trait]
impl S3Auth for KeyPairs {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        let message = "The AWS Access Key Id you provided does not exist in our records.";
        let unknown = || S3Error::with_message(S3ErrorCode::InvalidAccessKeyId, message);
        self.0.get(access_key).cloned().ok_or_else(unknown)
    }
}
