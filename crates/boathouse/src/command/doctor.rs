//! What was left behind in the lake: objects of statements that died with their process, the bucket of a what-if that
//! did, and uploads nobody finished.

use boathouse_lake::UploadsRequest;

use crate::command::{DoctorCommand, Leftover, what_if};
use crate::{Boathouse, Result};

/// An upload that was begun so long ago is taken for one that nobody will finish.
const UPLOAD_AGE_MS: i64 = 24 * 3_600_000;
const PAGE_UPLOADS: usize = 1000;

pub(super) async fn run(house: &Boathouse, command: DoctorCommand) -> Result<Vec<Leftover>> {
    let (mut leftovers, buckets) = copies(house, command.delete).await?;
    leftovers.extend(orphans(house, command.delete, &buckets).await?);
    leftovers.extend(manifests(house).await?);
    leftovers.extend(uploads(house, command.delete).await?);
    Ok(leftovers)
}

/// Manifests of Delta tables that a crawl wrote before it was cut off. Queries may read them: they are not deleted, but
/// put back as they were when the run is taken back.
async fn manifests(house: &Boathouse) -> Result<Vec<Leftover>> {
    let mut leftovers = Vec::new();
    for run in house.crawlers().interrupted_runs().await? {
        leftovers.extend(run.manifests.into_iter().map(|uri| Leftover {
            made_by: Leftover::CRAWL.to_owned(),
            id: run.id.clone(),
            target: None,
            uri: uri.to_string(),
            bytes: None,
            started_ms: run.began_ms,
            deleted: false,
        }));
    }
    Ok(leftovers)
}

/// Buckets with the copies of a what-if, and their names.
async fn copies(house: &Boathouse, delete: bool) -> Result<(Vec<Leftover>, Vec<String>)> {
    let (mut leftovers, mut buckets) = (Vec::new(), Vec::new());
    for noted in what_if::left_behind(house.state()).await? {
        let bytes = noted.bytes(house).await?;
        // Without its bucket only definitions are left, which nobody sees.
        if delete || bytes.is_none() {
            noted.tidy(house).await?;
        }
        if bytes.is_none() {
            continue;
        }
        buckets.push(noted.bucket());
        leftovers.push(Leftover {
            made_by: "cost what-if".to_owned(),
            uri: format!("s3://{}/", noted.bucket()),
            id: noted.id,
            target: None,
            bytes,
            started_ms: noted.started_ms,
            deleted: delete,
        });
    }
    Ok((leftovers, buckets))
}

/// Objects of statements, but for those in buckets that are listed whole.
async fn orphans(house: &Boathouse, delete: bool, buckets: &[String]) -> Result<Vec<Leftover>> {
    let mut leftovers = Vec::new();
    let is_in = |location: &str, bucket: &String| {
        location.strip_prefix("s3://").and_then(|rest| rest.split('/').next()) == Some(bucket.as_str())
    };
    for orphan in house.queries().orphans().await? {
        if buckets.iter().any(|bucket| is_in(&orphan.location, bucket)) {
            continue;
        }
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
