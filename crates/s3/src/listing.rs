//! What both versions of ListObjects share.

use boathouse_lake::{ListRequest, Listing};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::S3Result;
use s3s::dto::{ChecksumAlgorithm, CommonPrefix, EncodingType, Object, ObjectStorageClass};

use crate::{checksums, errors, objects};

/// Most keys of one page.
const PAGE_KEYS_MAX: i32 = 1000;
/// What stays readable with `encoding-type=url`.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/').remove(b'*');

/// How the caller wants names written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Naming {
    encoded: bool,
}

impl Naming {
    pub(crate) fn new(encoding: Option<&EncodingType>) -> S3Result<Self> {
        match encoding.map(EncodingType::as_str) {
            None => Ok(Self { encoded: false }),
            Some(EncodingType::URL) => Ok(Self { encoded: true }),
            Some(_) => Err(errors::invalid_argument("Invalid Encoding Method specified in Request")),
        }
    }

    pub(crate) fn write(self, text: &str) -> String {
        if self.encoded { utf8_percent_encode(text, KEPT).to_string() } else { text.to_owned() }
    }

    pub(crate) fn write_opt(self, text: Option<&str>) -> Option<String> {
        text.map(|text| self.write(text))
    }
}

pub(crate) fn page_size(asked: Option<i32>, name: &str) -> S3Result<(i32, usize)> {
    let size = asked.unwrap_or(PAGE_KEYS_MAX).min(PAGE_KEYS_MAX);
    match usize::try_from(size) {
        Ok(count) => Ok((size, count)),
        Err(_) => Err(errors::invalid_argument(format!("Argument {name} must be an integer between 0 and 2147483647"))),
    }
}

pub(crate) fn request(
    prefix: Option<&String>,
    delimiter: Option<&String>,
    start_after: Option<String>,
    max_keys: usize,
) -> ListRequest {
    ListRequest {
        prefix: prefix.cloned().unwrap_or_default(),
        delimiter: delimiter.cloned().filter(|delimiter| !delimiter.is_empty()),
        start_after: start_after.filter(|after| !after.is_empty()),
        max_keys,
    }
}

pub(crate) fn contents(listing: &Listing, naming: Naming) -> Option<Vec<Object>> {
    let object = |info: &boathouse_lake::ObjectInfo| Object {
        key: Some(naming.write(&info.key)),
        size: Some(objects::size(info.size)),
        e_tag: objects::etag(&info.etag),
        last_modified: Some(objects::timestamp(info.last_modified_ms)),
        storage_class: Some(ObjectStorageClass::from_static(ObjectStorageClass::STANDARD)),
        checksum_algorithm: info
            .checksum
            .as_ref()
            .map(|checksum| vec![ChecksumAlgorithm::from_static(checksum.algorithm.as_str())]),
        checksum_type: checksums::kind(info.checksum.as_ref()),
        ..Default::default()
    };
    Some(listing.objects.iter().map(object).collect()).filter(|objects: &Vec<_>| !objects.is_empty())
}

pub(crate) fn common_prefixes(prefixes: &[String], naming: Naming) -> Option<Vec<CommonPrefix>> {
    let common = |prefix: &String| CommonPrefix { prefix: Some(naming.write(prefix)) };
    Some(prefixes.iter().map(common).collect()).filter(|prefixes: &Vec<_>| !prefixes.is_empty())
}
