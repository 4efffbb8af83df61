use object_store::{ObjectStoreExt, PutPayload};

use super::queue::insert_bounded;
use super::*;
use crate::lake::tests::{Shore, once, open};
use crate::{CompleteOptions, CompletedPart, CopyOptions, Error, PartOptions, UploadOptions};

const QUEUE: &str = "queue-a";

fn rule(kinds: &[ObjectEventKind], prefix: &str, suffix: &str) -> NotificationRule {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    NotificationRule {
        id: "r".to_owned(),
        queue: QUEUE.to_owned(),
        kinds: kinds.to_vec(),
        labels: vec!["as written".to_owned()],
        prefix: some(prefix),
        suffix: some(suffix),
    }
}

const ALL: &[ObjectEventKind] =
    &[ObjectEventKind::Put, ObjectEventKind::Copy, ObjectEventKind::MultipartUpload, ObjectEventKind::Delete];

async fn told(lake: &crate::Lake) -> Vec<(ObjectEventKind, String)> {
    let queued = lake.queued_events(QUEUE, 100).await.unwrap();
    assert_eq!(queued.mark, lake.queue_mark(QUEUE).await.unwrap());
    queued.events.into_iter().map(|event| (event.kind, event.key)).collect()
}

#[tokio::test]
async fn every_way_to_write_is_told() {
    use ObjectEventKind::{Copy, Delete, MultipartUpload, Put};
    let shore = Shore::new().await;
    shore.put("before", "x").await;
    shore.lake.set_notification_rules("raw", vec![rule(ALL, "", "")]).await.unwrap();
    let put = shore.put("a", "xyz").await;
    shore.lake.copy(("raw", "a"), ("raw", "b"), CopyOptions::default()).await.unwrap();
    let checksum = Some(crate::ChecksumAlgorithm::Crc32);
    let options = CopyOptions { checksum, ..CopyOptions::default() };
    shore.lake.copy(("raw", "a"), ("raw", "c"), options).await.unwrap();
    let id = shore.lake.create_upload("raw", "d", UploadOptions::default()).await.unwrap().upload_id;
    shore.lake.upload_part(("raw", "d"), &id, 1, PartOptions::default(), once("part")).await.unwrap();
    let named = [CompletedPart { number: 1, etag: None, checksum: None }];
    shore.lake.complete_upload(("raw", "d"), &id, &named, CompleteOptions::default()).await.unwrap();
    let store = shore.lake.store("raw").await.unwrap();
    store.put(&"e".into(), PutPayload::from_static(b"1")).await.unwrap();
    let mut upload = store.put_multipart(&"f".into()).await.unwrap();
    upload.put_part(PutPayload::from_static(b"1")).await.unwrap();
    upload.complete().await.unwrap();
    assert!(shore.lake.delete("raw", "a").await.unwrap());
    assert!(!shore.lake.delete("raw", "never").await.unwrap());
    let expected = [
        (Put, "a"),
        (Copy, "b"),
        (Copy, "c"),
        (MultipartUpload, "d"),
        (Put, "e"),
        (MultipartUpload, "f"),
        (Delete, "a"),
    ];
    let expected: Vec<_> = expected.into_iter().map(|(kind, key)| (kind, key.to_owned())).collect();
    assert_eq!(told(&shore.lake).await, expected);
    let first = &shore.lake.queued_events(QUEUE, 1).await.unwrap().events[0];
    assert_eq!((first.bucket.as_str(), first.size, first.etag.as_str()), ("raw", 3, put.etag.as_str()));
    // Another process finds them.
    let again = open(shore.home.path()).await;
    assert_eq!(told(&again).await.len(), expected.len());
    assert!(again.is_queue_fed(QUEUE).await.unwrap() && !again.is_queue_fed("other").await.unwrap());
}

#[tokio::test]
async fn rules_pick_by_kind_prefix_and_suffix() {
    let shore = Shore::new().await;
    let rules = vec![rule(&[ObjectEventKind::Put], "in/", ".csv"), rule(&[ObjectEventKind::Delete], "out/", "")];
    shore.lake.set_notification_rules("raw", rules.clone()).await.unwrap();
    assert_eq!(shore.lake.notification_rules("raw").await.unwrap(), rules);
    for key in ["in/a.csv", "in/a.txt", "a.csv", "out/a.csv"] {
        shore.put(key, "x").await;
        shore.lake.delete("raw", key).await.unwrap();
    }
    let keys: Vec<String> = told(&shore.lake).await.into_iter().map(|(_, key)| key).collect();
    assert_eq!(keys, ["in/a.csv", "out/a.csv"]);
    shore.lake.set_notification_rules("raw", Vec::new()).await.unwrap();
    shore.put("in/b.csv", "x").await;
    assert_eq!(told(&shore.lake).await.len(), 2);
    let missing = shore.lake.set_notification_rules("nope", rules.clone()).await;
    assert!(matches!(missing, Err(Error::NoSuchBucket(_))));
    shore.lake.set_notification_rules("raw", rules).await.unwrap();
    shore.lake.delete("raw", "in/b.csv").await.unwrap();
    shore.lake.delete_bucket("raw").await.unwrap();
    shore.lake.create_bucket("raw").await.unwrap();
    assert_eq!(shore.lake.notification_rules("raw").await.unwrap(), []);
    shore.lake.reset().await.unwrap();
    assert_eq!(told(&shore.lake).await, []);
}

#[tokio::test]
async fn what_was_read_goes_and_what_came_later_stays() {
    let shore = Shore::new().await;
    shore.lake.set_notification_rules("raw", vec![rule(ALL, "", "")]).await.unwrap();
    shore.put("a", "x").await;
    shore.put("b", "x").await;
    let read = shore.lake.queued_events(QUEUE, 1).await.unwrap();
    shore.put("c", "x").await;
    shore.lake.remove_events(QUEUE, read.mark).await.unwrap();
    let keys: Vec<String> = told(&shore.lake).await.into_iter().map(|(_, key)| key).collect();
    assert_eq!(keys, ["b", "c"]);
}

#[tokio::test]
async fn too_many_events_are_one_fact() {
    let shore = Shore::new().await;
    shore.lake.set_notification_rules("raw", vec![rule(ALL, "", "")]).await.unwrap();
    let put = |key: &str| {
        let (bucket, key, kind) = ("raw".to_owned(), key.to_owned(), ObjectEventKind::Put);
        let event = ObjectEvent { bucket, key, kind, size: 1, etag: String::new(), time_ms: 1 };
        shore.lake.state().write_blocking(move |connection| insert_bounded(connection, &event, 2))
    };
    for key in ["a", "b", "c", "d"] {
        put(key).unwrap();
    }
    let queued = shore.lake.queued_events(QUEUE, 10).await.unwrap();
    assert!(queued.mark.overflowed);
    assert_eq!(queued.events.len(), 1);
    shore.lake.remove_events(QUEUE, queued.mark).await.unwrap();
    assert!(!shore.lake.queue_mark(QUEUE).await.unwrap().overflowed);
    put("e").unwrap();
    put("f").unwrap();
    assert_eq!(told(&shore.lake).await.len(), 2);
}
