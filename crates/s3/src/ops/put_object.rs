//! `PutObject`: writes an object.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>

use boathouse_lake::{ObjectHeaders, PutOptions};
use s3s::dto::{PutObjectInput, PutObjectOutput};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::checksums::{self, Announced, set_checksum};
use crate::{errors, objects};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<PutObjectInput>,
) -> S3Result<S3Response<PutObjectOutput>> {
    let announced = Announced::read(&request)?;
    let input = request.input;
    let options = PutOptions {
        content_type: input.content_type,
        headers: ObjectHeaders {
            cache_control: input.cache_control,
            content_disposition: input.content_disposition,
            content_encoding: objects::content_encoding(input.content_encoding),
            content_language: input.content_language,
            expires: objects::expires_text(input.expires),
        },
        user_metadata: input.metadata.unwrap_or_default().into_iter().collect(),
        checksum: announced.algorithm,
        condition: objects::write_condition(input.if_match, input.if_none_match)?,
        verify: Some(announced.verify()),
    };
    let body = objects::request_body(input.body);
    let info = adapter.lake.put(&input.bucket, &input.key, options, body).await.map_err(errors::of)?;
    let mut output = PutObjectOutput {
        e_tag: objects::etag(&info.etag),
        checksum_type: checksums::kind(info.checksum.as_ref()),
        ..Default::default()
    };
    set_checksum!(output, info.checksum.as_ref());
    Ok(S3Response::new(output))
}
