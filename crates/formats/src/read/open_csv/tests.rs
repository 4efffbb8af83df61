use super::super::testing::{Fixture, OPEN_CSV, serde};

/// Properties, columns, text and the rows it is.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str, &'a str);

#[tokio::test]
async fn rows() {
    let cases: &[Case<'_>] = &[
        (&[], "a:string;b:string", "x,y\n", "x|y"),
        (&[], "a:string;b:string", "\"x,1\",\"y\"\n", "x,1|y"),
        (&[], "a:string;b:string", "\"say \"\"hi\"\"\",\"\"\n", "say \"hi\"|"),
        (&[], "a:string;b:string", "\"a\\\"b\\\\c\",d\n", "a\"b\\c|d"),
        (&[], "a:string;b:string", "x\n", "x|NULL"),
        (&[], "a:string;b:string", "x,y,z\n", "x|y"),
        (&[], "a:string;b:string", ",\n", "|"),
        (&[], "a:string;b:string", "x, \"y\"\n", "x|y"),
        (&[], "a:string;b:string", "a\\b,c\n", "ab|c"),
        (&[], "a:string;b:string", "x,\"open\ny,z\n", "x|NULL ; y|z"),
        (&[], "a:string;b:string", "abc\"d\"ef,g\n", "abc\"d\"ef|g"),
        (&[], "a:int;b:bigint;c:double;d:boolean", "1,2,2.5,TRUE\n", "1|2|2.5|true"),
        (&[], "a:date;b:timestamp", "18262,1577836800500\n", "2020-01-01|2020-01-01T00:00:00.500"),
        (&[("separatorChar", ";"), ("quoteChar", "'")], "a:string;b:string", "'x;y';z\n", "x;y|z"),
        (&[("escapeChar", "\"")], "a:string", "\"a\"\"b\"\n", "a\"b"),
        (&[("skip.header.line.count", "1")], "a:int", "a\n1\n", "1"),
        (
            &[],
            "a:string;b:int",
            "x,1\ny,\n",
            "HIVE_BAD_DATA: Error parsing field value '' for field 1: For input string: \"\" (s3://b/t/a.csv, line 2)",
        ),
        (
            &[],
            "a:timestamp",
            "2020-01-01 00:00:00\n",
            "HIVE_BAD_DATA: Error parsing field value '2020-01-01 00:00:00' for field 0: For input string: \"2020-01-01 00:00:00\" \
             (s3://b/t/a.csv, line 1)",
        ),
    ];
    for (properties, columns, text, expected) in cases {
        let format = serde(OPEN_CSV, properties).unwrap();
        let found = Fixture::rows_of(format, columns, "t/a.csv", text.as_bytes()).await;
        assert_eq!(found, *expected, "{columns} {text:?}");
    }
    let found = Fixture::rows_of(serde(OPEN_CSV, &[]).unwrap(), "a:array<int>", "t/a", b"1\n").await;
    assert!(
        found.starts_with("GENERIC_INTERNAL_ERROR: Parent builder is null: column 'a' of type array<int>"),
        "{found}"
    );
}
