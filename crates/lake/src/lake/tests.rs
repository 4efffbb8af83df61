use std::collections::BTreeMap;

use boathouse_state::{Clock, State};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream};

use crate::{
    CopyOptions, DeleteOutcome, Error, GetOptions, GetRange, Lake, LakeConfig, ListRequest, ObjectInfo, PutOptions,
    ReadConditions, WriteCondition,
};

mod kill;

/// A lake in a folder that goes with it.
pub(crate) struct Shore {
    pub lake: Lake,
    pub home: tempfile::TempDir,
}

impl Shore {
    pub(crate) async fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let lake = open(home.path()).await;
        lake.create_bucket("raw").await.unwrap();
        Self { lake, home }
    }

    pub(crate) fn path(&self, inside: &str) -> std::path::PathBuf {
        self.home.path().join("buckets/raw").join(inside)
    }

    pub(crate) async fn put(&self, key: &str, text: &str) -> ObjectInfo {
        self.lake.put("raw", key, PutOptions::default(), once(text)).await.unwrap()
    }

    pub(crate) async fn read(&self, key: &str) -> Option<String> {
        read(&self.lake, key, GetOptions::default()).await.ok()
    }

    pub(crate) async fn keys(&self) -> Vec<String> {
        let listing = self.lake.list("raw", ListRequest::default()).await.unwrap();
        listing.objects.into_iter().map(|object| object.key).collect()
    }
}

pub(crate) async fn open(home: &std::path::Path) -> Lake {
    let state = State::open(&home.join("lake.db"), Clock::system()).unwrap();
    Lake::open(home, state, LakeConfig::default()).await.unwrap()
}

pub(crate) fn once(text: &str) -> impl Stream<Item = std::io::Result<Bytes>> + Send + use<> {
    stream::iter([Ok(Bytes::copy_from_slice(text.as_bytes()))])
}

pub(crate) async fn read(lake: &Lake, key: &str, options: GetOptions) -> crate::Result<String> {
    let (_, body) = lake.get("raw", key, options).await?;
    let bytes: Vec<Bytes> = body.try_collect().await?;
    Ok(String::from_utf8(bytes.concat()).unwrap())
}

#[tokio::test]
async fn ordinary_keys_are_plain_files_and_files_are_objects() {
    let shore = Shore::new().await;
    let info = shore.put("sales/a.csv", "x,y\n").await;
    assert_eq!((info.etag.len(), info.size), (32, 4));
    assert_eq!(std::fs::read_to_string(shore.path("sales/a.csv")).unwrap(), "x,y\n");
    std::fs::create_dir_all(shore.path("dropped")).unwrap();
    std::fs::write(shore.path("dropped/b.csv"), "1").unwrap();
    assert_eq!(shore.keys().await, ["dropped/b.csv", "sales/a.csv"]);
    assert_eq!(shore.read("dropped/b.csv").await.as_deref(), Some("1"));
    assert!(shore.lake.head("raw", "dropped/b.csv").await.unwrap().etag.contains('-'));
    std::fs::create_dir(shore.home.path().join("buckets/by-hand")).unwrap();
    let buckets = shore.lake.buckets().await.unwrap();
    assert_eq!(buckets.iter().map(|bucket| bucket.name.as_str()).collect::<Vec<_>>(), ["by-hand", "raw"]);
}

#[tokio::test]
async fn a_description_counts_for_its_own_bytes_only() {
    let shore = Shore::new().await;
    let options = PutOptions {
        content_type: Some("text/csv".into()),
        user_metadata: BTreeMap::from([("by".to_owned(), "me".to_owned())]),
        checksum: Some(crate::ChecksumAlgorithm::Crc32),
        ..Default::default()
    };
    let put = shore.lake.put("raw", "a", options, once("hello")).await.unwrap();
    assert_eq!(put.etag, "5d41402abc4b2a76b9719d911017c592");
    assert_eq!(put.checksum.as_ref().unwrap().value, "NhCmhg==");
    assert_eq!(shore.lake.head("raw", "a").await.unwrap(), put);
    assert_eq!(shore.lake.list("raw", ListRequest::default()).await.unwrap().objects, std::slice::from_ref(&put));
    std::fs::write(shore.path("a"), "changed behind our back").unwrap();
    let changed = shore.lake.head("raw", "a").await.unwrap();
    assert!(changed.etag != put.etag && changed.content_type.is_none() && changed.checksum.is_none());
    assert_eq!(changed.size, 23);
    let again = open(shore.home.path()).await;
    assert_eq!(again.head("raw", "a").await.unwrap(), changed);
}

