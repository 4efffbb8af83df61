//! `CreateBucket`: makes a bucket.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>

use boathouse_lake::Error;
use http::HeaderValue;
use s3s::dto::{CreateBucketInput, CreateBucketOutput};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::errors;
use crate::service::SignedRegion;

/// The region where creating one's own bucket again is no error.
const FORGIVING_REGION: &str = "us-east-1";

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<CreateBucketInput>,
) -> S3Result<S3Response<CreateBucketOutput>> {
    let region = request.extensions.get::<SignedRegion>().and_then(|region| region.0.clone());
    let bucket = request.input.bucket;
    let asked = request.input.create_bucket_configuration.and_then(|configuration| configuration.location_constraint);
    match adapter.lake.create_bucket(&bucket).await {
        Ok(()) => {}
        Err(Error::BucketAlreadyExists(_)) if region.as_deref().unwrap_or(FORGIVING_REGION) == FORGIVING_REGION => {}
        Err(error) => return Err(errors::of(error)),
    }
    let mut response = S3Response::new(CreateBucketOutput { location: Some(format!("/{bucket}")) });
    if asked.is_some_and(|asked| asked.as_str() != adapter.options.region) {
        // Every bucket is in the one region of this service.
        response.headers.insert("x-boathouse-ignored", HeaderValue::from_static("LocationConstraint"));
    }
    Ok(response)
}
