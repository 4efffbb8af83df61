//! `ListMultipartUploads`: uploads that are neither complete nor aborted.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html>

use boathouse_lake::{UploadInfo, UploadsRequest};
use s3s::dto::{
    ChecksumAlgorithm, ChecksumType, ListMultipartUploadsInput, ListMultipartUploadsOutput, MultipartUpload,
    StorageClass,
};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::listing::{self, Naming};
use crate::{errors, objects};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<ListMultipartUploadsInput>,
) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
    let input = request.input;
    let naming = Naming::new(input.encoding_type.as_ref())?;
    let (shown_max, max_uploads) = listing::page_size(input.max_uploads, "max-uploads")?;
    let after = input
        .key_marker
        .clone()
        .filter(|key| !key.is_empty())
        .map(|key| (key, input.upload_id_marker.clone().filter(|id| !id.is_empty())));
    let request = UploadsRequest {
        prefix: input.prefix.clone().unwrap_or_default(),
        delimiter: input.delimiter.clone().filter(|delimiter| !delimiter.is_empty()),
        after,
        max_uploads,
    };
    let found = adapter.lake.list_uploads(&input.bucket, request).await.map_err(errors::of)?;
    let (next_key, next_id) = found.next.filter(|_| found.truncated).unzip();
    Ok(S3Response::new(ListMultipartUploadsOutput {
        bucket: Some(input.bucket),
        common_prefixes: listing::common_prefixes(&found.common_prefixes, naming),
        delimiter: naming.write_opt(input.delimiter.as_deref()),
        encoding_type: input.encoding_type,
        is_truncated: Some(found.truncated),
        key_marker: Some(naming.write(input.key_marker.as_deref().unwrap_or_default())),
        max_uploads: Some(shown_max),
        next_key_marker: naming.write_opt(next_key.as_deref()),
        next_upload_id_marker: next_id,
        prefix: naming.write_opt(input.prefix.as_deref()),
        upload_id_marker: input.upload_id_marker,
        uploads: Some(found.uploads.into_iter().map(|upload| shown(upload, naming)).collect()),
        ..Default::default()
    }))
}

fn shown(upload: UploadInfo, naming: Naming) -> MultipartUpload {
    let checksum = upload.options.checksum;
    MultipartUpload {
        upload_id: Some(upload.upload_id),
        key: Some(naming.write(&upload.key)),
        initiated: Some(objects::timestamp(upload.created_ms)),
        storage_class: Some(StorageClass::from_static(StorageClass::STANDARD)),
        checksum_algorithm: checksum.map(|(algorithm, _)| ChecksumAlgorithm::from_static(algorithm.as_str())),
        checksum_type: checksum.map(|(_, kind)| ChecksumType::from_static(kind.as_str())),
        ..Default::default()
    }
}
