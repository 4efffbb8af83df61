use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, Error as StoreError, GetOptions, GetResultPayload, ObjectStore, ObjectStoreExt, PutMode,
    PutMultipartOptions, PutOptions, PutPayload,
};

use super::*;
use crate::lake::tests::Shore;
use crate::{Fault, FaultyStore, Meter, MeteredStore, SlowStore};

async fn paths(store: &dyn ObjectStore, prefix: Option<&str>, offset: Option<&str>) -> Vec<String> {
    let prefix = prefix.map(Path::from);
    let listed = match offset {
        Some(offset) => store.list_with_offset(prefix.as_ref(), &Path::from(offset)),
        None => store.list(prefix.as_ref()),
    };
    listed.map_ok(|meta| meta.location.to_string()).try_collect().await.unwrap()
}

#[test]
fn keys_and_paths() {
    for key in ["a", "a/b=c%20d/é x.csv", "%41", "year=2024/x"] {
        assert_eq!(path_to_key(&key_to_path(key).unwrap()), key);
    }
    for key in ["", "a/", "/a", "a//b", "..", "a/./b"] {
        assert!(key.is_empty() || key_to_path(key).is_err(), "{key}");
    }
}

#[tokio::test]
async fn reads_writes_and_lists_files() {
    let shore = Shore::new().await;
    let left_out = crate::LeftOut::default();
    let store = shore.lake.store_noting("raw", left_out.clone()).await.unwrap();
    for key in ["t/a=1/x", "t/a=1/y", "t/a=2/x", "t.csv", "u"] {
        store.put(&Path::from(key), PutPayload::from_static(b"0123456789")).await.unwrap();
    }
    shore.put("t/", "").await;
    shore.put("t//z", "").await;
    shore.put("t/../w", "").await;
    assert_eq!(paths(&store, None, None).await, ["t.csv", "t/a=1/x", "t/a=1/y", "t/a=2/x", "u"]);
    assert_eq!(paths(&store, Some("t"), None).await, ["t/a=1/x", "t/a=1/y", "t/a=2/x"]);
    assert_eq!(paths(&store, None, Some("t/a=1/x")).await, ["t/a=1/y", "t/a=2/x", "u"]);
    let level = store.list_with_delimiter(Some(&Path::from("t"))).await.unwrap();
    assert_eq!(level.common_prefixes, [Path::from("t/a=1"), Path::from("t/a=2")]);
    assert!(level.objects.is_empty());
    assert_eq!(left_out.markers(), ["t/"]);
    assert_eq!(left_out.keys(), ["t/../", "t/../w", "t//", "t//z"]);
    assert_eq!(store.list_with_delimiter(None).await.unwrap().objects.len(), 2);

    let u = Path::from("u");
    let ranges = store.get_ranges(&u, &[0..2, 8..10, 3..3]).await.unwrap();
    assert_eq!(ranges, ["01", "89", ""]);
    assert!(store.get_ranges(&u, std::slice::from_ref(&(5..11))).await.is_err());
    assert_eq!(store.get_range(&u, 8..20).await.unwrap(), "89");
    let got = store.get(&u).await.unwrap();
    assert!(matches!(got.payload, GetResultPayload::File(..)));
    let head = store.head(&u).await.unwrap();
    assert_eq!(got.meta, head);
    let stale = GetOptions { if_match: Some("other".into()), ..Default::default() };
    assert!(matches!(store.get_opts(&u, stale).await, Err(StoreError::Precondition { .. })));
    store.copy(&u, &Path::from("v")).await.unwrap();
    assert!(matches!(store.copy_if_not_exists(&u, &Path::from("v")).await, Err(StoreError::AlreadyExists { .. })));
    store.rename(&u, &Path::from("w/w")).await.unwrap();
    assert!(matches!(store.head(&u).await, Err(StoreError::NotFound { .. })));
    store.delete(&Path::from("w/w")).await.unwrap();
    assert!(!shore.path("w").exists());
}

