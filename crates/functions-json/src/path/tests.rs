use super::*;
use crate::document::{Json, parse, text_of};

fn run(document: &str, path: &str) -> String {
    let document = parse(document).unwrap();
    let path = match Path::new(path) {
        Ok(path) => path,
        Err(error) => return error.to_string(),
    };
    let variables = [("n".to_owned(), vec![Item::Number(Number::Integer(2))])];
    match evaluate(&path, &Item::Node(&document), &variables) {
        Ok(items) => {
            let items = items.iter().map(|item| item.to_json().unwrap_or(Json::Null)).collect();
            text_of(&Json::Array(items))
        }
        Err(error) => error.message,
    }
}

const DOCUMENT: &str = r#"{"a": [1, 2.5, "x", null, true], "b": {"c": {"c": 1}}, "s": "text"}"#;

#[test]
fn paths_find_items() {
    for (path, expected) in [
        ("lax $.a[0]", "[1]"),
        ("lax $.a[last]", "[true]"),
        ("lax $.a[0, 1 to 2]", r#"[1,2.5,"x"]"#),
        ("lax $.a[3 to 100]", "[null,true]"),
        (
            "strict $.a[3 to 100]",
            "path evaluation failed: structural error: invalid array subscript: [3, 100] for array of size 5",
        ),
        ("lax $.a[*]", r#"[1,2.5,"x",null,true]"#),
        ("lax $.missing", "[]"),
        ("strict $.missing", "path evaluation failed: structural error: missing member 'missing' in JSON object"),
        ("strict $.s.x", "path evaluation failed: invalid item type. Expected: OBJECT, actual: STRING"),
        ("lax $.s[0]", r#"["text"]"#),
        ("lax $..c", r#"[{"c":1},1]"#),
        (r#"lax $."s""#, r#"["text"]"#),
        ("lax $.b.*", r#"[{"c":1}]"#),
        ("lax $.a.size()", "[5]"),
        ("lax $.s.size()", "[1]"),
        ("lax $.a[*].type()", r#"["number","number","string","null","boolean"]"#),
        ("lax $.a[0] + 1", "[2]"),
        ("lax 1 + 2 * 3 - 4 / 2", "[5]"),
        ("lax -$.a[1]", "[-2.5]"),
        ("lax 1.5 * 2", "[3.0]"),
        ("lax 1 / 0", "path evaluation failed: division by zero"),
        ("lax 2147483647 + 1", "path evaluation failed: numeric overflow"),
        ("lax $n + 1", "[3]"),
        ("lax $.a[1].ceiling()", "[3.0]"),
        ("lax (-2.5).floor()", "[-3]"),
        (r#"lax "12".double()"#, "[12.0]"),
        (r#"lax $.b.keyvalue()"#, r#"[{"name":"c","value":{"c":1},"id":0}]"#),
        ("lax $.a ? (@ > 1)", "[2.5]"),
        (r#"lax $.a ? (@ == "x" || @ == true)"#, r#"["x",true]"#),
        ("lax $.a ? (@ == null)", "[null]"),
        ("lax $.a ? ((@ > 1) is unknown)", r#"["x",true]"#),
        ("lax $.a ? (!(@ > 1))", "[1,null]"),
        (r#"lax $ ? (exists(@.b)).s"#, r#"["text"]"#),
        (r#"lax $.s ? (@ starts with "te")"#, r#"["text"]"#),
        ("certainly not a path", "line 1:1: mismatched input 'certainly' expecting {'lax', 'strict'}"),
        ("lax $.a ? (@ like_regex \"x\")", "like_regex predicate in JSON path is not yet supported"),
        ("lax $.", "line 1:7: mismatched input '<EOF>'"),
        ("lax $ $", "line 1:7: extraneous input '$' expecting <EOF>"),
    ] {
        assert_eq!(run(DOCUMENT, path), expected, "{path}");
    }
}

#[test]
fn variables_must_be_passed() {
    let path = Path::new("lax $[$number] ? (@ == $x)").unwrap();
    assert!(path.check(&["number", "x"]).is_ok());
    assert_eq!(
        path.check(&["NUMBER"]).unwrap_err().message,
        "no value passed for parameter number. Try quoting \"number\" in the PASSING clause to match case"
    );
    assert_eq!(path.check(&["number"]).unwrap_err().message, "no value passed for parameter x");
}

#[test]
fn depth_and_size_are_bounded() {
    assert!(Path::new(&format!("lax {}1{}", "(".repeat(10_000), ")".repeat(10_000))).is_err());
    assert!(Path::new(&format!("lax {}1", "-".repeat(10_000))).is_err());
    assert!(Path::new(&format!("lax $ ? ({}@ == 1{})", "(".repeat(60), ")".repeat(60))).is_ok());
}
