//! Requests as clients send them, answered in this process.

use std::time::Duration;

use boathouse_lake::{Lake, LakeConfig, RemoteBucket};
use boathouse_state::{Clock, State};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};

use crate::{Body, S3Options, S3Service, service};

mod remote;

struct Pier {
    service: S3Service,
    _home: tempfile::TempDir,
}

struct Answer {
    status: StatusCode,
    headers: http::HeaderMap,
    body: String,
}

async fn lake(home: &std::path::Path, config: LakeConfig) -> Lake {
    let state = State::open(&home.join("lake.db"), Clock::system()).unwrap();
    Lake::open(home, state, config).await.unwrap()
}

impl Pier {
    async fn new(options: S3Options) -> Self {
        let home = tempfile::tempdir().unwrap();
        let lake = lake(home.path(), LakeConfig::default()).await;
        lake.create_bucket("raw").await.unwrap();
        Self { service: service(lake, options), _home: home }
    }

    async fn send(&self, method: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(uri).header("host", "127.0.0.1:5253");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !body.is_empty() {
            request = request.header("content-length", body.len());
        }
        let body = Full::new(Bytes::copy_from_slice(body.as_bytes()));
        read(self.service.call(request.body(body).unwrap()).await).await
    }

    async fn text(&self, uri: &str) -> String {
        let answer = self.send("GET", uri, &[], "").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }
}

