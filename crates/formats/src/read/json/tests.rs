use super::super::testing::{Fixture, HIVE_JSON, OPENX, serde};
use super::scan::{DEPTH_MAX, Scanner};

type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str, &'a str);

async fn check(class: &str, cases: &[Case<'_>]) {
    for (properties, columns, text, expected) in cases {
        let format = serde(class, properties).unwrap();
        let found = Fixture::rows_of(format, columns, "t/a.json", text.as_bytes()).await;
        assert_eq!(found, *expected, "{columns} {text:?}");
    }
}

#[tokio::test]
async fn openx_rows() {
    check(
        OPENX,
        &[
            (&[], "a:int;b:string", r#"{"a":1,"b":"x"}"#, "1|x"),
            (&[], "a:int;b:string", r#" { "B" : "x" , "A" : 1 } trailing"#, "1|x"),
            (&[], "a:int;b:string", "{}\n{\"a\":null}\n", "NULL|NULL ; NULL|NULL"),
            (&[], "a:int", "{\"a\":1}{\"a\":2}\n", "1"),
            (&[], "a:int;b:bigint;c:double", r#"{"a":"5","b":6.0,"c":"1e3"}"#, "5|6|1000.0"),
            (&[], "a:string;b:string;c:string", r#"{"a":1.50,"b":true,"c":{"x":[1, 2]}}"#, r#"1.50|true|{"x":[1, 2]}"#),
            (&[], "a:string", r#"{"a":"q\"\\\/\n\u00e9\ud83d\ude00"}"#, "q\"\\/\né😀"),
            (&[], "a:string", r#"{"a":"\ud83dx"}"#, "\u{fffd}x"),
            (&[], "a:boolean;b:boolean", r#"{"a":true,"b":"FALSE"}"#, "true|false"),
            (&[], "a:decimal(5,2);b:date", r#"{"a":1.235,"b":"2020-01-02"}"#, "1.24|2020-01-02"),
            (&[], "a:array<int>;b:map<string,int>", r#"{"a":[1,null],"b":{"k":1}}"#, "[1, NULL]|{k: 1}"),
            (&[], "a:struct<x:int,Y:string>", r#"{"a":{"X":1,"y":"z","w":[{}]}}"#, "{x: 1, Y: z}"),
            (&[], "a:struct<x:int,y:string>", r#"{"a":[1,"z"]}"#, "{x: 1, y: z}"),
            (&[], "a:array<struct<b:array<int>>>", r#"{"a":[{"b":[1]},{},null]}"#, "[{b: [1]}, {b: NULL}, NULL]"),
            (&[("mapping.ts", "timestamp")], "ts:int", r#"{"ts":1,"timestamp":2}"#, "2"),
            (&[("dots.in.keys", "true")], "a_b:int", r#"{"a.b":2}"#, "2"),
            (&[("case.insensitive", "false"), ("mapping.a", "A")], "a:int", r#"{"a":1,"A":2}"#, "2"),
            // What is nested and declared as text has its keys as its reader has them all: lower-cased.
            (&[], "deck:string", r#"{"Deck":{"OarCount":"Six"}}"#, r#"{"oarcount":"Six"}"#),
            (&[], "deck:array<string>", r#"{"deck":[{"OarCount":[{"On":"B"}]}]}"#, r#"[{"oarcount":[{"on":"B"}]}]"#),
            (
                &[("case.insensitive", "false")],
                "deck:string",
                r#"{"deck":{"OarCount":"Six"}}"#,
                r#"{"OarCount":"Six"}"#,
            ),
            (&[("ignore.malformed.json", "true")], "a:int", "{\"a\":1\n{\"a\":2}\nx\n", "NULL ; 2 ; NULL"),
            (&[("use.null.for.invalid.data", "true")], "a:int", r#"{"a":"x"}"#, "NULL"),
            (&[], "a:int", "\n{\"a\":2}\n", "NULL ; 2"),
        ],
    )
    .await;
}

#[tokio::test]
async fn openx_timestamps() {
    for (value, expected) in [
        (r#""2020-01-01 00:00:01.5""#, "2020-01-01T00:00:01.500"),
        (r#""2020-01-01T02:00:00+02:00""#, "2020-01-01T00:00:00"),
        (r#""2020-01-01T00:00:00Z""#, "2020-01-01T00:00:00"),
        ("1577836800", "2020-01-01T00:00:00"),
        ("1577836800000", "2020-01-01T00:00:00"),
        ("1577836800.25", "2020-01-01T00:00:00.250"),
        (r#""1577836800""#, "2020-01-01T00:00:00"),
    ] {
        let text = format!("{{\"a\":{value}}}");
        let found = Fixture::rows_of(serde(OPENX, &[]).unwrap(), "a:timestamp", "t/a", text.as_bytes()).await;
        assert_eq!(found, expected, "{value}");
    }
}

#[tokio::test]
async fn openx_errors() {
    let row = "HIVE_CURSOR_ERROR: Row is not a valid JSON Object - JSONException: ";
    for (columns, text, expected) in [
        ("a:int", "x", format!("{row}A JSONObject text must begin with '{{' at 1 [character 2 line 1]")),
        ("a:int", "[1]", format!("{row}A JSONObject text must begin with '{{' at 1 [character 2 line 1]")),
        ("a:int", r#"{"a":1,"a":2}"#, format!("{row}Duplicate key \"a\"")),
        ("a:int", r#"{"a":1"#, format!("{row}Expected a ',' or '}}' at 7 [character 8 line 1]")),
        ("a:string", r#"{"a":"x"#, format!("{row}Unterminated string at 8 [character 9 line 1]")),
        ("a:int", "{", format!("{row}A JSONObject text must end with '}}' at 2 [character 3 line 1]")),
        ("a:int", r#"{"a":1, "#, format!("{row}A JSONObject text must end with '}}' at 9 [character 10 line 1]")),
        (
            "z:int;a:int",
            r#"{"a":"x"}"#,
            "HIVE_BAD_DATA: Error parsing field value 'x' for field 1: For input string: \"x\"".to_owned(),
        ),
        (
            "a:int",
            r#"{"a":1.5}"#,
            "HIVE_BAD_DATA: Error parsing field value '1.5' for field 0: For input string: \"1.5\"".to_owned(),
        ),
        (
            "a:struct<x:int>",
            r#"{"a":"x"}"#,
            "HIVE_BAD_DATA: Error parsing field value for field 0: java.lang.String cannot be cast to \
             org.openx.data.jsonserde.json.JSONObject"
                .to_owned(),
        ),
        (
            "a:array<int>",
            r#"{"a":{}}"#,
            "HIVE_BAD_DATA: Error parsing field value for field 0: org.openx.data.jsonserde.json.JSONObject cannot be \
             cast to org.openx.data.jsonserde.json.JSONArray"
                .to_owned(),
        ),
    ] {
        let found = Fixture::rows_of(serde(OPENX, &[]).unwrap(), columns, "t/a", text.as_bytes()).await;
        assert_eq!(found, format!("{expected} (s3://b/t/a, line 1)"), "{text}");
    }
}

#[tokio::test]
async fn hive_json_is_strict() {
    check(
        HIVE_JSON,
        &[
            (&[], "a:int;b:string;c:boolean", r#"{"A":1,"b":2,"c":true}"#, "1|2|true"),
            (
                &[],
                "a:int",
                r#"{"a":"1"}"#,
                "HIVE_BAD_DATA: Error parsing field value '1' for field 0: For input string: \"1\" (s3://b/t/a.json, line 1)",
            ),
            (&[("ignore.malformed.json", "true")], "a:int", "x\n{\"a\":1}", "NULL ; 1"),
            (
                &[],
                "a:int",
                "{\n  \"a\": 1\n}\n",
                "HIVE_CURSOR_ERROR: JsonParseException: Unexpected end-of-input: expected close marker for OBJECT (s3://b/t/a.json, line 1)",
            ),
            (
                &[],
                "a:array<int>",
                r#"{"a":[1"#,
                "HIVE_CURSOR_ERROR: JsonParseException: Unexpected end-of-input: expected close marker for ARRAY (s3://b/t/a.json, line 1)",
            ),
            (
                &[],
                "a:double;b:float;c:array<double>",
                r#"{"a":"NaN","b":"-Infinity","c":["Infinity",1]}"#,
                "NaN|-inf|[inf, 1.0]",
            ),
            (
                &[],
                "a:double",
                r#"{"a":"1.5"}"#,
                "HIVE_BAD_DATA: Error parsing field value '1.5' for field 0: For input string: \"1.5\" (s3://b/t/a.json, line 1)",
            ),
        ],
    )
    .await;
}

#[test]
fn nesting_is_bounded() {
    for (depth, fits) in [(DEPTH_MAX, true), (DEPTH_MAX + 1, false), (100_000, false)] {
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(Scanner::new(text.as_bytes(), 0).value(0).is_ok(), fits, "{depth}");
    }
}
