//! Configuration and every name it goes by: flags > `BOATHOUSE_*` > `boathouse.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use boathouse_etl::EtlConfig;
use boathouse_lake::{LakeConfig, RemoteBucket};
use boathouse_query::QueryConfig;
use serde::{Deserialize, Serialize};

use crate::cost::{GluePrices, Prices};
use crate::{Error, Result};

/// The names of files and variables, in one place.
pub mod names {
    /// The data folder when nothing else is said.
    pub const DEFAULT_DIR: &str = ".boathouse";
    /// The configuration file, looked for in the current folder.
    pub const CONFIG_FILE: &str = "boathouse.toml";
    /// The state file in the data folder.
    pub const STATE_FILE: &str = "lake.db";
    /// Locked by the process that holds the data folder.
    pub const LOCK_FILE: &str = "lock";
    /// Says where the server that holds the folder listens.
    pub const SERVER_FILE: &str = "server.json";
    /// The folder of the server's own certificate.
    pub const TLS_DIR: &str = "tls";
    /// What was typed into `boathouse sql`.
    pub const HISTORY_FILE: &str = "history.txt";
    /// LAKE on a telephone keypad.
    pub const DEFAULT_PORT: u16 = 5253;
    /// The data folder.
    pub const ENV_DIR: &str = "BOATHOUSE_DIR";
    /// The configuration file.
    pub const ENV_CONFIG: &str = "BOATHOUSE_CONFIG";
    /// The port of `serve`.
    pub const ENV_PORT: &str = "BOATHOUSE_PORT";
    /// `--output`.
    pub const ENV_OUTPUT: &str = "BOATHOUSE_OUTPUT";
    /// Key pairs of `serve --auth`, separated by commas.
    pub const ENV_AUTH: &str = "BOATHOUSE_AUTH";
    /// `serve --tls`.
    pub const ENV_TLS: &str = "BOATHOUSE_TLS";
    /// `serve --permissions`.
    pub const ENV_PERMISSIONS: &str = "BOATHOUSE_PERMISSIONS";
    /// What is logged, in the syntax of `RUST_LOG`.
    pub const ENV_LOG: &str = "BOATHOUSE_LOG";
    /// Working memory of queries, in bytes.
    pub const ENV_MEMORY: &str = "BOATHOUSE_MEMORY_BYTES_MAX";
}

/// A whole configuration. A key that is not known is an error: a misspelt one would be ignored in silence.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Data folder; relative to the configuration file when it comes from one.
    pub dir: Option<PathBuf>,
    /// Port of `serve`.
    pub port: Option<u16>,
    /// `key:secret` pairs whose signatures are verified; none accepts any.
    pub auth: Vec<String>,
    /// Whether Lake Formation's permissions are checked.
    pub permissions: PermissionsMode,
    /// HTTPS of `serve`.
    pub tls: TlsConfig,
    /// Queries: their limits, where results go, and what Athena charges for them.
    pub athena: QueryConfig,
    /// Crawlers and jobs.
    pub glue: GlueConfig,
    /// Buckets that live in another S3-compatible service, by their name here.
    pub buckets: BTreeMap<String, RemoteBucket>,
    /// Whether every object is forced to the disk before it is acknowledged.
    pub sync_writes: bool,
}

/// Whether the server speaks HTTPS, too, and with which certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlsConfig {
    /// Whether it does; also so when files are named.
    pub enabled: bool,
    /// PEM file of the certificate, relative to the configuration file; one that signs itself is made without.
    pub certificate: Option<PathBuf>,
    /// PEM file of its key.
    pub key: Option<PathBuf>,
}

/// What Lake Formation's permissions are for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PermissionsMode {
    /// They are kept and listed.
    #[default]
    Off,
    /// The server's Glue and Athena check them, too.
    Enforce,
}

/// Settings of crawlers and jobs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GlueConfig {
    /// Bytes that a job's or conversion's operators may hold; reading and writing have bounds of their own.
    pub memory_bytes_max: usize,
    /// What AWS charges.
    pub price: GluePrices,
}

