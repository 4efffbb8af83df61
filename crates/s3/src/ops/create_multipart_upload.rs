//! `CreateMultipartUpload`: begins an upload in parts.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html>

use boathouse_lake::{ChecksumKind, ObjectHeaders, UploadOptions};
use s3s::dto::{ChecksumAlgorithm, ChecksumType, CreateMultipartUploadInput, CreateMultipartUploadOutput};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::{checksums, errors, objects};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<CreateMultipartUploadInput>,
) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
    let input = request.input;
    let algorithm = input.checksum_algorithm.as_ref().map(|algorithm| checksums::parse_algorithm(algorithm.as_str()));
    let kind = input.checksum_type.as_ref().map(kind).transpose()?;
    let checksum = match (algorithm.transpose()?, kind) {
        (Some(algorithm), kind) => Some((algorithm, kind.unwrap_or(algorithm.default_kind()))),
        (None, None) => None,
        (None, Some(_)) => {
            let message = "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.";
            return Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message));
        }
    };
    let options = UploadOptions {
        content_type: input.content_type,
        headers: ObjectHeaders {
            cache_control: input.cache_control,
            content_disposition: input.content_disposition,
            content_encoding: objects::content_encoding(input.content_encoding),
            content_language: input.content_language,
            expires: objects::expires_text(input.expires),
        },
        user_metadata: input.metadata.unwrap_or_default().into_iter().collect(),
        checksum,
    };
    let upload = adapter.lake.create_upload(&input.bucket, &input.key, options).await.map_err(errors::of)?;
    Ok(S3Response::new(CreateMultipartUploadOutput {
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id: Some(upload.upload_id),
        checksum_algorithm: checksum.map(|(algorithm, _)| ChecksumAlgorithm::from_static(algorithm.as_str())),
        checksum_type: checksum.map(|(_, kind)| ChecksumType::from_static(kind.as_str())),
        ..Default::default()
    }))
}

fn kind(kind: &ChecksumType) -> S3Result<ChecksumKind> {
    match kind.as_str() {
        ChecksumType::COMPOSITE => Ok(ChecksumKind::Composite),
        ChecksumType::FULL_OBJECT => Ok(ChecksumKind::FullObject),
        _ => {
            let message = "Value for x-amz-checksum-type header is invalid.";
            Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message))
        }
    }
}
