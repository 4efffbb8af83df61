//! `POST Object`: an upload from an HTML form. Refused: a form's policy and fields are a protocol of
//! their own, of which nothing is served.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html>

use s3s::dto::{PostObjectInput, PostObjectOutput};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use crate::adapter::Adapter;

pub(crate) async fn call(_: &Adapter, _: S3Request<PostObjectInput>) -> S3Result<S3Response<PostObjectOutput>> {
    Err(S3Error::with_message(S3ErrorCode::NotImplemented, "PostObject is not implemented yet"))
}
