//! `GetBucketNotificationConfiguration`: who is told what happens in a bucket.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html>

use s3s::dto::{GetBucketNotificationConfigurationInput, GetBucketNotificationConfigurationOutput};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::{errors, notifications};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<GetBucketNotificationConfigurationInput>,
) -> S3Result<S3Response<GetBucketNotificationConfigurationOutput>> {
    let rules = adapter.lake.notification_rules(&request.input.bucket).await.map_err(errors::of)?;
    let queues = rules.into_iter().map(notifications::configuration).collect::<Vec<_>>();
    Ok(S3Response::new(GetBucketNotificationConfigurationOutput {
        queue_configurations: (!queues.is_empty()).then_some(queues),
        ..Default::default()
    }))
}