#[tokio::test]
async fn odd_keys_live_beside_each_other() {
    let shore = Shore::new().await;
    let long = format!("{}/{}", "s".repeat(500), "é".repeat(261));
    let keys = [
        "a",
        "a/b",
        "a/b/c",
        "a/",
        "a//",
        "a//b",
        "/",
        "../../x",
        "..",
        ".",
        "./a",
        "%~",
        "%~=a",
        "%~a",
        "a\0b",
        "%",
        "a b+c/é.txt",
        "tmp",
        long.as_str(),
        &long[..500],
        &"k".repeat(1024),
        "z/",
    ];
    for round in ["in order", "again"] {
        for key in keys {
            shore.put(key, &format!("{round} {key}")).await;
        }
        for key in keys {
            assert_eq!(shore.read(key).await, Some(format!("{round} {key}")), "{key}");
        }
    }
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    assert_eq!(shore.keys().await, sorted);
    for key in keys {
        assert!(shore.lake.delete("raw", key).await.unwrap(), "{key}");
        assert_eq!(shore.read(key).await, None, "{key}");
    }
    assert_eq!(std::fs::read_dir(shore.path("")).unwrap().count(), 0, "empty folders are pruned");
    for key in keys.iter().rev() {
        shore.put(key, key).await;
    }
    for key in keys {
        assert_eq!(shore.read(key).await.as_deref(), Some(key));
    }
    let outside: Vec<_> =
        std::fs::read_dir(shore.home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(outside.iter().all(|name| name != "x"), "{outside:?}");
}

#[tokio::test]
async fn keys_without_an_object() {
    let shore = Shore::new().await;
    shore.put("a/b", "1").await;
    for key in ["a", "a/", "b", "a/b/c", "../raw/a/b", "a/./b"] {
        let missing = shore.lake.head("raw", key).await;
        assert!(matches!(missing, Err(Error::NoSuchKey { .. })), "{key}: {missing:?}");
        assert!(!shore.lake.delete("raw", key).await.unwrap());
    }
    assert!(matches!(shore.lake.head("raw", &"k".repeat(1025)).await, Err(Error::KeyTooLong(1025))));
    assert!(matches!(shore.lake.head("nope", "a").await, Err(Error::NoSuchBucket(_))));
    assert!(matches!(shore.lake.head("../raw", "a/b").await, Err(Error::NoSuchBucket(_))));
}

#[cfg(unix)]
#[tokio::test]
async fn links_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let shore = Shore::new().await;
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret"), "s").unwrap();
    symlink(outside.path(), shore.path("folder")).unwrap();
    symlink(outside.path().join("secret"), shore.path("file")).unwrap();
    symlink(outside.path(), shore.home.path().join("buckets/linked")).unwrap();
    for key in ["folder/secret", "file"] {
        assert_eq!(shore.read(key).await, None, "{key}");
        assert!(shore.lake.head("raw", key).await.is_err(), "{key}");
    }
    assert!(shore.keys().await.is_empty());
    let into = shore.lake.put("raw", "folder/new", PutOptions::default(), once("x")).await;
    assert!(matches!(into, Err(Error::InTheWay(_))), "{into:?}");
    assert!(!shore.lake.delete("raw", "folder/secret").await.unwrap());
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 1);
    shore.put("file", "mine now").await;
    assert_eq!(std::fs::read_to_string(outside.path().join("secret")).unwrap(), "s");
    assert!(matches!(shore.lake.list("linked", ListRequest::default()).await, Err(Error::NoSuchBucket(_))));
    assert!(matches!(shore.lake.delete_bucket("raw").await, Err(Error::BucketNotEmpty(_))));
}

