//! What was left behind in the lake: objects of statements that died with their process, and uploads nobody finished.

use boathouse_lake::UploadsRequest;

use crate::command::{DoctorCommand, Leftover};
use crate::{Boathouse, Result};

/// An upload that was begun so long ago is taken for one that nobody will finish.
const UPLOAD_AGE_MS: i64 = 24 * 3_600_000;
const PAGE_UPLOADS: usize = 1000;

pub(super) async fn run(house: &Boathouse, command: DoctorCommand) -> Result<Vec<Leftover>> {
    let mut leftovers = orphans(house, command.delete).await?;
    leftovers.extend(uploads(house, command.delete).await?);
    Ok(leftovers)
}

async fn orphans(house: &Boathouse, delete: bool) -> Result<Vec<Leftover>> {
    let mut leftovers = Vec::new();
    for orphan in house.queries().orphans().await? {
        let gone = if delete { house.queries().delete_orphan(&orphan).await? } else { 0 };
        let deleted = delete && gone == orphan.objects.len();
        leftovers.extend(orphan.objects.into_iter().map(|object| Leftover {
            made_by: orphan.statement.clone(),
            id: orphan.id.clone(),
            target: Some(orphan.target.clone()).filter(|target| !target.is_empty()),
            uri: object.uri,
            bytes: Some(object.bytes),
            started_ms: orphan.started_ms,
            deleted,
        }));
    }
    Ok(leftovers)
}

async fn uploads(house: &Boathouse, delete: bool) -> Result<Vec<Leftover>> {
    let old_ms = house.state().clock().now_ms() - UPLOAD_AGE_MS;
    let mut leftovers = Vec::new();
    for bucket in house.lake().buckets().await? {
        let mut after = None;
        loop {
            let request = UploadsRequest { prefix: String::new(), delimiter: None, after, max_uploads: PAGE_UPLOADS };
            let page = house.lake().list_uploads(&bucket.name, request).await?;
            for upload in page.uploads.iter().filter(|upload| upload.created_ms <= old_ms) {
                if delete {
                    house.lake().abort_upload(&bucket.name, &upload.key, &upload.upload_id).await?;
                }
                leftovers.push(Leftover {
                    made_by: "multipart upload".to_owned(),
                    id: upload.upload_id.clone(),
                    target: None,
                    uri: format!("s3://{}/{}", bucket.name, upload.key),
                    bytes: None,
                    started_ms: upload.created_ms,
                    deleted: delete,
                });
            }
            match page.next.filter(|_| page.truncated) {
                Some((key, id)) => after = Some((key, Some(id))),
                None => break,
            }
        }
    }
    Ok(leftovers)
}
