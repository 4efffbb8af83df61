//! HTTPS on the one port: some clients, Athena's JDBC driver among them, speak nothing else.
//!
//! A connection that begins as TLS is one; any other is plain HTTP, so that whoever came without
//! certificates still finds the services under the same address.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use boathouse::Clock;
use chrono::{DateTime, Datelike, Days, Utc};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SanType};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

use crate::{Error, Result};

const CERTIFICATE_FILE: &str = "cert.pem";
const KEY_FILE: &str = "key.pem";
const VALID_DAYS: u64 = 10 * 365;
/// What a TLS connection begins with: the record of a handshake.
const HANDSHAKE: u8 = 0x16;

/// A certificate with its key.
#[derive(Clone)]
pub struct Tls {
    certificate: PathBuf,
    acceptor: TlsAcceptor,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

impl Tls {
    /// The certificate in `dir`, which signs itself and is for this machine's own names; made when there is none.
    /// Clients trust it when they are told its file.
    ///
    /// # Errors
    /// When the files cannot be written or are not what this made.
    pub fn self_signed(dir: &Path) -> Result<Self> {
        let (certificate, key) = (dir.join(CERTIFICATE_FILE), dir.join(KEY_FILE));
        if !(certificate.is_file() && key.is_file()) {
            make(dir, &certificate, &key).map_err(|source| Error::Certificate {
                path: certificate.clone(),
                message: format!("cannot be made: {source}"),
            })?;
        }
        Self::from_files(&certificate, &key)
    }

    /// A certificate and its key, both PEM; intermediate certificates follow the first.
    ///
    /// # Errors
    /// When a file cannot be read, holds something else, or the two do not belong together.
    pub fn from_files(certificate: &Path, key: &Path) -> Result<Self> {
        let failed = |path: &Path, message: String| Error::Certificate { path: path.to_owned(), message };
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect)
            .map_err(|error| failed(certificate, error.to_string()))?;
        if chain.is_empty() {
            return Err(failed(certificate, "no certificate is in it".to_owned()));
        }
        let private = PrivateKeyDer::from_pem_file(key).map_err(|error| failed(key, error.to_string()))?;
        let config = settings(chain, private).map_err(|error| failed(certificate, error.to_string()))?;
        Ok(Self { certificate: certificate.to_owned(), acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    /// The certificate's file, which clients are to trust.
    pub fn certificate(&self) -> &Path {
        &self.certificate
    }

    pub(crate) fn acceptor(&self) -> &TlsAcceptor {
        &self.acceptor
    }
}

fn settings(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> std::result::Result<ServerConfig, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Writes a new certificate. The key is there, and readable by its owner alone, before the certificate is.
fn make(dir: &Path, certificate: &Path, key: &Path) -> io::Result<()> {
    let failed = |error: rcgen::Error| io::Error::other(error.to_string());
    let mut params = CertificateParams::new(vec!["localhost".to_owned(), "*.localhost".to_owned()]).map_err(failed)?;
    for address in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
        params.subject_alt_names.push(SanType::IpAddress(address));
    }
    params.distinguished_name.push(DnType::CommonName, "boathouse on this machine");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.insert_extended_key_usage(ExtendedKeyUsagePurpose::ServerAuth);
    let day = |date: DateTime<Utc>| {
        let part = |number: u32| u8::try_from(number).unwrap_or(1);
        rcgen::date_time_ymd(date.year(), part(date.month()), part(date.day()))
    };
    // Clients hold it against the clock on the wall.
    let now = DateTime::from_timestamp_millis(Clock::system().now_ms()).unwrap_or_default();
    // A day of grace for clocks that are behind.
    params.not_before = day(now.checked_sub_days(Days::new(1)).unwrap_or(now));
    params.not_after = day(now.checked_add_days(Days::new(VALID_DAYS)).unwrap_or(now));
    let pair = KeyPair::generate().map_err(failed)?;
    let signed = params.self_signed(&pair).map_err(failed)?;
    std::fs::create_dir_all(dir)?;
    write_private(key, &pair.serialize_pem())?;
    std::fs::write(certificate, signed.pem())
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// Whether the client speaks TLS, by its first byte, which stays to be read.
pub(crate) async fn begins(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0_u8; 1];
    Ok(stream.peek(&mut first).await? == 1 && first[0] == HANDSHAKE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_made_once_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("tls");
        let tls = Tls::self_signed(&folder).unwrap();
        let made = std::fs::read(tls.certificate()).unwrap();
        Tls::self_signed(&folder).unwrap();
        assert_eq!(std::fs::read(tls.certificate()).unwrap(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.join(KEY_FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn files_that_are_no_pair_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let (one, other) = (dir.path().join("one"), dir.path().join("other"));
        let tls = Tls::self_signed(&one).unwrap();
        Tls::self_signed(&other).unwrap();
        let empty = dir.path().join("empty.pem");
        std::fs::write(&empty, "").unwrap();
        let nothing = dir.path().join("nothing.pem");
        for (certificate, key, named) in [
            (tls.certificate(), other.join(KEY_FILE), "cert.pem"),
            (&empty, one.join(KEY_FILE), "empty.pem"),
            (&nothing, one.join(KEY_FILE), "nothing.pem"),
            (tls.certificate(), nothing.clone(), "nothing.pem"),
        ] {
            let error = Tls::from_files(certificate, &key).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