#[tokio::test]
async fn conditions() {
    let shore = Shore::new().await;
    let put = async |condition| {
        let options = PutOptions { condition, ..Default::default() };
        shore.lake.put("raw", "a", options, once("v")).await
    };
    assert!(matches!(put(WriteCondition::Matches("*".into())).await, Err(Error::NoSuchKey { .. })));
    let etag = put(WriteCondition::Absent).await.unwrap().etag;
    assert!(matches!(put(WriteCondition::Absent).await, Err(Error::PreconditionFailed("If-None-Match"))));
    assert!(matches!(put(WriteCondition::Matches("x".into())).await, Err(Error::PreconditionFailed("If-Match"))));
    put(WriteCondition::Matches(format!("\"{etag}\""))).await.unwrap();
    let modified = shore.lake.head("raw", "a").await.unwrap().last_modified_ms;
    let read_if = async |conditions| read(&shore.lake, "a", GetOptions { conditions, ..Default::default() }).await;
    let none = ReadConditions::default;
    let cases = [
        (ReadConditions { if_match: Some(etag.clone()), ..none() }, "ok"),
        (ReadConditions { if_match: Some("x".into()), ..none() }, "failed"),
        (ReadConditions { if_none_match: Some(etag.clone()), ..none() }, "not modified"),
        (ReadConditions { if_none_match: Some("x".into()), if_modified_since_ms: Some(modified), ..none() }, "ok"),
        (ReadConditions { if_modified_since_ms: Some(modified), ..none() }, "not modified"),
        (ReadConditions { if_modified_since_ms: Some(modified - 1000), ..none() }, "ok"),
        (ReadConditions { if_unmodified_since_ms: Some(modified), ..none() }, "ok"),
        (ReadConditions { if_unmodified_since_ms: Some(modified - 1000), ..none() }, "failed"),
    ];
    for (conditions, expected) in cases {
        let said = format!("{conditions:?}");
        let found = match read_if(conditions).await {
            Ok(_) => "ok",
            Err(Error::PreconditionFailed(_)) => "failed",
            Err(Error::NotModified(info)) if info.etag == etag => "not modified",
            Err(other) => panic!("{other}"),
        };
        assert_eq!(found, expected, "{said}");
    }
}

#[tokio::test]
async fn one_of_many_creators_wins() {
    let shore = Shore::new().await;
    let creators = (0..50).map(|n| {
        let lake = shore.lake.clone();
        tokio::spawn(async move {
            let options = PutOptions { condition: WriteCondition::Absent, ..Default::default() };
            lake.put("raw", "d/one", options, once(&n.to_string())).await.is_ok().then_some(n)
        })
    });
    let won: Vec<i32> = futures::future::join_all(creators).await.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(won.len(), 1);
    assert_eq!(shore.read("d/one").await, Some(won[0].to_string()));
    assert!(!shore.lake.head("raw", "d/one").await.unwrap().etag.contains('-'));
}

#[tokio::test]
async fn ranges_and_large_bodies() {
    let shore = Shore::new().await;
    let pieces: Vec<_> = (0..700u32).map(|n| Ok(Bytes::from(vec![(n % 251) as u8; 5000]))).collect();
    let whole: Vec<u8> = pieces.iter().flat_map(|piece| piece.as_ref().unwrap().to_vec()).collect();
    let info = shore.lake.put("raw", "big", PutOptions::default(), stream::iter(pieces)).await.unwrap();
    assert_eq!(info.size, 3_500_000);
    for (range, expected) in [
        (None, &whole[..]),
        (Some(GetRange::Bounded(999_999..2_500_001)), &whole[999_999..2_500_001]),
        (Some(GetRange::Suffix(3)), &whole[3_499_997..]),
        (Some(GetRange::From(0)), &whole[..]),
    ] {
        let (_, body) = shore.lake.get("raw", "big", GetOptions { range, ..Default::default() }).await.unwrap();
        let bytes: Vec<Bytes> = body.try_collect().await.unwrap();
        assert!(bytes.concat() == expected);
    }
    let beyond = GetOptions { range: Some(GetRange::From(3_500_000)), ..Default::default() };
    assert!(matches!(read(&shore.lake, "big", beyond).await, Err(Error::RangeNotSatisfiable { size: 3_500_000 })));
}

