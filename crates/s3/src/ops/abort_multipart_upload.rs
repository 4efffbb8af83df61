//! `AbortMultipartUpload`: gives an upload up.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html>

use s3s::dto::{AbortMultipartUploadInput, AbortMultipartUploadOutput};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::errors;

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<AbortMultipartUploadInput>,
) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
    let AbortMultipartUploadInput { bucket, key, upload_id, if_match_initiated_time, .. } = request.input;
    if if_match_initiated_time.is_some() {
        return Err(errors::not_implemented("x-amz-if-match-initiated-time"));
    }
    adapter.lake.abort_upload(&bucket, &key, &upload_id).await.map_err(errors::of)?;
    Ok(S3Response::new(AbortMultipartUploadOutput::default()))
}
