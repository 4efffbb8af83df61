use super::*;

struct Refused;

impl JsonError for Refused {
    fn code(&self) -> &str {
        "RefusedException"
    }
    fn message(&self) -> String {
        "no \"way\"".to_owned()
    }
    fn members(&self) -> Vec<(&'static str, String)> {
        vec![("ErrorCode", "NO".to_owned())]
    }
}

fn request() -> Request {
    Request {
        operation: "GetTable".to_owned(),
        body: Bytes::new(),
        identity: Identity::default(),
        request_id: "r-1".to_owned(),
    }
}

#[test]
fn replies_carry_what_clients_look_for() {
    let fine = finish::<_, Refused>(&request(), &[], Ok(serde_json::json!({})));
    assert_eq!((fine.status, fine.body.as_ref()), (200, &b"{}"[..]));
    assert_eq!(fine.header("Content-Type"), Some("application/x-amz-json-1.1"));
    assert_eq!(fine.header("x-amzn-RequestId"), Some("r-1"));
    assert_eq!(fine.header("x-boathouse-ignored"), None);

    let ignored = ["A.b".to_owned(), "é\r\nx".to_owned()];
    let refused = finish::<(), _>(&request(), &ignored, Err(Refused));
    let body: Value = serde_json::from_slice(&refused.body).unwrap();
    let expected = serde_json::json!(
        {"__type": "RefusedException", "ErrorCode": "NO", "message": "no \"way\"", "Message": "no \"way\""});
    assert_eq!((refused.status, body), (400, expected));
    assert_eq!(refused.header("x-amzn-errortype"), Some("RefusedException"));
    assert_eq!(refused.header("x-boathouse-ignored"), Some("A.b,???x"));
}

#[test]
fn targets_are_split() {
    for (header, parts) in [
        ("AWSGlue.GetTable", Some(("AWSGlue", "GetTable"))),
        ("Logs_20140328.GetLogEvents", Some(("Logs_20140328", "GetLogEvents"))),
        ("GetTable", None),
        (".GetTable", None),
        ("AWSGlue.", None),
        ("", None),
    ] {
        assert_eq!(target(header), parts, "{header}");
    }
}
