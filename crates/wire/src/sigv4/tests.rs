use http::{HeaderMap, HeaderName, HeaderValue};

use super::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const SIGNED_AT_MS: i64 = 1_440_938_160_000;
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let fixed = [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")];
    fixed
        .iter()
        .chain(pairs)
        .map(|(name, value)| (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap()))
        .collect()
}

/// The third is AWS's own published example (`get-vanilla`), the others were signed by botocore.
#[test]
fn known_signatures_are_believed_and_changed_requests_are_not() {
    for (method, path, query, extra, payload, service, signed, signature) in [
        (
            "POST",
            "/",
            "",
            &[("x-amz-target", "AWSGlue.GetTable"), ("content-type", "application/x-amz-json-1.1")][..],
            "0bd63795fa83abd70f10c7b44ec30ec8876a8939c2211f9c63d6015884da0225",
            "glue",
            "content-type;host;x-amz-date;x-amz-target",
            "c60a97fffc415a8113b5544a5f6fea27af2b5b859850b18a5fdde895867cc5e3",
        ),
        (
            "GET",
            "/a%20b/../c//d/",
            "b=2&a=1%2F1&a=0&e=",
            &[("my-header", "  a   b  ")][..],
            EMPTY,
            "service",
            "host;my-header;x-amz-date",
            "7f1cc017454db0900a9715758f034e0099e8209b8d66fe5f3c2544ee331c3f46",
        ),
        (
            "GET",
            "/",
            "",
            &[][..],
            EMPTY,
            "service",
            "host;x-amz-date",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "POST",
            "/%C3%A9",
            "",
            &[][..],
            "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e",
            "service",
            "host;x-amz-date",
            "3b68e11e200357a28540166833e5274a74526ed06f2bc870e86a26b78c2e34e4",
        ),
    ] {
        let scope = CredentialScope::parse(&format!("AKIDEXAMPLE/20150830/us-east-1/{service}/aws4_request")).unwrap();
        let mut headers = headers(extra);
        let unsigned = headers.clone();
        let request = |headers| SignedRequest { method, path, query, headers, payload_sha256: payload };
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/{service}/aws4_request, SignedHeaders={signed}, Signature={signature}"
        );
        assert_eq!(sign_headers(&request(&unsigned), &scope, SECRET), Some(authorization.clone()), "{path}");
        headers.insert("authorization", authorization.parse().unwrap());
        let secret_of = |key: &str| (key == "AKIDEXAMPLE").then(|| SECRET.to_owned());
        assert_eq!(verify(&request(&headers), secret_of, SIGNED_AT_MS), Ok(scope), "{path}");

        let changed = SignedRequest { payload_sha256: "00", ..request(&headers) };
        assert_eq!(verify(&changed, secret_of, SIGNED_AT_MS), Err(SignatureError::Mismatch));
        let changed = SignedRequest { query: "x=1", ..request(&headers) };
        assert_eq!(verify(&changed, secret_of, SIGNED_AT_MS), Err(SignatureError::Mismatch));
        let wrong = |_: &str| Some("other".to_owned());
        assert_eq!(verify(&request(&headers), wrong, SIGNED_AT_MS), Err(SignatureError::Mismatch));
        assert_eq!(verify(&request(&headers), |_| None, SIGNED_AT_MS), Err(SignatureError::UnknownKey));
        let late = verify(&request(&headers), secret_of, SIGNED_AT_MS + 301_000);
        assert!(matches!(late, Err(SignatureError::Skewed(_))));
        assert_eq!(verify(&request(&unsigned), secret_of, SIGNED_AT_MS), Err(SignatureError::Missing));
    }
}

#[test]
fn broken_authorization_headers_are_refused() {
    for value in [
        "",
        "Basic abc",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=AKID",
        "AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/glue/aws4_request",
        "AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/glue/aws4_request, SignedHeaders=host",
        "AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/glue/aws4_request, SignedHeaders=x-amz-date, Signature=00",
    ] {
        let mut headers = headers(&[]);
        headers.insert("authorization", value.parse().unwrap());
        let request = SignedRequest { method: "GET", path: "/", query: "", headers: &headers, payload_sha256: EMPTY };
        let outcome = verify(&request, |_| Some(SECRET.to_owned()), SIGNED_AT_MS);
        assert!(matches!(outcome, Err(SignatureError::Incomplete(_))), "{value}: {outcome:?}");
    }
}

#[test]
fn scopes_are_read_from_header_and_query() {
    let mut signed = HeaderMap::new();
    let credential = "Credential=AK/with/slash/20260101/eu-west-1/athena/aws4_request";
    signed.insert(
        "authorization",
        format!("AWS4-HMAC-SHA256 {credential},SignedHeaders=host,Signature=1").parse().unwrap(),
    );
    let found = scope(&signed, None).unwrap();
    assert_eq!(
        (found.access_key_id.as_str(), found.region.as_str(), found.service.as_str()),
        ("AK/with/slash", "eu-west-1", "athena")
    );
    let presigned = "X-Amz-Date=1&X-Amz-Credential=AK%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&x=1";
    assert_eq!(scope(&HeaderMap::new(), Some(presigned)).unwrap().service, "s3");
    for (headers, query) in [
        (HeaderMap::new(), None),
        (HeaderMap::new(), Some("AWSAccessKeyId=AK&Signature=x")),
        (HeaderMap::new(), Some("X-Amz-Credential=AK")),
    ] {
        assert_eq!(scope(&headers, query), None);
    }
}

#[test]
fn dates_are_read() {
    for (text, ms) in [
        ("20150830T123600Z", Some(SIGNED_AT_MS)),
        ("19700101T000000Z", Some(0)),
        ("20240229T235959Z", Some(1_709_251_199_000)),
        ("2015-08-30T12:36Z", None),
        ("20150830T12360xZ", None),
        ("éééééééé", None),
        ("", None),
    ] {
        assert_eq!(verify::parse_date(text), ms, "{text}");
    }
}
