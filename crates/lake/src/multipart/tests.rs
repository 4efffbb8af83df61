use bytes::Bytes;
use futures::stream;

use super::*;
use crate::lake::tests::{Shore, once, open};
use crate::{Checksummer, GetOptions, WriteCondition};

const MIB: usize = 1024 * 1024;

fn part(number: u32, etag: &str) -> CompletedPart {
    CompletedPart { number, etag: Some(etag.to_owned()), checksum: None }
}

async fn upload_bytes(shore: &Shore, id: &str, number: u32, bytes: Vec<u8>) -> PartInfo {
    let body = stream::iter([Ok(Bytes::from(bytes))]);
    shore.lake.upload_part(("raw", "k"), id, number, PartOptions::default(), body).await.unwrap()
}

async fn begin(shore: &Shore, checksum: Option<(ChecksumAlgorithm, ChecksumKind)>) -> String {
    let options = UploadOptions { content_type: Some("x/y".into()), checksum, ..Default::default() };
    shore.lake.create_upload("raw", "k", options).await.unwrap().upload_id
}

#[tokio::test]
async fn parts_become_one_object() {
    let shore = Shore::new().await;
    let id = begin(&shore, Some((ChecksumAlgorithm::Crc32, ChecksumKind::FullObject))).await;
    let two = upload_bytes(&shore, &id, 7, vec![2; 100]).await;
    upload_bytes(&shore, &id, 1, b"replaced".to_vec()).await;
    let one = upload_bytes(&shore, &id, 1, vec![1; 5 * MIB]).await;
    assert_eq!(shore.read("k").await, None);
    let (_, listed, more) = shore.lake.list_parts(("raw", "k"), &id, 0, 1).await.unwrap();
    assert_eq!((listed, more), (vec![one.clone()], true));
    let (_, listed, more) = shore.lake.list_parts(("raw", "k"), &id, 1, 1).await.unwrap();
    assert_eq!((listed, more), (vec![two.clone()], false));

    let lake = open(shore.home.path()).await;
    let named = [part(1, &format!("\"{}\"", one.etag)), part(7, &two.etag)];
    let info = lake.complete_upload(("raw", "k"), &id, &named, CompleteOptions::default()).await.unwrap();
    assert_eq!(info.part_sizes, [5 * MIB as u64, 100]);
    assert!(info.etag.ends_with("-2") && info.content_type.as_deref() == Some("x/y"));
    let mut whole = Checksummer::new(ChecksumAlgorithm::Crc32);
    whole.update(&vec![1; 5 * MIB]);
    whole.update(&[2; 100]);
    assert_eq!(info.checksum.as_ref().unwrap().value, whole.finish());
    assert_eq!(lake.head("raw", "k").await.unwrap(), info);
    let gone = lake.complete_upload(("raw", "k"), &id, &named, CompleteOptions::default()).await;
    assert!(matches!(gone, Err(Error::NoSuchUpload(_))));
    assert_eq!(std::fs::read_dir(shore.home.path().join("uploads")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_single_part_and_composite_checksums() {
    let shore = Shore::new().await;
    let id = begin(&shore, Some((ChecksumAlgorithm::Sha256, ChecksumKind::Composite))).await;
    let only = upload_bytes(&shore, &id, 1, b"hello".to_vec()).await;
    let named = [CompletedPart { number: 1, etag: Some(only.etag), checksum: only.checksum }];
    let info = shore.lake.complete_upload(("raw", "k"), &id, &named, CompleteOptions::default()).await.unwrap();
    assert!(info.checksum.unwrap().value.ends_with("-1") && info.etag.ends_with("-1"));
    assert_eq!(shore.read("k").await.as_deref(), Some("hello"));
    shore.put("k", "other").await;
    let info = shore.lake.get("raw", "k", GetOptions::default()).await.unwrap().0;
    assert_eq!((info.part_sizes, info.checksum), (vec![], None));
}

#[tokio::test]
async fn completions_that_are_refused_leave_the_upload() {
    let shore = Shore::new().await;
    let id = begin(&shore, None).await;
    let one = upload_bytes(&shore, &id, 1, vec![1; 10]).await.etag;
    let two = upload_bytes(&shore, &id, 2, vec![2; 10]).await.etag;
    let refused = async |named: &[CompletedPart], options| {
        shore.lake.complete_upload(("raw", "k"), &id, named, options).await.unwrap_err()
    };
    let free = CompleteOptions::default;
    assert!(matches!(refused(&[], free()).await, Error::NoParts));
    assert!(matches!(refused(&[part(2, &two), part(1, &one)], free()).await, Error::InvalidPartOrder));
    assert!(matches!(refused(&[part(1, &one), part(1, &one)], free()).await, Error::InvalidPartOrder));
    assert!(matches!(refused(&[part(3, &one)], free()).await, Error::InvalidPart(3)));
    assert!(matches!(refused(&[part(1, &two)], free()).await, Error::InvalidPart(1)));
    assert!(matches!(refused(&[part(1, &one), part(2, &two)], free()).await, Error::PartTooSmall { number: 1, .. }));
    let size = CompleteOptions { size: Some(11), ..free() };
    assert!(matches!(refused(&[part(1, &one)], size).await, Error::WrongLength { expected: 11, found: 10 }));
    shore.put("k", "there").await;
    let absent = CompleteOptions { condition: WriteCondition::Absent, ..free() };
    assert!(matches!(refused(&[part(1, &one)], absent).await, Error::PreconditionFailed(_)));
    assert_eq!(shore.read("k").await.as_deref(), Some("there"));
    shore.lake.complete_upload(("raw", "k"), &id, &[part(2, &two)], free()).await.unwrap();
}

#[tokio::test]
async fn aborting_and_listing() {
    let shore = Shore::new().await;
    let mut ids = Vec::new();
    for key in ["a/1", "a/2", "b", "b"] {
        ids.push(shore.lake.create_upload("raw", key, UploadOptions::default()).await.unwrap().upload_id);
    }
    let request = UploadsRequest { prefix: String::new(), delimiter: None, after: None, max_uploads: 3 };
    let page = shore.lake.list_uploads("raw", request.clone()).await.unwrap();
    assert_eq!((page.uploads.len(), page.truncated), (3, true));
    let (key, id) = page.next.unwrap();
    let rest = UploadsRequest { after: Some((key, Some(id))), ..request.clone() };
    let rest = shore.lake.list_uploads("raw", rest).await.unwrap();
    assert_eq!((rest.uploads.len(), rest.truncated), (1, false));
    let rolled = UploadsRequest { delimiter: Some("/".into()), max_uploads: 10, ..request };
    let rolled = shore.lake.list_uploads("raw", rolled).await.unwrap();
    assert_eq!((rolled.uploads.len(), rolled.common_prefixes), (2, vec!["a/".to_owned()]));

    let other = shore.lake.upload_part(("raw", "b"), &ids[0], 1, PartOptions::default(), once("x")).await;
    assert!(matches!(other, Err(Error::NoSuchUpload(_))), "another key's upload");
    shore.lake.abort_upload("raw", "a/1", &ids[0]).await.unwrap();
    assert!(matches!(shore.lake.abort_upload("raw", "a/1", &ids[0]).await, Err(Error::NoSuchUpload(_))));
    let zero = shore.lake.upload_part(("raw", "b"), &ids[2], 0, PartOptions::default(), once("x")).await;
    assert!(matches!(zero, Err(Error::InvalidPartNumber(0))));
    let sha =
        UploadOptions { checksum: Some((ChecksumAlgorithm::Sha1, ChecksumKind::FullObject)), ..Default::default() };
    let refused = shore.lake.create_upload("raw", "k", sha).await;
    assert!(matches!(refused, Err(Error::InvalidChecksumKind { .. })));
    shore.lake.delete_bucket("raw").await.unwrap();
    assert_eq!(std::fs::read_dir(shore.home.path().join("uploads")).unwrap().count(), 0);
}
