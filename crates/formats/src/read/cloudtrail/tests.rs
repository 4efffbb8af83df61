use super::super::testing::{CLOUDTRAIL, Fixture, rows, serde};

const COLUMNS: &str = "eventversion:string;useridentity:struct<type:string,arn:string>;eventname:string;\
                       requestparameters:string;responseelements:string;resources:array<struct<arn:string>>";

#[tokio::test]
async fn events_are_rows() {
    let one = r#"{"eventVersion":"1.08","userIdentity":{"type":"Root","arn":"a"},"eventName":"GetObject",
        "requestParameters":{"bucketName":"b", "n": [1]},"responseElements":null,"resources":[{"ARN":"x"}]}"#;
    let row = "1.08|{type: Root, arn: a}|GetObject|{\"bucketName\":\"b\", \"n\": [1]}|NULL|[{arn: x}]";
    for (text, expected) in [
        (format!("{{\"Records\":[{one}]}}"), row.to_owned()),
        (format!("{{\"Records\": [{one} , {one}\n]}}\n"), format!("{row} ; {row}")),
        (
            format!("{{\"other\":{{\"Records\":[1]}},\"Records\":[{{}},{one}],\"more\":1}}"),
            format!("NULL|NULL|NULL|NULL|NULL|NULL ; {row}"),
        ),
        ("{\"Records\":[]}".to_owned(), String::new()),
        ("{\"digest\":\"x\"}".to_owned(), String::new()),
    ] {
        let found = Fixture::rows_of(serde(CLOUDTRAIL, &[]).unwrap(), COLUMNS, "t/a.json", text.as_bytes()).await;
        assert_eq!(found, expected, "{text}");
    }
}

#[tokio::test]
async fn files_larger_than_a_piece_and_broken_ones() {
    let event = |i: usize| {
        format!("{{\"eventName\":\"event {i}\",\"requestParameters\":{{\"text\":\"{}\"}}}}", "x".repeat(500))
    };
    let events: Vec<String> = (0..5000).map(event).collect();
    let text = format!("{{\"Records\":[{}]}}", events.join(","));
    assert!(text.len() > 2 * 1024 * 1024);
    let fixture = Fixture::new();
    fixture.put("t/a.json", text.clone()).await;
    let read = || fixture.read(serde(CLOUDTRAIL, &[]).unwrap(), "eventname:string").unwrap();
    assert_eq!(read().count().await.unwrap(), 5000);
    let last = rows(read().limit(4999, Some(1)).unwrap()).await;
    assert!(last.starts_with("event "), "{last}");
    for (text, place) in
        [(&text[..text.len() - 200], "byte "), ("[1]", "byte 0"), ("{\"Records\":[{\"a\"]}", "byte 12")]
    {
        let found = Fixture::rows_of(serde(CLOUDTRAIL, &[]).unwrap(), COLUMNS, "t/a.json", text.as_bytes()).await;
        assert!(found.starts_with("HIVE_CURSOR_ERROR: Row is not a valid JSON Object"), "{found}");
        assert!(found.contains(&format!("s3://b/t/a.json, {place}")), "{found}");
    }
}
