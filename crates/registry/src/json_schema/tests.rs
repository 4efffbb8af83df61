use crate::{DataFormat, Definition};

fn parse(text: &str) -> Definition {
    Definition::parse(DataFormat::Json, text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Old, new, whether the new reads the old, whether the old reads the new.
type Case = (&'static str, &'static str, bool, bool);

fn check(cases: &[Case]) {
    for (old, new, backward, forward) in cases {
        let (old_parsed, new_parsed) = (parse(old), parse(new));
        let found = (new_parsed.reads(&old_parsed), old_parsed.reads(&new_parsed));
        assert_eq!((found.0.is_ok(), found.1.is_ok()), (*backward, *forward), "{old}\n{new}\n{found:?}");
        // Every schema takes what itself allows.
        assert_eq!((old_parsed.reads(&old_parsed), new_parsed.reads(&new_parsed)), (Ok(()), Ok(())), "{old}\n{new}");
    }
}

#[test]
fn types_and_values() {
    check(&[
        (r#"{}"#, r#"true"#, true, true),
        (r#"{}"#, r#"false"#, false, true),
        (r#"{"type":"string"}"#, r#"{}"#, true, false),
        (r#"{"type":"integer"}"#, r#"{"type":"number"}"#, true, false),
        (r#"{"type":"string"}"#, r#"{"type":["string","null"]}"#, true, false),
        (r#"{"type":"string"}"#, r#"{"type":"integer"}"#, false, false),
        (r#"{"type":["integer","number"]}"#, r#"{"type":"number"}"#, true, true),
        (r#"{"enum":["a","b"]}"#, r#"{"enum":["b","a","c"]}"#, true, false),
        (r#"{"enum":["a","b"]}"#, r#"{"type":"string"}"#, true, false),
        (r#"{"enum":["a",1]}"#, r#"{"type":"string"}"#, false, false),
        (r#"{"const":1}"#, r#"{"enum":[1.0,2]}"#, true, false),
        (r#"{"const":{"a":1,"b":[2]}}"#, r#"{"const":{"b":[2],"a":1}}"#, true, true),
        (r#"{"type":"boolean"}"#, r#"{"enum":[true,false]}"#, true, true),
        (r#"{"type":"boolean"}"#, r#"{"enum":[true]}"#, false, true),
        (r#"{"type":"null"}"#, r#"{"const":null}"#, true, true),
        // Values that the old one forbids otherwise do not count.
        (r#"{"enum":["a","bb"],"minLength":2}"#, r#"{"enum":["bb"]}"#, true, true),
        (r#"{"enum":[1,5,9]}"#, r#"{"minimum":1,"maximum":9}"#, true, false),
        (r#"{"enum":[1,5,10]}"#, r#"{"minimum":1,"maximum":9}"#, false, false),
        (r#"{"title":"a","description":"b","examples":[1]}"#, r#"{"$comment":"c"}"#, true, true),
    ]);
}

#[test]
fn numbers_and_strings() {
    check(&[
        (r#"{"type":"number","minimum":5}"#, r#"{"type":"number"}"#, true, false),
        (r#"{"type":"number","minimum":5}"#, r#"{"type":"number","minimum":3}"#, true, false),
        (r#"{"type":"number","minimum":5}"#, r#"{"type":"number","exclusiveMinimum":5}"#, false, true),
        (
            r#"{"type":"number","minimum":5,"exclusiveMinimum":true}"#,
            r#"{"type":"number","exclusiveMinimum":5}"#,
            true,
            true,
        ),
        (r#"{"type":"integer","exclusiveMinimum":5}"#, r#"{"type":"integer","minimum":6}"#, true, true),
        (r#"{"type":"integer","maximum":5.5}"#, r#"{"type":"integer","maximum":5}"#, true, true),
        (r#"{"type":"number","maximum":5}"#, r#"{"type":"number","maximum":9}"#, true, false),
        (r#"{"type":"number","maximum":5}"#, r#"{"type":"number","exclusiveMaximum":5}"#, false, true),
        (r#"{"type":"integer","multipleOf":4}"#, r#"{"type":"integer","multipleOf":2}"#, true, false),
        (r#"{"type":"integer","multipleOf":4}"#, r#"{"type":"integer","multipleOf":3}"#, false, false),
        (r#"{"type":"integer"}"#, r#"{"type":"integer","multipleOf":1}"#, true, true),
        (r#"{"type":"number"}"#, r#"{"type":"number","multipleOf":1}"#, false, true),
        // A range of numbers says nothing of strings.
        (r#"{"type":"string"}"#, r#"{"type":"string","minimum":5}"#, true, true),
        (r#"{"type":"string","maxLength":5}"#, r#"{"type":"string","maxLength":9}"#, true, false),
        (r#"{"type":"string","minLength":5}"#, r#"{"type":"string","minLength":2}"#, true, false),
        (r#"{"type":"string"}"#, r#"{"type":"string","minLength":0}"#, true, true),
        (r#"{"type":"string","pattern":"^a"}"#, r#"{"type":"string"}"#, true, false),
        (r#"{"type":"string","pattern":"^a"}"#, r#"{"type":"string","pattern":"^b"}"#, false, false),
        (r#"{"type":"string","format":"date"}"#, r#"{"type":"string"}"#, true, false),
        (r#"{"enum":["ab","ac"]}"#, r#"{"type":"string","pattern":"^a"}"#, true, false),
        (r#"{"enum":["ab","bc"]}"#, r#"{"type":"string","pattern":"^a"}"#, false, false),
    ]);
}

#[test]
fn arrays() {
    check(&[
        (
            r#"{"type":"array","items":{"type":"integer"}}"#,
            r#"{"type":"array","items":{"type":"number"}}"#,
            true,
            false,
        ),
        (r#"{"type":"array","items":{"type":"integer"}}"#, r#"{"type":"array"}"#, true, false),
        (r#"{"type":"array","minItems":2}"#, r#"{"type":"array","minItems":1}"#, true, false),
        (r#"{"type":"array","maxItems":2}"#, r#"{"type":"array","maxItems":3}"#, true, false),
        (r#"{"type":"array","uniqueItems":true}"#, r#"{"type":"array"}"#, true, false),
        (r#"{"type":"array","maxItems":1}"#, r#"{"type":"array","uniqueItems":true}"#, true, false),
        (r#"{"type":"array","items":[{"type":"string"}]}"#, r#"{"type":"array","items":[{}]}"#, true, false),
        (
            r#"{"type":"array","items":[{"type":"string"}],"additionalItems":false}"#,
            r#"{"type":"array","items":[{"type":"string"},{"type":"integer"}],"additionalItems":false}"#,
            true,
            false,
        ),
        (
            r#"{"type":"array","items":[{"type":"string"}]}"#,
            r#"{"type":"array","items":[{"type":"string"},{"type":"integer"}]}"#,
            false,
            true,
        ),
        (
            r#"{"type":"array","items":[{"type":"string"}],"additionalItems":{"type":"integer"}}"#,
            r#"{"type":"array","items":{"type":["string","integer"]}}"#,
            true,
            false,
        ),
        (
            r#"{"type":"array","contains":{"const":1}}"#,
            r#"{"type":"array","contains":{"type":"integer"}}"#,
            true,
            false,
        ),
        (
            r#"{"type":"array","items":{"const":1},"minItems":1}"#,
            r#"{"type":"array","contains":{"const":1}}"#,
            true,
            false,
        ),
        (r#"{"type":"array","maxItems":0}"#, r#"{"type":"array","items":false}"#, true, false),
    ]);
}

const OBJECTS: &[Case] = &[
    // An open object may have the property with any value.
    (
        r#"{"type":"object","properties":{"a":{"type":"string"}}}"#,
        r#"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}"#,
        false,
        true,
    ),
    (
        r#"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}"#,
        r#"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"additionalProperties":false}"#,
        true,
        false,
    ),
    (
        r#"{"type":"object","properties":{"a":{}},"additionalProperties":{"type":"string"}}"#,
        r#"{"type":"object","properties":{"a":{},"b":{"type":"string"}},"additionalProperties":{"type":"string"}}"#,
        true,
        true,
    ),
    (
        r#"{"type":"object","properties":{"a":{}},"additionalProperties":{"type":"integer"}}"#,
        r#"{"type":"object","properties":{"a":{},"b":{"type":"string"}},"additionalProperties":{"type":"integer"}}"#,
        false,
        false,
    ),
    (r#"{"type":"object","additionalProperties":false}"#, r#"{"type":"object"}"#, true, false),
    (r#"{"type":"object","required":["a"]}"#, r#"{"type":"object"}"#, true, false),
    (
        r#"{"type":"object","properties":{"a":{"type":"integer"}}}"#,
        r#"{"type":"object","properties":{"a":{"type":"integer","default":0}},"required":["a"]}"#,
        true,
        true,
    ),
    (
        r#"{"type":"object","properties":{"a":{"type":"integer"}}}"#,
        r#"{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}"#,
        false,
        true,
    ),
    (
        r#"{"type":"object","properties":{"a":{"type":"integer"}}}"#,
        r#"{"type":"object","properties":{"a":{"type":"number"}}}"#,
        true,
        false,
    ),
    (r#"{"type":"object","minProperties":2}"#, r#"{"type":"object","minProperties":1}"#, true, false),
    (r#"{"type":"object","required":["a","b"]}"#, r#"{"type":"object","minProperties":2}"#, true, false),
    (r#"{"type":"object","maxProperties":2}"#, r#"{"type":"object","maxProperties":3}"#, true, false),
    (
        r#"{"type":"object","properties":{"a":{},"b":{}},"additionalProperties":false}"#,
        r#"{"type":"object","maxProperties":2}"#,
        true,
        false,
    ),
    (
        r#"{"type":"object","patternProperties":{"^x":{"type":"integer"}}}"#,
        r#"{"type":"object","patternProperties":{"^x":{"type":"number"}}}"#,
        true,
        false,
    ),
    (
        r#"{"type":"object","patternProperties":{"^x":{"type":"integer"}},"additionalProperties":false}"#,
        r#"{"type":"object","additionalProperties":{"type":"number"}}"#,
        true,
        false,
    ),
    (
        r#"{"type":"object","patternProperties":{"^x":{"type":"integer"}}}"#,
        r#"{"type":"object","properties":{"xa":{"type":"integer"}}}"#,
        true,
        false,
    ),
    (
        r#"{"type":"object","properties":{"xa":{"type":"string"}},"additionalProperties":false}"#,
        r#"{"type":"object","patternProperties":{"^x":{"type":"string"}},"additionalProperties":false}"#,
        true,
        false,
    ),
    (
        r#"{"type":"object","propertyNames":{"maxLength":3}}"#,
        r#"{"type":"object","propertyNames":{"maxLength":5}}"#,
        true,
        false,
    ),
    (
        r#"{"type":"object","properties":{"abc":{}},"additionalProperties":false}"#,
        r#"{"type":"object","propertyNames":{"maxLength":3}}"#,
        true,
        false,
    ),
    (
        r#"{"type":"object","dependencies":{"a":["b","c"]}}"#,
        r#"{"type":"object","dependencies":{"a":["b"]}}"#,
        true,
        false,
    ),
    (r#"{"type":"object","required":["b"]}"#, r#"{"type":"object","dependencies":{"a":["b"]}}"#, true, false),
    (
        r#"{"type":"object","dependencies":{"a":{"required":["b"]}}}"#,
        r#"{"type":"object","dependencies":{"a":{"properties":{"z":{}}}}}"#,
        true,
        false,
    ),
];

#[test]
fn objects() {
    check(OBJECTS);
}

#[test]
fn combinations_and_references() {
    check(&[
        (r#"{"type":"string"}"#, r#"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#, true, false),
        (r#"{"oneOf":[{"type":"string"}]}"#, r#"{"oneOf":[{"type":"string"},{"type":"integer"}]}"#, true, false),
        (r#"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#, r#"{"type":["string","number"]}"#, true, false),
        (r#"{"type":["string","null"]}"#, r#"{"anyOf":[{"type":"null"},{"type":"string"}]}"#, true, true),
        (r#"{"allOf":[{"minimum":1},{"maximum":9}]}"#, r#"{"minimum":1}"#, true, false),
        (r#"{"minimum":1,"maximum":9}"#, r#"{"allOf":[{"minimum":1},{"maximum":9}]}"#, true, true),
        (
            r#"{"anyOf":[{"type":"string","maxLength":3},{"type":"integer"}],"minLength":1}"#,
            r#"{"anyOf":[{"type":"integer"},{"type":"string","minLength":1}]}"#,
            true,
            false,
        ),
        (r#"{"not":{"type":"number"}}"#, r#"{"not":{"type":"integer"}}"#, true, false),
        (r#"{"type":"string"}"#, r#"{"not":{"type":"integer"}}"#, true, false),
        (r#"{"type":"integer"}"#, r#"{"type":"integer","not":{"const":3}}"#, false, true),
        (
            r#"{"type":"object","if":{"required":["a"]},"then":{"required":["b","c"]}}"#,
            r#"{"type":"object","if":{"required":["a"]},"then":{"required":["b"]}}"#,
            true,
            false,
        ),
        (
            r#"{"type":"object","required":["b"]}"#,
            r#"{"type":"object","if":{"required":["a"]},"then":{"required":["b"]}}"#,
            true,
            false,
        ),
        (
            r##"{"definitions":{"t":{"type":"integer"}},"$ref":"#/definitions/t"}"##,
            r##"{"definitions":{"u":{"type":"number"}},"$ref":"#/definitions/u"}"##,
            true,
            false,
        ),
        (
            r##"{"definitions":{"n":{"type":"object","properties":{"v":{"type":"integer"},"next":{"$ref":"#/definitions/n"}},"additionalProperties":false}},"$ref":"#/definitions/n"}"##,
            r##"{"type":"object","properties":{"v":{"type":"number"},"next":{"$ref":"#"}},"additionalProperties":false}"##,
            true,
            false,
        ),
        (
            r##"{"properties":{"a":{"$id":"#x","type":"integer"},"b":{"$ref":"#x"}}}"##,
            r#"{"properties":{"b":{"type":"integer"}}}"#,
            true,
            false,
        ),
        (r#"{"$ref":"http://example.com/other.json"}"#, r#"{"$ref":"http://example.com/other.json"}"#, true, true),
        (r#"{"$ref":"http://example.com/other.json"}"#, r#"{"$ref":"http://example.com/another.json"}"#, false, false),
        (
            r##"{"properties":{"a":{"$ref":"#/x%20y/0"}},"x y":[{"type":"integer"}]}"##,
            r#"{"properties":{"a":{"type":"integer"}}}"#,
            true,
            true,
        ),
        (
            r#"{"oneOf":[{"type":"object","properties":{"k":{"const":"a"}},"required":["k"]},{"type":"object","properties":{"k":{"const":"b"}},"required":["k"]}]}"#,
            r#"{"type":"object","properties":{"k":{"enum":["a","b","c"]}},"required":["k"]}"#,
            true,
            false,
        ),
    ]);
}

#[test]
fn definitions_that_are_not() {
    let cases = [
        ("", "EOF"),
        ("[]", "an object or a boolean"),
        (r#"{"type":"text"}"#, "type"),
        (r#"{"type":[]}"#, "type"),
        (r#"{"enum":[]}"#, "enum"),
        (r#"{"required":"a"}"#, "required"),
        (r#"{"properties":[]}"#, "properties"),
        (r#"{"properties":{"a":1}}"#, "#/properties/a"),
        (r#"{"minLength":-1}"#, "minLength"),
        (r#"{"maxItems":1.5}"#, "maxItems"),
        (r#"{"minimum":"1"}"#, "minimum"),
        (r#"{"multipleOf":0}"#, "multipleOf"),
        (r#"{"pattern":1}"#, "pattern"),
        (r#"{"allOf":[]}"#, "allOf"),
        (r#"{"anyOf":{}}"#, "anyOf"),
        (r#"{"dependencies":{"a":[1]}}"#, "dependencies"),
        (r##"{"$ref":"#/definitions/nothing"}"##, "failed to resolve"),
        (r#"{"$ref":1}"#, "$ref"),
        (r#"{"uniqueItems":1}"#, "uniqueItems"),
        (r#"{"$schema":"https://json-schema.org/draft/2020-12/schema"}"#, "version"),
    ];
    for (text, expected) in cases {
        let error = Definition::parse(DataFormat::Json, text).map(drop).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn references_that_go_round_end() {
    for text in [
        r##"{"$ref":"#"}"##,
        r##"{"definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/a"}},"$ref":"#/definitions/a"}"##,
        r##"{"allOf":[{"$ref":"#"}],"type":"object"}"##,
        r##"{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}"##,
        r##"{"not":{"$ref":"#"}}"##,
        r##"{"oneOf":[{"allOf":[{"$ref":"#"}]},{"items":{"$ref":"#"}}]}"##,
    ] {
        let definition = parse(text);
        definition.reads(&definition).ok();
        definition.reads(&parse(r#"{"enum":[[[1]],{"a":2}]}"#)).ok();
        parse(r#"{"type":"string"}"#).reads(&definition).ok();
    }
}

#[test]
fn comparisons_that_explode_are_cut_short() {
    let branches = |count: usize, shift: usize| {
        let one = |at: usize| format!(r#"{{"properties":{{"p{}":{{"minimum":{at}}}}}}}"#, at + shift);
        (0..count).map(one).collect::<Vec<_>>().join(",")
    };
    let all = (0..20).map(|at| format!(r#"{{"anyOf":[{}]}}"#, branches(20, at))).collect::<Vec<_>>().join(",");
    let old = parse(&format!(r#"{{"allOf":[{all}]}}"#));
    let new = parse(&format!(r#"{{"anyOf":[{}]}}"#, branches(20, 30)));
    assert!(new.reads(&old).is_err());
}

#[test]
fn broken_definitions_are_errors_and_nothing_else() {
    let text = r##"{"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"n":{"type":["null","object"],"properties":{"v":{"minimum":1,"multipleOf":2},"n":{"$ref":"#/definitions/n"}},"required":["v"],"additionalProperties":false}},"anyOf":[{"$ref":"#/definitions/n"},{"items":[{"pattern":"^a(b|c)$"}],"not":{"enum":[1,"x"]}}]}"##;
    crate::definition::mutations::each(text, |broken| {
        if let Ok(definition) = Definition::parse(DataFormat::Json, broken) {
            definition.reads(&parse(text)).ok();
            parse(text).reads(&definition).ok();
        }
    });
}

#[test]
fn long_lists_are_compared_at_once() {
    let list = |count: usize| {
        let values: Vec<String> = (0..count).map(|value| format!("\"v{value}\"")).collect();
        parse(&format!(r#"{{"enum":[{}]}}"#, values.join(",")))
    };
    let (short, long) = (list(15_000), list(15_001));
    assert_eq!((long.reads(&short).is_ok(), short.reads(&long).is_ok()), (true, false));
}

#[test]
fn many_costly_patterns_are_cut_short() {
    let object = |text: &str| {
        let patterns: Vec<String> = (0..1_500).map(|at| format!(r#""(a+a+)+{at}${text}":{{}}"#)).collect();
        let names: Vec<String> = (0..1_500).map(|at| format!(r#""{}{at}":{{}}"#, "a".repeat(30))).collect();
        parse(&format!(r#"{{"patternProperties":{{{}}},"properties":{{{}}}}}"#, patterns.join(","), names.join(",")))
    };
    assert!(object("x").reads(&object("y")).is_err());
}
