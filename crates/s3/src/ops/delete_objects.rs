//! `DeleteObjects`: deletes up to 1,000 objects.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>

use boathouse_lake::DeleteOutcome;
use s3s::dto::{DeleteObjectsInput, DeleteObjectsOutput, DeletedObject, Error as DeleteError, ObjectIdentifier};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Response, S3Result};

use crate::adapter::Adapter;
use crate::errors;

/// Most objects of one request.
const OBJECTS_MAX: usize = 1000;

pub(crate) async fn call(
    adapter: &Adapter,
    request: S3Request<DeleteObjectsInput>,
) -> S3Result<S3Response<DeleteObjectsOutput>> {
    let DeleteObjectsInput { bucket, delete, .. } = request.input;
    if delete.objects.is_empty() || delete.objects.len() > OBJECTS_MAX {
        let message = "The XML you provided was not well-formed or did not validate against our published schema";
        return Err(S3Error::with_message(S3ErrorCode::MalformedXML, message));
    }
    let mut failed = Vec::new();
    let mut keys = Vec::with_capacity(delete.objects.len());
    for object in delete.objects {
        match unsupported(&object) {
            Some(what) => failed.push(error(object.key, &errors::not_implemented(what))),
            None => keys.push(object.key),
        }
    }
    let outcomes = adapter.lake.delete_many(&bucket, keys).await.map_err(errors::of)?;
    let mut deleted = Vec::with_capacity(outcomes.len());
    for DeleteOutcome { key, error: failure } in outcomes {
        match failure {
            None => deleted.push(DeletedObject { key: Some(key), ..Default::default() }),
            Some(failure) => failed.push(error(key, &errors::of(failure))),
        }
    }
    let is_quiet = delete.quiet.unwrap_or(false);
    Ok(S3Response::new(DeleteObjectsOutput {
        deleted: Some(deleted).filter(|_| !is_quiet),
        errors: Some(failed).filter(|failed| !failed.is_empty()),
        ..Default::default()
    }))
}

fn unsupported(object: &ObjectIdentifier) -> Option<&'static str> {
    if object.version_id.as_deref().is_some_and(|version| version != "null") {
        return Some("VersionId: buckets keep no versions");
    }
    let is_conditional = object.e_tag.is_some() || object.last_modified_time.is_some() || object.size.is_some();
    is_conditional.then_some("a condition on an object to delete")
}

fn error(key: String, error: &S3Error) -> DeleteError {
    DeleteError {
        key: Some(key),
        code: Some(error.code().as_str().to_owned()),
        message: error.message().map(str::to_owned),
        version_id: None,
    }
}
