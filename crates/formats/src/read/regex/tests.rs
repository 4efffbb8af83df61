use super::super::testing::{Fixture, REGEX, serde};

/// Properties, columns, text and the rows it is.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str, &'a str);

#[tokio::test]
async fn rows() {
    let pair = ("input.regex", r"([^ ]*) ([^ ]*)");
    let cases: &[Case<'_>] = &[
        (&[pair], "k:string;n:int", "a 1\nb 2\n", "a|1 ; b|2"),
        // By position, whatever the names.
        (&[("input.regex", r"(?<n>\S+) (?<k>\S+)")], "k:string;n:int", "a 1\n", "a|1"),
        // The whole of a line or nothing of it; a part that is no value.
        (&[pair], "k:string;n:int", "a 1 2\n\nb x\n", "NULL|NULL ; NULL|NULL ; b|NULL"),
        (&[("input.regex", "(a)?(b)")], "x:string;y:string", "b\n", "NULL|b"),
        (&[("input.regex", "(a)(b)")], "x:string;y:string", "AB\n", "NULL|NULL"),
        (&[("input.regex", "(a)(b)"), ("input.regex.case.insensitive", "true")], "x:string;y:string", "AB\n", "A|B"),
        (
            &[("input.regex", r"(\S+) (\S+ \S+) (\S+)")],
            "d:date;t:timestamp;p:decimal(5,2)",
            "2020-01-02 2020-01-02 03:04:05.5 1.255\n",
            "2020-01-02|2020-01-02T03:04:05.500|1.26",
        ),
        // Comments are no rows' text, and many ways to cut a line cost no more than one.
        (
            &[(
                "input.regex",
                r"^(?!#)([^ ]+)\s+([^ ]+)\s+(?:[^ ]+)\s+[^ ]+\s+[^ ]+\s+[^ ]+\s+[^ ]+\s+[^ ]+\s+[^ ]+\s+[^ ]+\s+[^(]+\((\w+).*/(.*)$",
            )],
            "a:string;b:string;c:string;d:string",
            "#v 1\n2021-06-01\t07:08:09\tOSL5\t12\t10.1.2.3\tGET\thost.example\t/boats/blue-canoe.html\t200\t-\tOarsman/2%20(Lake;%20en)%20Row/7\t-\t-\n",
            "NULL|NULL|NULL|NULL ; 2021-06-01|07:08:09|Lake|7\t-\t-",
        ),
        (&[("input.regex", "^(?!#)(a)|(#b)")], "x:string;y:string", "#b\na\n", "NULL|#b ; a|NULL"),
        (&[pair, ("skip.header.line.count", "1")], "k:string;n:int", "k n\na 1\n", "a|1"),
        (&[pair, ("output.format.string", "%1$s")], "k:string;n:int", "a 1\n", "a|1"),
        (
            &[pair],
            "k:string",
            "a 1\n",
            "HIVE_CURSOR_ERROR: Number of matching groups doesn't match the number of columns (input.regex has 2 groups, \
             the table 1 columns)",
        ),
    ];
    for (properties, columns, text, expected) in cases {
        let format = serde(REGEX, properties).unwrap();
        let found = Fixture::rows_of(format, columns, "t/a.log", text.as_bytes()).await;
        assert_eq!(found, *expected, "{properties:?} {text:?}");
    }
}

#[test]
fn expressions_that_cannot_be() {
    for (properties, expected) in [
        (&[][..], "This table does not have serde property \"input.regex\"!"),
        (&[("input.regex", "(")], "is not valid"),
    ] {
        let error = serde(REGEX, properties).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