impl Default for GlueConfig {
    fn default() -> Self {
        Self { memory_bytes_max: EtlConfig::default().memory_bytes_max, price: GluePrices::default() }
    }
}

impl GlueConfig {
    /// Bounds of a job run.
    pub(crate) fn run(&self) -> EtlConfig {
        EtlConfig { memory_bytes_max: self.memory_bytes_max, ..EtlConfig::default() }
    }
}

impl Config {
    /// Reads `file`, or `boathouse.toml` in the current folder if there is one, and then the environment.
    ///
    /// # Errors
    /// When the file is not there although it was named, is no TOML, or has a key that is not known; when a
    /// variable has a value that does not fit.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let default = Path::new(names::CONFIG_FILE);
        let mut config = match file {
            Some(file) => Self::read(file)?,
            None if default.is_file() => Self::read(default)?,
            None => Self::default(),
        };
        if let Ok(value) = std::env::var(names::ENV_MEMORY) {
            config.athena.memory_bytes_max = parse_memory(&value)?;
        }
        Ok(config)
    }

    /// What AWS charges for queries, crawlers and jobs.
    pub fn prices(&self) -> Prices {
        Prices { athena: self.athena.price, glue: self.glue.price }
    }

    /// The lake's part.
    pub(crate) fn lake(&self) -> LakeConfig {
        let named = |(name, remote): (&String, &RemoteBucket)| RemoteBucket { name: name.clone(), ..remote.clone() };
        LakeConfig { remotes: self.buckets.iter().map(named).collect(), sync_writes: self.sync_writes }
    }

    fn read(file: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(file).map_err(|source| Error::ConfigRead { path: file.to_owned(), source })?;
        let mut config = Self::parse(&text, file)?;
        if let Some(parent) = file.parent() {
            for path in [&mut config.dir, &mut config.tls.certificate, &mut config.tls.key].into_iter().flatten() {
                *path = parent.join(&*path);
            }
        }
        Ok(config)
    }

    fn parse(text: &str, file: &Path) -> Result<Self> {
        toml::from_str(text).map_err(|error| Error::Config { path: file.to_owned(), message: error.to_string() })
    }
}

fn parse_memory(value: &str) -> Result<usize> {
    value.parse().map_err(|_| Error::Environment {
        name: names::ENV_MEMORY,
        value: value.to_owned(),
        expected: "a number of bytes",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_read() {
        let text = r#"
            dir = "lake"
            port = 7000
            auth = ["k:s"]
            permissions = "enforce"
            [tls]
            enabled = true
            [athena]
            memory_bytes_max = 1000
            [athena.price]
            usd_per_tb = 6.5
            [buckets.raw]
            endpoint = "http://127.0.0.1:9000"
            access_key_id = "a"
            secret_access_key = "b"
            prefix = "team/"
        "#;
        let config = Config::parse(text, Path::new("x")).expect("parses");
        assert_eq!(config.permissions, PermissionsMode::Enforce);
        assert!(config.tls.enabled);
        assert_eq!((config.port, config.athena.memory_bytes_max), (Some(7000), 1000));
        assert!((config.prices().athena.usd_per_tb - 6.5).abs() < f64::EPSILON);
        assert_eq!(config.buckets["raw"].region, None);
        assert_eq!(config.buckets["raw"].prefix.as_deref(), Some("team/"));
    }

    #[test]
    fn unknown_keys_are_errors() {
        for text in
            ["prot = 1", "permissions = 'on'", "[athena]\nmemory = 1", "[buckets.b]\nendpoint = 'x'\nkey = 'y'", "= 1"]
        {
            let error = Config::parse(text, Path::new("boathouse.toml")).expect_err(text);
            assert!(error.to_string().starts_with("boathouse.toml:"), "{error}");
        }
        assert!(parse_memory("4 GB").is_err());
    }
}
