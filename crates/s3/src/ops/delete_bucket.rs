//! `DeleteBucket`: deletes an empty bucket.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html>

use s3s::dto::{DeleteBucketInput, DeleteBucketOutput};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::errors;

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<DeleteBucketInput>,
) -> S3Result<S3Response<DeleteBucketOutput>> {
    adapter.lake.delete_bucket(&request.input.bucket).await.map_err(errors::of)?;
    Ok(S3Response::new(DeleteBucketOutput::default()))
}
