use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize, PartialEq, Default)]
#[serde(rename_all = "PascalCase")]
struct Inner {
    name: String,
    size: Option<i32>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Colour {
    Red,
    DarkBlue,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase")]
struct Whole {
    name: String,
    count: Option<i32>,
    inner: Option<Inner>,
    list: Option<Vec<Inner>>,
    map: Option<BTreeMap<String, String>>,
    flag: Option<bool>,
    colour: Option<Colour>,
    at: Option<crate::EpochSeconds>,
    any: Option<serde_json::Value>,
    reported: Option<Reported<Inner>>,
}

fn read(body: &str) -> Result<Input<Whole>, InputError> {
    read_input(body.as_bytes())
}

#[test]
fn inputs_are_read_with_the_services_leniency() {
    let whole = |change: fn(&mut Whole)| {
        let mut whole = Whole {
            name: "n".to_owned(),
            count: None,
            inner: None,
            list: None,
            map: None,
            flag: None,
            colour: None,
            at: None,
            any: None,
            reported: None,
        };
        change(&mut whole);
        whole
    };
    for (members, expected, ignored) in [
        ("", whole(|_| {}), vec![]),
        (r#","Count":null,"Inner":null,"List":null"#, whole(|_| {}), vec![]),
        (r#","Count":1.9"#, whole(|w| w.count = Some(1)), vec![]),
        (r#","Count":-3"#, whole(|w| w.count = Some(-3)), vec![]),
        (
            r#","List":[null,{"Name":"a"},null]"#,
            whole(|w| w.list = Some(vec![Inner { name: "a".to_owned(), size: None }])),
            vec![],
        ),
        (
            r#","Map":{"k":"v","gone":null}"#,
            whole(|w| w.map = Some(BTreeMap::from([("k".to_owned(), "v".to_owned())]))),
            vec![],
        ),
        (
            r#","Flag":true,"Colour":"DARK_BLUE""#,
            whole(|w| (w.flag, w.colour) = (Some(true), Some(Colour::DarkBlue))),
            vec![],
        ),
        (r#","At":1602730539.123"#, whole(|w| w.at = Some(crate::EpochSeconds(1_602_730_539_123))), vec![]),
        (r#","Any":{"x":[1,2.5,"y"]}"#, whole(|w| w.any = Some(serde_json::json!({"x": [1, 2.5, "y"]}))), vec![]),
        (r#","Reported":null"#, whole(|_| {}), vec![]),
        (
            r#","Reported":{"Name":"a","x":1}"#,
            whole(|w| w.reported = Some(Reported(Inner { name: "a".to_owned(), size: None }))),
            vec!["Reported", "Reported.x"],
        ),
        (r#","More":{"x":1},"name":2"#, whole(|_| {}), vec!["More", "name"]),
        (
            r#","List":[{"Name":"a","Colour":1}],"Inner":{"Name":"b","Deep":{}}"#,
            whole(|w| {
                w.list = Some(vec![Inner { name: "a".to_owned(), size: None }]);
                w.inner = Some(Inner { name: "b".to_owned(), size: None });
            }),
            vec!["Inner.Deep", "List.0.Colour"],
        ),
    ] {
        let body = format!("{{\"Name\":\"n\"{members}}}");
        let mut read = read(&body).unwrap_or_else(|error| panic!("{body}: {error}"));
        read.ignored.sort();
        assert_eq!(
            (read.value, read.ignored),
            (expected, ignored.iter().map(|s: &&str| (*s).to_owned()).collect()),
            "{body}"
        );
    }
}

#[test]
fn wrong_inputs_get_the_services_texts() {
    let missing = |at: &str| {
        format!(
            "1 validation error detected: Value null at '{at}' failed to satisfy constraint: Member must not be null"
        )
    };
    for (body, message) in [
        ("", String::new()),
        ("{", String::new()),
        ("null", String::new()),
        ("\"x\"", String::new()),
        ("\u{1}", String::new()),
        ("[]", "Start of list found where not expected".to_owned()),
        ("{}", missing("name")),
        (r#"{"Name":null}"#, missing("name")),
        (r#"{"Name":"n","Inner":{}}"#, missing("inner.name")),
        (r#"{"Name":"n","List":[{"Name":"a"},{}]}"#, missing("list.2.member.name")),
        (r#"{"Name":1}"#, "NUMBER_VALUE can not be converted to a String".to_owned()),
        (r#"{"Name":true}"#, "TRUE_VALUE can not be converted to a String".to_owned()),
        (r#"{"Name":1.5}"#, "NUMBER_VALUE can not be converted to a String".to_owned()),
        (r#"{"Name":[]}"#, "Start of list found where not expected".to_owned()),
        (r#"{"Name":{}}"#, "Start of structure or map found where not expected.".to_owned()),
        (r#"{"Name":"n","Count":"1"}"#, "STRING_VALUE can not be converted to an Integer".to_owned()),
        (r#"{"Name":"n","Count":false}"#, "FALSE_VALUE can not be converted to an Integer".to_owned()),
        (r#"{"Name":"n","List":"x"}"#, "Expected list or null".to_owned()),
        (r#"{"Name":"n","List":1}"#, "Expected list or null".to_owned()),
        (r#"{"Name":"n","List":{}}"#, "Start of structure or map found where not expected.".to_owned()),
        (r#"{"Name":"n","Inner":"x"}"#, "Expected null".to_owned()),
        (r#"{"Name":"n","Inner":[]}"#, "Start of list found where not expected".to_owned()),
        (
            r#"{"Name":"n","Colour":"GREEN"}"#,
            "1 validation error detected: Value 'GREEN' at 'colour' failed to satisfy constraint: Member must satisfy enum value set: [RED, DARK_BLUE]".to_owned(),
        ),
    ] {
        match read(body) {
            Err(error) => assert_eq!(error.wire_message(), message, "{body}"),
            Ok(read) => panic!("{body}: {read:?}"),
        }
    }
    let deep = format!("{{\"Any\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read(&deep).is_err());
}

#[test]
fn constraints_are_told_all_at_once() {
    let mut named = Constraints::naming_values();
    named.length("name", "", 1, 255).range("maxResults", 0, 1, 100).count("list", 3, 0, 2).missing("x");
    assert_eq!(
        named.finish().unwrap_err().to_string(),
        "4 validation errors detected: \
         Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1; \
         Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1; \
         Value at 'list' failed to satisfy constraint: Member must have length less than or equal to 2; \
         Value null at 'x' failed to satisfy constraint: Member must not be null"
    );
    let mut plain = Constraints::new();
    plain.length("queryString", "abc", 1, 2);
    assert_eq!(
        plain.finish().unwrap_err().to_string(),
        "1 validation error detected: Value at 'queryString' failed to satisfy constraint: Member must have length less than or equal to 2"
    );
    assert!(plain.finish().is_ok());
}
