use proptest::prelude::*;

use super::*;

fn infer(text: &str, row_tag: Option<&str>) -> Result<XmlSchema, Mismatch> {
    infer_xml(text.as_bytes(), true, row_tag)
}

fn columns(schema: &XmlSchema) -> String {
    let text = |column: &InferredColumn| format!("{} {}", column.name, column.shape.to_hive());
    schema.columns.iter().map(text).collect::<Vec<_>>().join(", ")
}

#[test]
fn columns_of_rows() {
    for (rows, expected) in [
        ("<r><author>A</author><title>T</title></r>", "author string, title string"),
        ("<r a='1' b='x'></r>", "_a int, _b string"),
        ("<r><A>1</A></r><r><a>2.5</a><b>true</b></r>", "a double, b boolean"),
        ("<r><n>3000000000</n><z>01234</z><d>2024-01-02</d></r>", "n bigint, z int, d string"),
        ("<r><n>99999999999999999999</n><e>1e5</e><m>-</m></r>", "n string, e double, m string"),
        ("<r><n/><m></m></r><r><n>7</n></r>", "n int, m string"),
        // Elements within elements, and the text of an element that has attributes.
        ("<r><p u='EUR'>1.5</p></r>", "p struct<_u:string,_value:double>"),
        ("<r><p>1</p></r><r><p u='EUR'>2</p></r>", "p struct<_u:string,_value:int>"),
        ("<r><a><b><c>1</c></b></a></r>", "a struct<b:struct<c:int>>"),
        // A name that repeats in any row is an array in all.
        ("<r><i>1</i></r><r><i>2</i><i>x</i></r>", "i array<string>"),
        ("<r><i><k>1</k></i><j/><i><l>2</l></i></r>", "i array<struct<k:int,l:int>>, j string"),
        // Text between elements.
        ("<r>one<b>2</b>three</r>", "b int, _value string"),
        ("<r>5</r><r>6</r>", "_value int"),
        ("<r><![CDATA[<b>]]></r>", "_value string"),
        ("<r><a>&lt;1</a><b><!-- no -->4</b></r>", "a string, b int"),
        // Name spaces.
        ("<r xmlns:x='u'><x:A x:b='1'>2</x:A></r>", "a struct<_b:int,_value:int>"),
        ("<r/><r a='1'/><r><a>1</a></r>", "a int"),
    ] {
        let schema = infer(&format!("<rows>{rows}</rows>"), Some("r")).unwrap();
        assert_eq!(columns(&schema), expected, "{rows}");
    }
}

#[test]
fn rows_are_found() {
    for (text, expected) in [
        ("<?xml version='1.0'?>\n<rows>\n <row><a>1</a></row>\n <row><a>2</a></row>\n</rows>", "row: a int"),
        ("<x><head><t>1</t></head><list><i><a>1</a></i><i><a>2</a></i></list></x>", "i: a int"),
        ("<x><m/><m/><m/><r><a>1</a></r><r><a>1</a></r></x>", "r: a int"),
        ("<x><a>1</a><b>2</b><a>3</a><b>4</b><b>5</b></x>", "b: _value int"),
        ("<!DOCTYPE x [<!ENTITY y 'z'>]><x><r>&y;</r><r>&y;</r></x>", "r: _value string"),
        ("\u{feff}<ns:x><ns:r><a>1</a></ns:r><ns:r/><ns:r><a>1</a></ns:r></ns:x>", "ns:r: a int"),
    ] {
        let schema = infer(text, None).unwrap();
        assert_eq!(format!("{}: {}", schema.row_tag, columns(&schema)), expected, "{text}");
    }
}

