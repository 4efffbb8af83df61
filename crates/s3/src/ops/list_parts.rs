//! `ListParts`: the parts of an upload.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html>

use boathouse_lake::{ChecksumAlgorithm as Algorithm, PartInfo};
use s3s::dto::{ChecksumAlgorithm, ChecksumType, ListPartsInput, ListPartsOutput, Owner, Part, StorageClass};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::{errors, listing, objects};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<ListPartsInput>,
) -> S3Result<S3Response<ListPartsOutput>> {
    let input = request.input;
    let (shown_max, max_parts) = listing::page_size(input.max_parts, "max-parts")?;
    let marker = input.part_number_marker.unwrap_or(0);
    let after =
        u32::try_from(marker).map_err(|_| errors::invalid_argument("part-number-marker must not be negative"))?;
    let found = adapter.lake.list_parts((&input.bucket, &input.key), &input.upload_id, after, max_parts).await;
    let (upload, parts, truncated) = found.map_err(errors::of)?;
    let checksum = upload.options.checksum;
    let next = parts.last().and_then(|part| i32::try_from(part.number).ok());
    Ok(S3Response::new(ListPartsOutput {
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id: Some(input.upload_id),
        checksum_algorithm: checksum.map(|(algorithm, _)| ChecksumAlgorithm::from_static(algorithm.as_str())),
        checksum_type: checksum.map(|(_, kind)| ChecksumType::from_static(kind.as_str())),
        is_truncated: Some(truncated),
        max_parts: Some(shown_max),
        next_part_number_marker: next,
        owner: Some(Owner { display_name: None, id: Some(adapter.options.account_id.clone()) }),
        part_number_marker: Some(marker),
        parts: Some(parts.into_iter().map(|part| shown(part, checksum.map(|(algorithm, _)| algorithm))).collect()),
        storage_class: Some(StorageClass::from_static(StorageClass::STANDARD)),
        ..Default::default()
    }))
}

fn shown(part: PartInfo, algorithm: Option<Algorithm>) -> Part {
    let value = |own: Algorithm| part.checksum.clone().filter(|_| algorithm == Some(own));
    Part {
        checksum_crc32: value(Algorithm::Crc32),
        checksum_crc32c: value(Algorithm::Crc32c),
        checksum_crc64nvme: value(Algorithm::Crc64Nvme),
        checksum_sha1: value(Algorithm::Sha1),
        checksum_sha256: value(Algorithm::Sha256),
        e_tag: objects::etag(&part.etag),
        last_modified: Some(objects::timestamp(part.last_modified_ms)),
        part_number: i32::try_from(part.number).ok(),
        size: Some(objects::size(part.size)),
    }
}
