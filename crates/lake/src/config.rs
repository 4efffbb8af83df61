//! What `boathouse.toml` says about buckets.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::{Error, Result};

/// How the lake stores its buckets.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LakeConfig {
    /// Buckets that live at an S3-compatible service instead of in a folder.
    #[serde(rename = "buckets", deserialize_with = "named", serialize_with = "by_name")]
    pub remotes: Vec<RemoteBucket>,
    /// Whether every object is forced to the disk before it is acknowledged. Off by default: the death
    /// of the process loses nothing acknowledged either way, a power failure may.
    pub sync_writes: bool,
}

/// One bucket at another S3-compatible service.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoteBucket {
    /// The name it has here: the `<name>` of `[buckets.<name>]`.
    #[serde(skip)]
    pub name: String,
    /// Address of the service, such as `https://s3.example.org`; AWS's own when it is left out.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Region to sign for; `us-east-1` when it is left out.
    #[serde(default)]
    pub region: Option<String>,
    /// Access key; requests are not signed when both keys are left out.
    #[serde(default)]
    pub access_key_id: Option<String>,
    /// Secret key.
    #[serde(default)]
    pub secret_access_key: Option<String>,
    /// Name of the bucket there; the name here when it is left out.
    #[serde(default)]
    pub bucket: Option<String>,
    /// Everything of the bucket here lies under this prefix there.
    #[serde(default)]
    pub prefix: Option<String>,
}

impl std::fmt::Debug for RemoteBucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RemoteBucket")
            .field("name", &self.name)
            .field("endpoint", &self.endpoint)
            .field("bucket", &self.bucket)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl LakeConfig {
    /// Reads the lake's part of `boathouse.toml`; what belongs to others is passed over.
    ///
    /// ```
    /// let text = "[buckets.shared]\nendpoint = 'http://127.0.0.1:9000'\nbucket = 'lake'\n";
    /// assert_eq!(boathouse_lake::LakeConfig::from_toml(text)?.remotes[0].name, "shared");
    /// # Ok::<(), boathouse_lake::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the text is no TOML, or a bucket has an unknown or wrong member.
    pub fn from_toml(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| Error::Config(error.to_string()))
    }
}

fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RemoteBucket>, D::Error> {
    let by_name = BTreeMap::<String, RemoteBucket>::deserialize(deserializer)?;
    Ok(by_name.into_iter().map(|(name, remote)| RemoteBucket { name, ..remote }).collect())
}

fn by_name<S: serde::Serializer>(remotes: &[RemoteBucket], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(remotes.iter().map(|remote| (&remote.name, remote)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_buckets_by_name() {
        let text = "port = 1\nsync_writes = true\n[buckets.b]\nendpoint = 'http://x'\n[buckets.a]\nprefix = 'p'\n";
        let config = LakeConfig::from_toml(text).unwrap();
        let names: Vec<&str> = config.remotes.iter().map(|remote| remote.name.as_str()).collect();
        assert_eq!((names, config.sync_writes), (vec!["a", "b"], true));
        assert!(LakeConfig::from_toml("[buckets.a]\nendpiont = 'x'").unwrap_err().to_string().contains("endpiont"));
        let debug = format!("{:?}", RemoteBucket { secret_access_key: Some("hush".into()), ..Default::default() });
        assert!(!debug.contains("hush"));
    }
}
