//! The server in this process.
#![expect(clippy::expect_used, reason = "what a test cannot do without may end it")]

use std::time::Duration;

use boathouse_testing::{LakeServer, csv};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn connect(server: &LakeServer) -> TcpStream {
    TcpStream::connect(server.addr()).await.expect("connects")
}

/// Reads one answer with a length off a connection that stays open.
async fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut buffer)).await;
        let count = read.expect("in time").expect("reads");
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                return text;
            }
        }
        assert!(count > 0, "closed early: {text}");
    }
}

#[tokio::test]
async fn connections_are_kept_alive() {
    let server = LakeServer::start().await.expect("starts");
    let mut stream = connect(&server).await;
    for _ in 0..3 {
        stream.write_all(b"GET /_boathouse/health HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("writes");
        let text = answer(&mut stream).await;
        assert!(text.starts_with("HTTP/1.1 200") && text.contains("\"ok\""), "{text}");
    }
    server.shutdown().await;
}

#[tokio::test]
async fn a_body_is_asked_for() {
    let server = LakeServer::start().await.expect("starts");
    server.house().lake().create_bucket("raw").await.expect("bucket");
    let mut stream = connect(&server).await;
    let head = b"PUT /raw/k HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n";
    stream.write_all(head).await.expect("writes");
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.expect("reads");
    assert_eq!(&first, b"HTTP/1.1 100");
    let mut rest = [0; 13];
    stream.read_exact(&mut rest).await.expect("reads");
    stream.write_all(b"hello").await.expect("writes");
    assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
    assert_eq!(server.house().lake().head("raw", "k").await.expect("is there").size, 5);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_unread() {
    let server = LakeServer::start().await.expect("starts");
    let mut stream = connect(&server).await;
    let head = b"POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AWSGlue.GetTable\r\ncontent-length: 100000000\r\n\r\n";
    stream.write_all(head).await.expect("writes");
    let text = answer(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 413") && text.contains("RequestEntityTooLargeException"), "{text}");
}

#[tokio::test]
async fn named_keys_are_demanded_of_every_service() {
    let auth = vec![("key".to_owned(), "secret".to_owned())];
    let server = LakeServer::start_with(Default::default(), auth).await.expect("starts");
    for head in [
        "GET / HTTP/1.1\r\nhost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AWSGlue.GetDatabases\r\ncontent-length: 2\r\n\r\n{}",
        "GET /?Action=GetCallerIdentity&Version=2011-06-15 HTTP/1.1\r\nhost: x\r\n\r\n",
    ] {
        let mut stream = connect(&server).await;
        stream.write_all(head.as_bytes()).await.expect("writes");
        let text = answer(&mut stream).await;
        assert!(text.starts_with("HTTP/1.1 403"), "{head}: {text}");
    }
}

#[tokio::test]
async fn the_port_shows_what_the_library_made() {
    let server = LakeServer::start().await.expect("starts");
    let text = csv(&["id", "name"], &[&["1", "a"], &["2", "b"]]);
    server.house().put("s3://raw/t/a.csv", text).await.expect("puts");
    server.house().crawl("s3://raw/t/", "db").await.expect("crawls");
    let mut stream = connect(&server).await;
    let body = r#"{"DatabaseName":"db","Name":"t"}"#;
    let head = format!(
        "POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AWSGlue.GetTable\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.expect("writes");
    let text = answer(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 200") && text.contains("\"classification\":\"csv\""), "{text}");
}
