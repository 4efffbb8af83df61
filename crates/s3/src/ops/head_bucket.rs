//! `HeadBucket`: whether a bucket is there.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html>

use s3s::dto::{HeadBucketInput, HeadBucketOutput};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::errors;

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<HeadBucketInput>,
) -> S3Result<S3Response<HeadBucketOutput>> {
    adapter.lake.bucket(&request.input.bucket).await.map_err(errors::of)?;
    Ok(S3Response::new(HeadBucketOutput {
        bucket_region: Some(adapter.options.region.clone()),
        access_point_alias: Some(false),
        ..Default::default()
    }))
}