async fn read(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

impl Answer {
    #[track_caller]
    fn is(&self, status: u16, code: &str) {
        assert!(
            self.status == status && self.body.contains(&format!("<Code>{code}</Code>")),
            "{} {}",
            self.status,
            self.body
        );
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

const SIGNED: (&str, &str) = (
    "authorization",
    "AWS4-HMAC-SHA256 Credential=anybody/20261122/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0000",
);

#[tokio::test]
async fn any_signature_is_accepted_and_its_digest_checked() {
    let pier = Pier::new(S3Options::default()).await;
    let hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    let put = pier.send("PUT", "/raw/a", &[SIGNED, ("x-amz-content-sha256", hello)], "hello").await;
    assert_eq!((put.status, put.header("etag")), (StatusCode::OK, "\"5d41402abc4b2a76b9719d911017c592\""));
    assert_eq!(pier.text("/raw/a").await, "hello");
    let wrong = pier.send("PUT", "/raw/a", &[SIGNED, ("x-amz-content-sha256", hello)], "hullo").await;
    wrong.is(400, "XAmzContentSHA256Mismatch");
    assert_eq!(pier.text("/raw/a").await, "hello", "and nothing was written");
    pier.send("PUT", "/raw", &[SIGNED], "").await.is(409, "BucketAlreadyOwnedByYou");
    assert_eq!(pier.send("PUT", "/raw", &[], "").await.status, 200);
    let late = pier.send("GET", "/raw/a?AWSAccessKeyId=x&Signature=y&Expires=1", &[], "").await;
    late.is(403, "AccessDenied");
}

#[tokio::test]
async fn framed_bodies_with_trailers() {
    let pier = Pier::new(S3Options::default()).await;
    let put = async |crc: &str, body: &str, more: &[(&str, &str)]| {
        let framed = format!("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:{crc}\r\n\r\n{body}");
        let mut headers = vec![
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("content-encoding", "gzip,aws-chunked"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
            ("x-amz-decoded-content-length", "5"),
        ];
        headers.extend(more);
        pier.send("PUT", "/raw/t", &headers, &framed).await
    };
    put("NhCmhw==", "", &[]).await.is(400, "BadDigest");
    put("NhCmhg==", "junk", &[]).await.is(400, "InvalidRequest");
    assert_eq!(pier.send("HEAD", "/raw/t", &[], "").await.status, 404);
    let done = put("NhCmhg==", "", &[]).await;
    assert_eq!((done.status.as_u16(), done.header("x-amz-checksum-crc32")), (200, "NhCmhg=="));
    let head = pier.send("HEAD", "/raw/t", &[("x-amz-checksum-mode", "ENABLED")], "").await;
    let seen = ["content-encoding", "content-length", "x-amz-checksum-crc32", "x-amz-checksum-type"]
        .map(|name| head.header(name));
    assert_eq!(seen, ["gzip", "5", "NhCmhg==", "FULL_OBJECT"]);
    let part = pier.send("GET", "/raw/t", &[("x-amz-checksum-mode", "ENABLED"), ("range", "bytes=1-2")], "").await;
    assert_eq!((part.status.as_u16(), part.body.as_str(), part.header("x-amz-checksum-crc32")), (206, "el", ""));
    assert_eq!(part.header("content-range"), "bytes 1-2/5");
}

#[tokio::test]
async fn errors_are_those_of_aws() {
    let pier = Pier::new(S3Options::default()).await;
    pier.send("PUT", "/raw/a", &[], "1").await;
    let long = format!("/raw/{}", "k".repeat(1025));
    let md5 = [("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")];
    let delete = "<Delete><Object><Key>a</Key></Object></Delete>";
    type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str, u16, &'a str);
    let cases: &[Case<'_>] = &[
        ("GET", "/raw/none", &[], "", 404, "NoSuchKey"),
        ("GET", "/none/a", &[], "", 404, "NoSuchBucket"),
        ("GET", "/none", &[], "", 404, "NoSuchBucket"),
        ("PUT", "/Bad_Name", &[], "", 400, "InvalidBucketName"),
        ("PUT", long.as_str(), &[], "", 400, "KeyTooLongError"),
        ("GET", "/raw/a", &[("range", "bytes=5-")], "", 416, "InvalidRange"),
        ("GET", "/raw/a", &[("if-match", "\"x\"")], "", 412, "PreconditionFailed"),
        ("PUT", "/raw/a", &[("if-none-match", "*")], "2", 412, "PreconditionFailed"),
        ("PUT", "/raw/none", &[("if-match", "\"x\"")], "2", 404, "NoSuchKey"),
        ("PUT", "/raw/a", &md5, "2", 400, "BadDigest"),
        ("PUT", "/raw/a", &[("content-md5", "x")], "2", 400, "InvalidDigest"),
        ("PUT", "/raw/a", &[("x-amz-checksum-sha256", "AAAA")], "2", 400, "InvalidRequest"),
        ("PUT", "/raw/a", &[("x-amz-checksum-crc32", "AAAAAA==")], "2", 400, "BadDigest"),
        ("PUT", "/raw/a", &[("x-amz-object-lock-mode", "COMPLIANCE")], "2", 501, "NotImplemented"),
        ("GET", "/raw/a", &[("x-amz-expected-bucket-owner", "999999999999")], "", 403, "AccessDenied"),
        ("GET", "/raw?versioning", &[], "", 501, "NotImplemented"),
        ("GET", "/raw/a?acl", &[], "", 501, "NotImplemented"),
        ("DELETE", "/raw", &[], "", 409, "BucketNotEmpty"),
        ("GET", "/raw?list-type=2&continuation-token=!", &[], "", 400, "InvalidArgument"),
        ("POST", "/raw?delete", &md5, delete, 400, "BadDigest"),
        ("POST", "/raw?delete", &[], "garbage", 400, "MalformedXML"),
        ("PUT", "/raw/a?partNumber=1&uploadId=none", &[], "x", 404, "NoSuchUpload"),
        ("PUT", "/raw/a", &[("x-amz-copy-source", "/raw/a")], "", 400, "InvalidRequest"),
        ("PUT", "/raw/b", &[("x-amz-copy-source", "raw/none")], "", 404, "NoSuchKey"),
    ];
    for (method, uri, headers, body, status, code) in cases {
        let answer = pier.send(method, uri, headers, body).await;
        let expected = format!("<Code>{code}</Code>");
        assert!(
            answer.status == *status && answer.body.contains(&expected),
            "{method} {uri}: {} {}",
            answer.status,
            answer.body
        );
        assert!(!answer.header("x-amz-request-id").is_empty());
    }
    assert_eq!(pier.text("/raw/a").await, "1");
    let head = pier.send("HEAD", "/raw/none", &[], "").await;
    assert_eq!((head.status.as_u16(), head.body.as_str()), (404, ""));
    let etag = "\"c4ca4238a0b923820dcc509a6f75849b\"";
    let same = pier.send("GET", "/raw/a", &[("if-none-match", etag)], "").await;
    assert_eq!((same.status.as_u16(), same.body.as_str(), same.header("etag")), (304, "", etag));
    let ignored = pier.send("PUT", "/raw/a", &[("x-amz-tagging", "a=b"), ("x-amz-acl", "private")], "1").await;
    assert_eq!(ignored.header("x-boathouse-ignored"), "x-amz-tagging");
}

#[tokio::test]
async fn listings_encode_names_when_asked() {
    let pier = Pier::new(S3Options::default()).await;
    for key in ["a%20b%2Bc", "d/%C3%A9", "d/e", "..%2F..%2Fx"] {
        assert_eq!(pier.send("PUT", &format!("/raw/{key}"), &[], "1").await.status, 200);
    }
    let listed = pier.text("/raw?list-type=2&encoding-type=url&delimiter=%2F&fetch-owner=true").await;
    for part in [
        "<Key>a%20b%2Bc</Key>",
        "<CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes>",
        "<CommonPrefixes><Prefix>../</Prefix></CommonPrefixes>",
        "<EncodingType>url</EncodingType>",
        "<KeyCount>3</KeyCount>",
        "<ID>123456789012</ID>",
    ] {
        assert!(listed.contains(part), "{part} in {listed}");
    }
    let listed = pier.text("/raw?prefix=d/&encoding-type=url&max-keys=1&delimiter=/").await;
    for part in ["<Key>d/e</Key>", "<IsTruncated>true</IsTruncated>", "<NextMarker>d/e</NextMarker>"] {
        assert!(listed.contains(part), "{part} in {listed}");
    }
    let virtual_host = Request::builder().uri("/d/e").header("host", "raw.localhost:5253");
    let answer = read(pier.service.call(virtual_host.body(Full::new(Bytes::new())).unwrap()).await).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "1"));
}

#[tokio::test]
async fn named_key_pairs_shut_out_the_others() {
    let pair = ("AK".to_owned(), "SK".to_owned());
    let pier = Pier::new(S3Options { key_pairs: vec![pair], ..S3Options::default() }).await;
    pier.send("GET", "/raw", &[], "").await.is(403, "AccessDenied");
    let now = chrono::DateTime::from_timestamp_millis(Clock::system().now_ms()).unwrap();
    let date = now.format("%Y%m%dT%H%M%SZ").to_string();
    let signed = |key: &str| {
        let scope = format!("{key}/{}/us-east-1/s3/aws4_request", &date[..8]);
        format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-date, Signature={}", "0".repeat(64))
    };
    for (key, code) in [("AK", "SignatureDoesNotMatch"), ("other", "InvalidAccessKeyId")] {
        let headers =
            [("authorization", &*signed(key)), ("x-amz-date", &date), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD")];
        pier.send("GET", "/raw", &headers, "").await.is(403, code);
    }
}

#[tokio::test]
async fn a_refused_body_is_read_before_the_answer_unless_it_awaits_leave() {
    let pier = Pier::new(S3Options::default()).await;
    let refused = pier.send("PUT", "/none/a", &[], &"x".repeat(100_000)).await;
    assert_eq!((refused.status.as_u16(), refused.header("connection")), (404, ""));
    let refused = pier.send("PUT", "/none/a", &[("expect", "100-continue")], "x").await;
    assert_eq!((refused.status.as_u16(), refused.header("connection")), (404, "close"));
    tokio::time::timeout(Duration::from_secs(5), pier.send(Method::GET.as_str(), "/", &[], "")).await.unwrap();
}