#[test]
fn what_has_no_rows() {
    for (text, tag, expected) in [
        ("", None, "white space only"),
        ("a,b\n", None, "does not begin with <"),
        ("<!doctype HTML><p>", None, "HTML"),
        ("<html></html>", None, "HTML"),
        ("<a><b>1</b><c>2</c></a>", None, "no element repeats"),
        ("<a><r x='1'/><r x='2'/></a>", None, "no element repeats"),
        ("<a><r x='1'/><r x='2'/></a>", Some("r"), "its 2 elements 'r' are self-closing"),
        ("<a><b>1</b></a>", Some("r"), "no whole element 'r'"),
        ("<a><r>1</r><r>1</r></a><b/>", None, "more than one element at the root"),
        ("<a><r>1</r><r>1</r></a>x", None, "text outside"),
        ("<a>\n<r>1</s></a>", None, "line 2: </s> ends <r>"),
        ("<a><r>1</r>", Some("r"), "<a> is not ended"),
        ("</a>", Some("r"), "</a> ends nothing"),
        (&"<a>".repeat(2_000), Some("a"), "nested more than 1000 deep"),
        ("\u{feff}<", None, "the text ends"),
    ] {
        let reason = infer(text, tag).unwrap_err().reason;
        assert!(reason.contains(expected), "{text:.60}: {reason}");
    }
    let reason = infer_xml(b"\xff\xfe<\0a\0", true, None).unwrap_err().reason;
    assert!(reason.contains("UTF-16"), "{reason}");
}

#[test]
fn counts_and_cut_samples() {
    let text = "<x><r><a>1</a></r>\n<r><a>22</a></r><r><a>b</a></r></x>";
    let whole = infer(text, None).unwrap();
    assert_eq!((whole.records, whole.record_bytes, columns(&whole).as_str()), (3, 46, "a string"));
    assert_eq!(whole.columns[0].evidence.as_ref().map(|e| (e.record, e.value.as_str())), Some((3, "b")));
    // A row whose end is not there does not count.
    let cut = &text.as_bytes()[..text.len() - 12];
    let part = infer_xml(cut, false, None).unwrap();
    assert_eq!((part.records, columns(&part).as_str()), (2, "a int"));
    for tag in [None, Some("r")] {
        assert!(infer_xml(&text.as_bytes()[..10], false, tag).unwrap_err().needs_more);
    }
}

#[test]
fn hostile_texts() {
    let deep = format!("<x><r>{}1{}</r></x>", "<a>".repeat(900), "</a>".repeat(900));
    assert_eq!(infer(&deep, Some("r")).unwrap().columns.len(), 1);
    // Entities that would grow to gigabytes are not replaced.
    let entities: String =
        (1..30).map(|i| format!("<!ENTITY l{i} '{}'>", format!("&l{};", i - 1).repeat(10))).collect();
    let bomb = format!("<!DOCTYPE x [<!ENTITY l0 'lol'>{entities}]><x><r>&l29;</r><r>&l29;</r></x>");
    assert_eq!(columns(&infer(&bomb, None).unwrap()), "_value string");
    let fields: String = (0..10_001).map(|i| format!("<f{i}>1</f{i}>")).collect();
    let reason = infer(&format!("<x><r>{fields}</r></x>"), Some("r")).unwrap_err().reason;
    assert!(reason.contains("more than 10000 different fields"), "{reason}");
    let reason = infer(&format!("<x><r>{}</r></x>", "<a/>".repeat(100_001)), Some("r")).unwrap_err().reason;
    assert!(reason.contains("a row has more than 100000 elements"), "{reason}");
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), complete: bool, given: bool) {
        let text = [b"<a>", &bytes[..]].concat();
        let _ = infer_xml(&text, complete, given.then_some("a"));
    }

    #[test]
    fn any_marks(text in "(<[abr]>|</[abr]>|<r x='[0-9]'/?>|[0-9]{1,3}|<!--|-->|<!\\[CDATA\\[|\\]\\]>|&x;|<!DOCTYPE|é){0,40}") {
        for complete in [false, true] {
            for tag in [None, Some("r")] {
                let _ = infer_xml(text.as_bytes(), complete, tag);
            }
        }
    }
}
