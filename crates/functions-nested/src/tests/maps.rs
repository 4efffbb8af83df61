use super::check;

#[test]
fn maps_are_made() {
    check(&[
        ("map", &[], "{}"),
        ("map", &["array(varchar): [a, b]; null; []", "array(integer): [1, null]; [1]; []"], "{a=1, b=null}; null; {}"),
        ("map", &["array(unknown): []", "array(unknown): []"], "{}"),
        ("map", &["array(integer): [1]", "array(integer): [2, 4]"], "!Key and value arrays must be the same length"),
        ("map", &["array(integer): [1, null]", "array(integer): [null, 2]"], "!map key cannot be null"),
        ("map", &["array(unknown): [null]", "array(integer): [2]"], "!map key cannot be null"),
        (
            "map",
            &["array(array(integer)): [[1, null]]", "array(integer): [2]"],
            "!map key cannot be indeterminate: [1, null]",
        ),
        ("map", &["array(double): [NaN, NaN]", "array(integer): [1, 2]"], "!Duplicate map keys (NaN) are not allowed"),
        (
            "map_from_entries",
            &["array(row(integer,varchar)): [(1, x), (2, null)]; null; []"],
            "{1=x, 2=null}; null; {}",
        ),
        (
            "map_from_entries",
            &["array(row(decimal(2,1),integer)): [(1.0, 1), (1.0, 2)]"],
            "!Duplicate map keys (1.0) are not allowed",
        ),
        (
            "map_from_entries",
            &["array(row(map(integer, integer),integer)): [({1=2}, 1), ({1=2}, 2)]"],
            "!Duplicate map keys ({1=2}) are not allowed",
        ),
        ("map_from_entries", &["array(row(integer,integer)): [(1, 2), null]"], "!map entry cannot be null"),
        ("map_from_entries", &["array(row(integer,integer)): [(null, 2)]"], "!map key cannot be null"),
        (
            "multimap_from_entries",
            &["array(row(integer,integer)): [(1, 3), (2, 4), (1, null)]; null; []"],
            "{1=[3, null], 2=[4]}; null; {}",
        ),
        ("multimap_from_entries", &["array(row(double,integer)): [(NaN, 1), (NaN, 2)]"], "{NaN=[1, 2]}"),
        ("multimap_from_entries", &["array(row(integer,integer)): [null]"], "!map entry cannot be null"),
    ]);
}

#[test]
fn maps_are_read() {
    check(&[
        ("map_keys", &["map(varchar, integer): {a=1, b=2}; null; {}"], "[a, b]; null; []"),
        ("map_values", &["map(varchar, integer): {a=1, b=null}; null; {}"], "[1, null]; null; []"),
        ("map_entries", &["map(varchar, integer): {a=1, b=null}; null; {}"], "[[a, 1], [b, null]]; null; []"),
        ("element_at", &["map(varchar, integer): {a=1, b=null}; {a=1}; null", "varchar: a; c; a"], "1; null; null"),
        ("element_at", &["map(double, integer): {NaN=1, 0.0=2}", "double: -0.0"], "2"),
        ("element_at", &["map(varchar, integer): {a=1}", "varchar: null"], "null"),
    ]);
}

#[test]
fn maps_are_put_together() {
    check(&[
        (
            "map_concat",
            &["map(integer, integer): {1=1, 2=2}; null", "map(integer, integer): {2=20, 3=30}; {}"],
            "{2=20, 3=30, 1=1}; null",
        ),
        ("map_concat", &["map(unknown, unknown): {}", "map(unknown, unknown): {}"], "{}"),
        (
            "map_concat",
            &["map(unknown, unknown): {}"],
            "!There must be two or more concatenation arguments to map_concat",
        ),
    ]);
}