#[tokio::test]
async fn puts_under_conditions() {
    let shore = Shore::new().await;
    let store = shore.lake.store("raw").await.unwrap();
    let path = Path::from("c");
    let put = async |mode: PutMode| store.put_opts(&path, "1".into(), mode.into()).await;
    let first = put(PutMode::Create).await.unwrap();
    assert!(matches!(put(PutMode::Create).await, Err(StoreError::AlreadyExists { .. })));
    let second = put(PutMode::Update(first.clone().into())).await.unwrap();
    assert!(matches!(put(PutMode::Update(first.into())).await, Err(StoreError::Precondition { .. })));
    assert_eq!(store.head(&path).await.unwrap().e_tag, second.e_tag);
    let described =
        PutOptions { attributes: Attributes::from_iter([(Attribute::ContentType, "text/csv")]), ..Default::default() };
    store.put_opts(&path, "2".into(), described).await.unwrap();
    assert_eq!(shore.lake.head("raw", "c").await.unwrap().content_type.as_deref(), Some("text/csv"));
}

#[tokio::test]
async fn pieces_are_written_in_any_order() {
    let shore = Shore::new().await;
    let store = shore.lake.store("raw").await.unwrap();
    let path = Path::from("d/big");
    let mut upload = store.put_multipart(&path).await.unwrap();
    let (one, two) = (upload.put_part("12345".into()), upload.put_part("67".into()));
    two.await.unwrap();
    one.await.unwrap();
    assert!(store.head(&path).await.is_err(), "not before it is complete");
    let put = upload.complete().await.unwrap();
    assert_eq!(store.get(&path).await.unwrap().bytes().await.unwrap(), "1234567");
    assert_eq!(shore.lake.head("raw", "d/big").await.unwrap().etag, put.e_tag.unwrap());
    let mut empty = store.put_multipart(&Path::from("empty")).await.unwrap();
    empty.complete().await.unwrap();
    assert_eq!(store.head(&Path::from("empty")).await.unwrap().size, 0);
    let options = PutMultipartOptions {
        attributes: Attributes::from_iter([(Attribute::ContentType, "x/y")]),
        ..Default::default()
    };
    let mut dropped = store.put_multipart_opts(&Path::from("dropped"), options).await.unwrap();
    dropped.put_part("1".into()).await.unwrap();
    dropped.abort().await.unwrap();
    drop(dropped);
    assert_eq!(std::fs::read_dir(shore.home.path().join("tmp")).unwrap().count(), 0);
}

#[tokio::test]
async fn the_meter_counts_what_is_taken() {
    let shore = Shore::new().await;
    let meter = Meter::default();
    let store = MeteredStore::new(shore.lake.store("raw").await.unwrap(), meter.clone());
    let path = Path::from("m");
    store.put(&path, PutPayload::from(vec![7u8; 3_000_000])).await.unwrap();
    store.head(&path).await.unwrap();
    store.get_ranges(&path, &[0..10, 20..25]).await.unwrap();
    assert_eq!(meter.bytes_read(), 15);
    let mut bytes = store.get(&path).await.unwrap().into_stream();
    assert!(bytes.try_next().await.unwrap().is_some());
    drop(bytes);
    assert!((1..3_000_000).contains(&(meter.bytes_read() - 15)), "the rest was not taken");
    store.list(None).try_collect::<Vec<_>>().await.unwrap();
    let seen = meter.snapshot();
    let counts = (seen.bytes_written, seen.get_requests, seen.put_requests, seen.list_requests);
    assert_eq!(counts, (3_000_000, 4, 1, 1));
}

#[tokio::test]
async fn faults_and_latency() {
    let shore = Shore::new().await;
    shore.put("f", "1").await;
    let store = FaultyStore::new(shore.lake.store("raw").await.unwrap());
    store.fail(Fault::Get, 1, 2);
    let path = Path::from("f");
    let mut outcomes = Vec::new();
    for _ in 0..4 {
        outcomes.push(store.get(&path).await.is_ok());
    }
    assert_eq!(outcomes, [true, false, false, true]);
    store.fail(Fault::List, 0, 1);
    assert!(store.list(None).try_collect::<Vec<_>>().await.is_err());
    store.fail(Fault::Put, 0, 1);
    assert!(store.put(&path, "2".into()).await.is_err());
    assert_eq!(shore.read("f").await.as_deref(), Some("1"));

    let slow = SlowStore::new(Arc::new(store), Duration::from_millis(30));
    let begun = std::time::Instant::now();
    slow.head(&path).await.unwrap();
    slow.list(None).try_collect::<Vec<_>>().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(60));
}
