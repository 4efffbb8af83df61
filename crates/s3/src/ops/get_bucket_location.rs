//! `GetBucketLocation`: tells the region of a bucket.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html>

use s3s::dto::{BucketLocationConstraint, GetBucketLocationInput, GetBucketLocationOutput};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::errors;

/// The region that is written as none.
const UNWRITTEN_REGION: &str = "us-east-1";

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<GetBucketLocationInput>,
) -> S3Result<S3Response<GetBucketLocationOutput>> {
    adapter.lake.bucket(&request.input.bucket).await.map_err(errors::of)?;
    let region = adapter.options.region.clone();
    let location_constraint = (region != UNWRITTEN_REGION).then(|| BucketLocationConstraint::from(region));
    Ok(S3Response::new(GetBucketLocationOutput { location_constraint }))
}
