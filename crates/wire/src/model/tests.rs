use super::*;

const TEXT: &str = "\
operation Do DoInput
structure DoInput
  Name* Name
  Colour Colour
  Names NameList
  Inner Inner
  Inners InnerList
  Map Map
  Size Size
  Bytes Bytes
  Flag Flag
string Name 2..4 /[a-z]+/
string Colour RED|GREEN
list NameList Name 1..2
structure Inner
  Line Line
  Must* Flag
list InnerList Inner
map Map Name Line
string Line ..3 /[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*/
integer Size 1..5
long Bytes 10..
boolean Flag
";

fn check(members: &str) -> Result<(), InputError> {
    Model::read(TEXT).check("Do", format!("{{\"Name\": \"ab\"{members}}}").as_bytes())
}

#[test]
fn what_keeps_to_the_model() {
    assert_eq!(Model::read(TEXT).faults(), Vec::<String>::new());
    for members in [
        "",
        r#","Colour":"RED","Names":["ab",null],"Inner":{"Must":true,"Line":"\t😀é"},"Inners":[],"Map":{"ab":"c","cd":null}"#,
        r#","Size":5.9,"Bytes":10,"Flag":false,"Other":{"a":[1]}"#,
        r#","Inner":null,"Size":null,"Map":{}"#,
    ] {
        assert_eq!(check(members), Ok(()), "{members}");
    }
    for body in ["", "{", "null", "[]", "3"] {
        assert_eq!(Model::read(TEXT).check("Do", body.as_bytes()), Ok(()), "the reader says what this is");
    }
    assert_eq!(Model::read(TEXT).check("Other", b"{}"), Ok(()));
}

#[test]
fn kinds_come_first() {
    for (members, text) in [
        (r#","Colour":"NOPE","Flag":1"#, "NUMBER_VALUE can not be converted to a Boolean"),
        (r#","Size":"1""#, "STRING_VALUE can not be converted to an Integer"),
        (r#","Size":2147483648"#, "NUMBER_VALUE can not be converted to an Integer"),
        (r#","Size":1e300"#, "NUMBER_VALUE can not be converted to an Integer"),
        (r#","Bytes":18446744073709551615"#, "NUMBER_VALUE can not be converted to a Long"),
        (r#","Names":["ab",1]"#, "NUMBER_VALUE can not be converted to a String"),
        (r#","Names":"ab""#, "Expected list or null"),
        (r#","Names":{}"#, "Start of structure or map found where not expected."),
        (r#","Inner":[]"#, "Start of list found where not expected"),
        (r#","Map":"a""#, "Expected null"),
        (r#","Map":{"ab":[]}"#, "Start of list found where not expected"),
    ] {
        assert_eq!(check(members), Err(InputError::WrongKind(text.to_owned())), "{members}");
    }
}

#[test]
fn constraints_are_told_all_at_once() {
    let line = "Member must have length less than or equal to 3, Member must satisfy regular expression pattern: \
                [\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*";
    let name = "Member must have length less than or equal to 4, Member must have length greater than or equal to 2, \
                Member must satisfy regular expression pattern: [a-z]+";
    for (members, rules) in [
        (r#","Colour":"BLUE""#, vec!["colour' Member must satisfy enum value set: [RED, GREEN]".to_owned()]),
        (r#","Names":["ab","c"]"#, vec![format!("names' Member must satisfy constraint: [{name}]")]),
        (r#","Names":[null]"#, vec!["names' Member must have length greater than or equal to 1".to_owned()]),
        (
            r#","Map":{"A":"abcd"}"#,
            vec![
                format!("map' Map keys must satisfy constraint: [{name}]"),
                format!("map' Map value must satisfy constraint: [{line}]"),
            ],
        ),
        (
            r#","Size":0,"Bytes":-1"#,
            vec![
                "size' Member must have value greater than or equal to 1".to_owned(),
                "bytes' Member must have value greater than or equal to 10".to_owned(),
            ],
        ),
    ] {
        let rules: Vec<String> = rules
            .iter()
            .map(|rule| format!("Value at '{}", rule.replacen("' ", "' failed to satisfy constraint: ", 1)))
            .collect();
        let noun = if rules.len() == 1 { "validation error" } else { "validation errors" };
        let text = format!("{} {noun} detected: {}", rules.len(), rules.join("; "));
        assert_eq!(check(members), Err(InputError::Constraints(text)), "{members}");
    }
    let text = "3 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be \
                null; Value null at 'inners.2.member.must' failed to satisfy constraint: Member must not be null; \
                Value at 'inners.3.member.line' failed to satisfy constraint: Member must satisfy regular expression \
                pattern: [\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*";
    let body = r#"{"Inners":[{"Must":true},{},{"Must":false,"Line":"\u0001"}]}"#;
    assert_eq!(Model::read(TEXT).check("Do", body.as_bytes()), Err(InputError::Constraints(text.to_owned())));
}

#[test]
fn what_is_odd_is_named() {
    let model = Model::read("operation Do Gone\nstructure A\n  B C\nstring D /(/\nnumber E\nlist F D x..y\n");
    assert_eq!(model.faults(), ["D is odd", "E is odd", "F is odd", "there is no C", "there is no Gone"]);
}
