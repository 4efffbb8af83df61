use http::HeaderValue;

use super::*;

fn found(method: &str, uri: &str, headers: &[(&'static str, &str)]) -> Route {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, HeaderValue::from_str(value).expect("header"));
    }
    route(&method.parse().expect("method"), &uri.parse().expect("uri"), &map)
}

fn signed(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AK/20260101/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=00"
    )
}

/// Method, target, headers, and where it goes.
type Case<'a> = (&'a str, &'a str, &'a [(&'static str, &'a str)], Route);

#[test]
fn every_client_finds_its_service() {
    let form = "application/x-www-form-urlencoded; charset=utf-8";
    let own = |text: &str| Route::Own(text.to_owned());
    let json = |service, operation: &str| Route::Json(service, operation.to_owned());
    let cases: &[Case<'_>] = &[
        ("GET", "/_boathouse/health", &[], own("health")),
        ("GET", "/_boathouse/x", &[("x-amz-target", "AWSGlue.GetTables")], own("x")),
        ("GET", "/_boathouse", &[], Route::S3),
        ("POST", "/", &[("x-amz-target", "AWSGlue.GetTables")], json(JsonService::Glue, "GetTables")),
        ("POST", "/", &[("x-amz-target", "AmazonAthena.Nope")], json(JsonService::Athena, "Nope")),
        ("POST", "/", &[("x-amz-target", "AWSGlue.X"), ("authorization", &signed("s3"))], json(JsonService::Glue, "X")),
        (
            "POST",
            "/",
            &[("x-amz-target", "DynamoDB_20120810.ListTables")],
            Route::Unknown(Protocol::Json, "DynamoDB_20120810".into()),
        ),
        ("POST", "/", &[("x-amz-target", "garbage")], Route::Unknown(Protocol::Json, "garbage".into())),
        ("GET", "/b/k", &[("authorization", &signed("s3"))], Route::S3),
        ("POST", "/", &[("authorization", &signed("glue"))], Route::NoOperation(JsonService::Glue)),
        (
            "POST",
            "/ListPermissions",
            &[("authorization", &signed("lakeformation"))],
            json(JsonService::LakeFormation, "ListPermissions"),
        ),
        ("POST", "/", &[("authorization", &signed("athena"))], json(JsonService::Athena, "")),
        (
            "POST",
            "/",
            &[("x-amz-target", "amazonathena.ListWorkGroups"), ("authorization", &signed("athena"))],
            json(JsonService::Athena, ""),
        ),
        (
            "POST",
            "/",
            &[("x-amz-target", "ListWorkGroups"), ("authorization", &signed("athena"))],
            json(JsonService::Athena, ""),
        ),
        ("POST", "/", &[("authorization", &signed("logs"))], Route::NoOperation(JsonService::Logs)),
        ("POST", "/", &[("x-amz-target", "Logs_20140328.GetLogEvents")], json(JsonService::Logs, "GetLogEvents")),
        ("POST", "/", &[("authorization", &signed("sts")), ("content-type", form)], Route::Query(Some("sts".into()))),
        (
            "POST",
            "/",
            &[("authorization", &signed("iam")), ("content-type", form)],
            Route::Unknown(Protocol::Query, "iam".into()),
        ),
        ("GET", "/functions", &[("authorization", &signed("lambda"))], Route::Unknown(Protocol::Json, "lambda".into())),
        ("POST", "/", &[("content-type", form)], Route::Query(None)),
        ("GET", "/?Action=GetCallerIdentity&Version=2011-06-15", &[], Route::Query(None)),
        ("POST", "/bucket", &[("content-type", "multipart/form-data; boundary=x")], Route::S3),
        ("GET", "/b/k?X-Amz-Credential=AK%2F20260101%2Fus-east-1%2Fs3%2Faws4_request", &[], Route::S3),
        ("GET", "/b/k?AWSAccessKeyId=AK&Signature=x&Expires=1", &[], Route::S3),
        ("GET", "/", &[], Route::S3),
        ("GET", "/", &[("authorization", "nonsense")], Route::S3),
    ];
    for (method, uri, headers, expected) in cases {
        assert_eq!(&found(method, uri, headers), expected, "{method} {uri} {headers:?}");
    }
}
