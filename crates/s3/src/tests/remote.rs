//! A bucket of one lake that lives behind another lake's S3 port.

use std::convert::Infallible;

use boathouse_lake::{
    CompleteOptions, CompletedPart, CopyOptions, GetOptions, GetRange, ListRequest, PartOptions, PutOptions,
    UploadOptions, WriteCondition,
};
use futures::{TryStreamExt, stream};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

use super::*;

async fn listen(service: S3Service) -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = service.clone();
            let answer = service_fn(move |request| {
                let service = service.clone();
                async move { Ok::<_, Infallible>(service.call(request).await) }
            });
            tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
        }
    });
    address
}

fn once(bytes: impl Into<Bytes>) -> impl futures::Stream<Item = std::io::Result<Bytes>> + Send {
    stream::iter([Ok(bytes.into())])
}

async fn text(lake: &Lake, key: &str, range: Option<GetRange>) -> String {
    let (_, body) = lake.get("far", key, GetOptions { range, ..Default::default() }).await.unwrap();
    String::from_utf8(body.try_collect::<Vec<Bytes>>().await.unwrap().concat()).unwrap()
}

#[tokio::test]
async fn the_lake_works_on_a_remote_bucket() {
    let key_pairs = vec![("AK".to_owned(), "SK".to_owned())];
    let pier = Pier::new(S3Options { key_pairs, ..S3Options::default() }).await;
    let remote = RemoteBucket {
        name: "far".into(),
        endpoint: Some(listen(pier.service.clone()).await),
        access_key_id: Some("AK".into()),
        secret_access_key: Some("SK".into()),
        bucket: Some("raw".into()),
        prefix: Some("in/here".into()),
        ..Default::default()
    };
    let home = tempfile::tempdir().unwrap();
    let lake = lake(home.path(), LakeConfig { remotes: vec![remote], ..Default::default() }).await;
    lake.create_bucket("near").await.unwrap();
    assert!(lake.bucket("far").await.unwrap().remote);

    let options = PutOptions { content_type: Some("text/csv".into()), ..Default::default() };
    let put = lake.put("far", "d/a b.csv", options, once("hello")).await.unwrap();
    assert_eq!(
        (put.etag.as_str(), put.content_type.as_deref()),
        ("5d41402abc4b2a76b9719d911017c592", Some("text/csv"))
    );
    assert_eq!(text(&lake, "d/a b.csv", Some(GetRange::Suffix(2))).await, "lo");
    let absent = PutOptions { condition: WriteCondition::Absent, ..Default::default() };
    assert!(lake.put("far", "d/a b.csv", absent, once("x")).await.is_err());
    lake.copy(("far", "d/a b.csv"), ("near", "n"), CopyOptions::default()).await.unwrap();
    lake.copy(("near", "n"), ("far", "back"), CopyOptions::default()).await.unwrap();
    lake.put("far", "large", PutOptions::default(), once(vec![b'x'; 9 << 20])).await.unwrap();
    assert_eq!(lake.head("far", "large").await.unwrap().size, 9 << 20);

    let keys = async |request| {
        let page = lake.list("far", request).await.unwrap();
        let keys: Vec<String> = page.objects.into_iter().map(|object| object.key).chain(page.common_prefixes).collect();
        (keys.join(" "), page.truncated)
    };
    let all = ListRequest::default;
    assert_eq!(keys(all()).await, ("back d/a b.csv large".to_owned(), false));
    assert_eq!(
        keys(ListRequest { max_keys: 1, start_after: Some("back".into()), ..all() }).await,
        ("d/a b.csv".to_owned(), true)
    );
    assert_eq!(keys(ListRequest { delimiter: Some("/".into()), ..all() }).await, ("back large d/".to_owned(), false));

    let upload = lake.create_upload("far", "parts", UploadOptions::default()).await.unwrap();
    let part =
        lake.upload_part(("far", "parts"), &upload.upload_id, 1, PartOptions::default(), once("part")).await.unwrap();
    let named = [CompletedPart { number: 1, etag: Some(part.etag), checksum: None }];
    lake.complete_upload(("far", "parts"), &upload.upload_id, &named, CompleteOptions::default()).await.unwrap();
    assert_eq!(text(&lake, "parts", None).await, "part");
    assert!(lake.delete("far", "parts").await.unwrap());
    assert!(lake.head("far", "parts").await.is_err());
    assert!(lake.put("far", "a//b", PutOptions::default(), once("")).await.is_err(), "no path holds this key");
    assert!(lake.delete_bucket("far").await.is_err());
}
