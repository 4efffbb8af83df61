//! `UploadPart`: one part of an upload.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html>

use boathouse_lake::{Checksum, ChecksumKind, PartOptions};
use s3s::dto::{UploadPartInput, UploadPartOutput};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::checksums::{Announced, set_checksum};
use crate::{errors, objects};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<UploadPartInput>,
) -> S3Result<S3Response<UploadPartOutput>> {
    let announced = Announced::read(&request)?;
    let input = request.input;
    let number = u32::try_from(input.part_number).unwrap_or(0);
    let owner = (input.bucket.as_str(), input.key.as_str());
    let (upload, ..) = adapter.lake.list_parts(owner, &input.upload_id, 0, 0).await.map_err(errors::of)?;
    let algorithm = upload.options.checksum.map(|(algorithm, _)| algorithm);
    if let (Some(upload), Some(part)) = (algorithm, announced.algorithm)
        && upload != part
    {
        let message = format!(
            "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
            upload.as_str().to_lowercase(),
            part.as_str().to_lowercase()
        );
        return Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message));
    }
    let algorithm = algorithm.or(announced.algorithm);
    let options = PartOptions { checksum: algorithm, verify: Some(announced.verify()) };
    let body = objects::request_body(input.body);
    let part = adapter.lake.upload_part(owner, &input.upload_id, number, options, body).await.map_err(errors::of)?;
    let checksum = algorithm.zip(part.checksum).map(|(algorithm, value)| Checksum {
        algorithm,
        kind: ChecksumKind::FullObject,
        value,
    });
    let mut output = UploadPartOutput { e_tag: objects::etag(&part.etag), ..Default::default() };
    set_checksum!(output, checksum.as_ref());
    Ok(S3Response::new(output))
}
