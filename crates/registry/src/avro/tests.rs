use crate::{DataFormat, Definition};

/// A record with these fields.
fn record(fields: &str) -> String {
    format!(r#"{{"type":"record","name":"R","fields":[{fields}]}}"#)
}

/// A record with the one field `f`.
fn field(schema: &str) -> String {
    record(&format!(r#"{{"name":"f","type":{schema}}}"#))
}

fn parse(text: &str) -> Definition {
    Definition::parse(DataFormat::Avro, text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn check(old: &str, new: &str, backward: bool, forward: bool) {
    let (old_parsed, new_parsed) = (parse(old), parse(new));
    let found = (new_parsed.reads(&old_parsed), old_parsed.reads(&new_parsed));
    assert_eq!((found.0.is_ok(), found.1.is_ok()), (backward, forward), "{old}\n{new}\n{found:?}");
}

/// Old, new, whether the new reads the old, whether the old reads the new.
const TYPES: &[(&str, &str, bool, bool)] = &[
    (r#""int""#, r#""int""#, true, true),
    (r#""int""#, r#""long""#, true, false),
    (r#""int""#, r#""float""#, true, false),
    (r#""int""#, r#""double""#, true, false),
    (r#""long""#, r#""float""#, true, false),
    (r#""long""#, r#""double""#, true, false),
    (r#""float""#, r#""double""#, true, false),
    (r#""string""#, r#""bytes""#, true, true),
    (r#""int""#, r#""string""#, false, false),
    (r#""boolean""#, r#""int""#, false, false),
    (r#""null""#, r#""int""#, false, false),
    (r#""int""#, r#"["null","int"]"#, true, false),
    (r#""int""#, r#"["null","long"]"#, true, false),
    (r#"["int"]"#, r#""int""#, true, true),
    (r#"["null","int"]"#, r#"["int","null"]"#, true, true),
    (r#"["null","int"]"#, r#"["null","int","string"]"#, true, false),
    (r#"["int","string"]"#, r#"["long","bytes"]"#, true, false),
    (r#"["int","string"]"#, r#"["null","boolean"]"#, false, false),
    (r#"["int","long"]"#, r#""long""#, true, true),
    (r#"["int","string"]"#, r#""long""#, false, false),
    (r#"{"type":"array","items":"int"}"#, r#"{"type":"array","items":"long"}"#, true, false),
    (r#"{"type":"array","items":"int"}"#, r#"{"type":"array","items":["null","int"]}"#, true, false),
    (r#"{"type":"array","items":"int"}"#, r#"{"type":"map","values":"int"}"#, false, false),
    (r#"{"type":"array","items":"int"}"#, r#""int""#, false, false),
    (r#"{"type":"map","values":"float"}"#, r#"{"type":"map","values":"double"}"#, true, false),
    (r#"{"type":"fixed","name":"F","size":4}"#, r#"{"type":"fixed","name":"F","size":4}"#, true, true),
    (r#"{"type":"fixed","name":"F","size":4}"#, r#"{"type":"fixed","name":"F","size":8}"#, false, false),
    (r#"{"type":"fixed","name":"F","size":4}"#, r#"{"type":"fixed","name":"G","size":4}"#, false, false),
    (r#"{"type":"fixed","name":"F","size":4}"#, r#"{"type":"fixed","name":"G","aliases":["F"],"size":4}"#, true, false),
    (r#"{"type":"fixed","name":"F","size":4}"#, r#""bytes""#, false, false),
    (
        r#"{"type":"enum","name":"E","symbols":["A","B"]}"#,
        r#"{"type":"enum","name":"E","symbols":["B","A"]}"#,
        true,
        true,
    ),
    (r#"{"type":"enum","name":"E","symbols":["A"]}"#, r#"{"type":"enum","name":"E","symbols":["A","B"]}"#, true, false),
    (
        r#"{"type":"enum","name":"E","symbols":["A"],"default":"A"}"#,
        r#"{"type":"enum","name":"E","symbols":["A","B"],"default":"A"}"#,
        true,
        true,
    ),
    (r#"{"type":"enum","name":"E","symbols":["A"]}"#, r#"{"type":"enum","name":"X","symbols":["A"]}"#, false, false),
    (
        r#"{"type":"enum","name":"E","namespace":"a","symbols":["A"]}"#,
        r#"{"type":"enum","name":"E","namespace":"b","symbols":["A"]}"#,
        true,
        true,
    ),
    (r#"{"type":"enum","name":"E","symbols":["A"]}"#, r#""string""#, false, false),
    (
        r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#,
        r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#,
        true,
        true,
    ),
    (
        r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#,
        r#"{"type":"bytes","logicalType":"decimal","precision":12,"scale":2}"#,
        false,
        false,
    ),
    (r#"{"type":"bytes","logicalType":"decimal","precision":9}"#, r#""bytes""#, true, true),
    (r#"{"type":"int","logicalType":"date"}"#, r#""long""#, true, false),
];

#[test]
fn types_against_types() {
    assert!(TYPES.len() >= 40);
    for (old, new, backward, forward) in TYPES.iter().copied() {
        check(old, new, backward, forward);
        // The same as the type of a field.
        check(&field(old), &field(new), backward, forward);
    }
}

#[test]
fn records_against_records() {
    let cases = [
        (r#"{"name":"a","type":"int"}"#, r#"{"name":"a","type":"int"}"#, true, true),
        // A field with and without a default comes and goes.
        (
            r#"{"name":"a","type":"int"}"#,
            r#"{"name":"a","type":"int"},{"name":"b","type":"int","default":1}"#,
            true,
            true,
        ),
        (r#"{"name":"a","type":"int"}"#, r#"{"name":"a","type":"int"},{"name":"b","type":"int"}"#, false, true),
        (r#"{"name":"a","type":"int"}"#, "", true, false),
        (r#"{"name":"a","type":"int","default":0}"#, "", true, true),
        (r#"{"name":"a","type":"int"}"#, r#"{"name":"b","type":"int"}"#, false, false),
        (r#"{"name":"a","type":"int"}"#, r#"{"name":"b","aliases":["a"],"type":"int"}"#, true, false),
        (r#"{"name":"a","type":"int"}"#, r#"{"name":"b","aliases":["a"],"type":"string"}"#, false, false),
        (
            r#"{"name":"a","type":"int"},{"name":"b","type":"int"}"#,
            r#"{"name":"b","type":"int"},{"name":"a","type":"int"}"#,
            true,
            true,
        ),
        (r#"{"name":"a","type":"int"}"#, r#"{"name":"a","type":["null","int"],"default":null}"#, true, false),
        (
            r#"{"name":"n","type":{"type":"record","name":"N","fields":[]}}"#,
            r#"{"name":"n","type":{"type":"record","name":"N","fields":[{"name":"x","type":"int"}]}}"#,
            false,
            true,
        ),
        // A list that contains itself.
        (
            r#"{"name":"v","type":"int"},{"name":"next","type":["null","R"]}"#,
            r#"{"name":"v","type":"long"},{"name":"next","type":["null","R"]}"#,
            true,
            false,
        ),
        (
            r#"{"name":"next","type":["null","R"]},{"name":"v","type":"int"}"#,
            r#"{"name":"next","type":["null","R"]},{"name":"v","type":"int"},{"name":"w","type":"int"}"#,
            false,
            true,
        ),
        // A union takes the branch that fits, whichever comes first.
        (
            r#"{"name":"u","type":[{"type":"record","name":"A","fields":[]},{"type":"record","name":"B","fields":[{"name":"x","type":"int"}]}]}"#,
            r#"{"name":"u","type":[{"type":"record","name":"B","fields":[{"name":"x","type":"int"}]},{"type":"record","name":"A","fields":[]}]}"#,
            true,
            true,
        ),
    ];
    for (old, new, backward, forward) in cases {
        check(&record(old), &record(new), backward, forward);
    }
    let named = |name: &str, extra: &str| format!(r#"{{"type":"record","name":"{name}",{extra}"fields":[]}}"#);
    check(&named("a.R", ""), &named("b.R", ""), true, true);
    check(&named("a.R", ""), &named("a.S", ""), false, false);
    check(&named("a.R", ""), &named("a.S", r#""aliases":["R"],"#), true, false);
    check(&named("a.R", ""), &named("a.S", r#""aliases":["b.R"],"#), false, false);
}

#[test]
fn a_failure_inside_a_cycle_is_not_forgotten() {
    // B is first met while A is open; A fails later, so what was said of B under that assumption is void.
    let schema = |last: &str| {
        record(&format!(
            r#"{{"name":"b","type":["null",{{"type":"record","name":"B","fields":[{{"name":"a","type":["null","R"]}}]}}]}},
               {{"name":"x","type":{last}}},{{"name":"c","type":["null","B"]}}"#
        ))
    };
    check(&schema(r#""int""#), &schema(r#""string""#), false, false);
    check(&schema(r#""int""#), &schema(r#""int""#), true, true);
}

#[test]
fn definitions_that_are_not() {
    let cases = [
        ("", "EOF"),
        ("{", "EOF"),
        ("1", "a schema is"),
        (r#""strange""#, "is not a defined name"),
        ("{}", "no \"type\""),
        (r#"{"type":1}"#, "a type is"),
        (r#"{"type":"array"}"#, "items"),
        (r#"{"type":"map"}"#, "values"),
        (r#"{"type":"record","name":"R"}"#, "fields"),
        (r#"{"type":"record","fields":[]}"#, "no \"name\""),
        (r#"{"type":"record","name":"1R","fields":[]}"#, "is not a name"),
        (r#"{"type":"record","name":"a..R","fields":[]}"#, "is not a name"),
        (r#"{"type":"record","name":"int","fields":[]}"#, "primitive"),
        (r#"{"type":"record","name":"R","fields":[{"type":"int"}]}"#, "no \"name\""),
        (r#"{"type":"record","name":"R","fields":[{"name":"a"}]}"#, "no \"type\""),
        (r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}"#, "twice"),
        (r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int","order":"up"}]}"#, "order"),
        (r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int","default":"x"}]}"#, "default"),
        (r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int","default":3000000000}]}"#, "default"),
        (r#"{"type":"record","name":"R","fields":[{"name":"a","type":["null","int"],"default":"x"}]}"#, "default"),
        (r#"[{"type":"record","name":"R","fields":[]},{"type":"record","name":"R","fields":[]}]"#, "defined twice"),
        (r#"["int","int"]"#, "twice"),
        (r#"["int",["string"]]"#, "another union"),
        (r#"[{"type":"array","items":"int"},{"type":"array","items":"string"}]"#, "twice"),
        (r#"{"type":"enum","name":"E"}"#, "symbols"),
        (r#"{"type":"enum","name":"E","symbols":["A","A"]}"#, "twice"),
        (r#"{"type":"enum","name":"E","symbols":["a-b"]}"#, "is not a name"),
        (r#"{"type":"enum","name":"E","symbols":["A"],"default":"B"}"#, "not a symbol"),
        (r#"{"type":"fixed","name":"F"}"#, "size"),
        (r#"{"type":"fixed","name":"F","size":-1}"#, "size"),
        (r#"{"type":"fixed","name":"F","size":1.5}"#, "size"),
        (r#"{"type":"record","name":"R","aliases":"x","fields":[]}"#, "list of texts"),
    ];
    for (text, expected) in cases {
        let error = Definition::parse(DataFormat::Avro, text).map(drop).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn names_are_found_by_namespace() {
    for text in [
        r#"{"type":"record","name":"R","namespace":"a.b","fields":[{"name":"x","type":{"type":"enum","name":"E","symbols":["A"]}},{"name":"y","type":"a.b.E"},{"name":"z","type":"E"}]}"#,
        r#"[{"type":"fixed","name":"F","size":1},{"type":"record","name":"n.R","fields":[{"name":"f","type":"F"}]}]"#,
        r#"{"type":"record","name":"R","fields":[{"name":"self","type":{"type":"array","items":"R"},"default":[]}]}"#,
        r#"{"type":{"type":"string"}}"#,
        r#"{"type":"int","logicalType":"nonsense"}"#,
        r#"{"type":"bytes","logicalType":"decimal","precision":0}"#,
    ] {
        parse(text);
    }
}

#[test]
fn columns() {
    let fields = r#"{"name":"B","type":"boolean","doc":"yes or no"},{"name":"i","type":"int"},{"name":"l","type":["null","long"]},
        {"name":"fl","type":"float"},{"name":"d","type":"double"},{"name":"by","type":"bytes"},{"name":"s","type":"string"},
        {"name":"e","type":{"type":"enum","name":"E","symbols":["A"]}},{"name":"fx","type":{"type":"fixed","name":"F","size":2}},
        {"name":"a","type":{"type":"array","items":["null","int"]}},{"name":"m","type":{"type":"map","values":"long"}},
        {"name":"r","type":{"type":"record","name":"N","fields":[{"name":"X","type":"int"},{"name":"y","type":"E"}]}},
        {"name":"u","type":["int","string"]},{"name":"dt","type":{"type":"int","logicalType":"date"}},
        {"name":"ts","type":{"type":"long","logicalType":"timestamp-millis"}},
        {"name":"us","type":{"type":"long","logicalType":"timestamp-micros"}},
        {"name":"dec","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}},
        {"name":"fd","type":{"type":"fixed","name":"D","size":8,"logicalType":"decimal","precision":18}},
        {"name":"vc","type":{"type":"string","logicalType":"varchar","maxLength":9}}"#;
    let made = parse(&record(fields)).columns().unwrap();
    let shown: Vec<String> = made.iter().map(|column| format!("{} {}", column.name, column.data_type)).collect();
    let expected = [
        "b boolean",
        "i int",
        "l bigint",
        "fl float",
        "d double",
        "by binary",
        "s string",
        "e string",
        "fx binary",
        "a array<int>",
        "m map<string,bigint>",
        "r struct<x:int,y:string>",
        "u uniontype<int,string>",
        "dt date",
        "ts timestamp",
        "us bigint",
        "dec decimal(10,2)",
        "fd decimal(18,0)",
        "vc varchar(9)",
    ];
    assert_eq!(shown, expected);
    assert_eq!(made[0].comment.as_deref(), Some("yes or no"));
    for (text, expected) in [
        (r#""int""#.to_owned(), "only a record"),
        (field(r#"["null","R"]"#), "contains itself"),
        (field(r#""null""#), "always null"),
        (field(r#"{"type":"bytes","logicalType":"decimal","precision":40}"#), "38 digits"),
    ] {
        let error = parse(&text).columns().unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn types_that_double_at_every_step_are_refused_as_columns() {
    let mut fields =
        r#"{"name":"f0","type":["null",{"type":"record","name":"R0","fields":[{"name":"x","type":"int"}]}]}"#
            .to_owned();
    for step in 1..40 {
        let before = step - 1;
        fields.push_str(&format!(
            r#",{{"name":"f{step}","type":{{"type":"record","name":"R{step}","fields":[{{"name":"x","type":"R{before}"}},{{"name":"y","type":"R{before}"}}]}}}}"#
        ));
    }
    let definition = parse(&record(&fields));
    assert!(definition.columns().unwrap_err().to_string().contains("too large"));
    definition.reads(&definition).unwrap();
}

#[test]
fn long_chains_of_names_do_not_exhaust_the_stack() {
    let mut chain = r#"{"type":"record","name":"R0","fields":[]}"#.to_owned();
    for step in 1..3_000 {
        let before = step - 1;
        chain.push_str(&format!(
            r#",{{"type":"record","name":"R{step}","fields":[{{"name":"x","type":"R{before}"}}]}}"#
        ));
    }
    // What defines the chain is not read, so that the comparison starts at its far end.
    let schema = |name: &str| {
        let types = format!(r#"{{"name":"{name}","type":{{"type":"array","items":[{chain}]}},"default":[]}}"#);
        parse(&record(&format!(r#"{types},{{"name":"top","type":"R2999"}}"#)))
    };
    assert!(schema("a").reads(&schema("b")).unwrap_err().contains("too large"));
}

#[test]
fn equal_definitions_have_one_fingerprint() {
    let one = parse(r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#);
    let same =
        parse("{\n \"name\" : \"R\", \"fields\" : [ {\"type\":\"int\", \"name\":\"a\"} ], \"type\":\"record\" }");
    let other = parse(r#"{"type":"record","name":"R","fields":[{"name":"a","type":"long"}]}"#);
    assert_eq!(one.fingerprint(), same.fingerprint());
    assert_ne!(one.fingerprint(), other.fingerprint());
}

#[test]
fn broken_definitions_are_errors_and_nothing_else() {
    let text = record(
        r#"{"name":"a","type":["null",{"type":"enum","name":"E","symbols":["A"]}],"default":null},
           {"name":"b","type":{"type":"array","items":{"type":"fixed","name":"F","size":12,"logicalType":"decimal","precision":4}}}"#,
    );
    crate::definition::mutations::each(&text, |broken| {
        if let Ok(definition) = Definition::parse(DataFormat::Avro, broken) {
            definition.columns().ok();
            definition.reads(&parse(&text)).ok();
        }
    });
}