#[tokio::test]
async fn a_body_that_breaks_off_or_is_refused_leaves_nothing() {
    let shore = Shore::new().await;
    shore.put("a", "before").await;
    let broken = stream::iter([Ok(Bytes::from_static(b"half")), Err(std::io::Error::other("gone"))]);
    assert!(matches!(shore.lake.put("raw", "a", PutOptions::default(), broken).await, Err(Error::Body(_))));
    let refuse = PutOptions {
        verify: Some(Box::new(|digests| Err(Error::WrongLength { expected: 0, found: digests.size }))),
        ..Default::default()
    };
    let refused = shore.lake.put("raw", "a", refuse, once("12345")).await;
    assert!(matches!(refused, Err(Error::WrongLength { found: 5, .. })));
    assert_eq!(shore.read("a").await.as_deref(), Some("before"));
    assert_eq!(std::fs::read_dir(shore.home.path().join("tmp")).unwrap().count(), 0);
}

#[tokio::test]
async fn listing_is_by_bytes_with_prefix_delimiter_and_pages() {
    let shore = Shore::new().await;
    let mut keys: Vec<String> = ["a", "a-b", "a.txt", "a/1", "a/2", "a/b/3", "ab", "b/", "b/c", "é", "z//y", "z/x"]
        .iter()
        .map(|key| (*key).to_owned())
        .collect();
    let long = "a".repeat(252);
    keys.extend([format!("{long}a"), format!("{long}bcde/x"), format!("{long}bcdf"), format!("{long}c")]);
    for key in &keys {
        shore.put(key, "").await;
    }
    std::fs::create_dir_all(shore.path("empty/deep")).unwrap();
    keys.sort_unstable();
    for prefix in ["", "a", "a/", "a/b", "b/", "z/", "z//", "nope", "a/1", long.as_str()] {
        for delimiter in [None, Some("/"), Some("b"), Some("//")] {
            let request = ListRequest {
                prefix: prefix.to_owned(),
                delimiter: delimiter.map(str::to_owned),
                ..Default::default()
            };
            let mut expected: Vec<String> = Vec::new();
            for key in keys.iter().filter(|key| key.starts_with(prefix)) {
                let item = request.rolled_up(key).unwrap_or(key).to_owned();
                if expected.last() != Some(&item) {
                    expected.push(item);
                }
            }
            for max_keys in [1, 2, 1000] {
                let mut found = Vec::new();
                let mut request = ListRequest { max_keys, ..request.clone() };
                loop {
                    let page = shore.lake.list("raw", request.clone()).await.unwrap();
                    assert!(page.objects.len() + page.common_prefixes.len() <= max_keys);
                    let mut items: Vec<String> = page.objects.into_iter().map(|object| object.key).collect();
                    items.extend(page.common_prefixes);
                    items.sort_unstable();
                    found.extend(items);
                    assert_eq!(page.truncated, page.next.is_some() && found.len() < expected.len());
                    if !page.truncated {
                        break;
                    }
                    request.start_after = page.next;
                }
                assert_eq!(found, expected, "{prefix} {delimiter:?} {max_keys}");
            }
        }
    }
}

#[tokio::test]
async fn copies_keep_or_replace_the_description() {
    let shore = Shore::new().await;
    shore.lake.create_bucket("curated").await.unwrap();
    let options = PutOptions { content_type: Some("text/csv".into()), ..Default::default() };
    let put = shore.lake.put("raw", "a", options, once("hello")).await.unwrap();
    let copy = shore.lake.copy(("raw", "a"), ("curated", "x/y"), CopyOptions::default()).await.unwrap();
    assert_eq!((copy.etag, copy.content_type.as_deref()), (put.etag.clone(), Some("text/csv")));
    let replace = PutOptions { content_type: Some("text/plain".into()), ..Default::default() };
    let options =
        CopyOptions { replace: Some(replace), checksum: Some(crate::ChecksumAlgorithm::Sha1), ..Default::default() };
    let copy = shore.lake.copy(("raw", "a"), ("raw", "a"), options).await.unwrap();
    assert_eq!((copy.etag.clone(), copy.content_type.as_deref()), (put.etag.clone(), Some("text/plain")));
    assert_eq!(copy.checksum.unwrap().value, "qvTGHdzF6KLavt4PO0gs2a6pQ00=");
    let stale = CopyOptions {
        source_conditions: ReadConditions { if_none_match: Some(put.etag), ..Default::default() },
        ..Default::default()
    };
    let refused = shore.lake.copy(("raw", "a"), ("raw", "b"), stale).await;
    assert!(matches!(refused, Err(Error::PreconditionFailed(_))), "{refused:?}");
}

