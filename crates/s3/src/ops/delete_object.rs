//! `DeleteObject`: deletes an object; one that is not there is deleted just as well.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html>

use s3s::dto::{DeleteObjectInput, DeleteObjectOutput};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::errors;

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<DeleteObjectInput>,
) -> S3Result<S3Response<DeleteObjectOutput>> {
    adapter.lake.delete(&request.input.bucket, &request.input.key).await.map_err(errors::of)?;
    Ok(S3Response::new(DeleteObjectOutput::default()))
}
