//! Checking a signature, and making one.

use hmac::Mac;
use http::header::AUTHORIZATION;

use super::canonical::SignedRequest;
use super::scope::{CredentialScope, part};
use super::{ALGORITHM, hmac, sha256_hex};
use crate::envelope::JsonError;

/// How far a request's time may be off.
const SKEW_MS_MAX: i64 = 5 * 60 * 1_000;

/// Why a request is not believed. The texts are AWS's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// No signature at all.
    #[error("Missing Authentication Token")]
    Missing,
    /// A signature that lacks something.
    #[error("{0}")]
    Incomplete(String),
    /// An access key nobody knows.
    #[error("The security token included in the request is invalid.")]
    UnknownKey,
    /// Signed at another time.
    #[error("Signature not yet current or expired: {0} is more than 5 minutes away from the time here")]
    Skewed(String),
    /// Signed with another secret, or changed since.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
}

impl JsonError for SignatureError {
    fn code(&self) -> &str {
        match self {
            Self::Missing => "MissingAuthenticationTokenException",
            Self::Incomplete(_) => "IncompleteSignatureException",
            Self::UnknownKey => "UnrecognizedClientException",
            Self::Skewed(_) | Self::Mismatch => "InvalidSignatureException",
        }
    }

    fn message(&self) -> String {
        self.to_string()
    }

    fn status(&self) -> u16 {
        match self {
            Self::Missing | Self::UnknownKey | Self::Mismatch | Self::Skewed(_) => 403,
            Self::Incomplete(_) => 400,
        }
    }
}

/// Checks the signature in a request's headers. `secret_of` gives the secret of an access key id.
///
/// # Errors
/// When the request is not signed, or not by whom it says.
pub fn verify(
    request: &SignedRequest<'_>,
    secret_of: impl FnOnce(&str) -> Option<String>,
    now_ms: i64,
) -> Result<CredentialScope, SignatureError> {
    let header = request.headers.get(AUTHORIZATION).ok_or(SignatureError::Missing)?;
    let header = header.to_str().map_err(|_| incomplete("Authorization"))?;
    if !header.starts_with(ALGORITHM) {
        return Err(incomplete("Algorithm"));
    }
    let scope = part(header, "Credential").and_then(CredentialScope::parse).ok_or_else(|| incomplete("Credential"))?;
    let signed_headers = part(header, "SignedHeaders").ok_or_else(|| incomplete("SignedHeaders"))?;
    let signature = part(header, "Signature").ok_or_else(|| incomplete("Signature"))?;
    let date = request.headers.get("x-amz-date").and_then(|value| value.to_str().ok());
    let date = date.ok_or_else(|| incomplete("X-Amz-Date"))?;
    let signed_at_ms = parse_date(date).ok_or_else(|| incomplete("X-Amz-Date"))?;
    if !date.starts_with(&scope.date) || (signed_at_ms - now_ms).abs() > SKEW_MS_MAX {
        return Err(SignatureError::Skewed(date.to_owned()));
    }
    if !signed_headers.split(';').any(|name| name == "host") {
        return Err(incomplete("'host' in SignedHeaders"));
    }
    let secret = secret_of(&scope.access_key_id).ok_or(SignatureError::UnknownKey)?;
    let given = hex::decode(signature).map_err(|_| SignatureError::Mismatch)?;
    let to_sign = string_to_sign(request, signed_headers, date, &scope);
    let key = signing_key(&secret, &scope).ok_or(SignatureError::Mismatch)?;
    let mac = hmac(&key, to_sign.as_bytes()).ok_or(SignatureError::Mismatch)?;
    // Compared in constant time.
    mac.verify_slice(&given).map_err(|_| SignatureError::Mismatch)?;
    Ok(scope)
}

/// The `Authorization` header for a request that already has `host` and `x-amz-date`: every header of it
/// is signed. For tests and for clients of other services.
pub fn sign_headers(request: &SignedRequest<'_>, scope: &CredentialScope, secret: &str) -> Option<String> {
    let mut names: Vec<&str> = request.headers.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    let signed_headers = names.join(";");
    let date = request.headers.get("x-amz-date")?.to_str().ok()?;
    let to_sign = string_to_sign(request, &signed_headers, date, scope);
    let signature = hmac(&signing_key(secret, scope)?, to_sign.as_bytes())?.finalize().into_bytes();
    Some(format!(
        "{ALGORITHM} Credential={}/{}, SignedHeaders={signed_headers}, Signature={}",
        scope.access_key_id,
        scope.without_key(),
        hex::encode(signature)
    ))
}

fn incomplete(what: &str) -> SignatureError {
    SignatureError::Incomplete(format!("Authorization header requires {what}, which is missing or cannot be read"))
}

pub(super) fn string_to_sign(
    request: &SignedRequest<'_>,
    signed_headers: &str,
    date: &str,
    scope: &CredentialScope,
) -> String {
    let canonical = sha256_hex(request.canonical(signed_headers).as_bytes());
    format!("{ALGORITHM}\n{date}\n{}\n{canonical}", scope.without_key())
}

fn signing_key(secret: &str, scope: &CredentialScope) -> Option<Vec<u8>> {
    let mut key = format!("AWS4{secret}").into_bytes();
    for part in [scope.date.as_str(), &scope.region, &scope.service, "aws4_request"] {
        key = hmac(&key, part.as_bytes())?.finalize().into_bytes().to_vec();
    }
    Some(key)
}

/// `yyyymmddThhmmssZ` as milliseconds since the epoch.
pub(super) fn parse_date(text: &str) -> Option<i64> {
    let digits: Vec<i64> = text.bytes().map(|byte| char::from(byte).to_digit(10).map_or(-1, i64::from)).collect();
    if text.len() != 16 || !text.ends_with('Z') || text.as_bytes()[8] != b'T' {
        return None;
    }
    let number = |from: usize, to: usize| {
        let digits = &digits[from..to];
        digits.iter().all(|digit| *digit >= 0).then(|| digits.iter().fold(0, |sum, digit| sum * 10 + digit))
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(9, 11)?, number(11, 13)?, number(13, 15)?);
    // Days since the epoch by counting years from March, so that leap days come last.
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000)
}