#[tokio::test]
async fn deleting_buckets_and_resetting() {
    let shore = Shore::new().await;
    shore.put("a/b", "1").await;
    assert!(matches!(shore.lake.create_bucket("raw").await, Err(Error::BucketAlreadyExists(_))));
    assert!(matches!(shore.lake.delete_bucket("raw").await, Err(Error::BucketNotEmpty(_))));
    let outcomes = shore.lake.delete_many("raw", vec!["a/b".into(), "not there".into(), String::new()]).await.unwrap();
    let failed: Vec<_> = outcomes.iter().map(|DeleteOutcome { error, .. }| error.is_some()).collect();
    assert_eq!(failed, [false, false, true]);
    std::fs::create_dir_all(shore.path("empty/deep")).unwrap();
    shore.lake.delete_bucket("raw").await.unwrap();
    assert!(matches!(shore.lake.delete_bucket("raw").await, Err(Error::NoSuchBucket(_))));
    shore.lake.ensure_bucket("raw").await.unwrap();
    shore.lake.ensure_bucket("raw").await.unwrap();
    for n in 0..20 {
        shore.put(&format!("d{n}/x"), "1").await;
    }
    shore.lake.reset().await.unwrap();
    assert_eq!(shore.lake.buckets().await.unwrap(), []);
    shore.lake.create_bucket("raw").await.unwrap();
    shore.put("a", "1").await;
    assert_eq!(shore.keys().await, ["a"]);
}

/// Putting `d/x` makes the folder `d` that deleting `d/y` prunes, and moves object `d` aside.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn making_and_pruning_the_same_folders() {
    let shore = Shore::new().await;
    shore.put("d", "stays").await;
    let workers = (0..8).map(|worker| {
        let lake = shore.lake.clone();
        tokio::spawn(async move {
            for round in 0..40 {
                let key = format!("d/{worker}");
                lake.put("raw", &key, PutOptions::default(), once(&round.to_string())).await.unwrap();
                assert_eq!(read(&lake, &key, GetOptions::default()).await.unwrap(), round.to_string());
                assert_eq!(read(&lake, "d", GetOptions::default()).await.unwrap(), "stays");
                if worker == 0 {
                    lake.put("raw", "d", PutOptions::default(), once("stays")).await.unwrap();
                }
                assert!(lake.delete("raw", &key).await.unwrap());
            }
        })
    });
    for done in futures::future::join_all(workers).await {
        done.unwrap();
    }
    assert_eq!(shore.keys().await, ["d"]);
}

/// Whoever looks while an object is replaced sees the one or the other, never a file without its row.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_see_whole_versions() {
    let shore = Shore::new().await;
    shore.put("v", &"0".repeat(1000)).await;
    let lake = shore.lake.clone();
    let writer = tokio::spawn(async move {
        for round in 0..100 {
            let text = (round % 10).to_string().repeat(1000 + round);
            lake.put("raw", "v", PutOptions::default(), once(&text)).await.unwrap();
        }
    });
    while !writer.is_finished() {
        let (info, body) = shore.lake.get("raw", "v", GetOptions::default()).await.unwrap();
        let bytes = body.map(Result::unwrap).collect::<Vec<_>>().await.concat();
        assert_eq!(bytes.len() as u64, info.size);
        assert!(bytes.iter().all(|byte| *byte == bytes[0]));
        assert_eq!(info.etag, hex::encode(<md5::Md5 as md5::Digest>::digest(&bytes)));
        assert!(!shore.lake.head("raw", "v").await.unwrap().etag.contains('-'));
    }
    writer.await.unwrap();
}
