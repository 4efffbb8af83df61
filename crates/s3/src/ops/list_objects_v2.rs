//! `ListObjectsV2`: a page of objects.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use s3s::dto::{ListObjectsV2Input, ListObjectsV2Output, Owner};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::errors;
use crate::listing::{self, Naming};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<ListObjectsV2Input>,
) -> S3Result<S3Response<ListObjectsV2Output>> {
    let input = request.input;
    let naming = Naming::new(input.encoding_type.as_ref())?;
    let (shown_max, max_keys) = listing::page_size(input.max_keys, "max-keys")?;
    let after = match &input.continuation_token {
        Some(token) => Some(read_token(token)?),
        None => input.start_after.clone(),
    };
    let asked = listing::request(input.prefix.as_ref(), input.delimiter.as_ref(), after, max_keys);
    let found = adapter.lake.list(&input.bucket, asked).await.map_err(errors::of)?;
    let mut contents = listing::contents(&found, naming);
    if input.fetch_owner.unwrap_or(false) {
        let owner = Owner { display_name: None, id: Some(adapter.options.account_id.clone()) };
        contents.iter_mut().flatten().for_each(|object| object.owner = Some(owner.clone()));
    }
    Ok(S3Response::new(ListObjectsV2Output {
        common_prefixes: listing::common_prefixes(&found.common_prefixes, naming),
        key_count: i32::try_from(found.objects.len() + found.common_prefixes.len()).ok(),
        contents,
        continuation_token: input.continuation_token,
        delimiter: naming.write_opt(input.delimiter.as_deref()),
        encoding_type: input.encoding_type,
        is_truncated: Some(found.truncated),
        max_keys: Some(shown_max),
        name: Some(input.bucket),
        next_continuation_token: found.next.filter(|_| found.truncated).map(|next| BASE64.encode(next)),
        prefix: Some(naming.write(input.prefix.as_deref().unwrap_or_default())),
        start_after: naming.write_opt(input.start_after.as_deref()),
        ..Default::default()
    }))
}

fn read_token(token: &str) -> S3Result<String> {
    let bytes = BASE64.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    bytes.ok_or_else(|| errors::invalid_argument("The continuation token provided is incorrect"))
}
