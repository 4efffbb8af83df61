//! The credential scope: `AKID/20260101/us-east-1/glue/aws4_request`.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use percent_encoding::percent_decode_str;

/// What a signature says about its maker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialScope {
    /// The access key id.
    pub access_key_id: String,
    /// `yyyymmdd`.
    pub date: String,
    /// The region the request is for.
    pub region: String,
    /// The service the request is for, by its signing name.
    pub service: String,
}

impl CredentialScope {
    /// Reads `AKID/date/region/service/aws4_request`. Access key ids may hold slashes.
    pub fn parse(credential: &str) -> Option<Self> {
        let mut parts = credential.rsplitn(5, '/');
        let (terminator, service, region, date, access_key_id) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        if terminator != "aws4_request" || access_key_id.is_empty() {
            return None;
        }
        Some(Self {
            access_key_id: access_key_id.to_owned(),
            date: date.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
        })
    }

    pub(super) fn without_key(&self) -> String {
        format!("{}/{}/{}/aws4_request", self.date, self.region, self.service)
    }
}

/// The credential scope of a request: from its `Authorization` header, or from `X-Amz-Credential` in the
/// query of a presigned URL. Requests without one (unsigned, signature version 2) have none.
pub fn scope(headers: &HeaderMap, query: Option<&str>) -> Option<CredentialScope> {
    if let Some(header) = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()) {
        return CredentialScope::parse(part(header, "Credential")?);
    }
    let credential = query?.split('&').find_map(|pair| pair.strip_prefix("X-Amz-Credential="))?;
    CredentialScope::parse(&percent_decode_str(credential).decode_utf8().ok()?)
}

/// One `Name=value` of an `Authorization` header.
pub(super) fn part<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let (_, parts) = header.split_once(' ')?;
    parts.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
}
