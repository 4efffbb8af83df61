use super::super::testing::{Fixture, serde};

const GROK: &str = "com.amazonaws.glue.serde.GrokSerDe";

/// Pattern, columns, text and the rows it is.
type Case<'a> = (&'a str, &'a str, &'a str, &'a str);

#[tokio::test]
async fn rows() {
    let cases: &[Case<'_>] = &[
        ("%{WORD:k} %{INT:n:int}", "k:string;n:int", "a 1\nb 2\n", "a|1 ; b|2"),
        // By name, in any case and order.
        ("%{WORD:K} %{INT:n:int}", "n:bigint;k:string", "a 1\n", "1|a"),
        ("%{WORD:k} %{INT:n:int}", "k:string;other:string", "a 1\n", "a|NULL"),
        // Lines that do not fit, parts that are no values.
        ("%{WORD:k} %{INT:n:int}", "k:string;n:int", "-\na 1\n\n", "NULL|NULL ; a|1 ; NULL|NULL"),
        ("%{WORD:k} %{WORD:n:int}", "k:string;n:int", "a x\n", "a|NULL"),
        ("%{DATA:f} %{DATA:d} %{WORD:b}", "f:float;d:double;b:boolean", "1.5 .25 TRUE\n", "1.5|0.25|true"),
        ("%{TAG} (?<rest>.*)", "tag:string;rest:string", "<a> x y\n", "<a>|x y"),
        ("%{WORD:k}", "k:array<int>", "a\n", "declare it as string"),
    ];
    for (pattern, columns, text, expected) in cases {
        let properties = [("input.format", *pattern), ("input.grokCustomPatterns", "TAG <.*?>")];
        let format = serde(GROK, &properties).unwrap();
        let found = Fixture::rows_of(format, columns, "t/a.log", text.as_bytes()).await;
        assert!(found == *expected || found.contains(*expected) && columns.contains("array"), "{pattern}: {found}");
    }
}

#[test]
fn patterns_that_cannot_be() {
    for (properties, expected) in [
        (&[][..], "input.format"),
        (&[("input.format", "%{NOPE:x}")], "there is no pattern 'NOPE'"),
        (&[("input.format", "(")], "the regular expression is not valid"),
    ] {
        let error = serde(GROK, properties).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
