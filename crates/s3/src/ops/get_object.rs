//! `GetObject`: an object, or a part of it.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>

use boathouse_lake::{GetOptions, GetRange, ObjectInfo};
use s3s::dto::{ChecksumMode, GetObjectInput, GetObjectOutput, Range};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::checksums::{self, set_checksum};
use crate::{errors, objects};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<GetObjectInput>,
) -> S3Result<S3Response<GetObjectOutput>> {
    let input = request.input;
    let overrides = Overrides::of(&input);
    let part = match input.part_number {
        Some(number) => Some(part_range(adapter, &input.bucket, &input.key, number, input.range.is_some()).await?),
        None => None,
    };
    let options = GetOptions {
        range: part.as_ref().and_then(|part| part.range.clone()).or_else(|| input.range.map(range)),
        conditions: objects::read_conditions(
            input.if_match,
            input.if_none_match,
            input.if_modified_since,
            input.if_unmodified_since,
        ),
    };
    let asked = options.range.clone();
    let (info, body) = adapter.lake.get(&input.bucket, &input.key, options).await.map_err(errors::of)?;
    let bytes = match &asked {
        Some(range) => range.resolve(info.size).map_err(errors::of)?,
        None => 0..info.size,
    };
    let mut output = described(&info);
    output.content_length = Some(objects::size(bytes.end - bytes.start));
    output.parts_count = part.and_then(|part| part.count);
    if asked.is_some() {
        let last = bytes.end.saturating_sub(1);
        output.content_range = Some(format!("bytes {}-{last}/{}", bytes.start, info.size));
    }
    // A checksum is of the whole object: on anything else a client would find it wrong.
    if asked.is_none() && input.checksum_mode.is_some_and(|mode| mode.as_str() == ChecksumMode::ENABLED) {
        set_checksum!(output, info.checksum.as_ref());
        output.checksum_type = checksums::kind(info.checksum.as_ref());
    }
    output.body = Some(objects::response_body(body));
    overrides.apply(&mut output);
    Ok(S3Response::new(output))
}

fn described(info: &ObjectInfo) -> GetObjectOutput {
    let headers = info.headers.clone();
    GetObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        content_type: Some(info.content_type.clone().unwrap_or_else(|| objects::CONTENT_TYPE_DEFAULT.to_owned())),
        e_tag: objects::etag(&info.etag),
        last_modified: Some(objects::timestamp(info.last_modified_ms)),
        expires: objects::expires(&headers),
        cache_control: headers.cache_control,
        content_disposition: headers.content_disposition,
        content_encoding: headers.content_encoding,
        content_language: headers.content_language,
        metadata: Some(info.user_metadata.clone().into_iter().collect()),
        ..Default::default()
    }
}

pub(super) fn range(range: Range) -> GetRange {
    match range {
        Range::Int { first, last: Some(last) } => GetRange::Bounded(first..last.saturating_add(1)),
        Range::Int { first, last: None } => GetRange::From(first),
        Range::Suffix { length } => GetRange::Suffix(length),
    }
}

/// The bytes `partNumber` means, and the number of parts of an object that came in parts.
pub(super) struct PartRange {
    pub range: Option<GetRange>,
    pub count: Option<i32>,
}

pub(super) async fn part_range(
    adapter: &Adapter,
    bucket: &str,
    key: &str,
    number: i32,
    has_range: bool,
) -> S3Result<PartRange> {
    if has_range {
        return Err(errors::with_message(
            s3s::S3ErrorCode::InvalidRequest,
            "Cannot specify both Range header and partNumber query parameter",
        ));
    }
    let info = adapter.lake.head(bucket, key).await.map_err(errors::of)?;
    let invalid = || {
        let message = "The requested partnumber is not satisfiable";
        errors::custom("InvalidPartNumber", http::StatusCode::RANGE_NOT_SATISFIABLE, message)
    };
    let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).ok_or_else(invalid)?;
    if info.part_sizes.is_empty() {
        return if index == 0 { Ok(PartRange { range: None, count: None }) } else { Err(invalid()) };
    }
    let size = info.part_sizes.get(index).ok_or_else(invalid)?;
    let start: u64 = info.part_sizes[..index].iter().sum();
    let count = i32::try_from(info.part_sizes.len()).ok();
    Ok(PartRange { range: Some(GetRange::Bounded(start..start + size)), count })
}

/// `response-*` parameters: headers the caller wants to see instead of the object's.
struct Overrides {
    input: GetObjectOutput,
}

impl Overrides {
    fn of(input: &GetObjectInput) -> Self {
        Self {
            input: GetObjectOutput {
                cache_control: input.response_cache_control.clone(),
                content_disposition: input.response_content_disposition.clone(),
                content_encoding: input.response_content_encoding.clone(),
                content_language: input.response_content_language.clone(),
                content_type: input.response_content_type.clone(),
                expires: input.response_expires.clone(),
                ..Default::default()
            },
        }
    }

    fn apply(self, output: &mut GetObjectOutput) {
        let Self { input } = self;
        output.cache_control = input.cache_control.or(output.cache_control.take());
        output.content_disposition = input.content_disposition.or(output.content_disposition.take());
        output.content_encoding = input.content_encoding.or(output.content_encoding.take());
        output.content_language = input.content_language.or(output.content_language.take());
        output.content_type = input.content_type.or(output.content_type.take());
        output.expires = input.expires.or(output.expires.take());
    }
}
