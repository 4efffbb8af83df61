//! `CompleteMultipartUpload`: makes the parts one object.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>

use boathouse_lake::{CompleteOptions, CompletedPart};
use s3s::dto::{CompleteMultipartUploadInput, CompleteMultipartUploadOutput, CompletedPart as NamedPart};
use s3s::{S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::checksums::{self, only, set_checksum};
use crate::{errors, objects};

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<CompleteMultipartUploadInput>,
) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
    let host = checksums::text(&request.headers, "host").unwrap_or("localhost").to_owned();
    let input = request.input;
    let named = input.multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
    let named = named.into_iter().map(part).collect::<S3Result<Vec<_>>>()?;
    let options = CompleteOptions {
        condition: objects::write_condition(input.if_match, input.if_none_match)?,
        checksum: only([
            input.checksum_crc32,
            input.checksum_crc32c,
            input.checksum_crc64nvme,
            input.checksum_sha1,
            input.checksum_sha256,
        ]),
        size: input.mpu_object_size.and_then(|size| u64::try_from(size).ok()),
    };
    let (bucket, key) = (input.bucket, input.key);
    let done = adapter.lake.complete_upload((&bucket, &key), &input.upload_id, &named, options).await;
    let info = done.map_err(errors::of)?;
    let mut output = CompleteMultipartUploadOutput {
        location: Some(format!("http://{host}/{bucket}/{key}")),
        e_tag: objects::etag(&info.etag),
        checksum_type: checksums::kind(info.checksum.as_ref()),
        bucket: Some(bucket),
        key: Some(key),
        ..Default::default()
    };
    set_checksum!(output, info.checksum.as_ref());
    Ok(S3Response::new(output))
}

fn part(named: NamedPart) -> S3Result<CompletedPart> {
    let number = named.part_number.and_then(|number| u32::try_from(number).ok());
    Ok(CompletedPart {
        number: number.ok_or_else(|| errors::of(boathouse_lake::Error::NoParts))?,
        etag: named.e_tag.map(s3s::dto::ETag::into_value),
        checksum: only([
            named.checksum_crc32,
            named.checksum_crc32c,
            named.checksum_crc64nvme,
            named.checksum_sha1,
            named.checksum_sha256,
        ]),
    })
}
