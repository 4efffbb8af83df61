//! What nobody should send: each a clear error, and the server goes on.

use crate::harness::Serving;

const GLUE: &str =
    "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/glue/aws4_request, SignedHeaders=host, Signature=0";
const DYNAMO: &str =
    "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

#[test]
fn garbage_is_answered_and_survived() {
    let dir = tempfile::tempdir().expect("folder");
    let mut serving = Serving::start(dir.path(), &["--ephemeral"]);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    for (what, (status, body), expected_status, text) in [
        ("broken JSON", serving.call("AWSGlue.GetTable", "{\"Name\":"), 400, "SerializationException"),
        ("no JSON", serving.call("AmazonAthena.ListWorkGroups", "\u{0}\u{1}"), 400, "SerializationException"),
        ("JSON that is no object", serving.call("AWSGlue.GetTable", "[1]"), 400, "SerializationException"),
        ("deep JSON", serving.call("AWSGlue.GetTable", &"[".repeat(100_000)), 400, "SerializationException"),
        ("no such operation", serving.call("AWSGlue.Nope", "{}"), 400, "UnknownOperationException"),
        ("no such target", serving.call("DynamoDB_20120810.ListTables", "{}"), 400, "DynamoDB_20120810"),
        ("no operation", serving.ask("POST", "/", &[("authorization", GLUE)], b"{}"), 400, "X-Amz-Target"),
        ("another service", serving.ask("POST", "/", &[("authorization", DYNAMO)], b"{}"), 400, "dynamodb"),
        ("another form", serving.ask("POST", "/", &form, b"Action=CreateUser"), 400, "CreateUser"),
        ("no action", serving.ask("POST", "/", &form, b"x=%FF%"), 400, "Error"),
        ("a key that climbs", serving.ask("GET", "/raw/../../../etc/passwd", &[], b""), 404, "NoSuchBucket"),
        ("an escaped climb", serving.ask("GET", "/raw/%2e%2e%2f%2e%2e%2fetc/passwd", &[], b""), 404, "NoSuchBucket"),
        ("a bucket name", serving.ask("PUT", "/..", &[], b""), 400, "Error"),
        ("our own, unknown", serving.ask("GET", "/_boathouse/nothing", &[], b""), 404, "error"),
        ("our own, method", serving.ask("GET", "/_boathouse/reset", &[], b""), 405, "error"),
    ] {
        assert_eq!(status, expected_status, "{what}: {body}");
        assert!(body.contains(text), "{what}: {body}");
        assert!(!body.contains("root:"), "{what}: {body}");
    }
    let (status, body) = serving.call("AWSGlue.GetTable", &format!("{{\"Name\":\"{}\"}}", "x".repeat(17 << 20)));
    assert!(matches!(status, 413 | 0), "a body that is too large: {status} {body}");
    for raw in [&b"\x00\xff\xfe garbage\r\n\r\n"[..], b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nhost\r\n\r\n"] {
        let (status, _) = serving.raw(raw);
        assert!(status == 0 || status >= 400, "{raw:?}: {status}");
    }
    assert_eq!(serving.ask("GET", "/_boathouse/health", &[], b"").0, 200);
    assert!(serving.process.try_wait().expect("asks").is_none(), "the server is gone");
}
