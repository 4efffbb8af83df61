//! `CopyObject`: copies an object.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>

use boathouse_lake::{CopyOptions, ObjectHeaders, PutOptions};
use s3s::dto::{CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource, MetadataDirective};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::checksums::{self, set_checksum};
use crate::{errors, objects};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<CopyObjectInput>,
) -> S3Result<S3Response<CopyObjectOutput>> {
    let mut input = request.input;
    let (from_bucket, from_key) = source(&input.copy_source)?;
    let replace = replacement(&mut input)?;
    if replace.is_none() && (&*from_bucket, &*from_key) == (input.bucket.as_str(), input.key.as_str()) {
        let message = "This copy request is illegal because it is trying to copy an object to itself without changing \
                       the object's metadata, storage class, website redirect location or encryption attributes.";
        return Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message));
    }
    let checksum = input.checksum_algorithm.as_ref().map(|algorithm| checksums::parse_algorithm(algorithm.as_str()));
    let options = CopyOptions {
        source_conditions: objects::read_conditions(
            input.copy_source_if_match,
            input.copy_source_if_none_match,
            input.copy_source_if_modified_since,
            input.copy_source_if_unmodified_since,
        ),
        replace,
        checksum: checksum.transpose()?,
        condition: Default::default(),
    };
    let copied = adapter.lake.copy((&from_bucket, &from_key), (&input.bucket, &input.key), options).await;
    let info = copied.map_err(errors::of)?;
    let mut result = CopyObjectResult {
        e_tag: objects::etag(&info.etag),
        last_modified: Some(objects::timestamp(info.last_modified_ms)),
        checksum_type: checksums::kind(info.checksum.as_ref()),
        ..Default::default()
    };
    set_checksum!(result, info.checksum.as_ref());
    Ok(S3Response::new(CopyObjectOutput { copy_object_result: Some(result), ..Default::default() }))
}

/// Bucket and key of `x-amz-copy-source`.
pub(super) fn source(source: &CopySource) -> S3Result<(String, String)> {
    match source {
        CopySource::Bucket { version_id: Some(version), .. } if &**version != "null" => {
            Err(errors::not_implemented(format_args!("versionId {version} in x-amz-copy-source")))
        }
        CopySource::Bucket { bucket, key, .. } => Ok((bucket.to_string(), key.to_string())),
        _ => Err(errors::not_implemented("x-amz-copy-source of an access point")),
    }
}

fn replacement(input: &mut CopyObjectInput) -> S3Result<Option<PutOptions>> {
    match input.metadata_directive.as_ref().map(MetadataDirective::as_str) {
        None | Some(MetadataDirective::COPY) => Ok(None),
        Some(MetadataDirective::REPLACE) => Ok(Some(PutOptions {
            content_type: input.content_type.take(),
            headers: ObjectHeaders {
                cache_control: input.cache_control.take(),
                content_disposition: input.content_disposition.take(),
                content_encoding: objects::content_encoding(input.content_encoding.take()),
                content_language: input.content_language.take(),
                expires: objects::expires_text(input.expires.take()),
            },
            user_metadata: input.metadata.take().unwrap_or_default().into_iter().collect(),
            ..Default::default()
        })),
        Some(_) => Err(errors::invalid_argument("Unknown metadata directive.")),
    }
}
