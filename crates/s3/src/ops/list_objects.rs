//! `ListObjects`: a page of objects, the first version of the operation.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html>

use s3s::dto::{ListObjectsInput, ListObjectsOutput};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::errors;
use crate::listing::{self, Naming};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<ListObjectsInput>,
) -> S3Result<S3Response<ListObjectsOutput>> {
    let input = request.input;
    let naming = Naming::new(input.encoding_type.as_ref())?;
    let (shown_max, max_keys) = listing::page_size(input.max_keys, "max-keys")?;
    let asked = listing::request(input.prefix.as_ref(), input.delimiter.as_ref(), input.marker.clone(), max_keys);
    let has_delimiter = asked.delimiter.is_some();
    let found = adapter.lake.list(&input.bucket, asked).await.map_err(errors::of)?;
    Ok(S3Response::new(ListObjectsOutput {
        common_prefixes: listing::common_prefixes(&found.common_prefixes, naming),
        contents: listing::contents(&found, naming),
        delimiter: naming.write_opt(input.delimiter.as_deref()),
        encoding_type: input.encoding_type,
        is_truncated: Some(found.truncated),
        marker: Some(naming.write(input.marker.as_deref().unwrap_or_default())),
        max_keys: Some(shown_max),
        name: Some(input.bucket),
        // Without a delimiter the last key of the page is the marker of the next.
        next_marker: naming.write_opt(found.next.as_deref().filter(|_| found.truncated && has_delimiter)),
        prefix: Some(naming.write(input.prefix.as_deref().unwrap_or_default())),
        ..Default::default()
    }))
}
