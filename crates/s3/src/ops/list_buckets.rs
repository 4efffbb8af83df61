//! `ListBuckets`: all buckets.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>

use s3s::dto::{Bucket, ListBucketsInput, ListBucketsOutput, Owner};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::{errors, objects};

/// Most buckets of one page.
const PAGE_BUCKETS_MAX: i32 = 10_000;

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<ListBucketsInput>,
) -> S3Result<S3Response<ListBucketsOutput>> {
    let ListBucketsInput { prefix, continuation_token, max_buckets, bucket_region, .. } = request.input;
    let page = max_buckets.unwrap_or(PAGE_BUCKETS_MAX);
    let page = usize::try_from(page).ok().filter(|_| (1..=PAGE_BUCKETS_MAX).contains(&page));
    let page = page.ok_or_else(|| errors::invalid_argument("max-buckets must be between 1 and 10000"))?;
    let mut found = adapter.lake.buckets().await.map_err(errors::of)?;
    let is_elsewhere = bucket_region.is_some_and(|region| region != adapter.options.region);
    found.retain(|bucket| {
        !is_elsewhere
            && prefix.as_ref().is_none_or(|prefix| bucket.name.starts_with(prefix))
            && continuation_token.as_ref().is_none_or(|after| bucket.name > *after)
    });
    let next = (found.len() > page).then(|| found[page - 1].name.clone());
    found.truncate(page);
    let buckets = found.into_iter().map(|bucket| Bucket {
        name: Some(bucket.name),
        creation_date: Some(objects::timestamp(bucket.created_ms)),
        bucket_region: max_buckets.map(|_| adapter.options.region.clone()),
    });
    Ok(S3Response::new(ListBucketsOutput {
        buckets: Some(buckets.collect()),
        continuation_token: next,
        owner: Some(Owner { display_name: None, id: Some(adapter.options.account_id.clone()) }),
        prefix,
    }))
}
