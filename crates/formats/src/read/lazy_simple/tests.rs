use super::super::testing::{Fixture, LAZY, MULTI_DELIMIT, serde};

/// Properties, columns, bytes and the rows they are.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a [u8], &'a str);

#[tokio::test]
async fn rows() {
    let comma = [("field.delim", ",")];
    let cases: &[Case<'_>] = &[
        (&comma, "a:int;b:string", b"1,x\n2,y\n", "1|x ; 2|y"),
        (&comma, "a:int;b:string;c:string", b"1\n2,y,z,w\n", "1|NULL|NULL ; 2|y|z"),
        (&comma, "a:int;b:string", b"x,\n,\n", "NULL| ; NULL|"),
        (&comma, "a:string;b:int", b"\\N,\\N\n", "NULL|NULL"),
        (&comma, "a:string;b:string", b"\"x,y\",z\n", "\"x|y\""),
        (&comma, "a:tinyint;b:smallint;c:bigint", b"128,40000,1.0\n-128,-5,9\n", "NULL|NULL|NULL ; -128|-5|9"),
        (&comma, "a:double;b:float;c:boolean", b"1.5,2.5,TRUE\nx,NaN,1\n", "1.5|2.5|true ; NULL|NaN|NULL"),
        (&comma, "a:decimal(5,2);b:date", b"1.235,2020-02-29\n9999,2020-02-30\n", "1.24|2020-02-29 ; NULL|NULL"),
        (&comma, "a:timestamp", b"2020-01-01 10:00:00.5\n2020-01-01T10:00:00Z\n", "2020-01-01T10:00:00.500 ; NULL"),
        (&comma, "a:varchar(2);b:char(3)", b"abc,x  y\n", "ab|x"),
        (&comma, "a:binary", b"aGk=\n", "6869"),
        (&comma, "a:string", b"\xff\xfe\n", "\u{fffd}\u{fffd}"),
        (&comma, "a:string;b:string", b"\nx\n", "|NULL ; x|NULL"),
        (&comma, "a:int;b:string", b"\xef\xbb\xbf1,x\r\n2,\xef\xbb\xbf\n", "1|x ; 2|\u{feff}"),
        (
            &[("field.delim", ","), ("skip.header.line.count", "1"), ("skip.footer.line.count", "1")],
            "a:int",
            b"\xef\xbb\xbfa\n1\n2\n",
            "1",
        ),
        (&[], "a:int;b:string", b"1\x01x\n", "1|x"),
        (&[("serialization.format", "|")], "a:int;b:string", b"1|x\n", "1|x"),
        (&[("serialization.format", "1")], "a:int;b:string", b"1\x01x\n", "1|x"),
        (&[("field.delim", "\t"), ("serialization.format", ",")], "a:int;b:string", b"1\tx\n", "1|x"),
        (&[("field.delim", ","), ("serialization.null.format", "")], "a:string;b:int", b",\n", "NULL|NULL"),
        (&[("field.delim", ","), ("escape.delim", "\\")], "a:string;b:string", b"a\\,b\\nc\\\\,\\N\n", "a,b\nc\\|NULL"),
        (
            &[("field.delim", ","), ("serialization.last.column.takes.rest", "true")],
            "a:int;b:string",
            b"1,x,y\n",
            "1|x,y",
        ),
        (
            &[("field.delim", ","), ("timestamp.formats", "yyyy-MM-dd'T'HH:mm:ss,millis")],
            "a:timestamp;b:timestamp;c:timestamp",
            b"2020-01-02T03:04:05,1500,2020-01-02 00:00:00\n",
            "2020-01-02T03:04:05|1970-01-01T00:00:01.500|2020-01-02T00:00:00",
        ),
        (&[("field.delim", ","), ("skip.header.line.count", "1")], "a:int", b"a\n1\n", "1"),
        (
            &[("field.delim", ","), ("hive.lazysimple.extended_boolean_literal", "true")],
            "a:boolean",
            b"t\n0\n",
            "true ; false",
        ),
    ];
    for (properties, columns, bytes, expected) in cases {
        let found = Fixture::rows_of(serde(LAZY, properties).unwrap(), columns, "t/a.csv", bytes).await;
        assert_eq!(found, *expected, "{columns} {:?}", String::from_utf8_lossy(bytes));
    }
}

#[tokio::test]
async fn nested() {
    let delimiters = [("field.delim", ","), ("collection.delim", "|"), ("mapkey.delim", ":")];
    for (columns, bytes, expected) in [
        ("a:array<int>;b:string", "1|2|x,y\n", "[1, 2, NULL]|y"),
        ("a:array<int>;b:string", ",y\n\\N,z\n", "[]|y ; NULL|z"),
        ("a:map<string,int>", "x:1|y:|z\n", "{x: 1, y: NULL, z: NULL}"),
        ("a:map<int,string>", "1:a|b:c\n", "{1: a}"),
        ("a:struct<x:int,y:string>", "1|b\n1\n", "{x: 1, y: b} ; {x: 1, y: NULL}"),
        ("a:array<array<int>>", "1:2|3\n", "[[1, 2], [3]]"),
        ("a:array<struct<x:int,y:int>>", "1:2|3:4\n", "[{x: 1, y: 2}, {x: 3, y: 4}]"),
        ("a:map<string,array<int>>", "k:1\x042\n", "{k: [1, 2]}"),
    ] {
        let found = Fixture::rows_of(serde(LAZY, &delimiters).unwrap(), columns, "t/a", bytes.as_bytes()).await;
        assert_eq!(found, expected, "{columns} {bytes:?}");
    }
    let deep = format!("a:{}int{}", "array<".repeat(8), ">".repeat(8));
    let found = Fixture::rows_of(serde(LAZY, &[]).unwrap(), &deep, "t/a", b"1\n").await;
    assert!(found.contains("column 'a'") && found.contains("eight separators"), "{found}");
}

#[tokio::test]
async fn fields_separated_by_a_text() {
    let properties = [("field.delim", "||"), ("collection.delim", ","), ("mapkey.delim", ":")];
    for (columns, bytes, expected) in [
        ("a:int;b:string", "1||x\n2||\n3\n", "1|x ; 2| ; 3|NULL"),
        ("a:string;b:string", "x|y||\\N\n", "x|y|NULL"),
        ("a:array<int>;b:map<string,int>", "1,2||k:3\n", "[1, 2]|{k: 3}"),
    ] {
        let found =
            Fixture::rows_of(serde(MULTI_DELIMIT, &properties).unwrap(), columns, "t/a", bytes.as_bytes()).await;
        assert_eq!(found, expected, "{columns} {bytes:?}");
    }
}
