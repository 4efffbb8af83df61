//! `UploadPartCopy`: one part of an upload out of another object.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html>

use boathouse_lake::{Checksum, ChecksumKind, Error, GetOptions, GetRange, PartOptions};
use futures::TryStreamExt;
use s3s::dto::{CopyPartResult, UploadPartCopyInput, UploadPartCopyOutput};
use s3s::{S3Request, S3Response, S3Result};

use super::copy_object::source;
use crate::adapter::Adapter;
use crate::checksums::set_checksum;
use crate::{errors, objects};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<UploadPartCopyInput>,
) -> S3Result<S3Response<UploadPartCopyOutput>> {
    let input = request.input;
    let (from_bucket, from_key) = source(&input.copy_source)?;
    let number = u32::try_from(input.part_number).unwrap_or(0);
    let owner = (input.bucket.as_str(), input.key.as_str());
    let (upload, ..) = adapter.lake.list_parts(owner, &input.upload_id, 0, 0).await.map_err(errors::of)?;
    let options = GetOptions {
        range: input.copy_source_range.as_deref().map(range).transpose()?,
        conditions: objects::read_conditions(
            input.copy_source_if_match,
            input.copy_source_if_none_match,
            input.copy_source_if_modified_since,
            input.copy_source_if_unmodified_since,
        ),
    };
    let end = match &options.range {
        Some(GetRange::Bounded(range)) => range.end,
        _ => 0,
    };
    let got = adapter.lake.get(&from_bucket, &from_key, options).await;
    let (info, body) = got.map_err(|error| match error {
        Error::NotModified(_) => errors::of(Error::PreconditionFailed("x-amz-copy-source-if-none-match")),
        other => errors::of(other),
    })?;
    if end > info.size {
        let message = format!("Range specified is not valid for source object of size: {}", info.size);
        return Err(errors::invalid_argument(message));
    }
    let body = body.map_err(std::io::Error::other);
    let copied = adapter.lake.upload_part(owner, &input.upload_id, number, PartOptions::default(), body).await;
    let part = copied.map_err(errors::of)?;
    let checksum = upload.options.checksum.zip(part.checksum).map(|((algorithm, _), value)| Checksum {
        algorithm,
        kind: ChecksumKind::FullObject,
        value,
    });
    let mut result = CopyPartResult {
        e_tag: objects::etag(&part.etag),
        last_modified: Some(objects::timestamp(part.last_modified_ms)),
        ..Default::default()
    };
    set_checksum!(result, checksum.as_ref());
    Ok(S3Response::new(UploadPartCopyOutput { copy_part_result: Some(result), ..Default::default() }))
}

/// `bytes=first-last`, both given.
fn range(text: &str) -> S3Result<GetRange> {
    let parse = |text: &str| {
        let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
        let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
        (first <= last).then(|| GetRange::Bounded(first..last.saturating_add(1)))
    };
    let message = "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are \
                   the zero-based offsets of the first and last bytes to copy";
    parse(text).ok_or_else(|| errors::invalid_argument(message))
}
