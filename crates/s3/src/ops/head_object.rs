//! `HeadObject`: an object without its bytes.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>

use s3s::dto::{ChecksumMode, HeadObjectInput, HeadObjectOutput};
use s3s::{S3Request, S3Response, S3Result};

use super::get_object::{part_range, range};
use crate::adapter::Adapter;
use crate::checksums::{self, set_checksum};
use crate::{errors, objects};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<HeadObjectInput>,
) -> S3Result<S3Response<HeadObjectOutput>> {
    let input = request.input;
    let part = match input.part_number {
        Some(number) => Some(part_range(adapter, &input.bucket, &input.key, number, input.range.is_some()).await?),
        None => None,
    };
    let conditions = objects::read_conditions(
        input.if_match,
        input.if_none_match,
        input.if_modified_since,
        input.if_unmodified_since,
    );
    let info = adapter.lake.head_if(&input.bucket, &input.key, &conditions).await.map_err(errors::of)?;
    let asked = part.as_ref().and_then(|part| part.range.clone()).or_else(|| input.range.map(range));
    let bytes = match &asked {
        Some(range) => range.resolve(info.size).map_err(errors::of)?,
        None => 0..info.size,
    };
    let headers = info.headers.clone();
    let mut output = HeadObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        content_length: Some(objects::size(bytes.end - bytes.start)),
        content_type: Some(info.content_type.clone().unwrap_or_else(|| objects::CONTENT_TYPE_DEFAULT.to_owned())),
        e_tag: objects::etag(&info.etag),
        last_modified: Some(objects::timestamp(info.last_modified_ms)),
        expires: objects::expires(&headers),
        cache_control: headers.cache_control,
        content_disposition: headers.content_disposition,
        content_encoding: headers.content_encoding,
        content_language: headers.content_language,
        metadata: Some(info.user_metadata.clone().into_iter().collect()),
        parts_count: part.and_then(|part| part.count),
        ..Default::default()
    };
    if asked.is_some() {
        let last = bytes.end.saturating_sub(1);
        output.content_range = Some(format!("bytes {}-{last}/{}", bytes.start, info.size));
    } else if input.checksum_mode.is_some_and(|mode| mode.as_str() == ChecksumMode::ENABLED) {
        set_checksum!(output, info.checksum.as_ref());
        output.checksum_type = checksums::kind(info.checksum.as_ref());
    }
    Ok(S3Response::new(output))
}
