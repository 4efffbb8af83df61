use crate::{DataFormat, Definition};

fn parse(text: &str) -> Definition {
    Definition::parse(DataFormat::Protobuf, text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn check(old: &str, new: &str, backward: bool, forward: bool) {
    let (old_parsed, new_parsed) = (parse(old), parse(new));
    let found = (new_parsed.reads(&old_parsed), old_parsed.reads(&new_parsed));
    assert_eq!((found.0.is_ok(), found.1.is_ok()), (backward, forward), "{old}\n{new}\n{found:?}");
    assert_eq!((old_parsed.reads(&old_parsed), new_parsed.reads(&new_parsed)), (Ok(()), Ok(())), "{old}\n{new}");
}

#[test]
fn fields_of_syntax_3() {
    // Old body, new body, whether the new reads the old, whether the old reads the new.
    let cases = [
        ("int32 a = 1;", "int32 a = 1;", true, true),
        ("int32 a = 1;", "int32 renamed = 1;", true, true),
        ("int32 a = 1;", "int32 a = 1; string b = 2;", true, true),
        ("int32 a = 1;", "", true, true),
        ("int32 a = 1;", "int64 a = 1;", true, true),
        ("int32 a = 1;", "uint32 a = 1;", true, true),
        ("int32 a = 1;", "bool a = 1;", true, true),
        ("int32 a = 1;", "sint32 a = 1;", false, false),
        ("sint32 a = 1;", "sint64 a = 1;", true, true),
        ("int32 a = 1;", "fixed32 a = 1;", false, false),
        ("fixed32 a = 1;", "sfixed32 a = 1;", true, true),
        ("fixed32 a = 1;", "fixed64 a = 1;", false, false),
        ("fixed64 a = 1;", "sfixed64 a = 1;", true, true),
        ("fixed32 a = 1;", "float a = 1;", false, false),
        ("float a = 1;", "double a = 1;", false, false),
        ("string a = 1;", "bytes a = 1;", true, true),
        ("string a = 1;", "int32 a = 1;", false, false),
        ("int32 a = 1;", "repeated int32 a = 1;", true, false),
        ("string a = 1;", "repeated string a = 1;", true, true),
        ("int32 a = 1;", "optional int32 a = 1;", true, true),
        ("N a = 1; message N {}", "repeated N a = 1; message N {}", true, true),
        ("N a = 1; message N { int32 x = 1; }", "N a = 1; message N { string x = 1; }", false, false),
        ("N a = 1; message N {}", "bytes a = 1; message N {}", true, false),
        ("N a = 1; message N {} message O {}", "O a = 1; message N {} message O {}", false, false),
        ("message N {}", "", false, true),
        ("", "message N { message P {} }", true, false),
        ("E a = 1; enum E { Z = 0; A = 1; }", "E a = 1; enum E { Z = 0; }", true, true),
        ("E a = 1; enum E { Z = 0; }", "F a = 1; enum F { Y = 0; }", true, true),
        ("E a = 1; enum E { Z = 0; }", "int32 a = 1; enum E { Z = 0; }", true, true),
        ("E a = 1; enum E { Z = 0; }", "string a = 1;", false, false),
        ("E a = 1; enum E { Z = 0; }", "fixed32 a = 1;", false, false),
        ("repeated E a = 1; enum E { Z = 0; }", "E a = 1; enum E { Z = 0; }", false, true),
        ("map<string, int32> a = 1;", "map<string, int64> a = 1;", true, true),
        ("map<string, int32> a = 1;", "map<string, string> a = 1;", false, false),
        ("map<string, int32> a = 1;", "map<int32, int32> a = 1;", false, false),
        ("map<string, int32> a = 1;", "repeated string a = 1;", false, false),
        ("oneof o { int32 a = 1; }", "oneof o { int32 a = 1; string b = 2; }", true, false),
        ("int32 a = 1;", "oneof o { int32 a = 1; string b = 2; }", true, true),
        ("int32 a = 1; string b = 2;", "oneof o { int32 a = 1; string b = 2; }", false, true),
        ("oneof o { int32 a = 1; string b = 2; }", "oneof p { int32 a = 1; string b = 2; }", true, true),
        ("oneof o { int32 a = 1; } oneof p { string b = 2; }", "oneof o { int32 a = 1; string b = 2; }", false, true),
        ("reserved 5, 7 to 9; reserved \"x\";", "int32 a = 8;", false, true),
        ("reserved 5;", "reserved 5; int32 a = 6;", true, true),
        ("int32 a = 1;", "reserved 1;", true, false),
    ];
    assert!(cases.len() >= 40);
    for (old, new, backward, forward) in cases {
        let file = |body: &str| format!("syntax = \"proto3\"; message M {{ {body} }}");
        check(&file(old), &file(new), backward, forward);
    }
}

#[test]
fn fields_of_syntax_2() {
    let cases = [
        ("optional int32 a = 1;", "required int32 a = 1;", false, true),
        ("", "required int32 a = 1;", false, true),
        ("", "optional int32 a = 1 [default = 3];", true, true),
        ("required int32 a = 1;", "required int64 a = 1;", true, true),
        ("optional E a = 1; enum E { A = 1; B = 2; }", "optional E a = 1; enum E { A = 1; }", false, true),
        ("optional E a = 1; enum E { A = 1; }", "optional int32 a = 1; enum E { A = 1; }", true, false),
        ("repeated int32 a = 1 [packed = true];", "optional int32 a = 1;", false, true),
        ("repeated string a = 1;", "optional string a = 1;", true, true),
    ];
    for (old, new, backward, forward) in cases {
        let file = |body: &str| format!("message M {{ {body} }}");
        check(&file(old), &file(new), backward, forward);
    }
}

#[test]
fn whole_files() {
    let cases = [
        ("package a; message M {}", "package b; message M {}", true, true),
        (
            "message M {}",
            "message M {} message N {} enum E { Z = 0; } service S { rpc C(M) returns (stream N); }",
            true,
            false,
        ),
        (
            "import \"google/protobuf/timestamp.proto\"; message M { google.protobuf.Timestamp t = 1; }",
            "import \"google/protobuf/timestamp.proto\"; message M { repeated google.protobuf.Timestamp t = 1; }",
            true,
            true,
        ),
        (
            "import \"google/protobuf/timestamp.proto\"; message M { google.protobuf.Timestamp t = 1; }",
            "import \"google/protobuf/duration.proto\"; message M { google.protobuf.Duration t = 1; }",
            false,
            false,
        ),
        (
            "package p; message A { A.B b = 1; message B { C c = 1; } } message C { .p.A a = 1; }",
            "package q; message A { B b = 1; message B { q.C c = 1; } } message C { A a = 1; }",
            true,
            true,
        ),
    ];
    for (old, new, backward, forward) in cases {
        check(&format!("syntax = \"proto3\"; {old}"), &format!("syntax = \"proto3\"; {new}"), backward, forward);
    }
}

#[test]
fn definitions_that_are_whole() {
    for text in [
        "",
        "syntax = 'proto3';;",
        "syntax = \"proto3\"; option java_package = \"com.\" 'x'; option (my.opt).sub = { a: 1 b < c: [1, -2] > };",
        "syntax = \"proto3\"; message M { option deprecated = true; int32 a = 0x10 [deprecated = true, json_name = \"b\"]; }",
        "message M { reserved 1 to max; reserved \"a\", 'b'; }",
        "enum E { option allow_alias = true; A = -1; B = -1; reserved -9 to -3, 100 to max; }",
        "/* c */ message M { // d\n optional float message = 1 [default = -1.5e-3f]; optional string option = 2 [default = \"a\\\"b\"]; }",
        "syntax = \"proto3\"; service S { rpc A (M) returns (M) { option (x) = 1; } rpc B (stream .M) returns (M); } message M {}",
        "syntax = \"proto3\"; message M { map<string, N> a = 1; message N {} }",
    ] {
        parse(text);
    }
}

#[test]
fn definitions_that_are_not() {
    let cases = [
        ("syntax = \"proto4\";", "proto2"),
        ("message", "a name"),
        ("message M {", "a name"),
        ("message M { int32 a = 1; }", "optional, required or repeated"),
        ("syntax = \"proto3\"; message M { required int32 a = 1; }", "no required"),
        ("syntax = \"proto3\"; message M { int32 a = 0; }", "cannot have the number"),
        ("syntax = \"proto3\"; message M { int32 a = 19500; }", "cannot have the number"),
        ("syntax = \"proto3\"; message M { int32 a = 536870912; }", "cannot have the number"),
        ("syntax = \"proto3\"; message M { int32 a = 1; int32 b = 1; }", "used twice"),
        ("syntax = \"proto3\"; message M { int32 a = 1; int32 a = 2; }", "defined twice"),
        ("syntax = \"proto3\"; message M { reserved 1; int32 a = 1; }", "reserved number"),
        ("syntax = \"proto3\"; message M { reserved \"a\"; int32 a = 1; }", "is reserved"),
        ("syntax = \"proto3\"; message M { reserved 1 to 5, 3; }", "overlap"),
        ("syntax = \"proto3\"; message M { Gone a = 1; }", "not defined"),
        ("syntax = \"proto3\"; message M {} message M {}", "no second"),
        ("syntax = \"proto3\"; message M {} enum M { Z = 0; }", "defined twice"),
        ("syntax = \"proto3\"; enum E {}", "no value"),
        ("syntax = \"proto3\"; enum E { A = 1; }", "must be 0"),
        ("enum E { A = 1; B = 1; }", "allow_alias"),
        ("enum E { A = 1; } enum F { A = 1; }", "defined twice"),
        ("syntax = \"proto3\"; message M { map<float, int32> a = 1; }", "key of a map"),
        ("syntax = \"proto3\"; message M { repeated map<int32, int32> a = 1; }", "no label before a map"),
        ("syntax = \"proto3\"; message M { oneof o { repeated int32 a = 1; } }", "no label in a oneof"),
        ("syntax = \"proto3\"; message M { oneof o { } }", "a field in the oneof"),
        ("message M { extensions 100 to max; }", "no extensions"),
        ("extend M { optional int32 a = 1; }", "no extensions"),
        ("message M { optional group G = 1 { } }", "no group"),
        ("import \"mine.proto\";", "not known"),
        ("syntax = \"proto3\"; message M { google.protobuf.Timestamp t = 1; }", "not defined"),
        ("/* open", "without end"),
        ("message M { optional string a = 1 [default = \"x]; }", "without end"),
        ("message M { optional int32 a = 08; }", "not a number"),
        ("message \u{e9} {}", "unexpected"),
        ("package a; package b;", "one package"),
        ("syntax = \"proto3\"; service S { rpc A(int32) returns (M); } message M {}", "not defined"),
    ];
    for (text, expected) in cases {
        let error = Definition::parse(DataFormat::Protobuf, text).map(drop).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn blanks_and_comments_do_not_count() {
    let one = parse("syntax=\"proto3\";message M{int32 a=1;}");
    let same = parse("// a file\nsyntax = \"proto3\";\n\nmessage M {\n  int32 a = 0x1; /* one */\n}\n");
    let other = parse("syntax=\"proto3\";message M{int32 b=1;}");
    assert_eq!(one.fingerprint(), same.fingerprint());
    assert_ne!(one.fingerprint(), other.fingerprint());
}

#[test]
fn deep_nesting_is_an_error() {
    for (open, close) in [("message M {", "}"), ("option a = { b", "};"), ("option a = { b: [", "]};")] {
        let text = format!("{}{}", open.repeat(50_000), close.repeat(50_000));
        assert!(Definition::parse(DataFormat::Protobuf, &text).is_err());
    }
    let braces = format!("option a = {}{};", "{".repeat(80_000), "}".repeat(80_000));
    assert!(Definition::parse(DataFormat::Protobuf, &braces).is_err());
}

#[test]
fn broken_definitions_are_errors_and_nothing_else() {
    let text = "syntax = \"proto3\"; package a.b; import \"google/protobuf/any.proto\"; option x = { y: [1] };
        message M { map<string, N> m = 1 [deprecated = true]; oneof o { int32 a = 2; google.protobuf.Any b = 3; }
        message N { repeated E e = 1; reserved 4 to 9, 12; reserved \"q\"; } enum E { Z = 0; A = -1; } }
        service S { rpc C(M) returns (stream M) { option k = 1.5e3; } }";
    crate::definition::mutations::each(text, |broken| {
        if let Ok(definition) = Definition::parse(DataFormat::Protobuf, broken) {
            definition.reads(&parse(text)).ok();
            parse(text).reads(&definition).ok();
        }
    });
}
