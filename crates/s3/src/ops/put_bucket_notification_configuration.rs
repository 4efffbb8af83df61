//! `PutBucketNotificationConfiguration`: who is told what happens in a bucket. An empty one tells nobody.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html>

use s3s::dto::{PutBucketNotificationConfigurationInput, PutBucketNotificationConfigurationOutput};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::{errors, notifications};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<PutBucketNotificationConfigurationInput>,
) -> S3Result<S3Response<PutBucketNotificationConfigurationOutput>> {
    let input = request.input;
    let rules = notifications::rules(input.notification_configuration, &adapter.options.region)?;
    adapter.lake.set_notification_rules(&input.bucket, rules).await.map_err(errors::of)?;
    Ok(S3Response::new(PutBucketNotificationConfigurationOutput::default()))
}
