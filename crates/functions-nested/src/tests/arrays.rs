use super::{call, check};

#[test]
fn arrays_as_sets() {
    check(&[
        ("array_distinct", &["array(integer): [1, 2, 1, null, null]; null; []"], "[1, 2, null]; null; []"),
        ("array_distinct", &["array(double): [NaN, NaN, 0.0, -0.0]"], "[NaN, 0.0]"),
        ("array_distinct", &["array(unknown): [null, null]"], "[null]"),
        ("array_except", &["array(integer): [1, 5, 3, 1]", "array(integer): [3]"], "[1, 5]"),
        ("array_except", &["array(boolean): [true, false, null, null]", "array(boolean): [true]"], "[false, null]"),
        ("array_except", &["array(integer): [1]; [1]", "array(integer): null; [null]"], "null; [1]"),
        ("array_intersect", &["array(integer): [1, 2, 5, 5, 6]", "array(integer): [5, 5, 6, 6, 7, 8]"], "[5, 6]"),
        ("array_intersect", &["array(integer): [3, 1]", "array(integer): [1, 2, 3]"], "[1, 3]"),
        ("array_intersect", &["array(integer): [0, null, 1]", "array(integer): [null, 0, 0]"], "[0, null]"),
        (
            "array_intersect",
            &[
                "array(row(integer,integer)): [(1, 2), (1, null)]",
                "array(row(integer,integer)): [(1, null), (3, 4), (1, 1)]",
            ],
            "[[1, null]]",
        ),
        ("array_union", &["array(integer): [1, null, 2]", "array(integer): [2, null, 3]"], "[1, null, 2, 3]"),
        ("array_union", &["array(double): [NaN]", "array(double): [NaN]"], "[NaN]"),
        (
            "arrays_overlap",
            &["array(integer): [1, 2]; []; null", "array(integer): [2, null]; [null]; [1]"],
            "true; false; null",
        ),
        ("arrays_overlap", &["array(integer): [2, 1]; [1]", "array(integer): [3, null]; [2]"], "null; false"),
        ("array_histogram", &["array(varchar): [b, a, null, b]; null; []"], "{b=2, a=1}; null; {}"),
        ("array_histogram", &["array(array(integer)): [[42], [42, 7], [42]]"], "{[42]=2, [42, 7]=1}"),
        ("array_histogram", &["array(unknown): [null]"], "{}"),
    ]);
}

#[test]
fn elements_are_found_by_three_valued_equality() {
    let undecided =
        |function: &str| format!("!{function} does not support arrays with elements that are null or contain null");
    check(&[
        (
            "contains",
            &["array(integer): [1, 2]; [1, null]; [1, null]; null; []", "integer: 2; 2; 1; 1; 1"],
            "true; null; true; null; false",
        ),
        ("contains", &["array(integer): [1, 2]", "integer: null"], "null"),
        ("contains", &["array(double): [NaN]", "double: NaN"], "false"),
        ("contains", &["array(array(integer)): [[1, null]]", "array(integer): [2, 1]"], "false"),
        ("contains", &["array(array(integer)): [[1, null]]", "array(integer): [1, 1]"], &undecided("contains")),
        ("array_position", &["array(integer): [10, null, 30, 30]; null", "integer: 30; 1"], "3; null"),
        ("array_position", &["array(integer): [1, null, 2]", "integer: null"], "null"),
        ("array_position", &["array(integer): []", "integer: 1"], "0"),
        (
            "array_position",
            &["array(array(unknown)): [[null]]", "array(unknown): [null]"],
            &undecided("array_position"),
        ),
        (
            "array_remove",
            &["array(integer): [1, null, 2, 1]; null; [1]", "integer: 1; 1; null"],
            "[null, 2]; null; null",
        ),
        ("array_remove", &["array(array(bigint)): [[null]]", "array(bigint): [null]"], &undecided("array_remove")),
        ("contains_sequence", &["array(integer): [1, 2, 3]", "array(integer): [2, 3]"], "true"),
        (
            "contains_sequence",
            &["array(integer): [1, 2, 3]; [1]; null", "array(integer): [1, 3]; []; [1]"],
            "false; true; null",
        ),
        ("contains_sequence", &["array(integer): [1]", "array(integer): [1, 2]"], "false"),
    ]);
}

#[test]
fn the_greatest_the_least_and_the_order() {
    check(&[
        ("array_max", &["array(integer): [1, 3, 2]; [1, null]; []; null"], "3; null; null; null"),
        ("array_max", &["array(double): [NaN, 2.0, 3.0]; [NaN, NaN]"], "3.0; NaN"),
        ("array_max", &["array(array(real)): [[2.0], [NaN]]"], "[2.0]"),
        ("array_max", &["array(unknown): [null]; []"], "null; null"),
        ("array_min", &["array(double): [NaN, 2.0, 3.0]; [NaN]"], "2.0; NaN"),
        ("array_min", &["array(row(double)): [(NaN), (2.0)]"], "[2.0]"),
        (
            "array_min",
            &["array(array(integer)): [[1, null], [1, 2]]"],
            "!ARRAY comparison not supported for arrays with null elements",
        ),
        ("array_sort", &["array(integer): [1, null, 0, null, -1]; null; []"], "[-1, 0, 1, null, null]; null; []"),
        ("array_sort", &["array(double): [NaN, 1.0, null, 0.5]"], "[0.5, 1.0, NaN, null]"),
        ("array_sort", &["array(varchar): [z, f, d]"], "[d, f, z]"),
        ("array_sort", &["array(unknown): [null, null]"], "[null, null]"),
        (
            "array_sort",
            &["array(row(integer,integer)): [(2, null), (1, 1), (2, 1)]"],
            "!ROW comparison not supported for fields with null elements",
        ),
        ("reverse", &["array(integer): [1, null, 3]; null"], "[3, null, 1]; null"),
    ]);
    assert_eq!(call("shuffle", &["array(integer): []; null; [7]"]).unwrap(), "[]; null; [7]");
    assert_eq!(call("cardinality", &["array(integer): [1, null]; null"]).unwrap(), "2; null");
    assert_eq!(call("cardinality", &["map(integer, integer): {1=2}"]).unwrap(), "1");
}

#[test]
fn parts_of_arrays() {
    check(&[
        (
            "element_at",
            &["array(integer): [1, 2, 3]; [1]; [1]; null; []", "bigint: -1; 2; -2; 1; 1"],
            "3; null; null; null; null",
        ),
        ("element_at", &["array(unknown): []", "bigint: 0"], "!SQL array indices start at 1"),
        ("element_at", &["array(integer): [1]", "bigint: -9223372036854775808"], "null"),
        ("slice", &["array(integer): [1, 2, 3, 4, 5]", "bigint: 2", "bigint: 4"], "[2, 3, 4, 5]"),
        ("slice", &["array(integer): [1, 2, 3, 4]", "bigint: -3", "bigint: 2"], "[2, 3]"),
        ("slice", &["array(integer): [1, 2]", "bigint: 5", "bigint: 1"], "[]"),
        ("slice", &["array(integer): [1, 2]", "bigint: -5", "bigint: 9"], "[]"),
        ("slice", &["array(integer): [1, 2]", "bigint: 2", "bigint: 9223372036854775807"], "[2]"),
        ("slice", &["array(integer): [1]", "bigint: 1", "bigint: -1"], "!length must be greater than or equal to 0"),
        ("slice", &["array(integer): [1]", "bigint: 0", "bigint: 1"], "!SQL array indices start at 1"),
        ("trim_array", &["array(integer): [1, 2, 3]", "bigint: 2"], "[1]"),
        ("trim_array", &["array(integer): [1, 2, 3, 4]", "bigint: 5"], "!size must not exceed array cardinality 4: 5"),
        ("trim_array", &["array(integer): [1]", "bigint: -1"], "!size must not be negative: -1"),
        ("flatten", &["array(array(integer)): [[1, 2], null, [null, 3]]; null; []"], "[1, 2, null, 3]; null; []"),
        ("ngrams", &["array(varchar): [a, b, c]; []; null", "bigint: 2; 2; 2"], "[[a, b], [b, c]]; [[]]; null"),
        ("ngrams", &["array(varchar): [a, b]", "bigint: 100000000"], "[[a, b]]"),
        ("ngrams", &["array(varchar): [a]", "bigint: 0"], "!N must be positive"),
        ("combinations", &["array(varchar): [a, b, c]", "bigint: 2"], "[[a, b], [a, c], [b, c]]"),
        ("combinations", &["array(varchar): [a, b]; []; []", "bigint: 0; 2; 0"], "[[]]; []; [[]]"),
        (
            "combinations",
            &["array(varchar): [a, b, c, d]", "bigint: 3"],
            "[[a, b, c], [a, b, d], [a, c, d], [b, c, d]]",
        ),
        ("combinations", &["array(varchar): [a]", "bigint: -1"], "!combination size must not be negative: -1"),
        ("combinations", &["array(varchar): [a]", "bigint: 6"], "!combination size must not exceed 5: 6"),
    ]);
    let many = format!("array(integer): [{}]", vec!["1"; 50].join(","));
    assert_eq!(
        call("combinations", &[&many, "bigint: 5"]).unwrap_err().message,
        "combinations exceed max size of 100000"
    );
}

#[test]
fn arrays_put_together() {
    check(&[
        (
            "concat",
            &["array(integer): [1]; null", "array(integer): [2, null]; [1]", "array(integer): []; []"],
            "[1, 2, null]; null",
        ),
        ("concat", &["array(integer): [1]; [2]; null", "integer: 2; null; 1"], "[1, 2]; [2, null]; null"),
        ("concat", &["integer: 1", "array(integer): [2]"], "[1, 2]"),
        ("concat", &["array(array(integer)): [[1]]", "array(integer): [2]"], "[[1], [2]]"),
        ("concat", &["array(integer): [1]"], "!There must be two or more concatenation arguments to concat"),
        ("array_join", &["array(integer): [1, null, 2]; null; []; [null]", "varchar: ,; ,; ,; ,"], "1,2; null; ; "),
        ("array_join", &["array(integer): [null, 2, null]", "varchar: -", "varchar: *"], "*-2-*"),
        ("array_join", &["array(double): [1, NaN]", "varchar: x"], "1.0E0xNaN"),
        ("array_join", &["array(unknown): [null]", "varchar: x"], ""),
        (
            "array_join",
            &["array(map(integer, integer)): [{1=2}]", "varchar: x"],
            "!Cannot cast map(integer, integer) to varchar",
        ),
        ("repeat", &["varchar: ab; null; x", "bigint: 2; 1; 0"], "[ab, ab]; [null]; []"),
        ("repeat", &["unknown: null", "bigint: 2"], "[null, null]"),
        ("repeat", &["integer: 1", "bigint: null"], "null"),
        (
            "repeat",
            &["integer: 1", "bigint: -1"],
            "!count argument of repeat function must be greater than or equal to 0",
        ),
        (
            "repeat",
            &["integer: 1", "bigint: 10001"],
            "!count argument of repeat function must be less than or equal to 10000",
        ),
        ("zip", &["array(integer): [1, 2]", "array(varchar): [a]"], "[[1, a], [2, null]]"),
        (
            "zip",
            &["array(unknown): []; null", "array(integer): [1]; [1]", "array(integer): [1, 2]; []"],
            "[[null, 1, 1], [null, null, 2]]; null",
        ),
    ]);
    let long = format!("varchar: {}", "x".repeat(101));
    assert_eq!(
        call("repeat", &[&long, "bigint: 10000"]).unwrap_err().message,
        "result of repeat function must not take more than 1000000 bytes"
    );
}

#[test]
fn sequences() {
    let wrong = "!sequence stop value should be greater than or equal to start value if step is greater than zero \
                 otherwise stop should be less than or equal to start";
    let long = "!result of sequence function must not have more than 10000 entries";
    check(&[
        ("sequence", &["bigint: 1; 3; null", "bigint: 3; 1; 1"], "[1, 2, 3]; [3, 2, 1]; null"),
        ("sequence", &["bigint: 1", "bigint: 6", "bigint: 2"], "[1, 3, 5]"),
        (
            "sequence",
            &["bigint: 9223372036854775806", "bigint: 9223372036854775807"],
            "[9223372036854775806, 9223372036854775807]",
        ),
        ("sequence", &["bigint: 2", "bigint: -1", "bigint: 1"], wrong),
        ("sequence", &["bigint: 2", "bigint: 3", "bigint: 0"], "!step must not be zero"),
        ("sequence", &["bigint: 1", "bigint: 1000000"], long),
        ("sequence", &["bigint: -9223372036854775808", "bigint: 9223372036854775807", "bigint: 100"], long),
        ("sequence", &["date: 2016-04-12", "date: 2016-04-14"], "[2016-04-12, 2016-04-13, 2016-04-14]"),
        ("sequence", &["date: 2016-04-14", "date: 2016-04-12"], "[2016-04-14, 2016-04-13, 2016-04-12]"),
        (
            "sequence",
            &["date: 2016-04-12", "date: 2016-04-16", "interval day to second: 172800000"],
            "[2016-04-12, 2016-04-14, 2016-04-16]",
        ),
        ("sequence", &["date: 2016-04-12", "date: 2016-04-14", "interval day to second: -86400000"], wrong),
        (
            "sequence",
            &["date: 2016-04-12", "date: 2016-04-14", "interval day to second: 1000"],
            "!sequence step must be a day interval if start and end values are dates",
        ),
        (
            "sequence",
            &["date: 2020-01-31", "date: 2020-03-31", "interval year to month: 1"],
            "[2020-01-31, 2020-02-29, 2020-03-31]",
        ),
        (
            "sequence",
            &["date: 2020-01-31", "date: 2020-02-29", "interval year to month: 1"],
            "[2020-01-31, 2020-02-29]",
        ),
        (
            "sequence",
            &["date: 2016-06-12", "date: 2016-04-13", "interval year to month: -1"],
            "[2016-06-12, 2016-05-12]",
        ),
        (
            "sequence",
            &[
                "timestamp(3): 2016-04-16 01:00:10",
                "timestamp(3): 2016-04-16 01:07:00",
                "interval day to second: 180000",
            ],
            "[2016-04-16 01:00:10.000, 2016-04-16 01:03:10.000, 2016-04-16 01:06:10.000]",
        ),
        (
            "sequence",
            &["timestamp(0): 2016-04-16 01:00:10", "timestamp(0): 2016-06-16 01:00:09", "interval year to month: 1"],
            "[2016-04-16 01:00:10, 2016-05-16 01:00:10]",
        ),
    ]);
}

#[test]
fn vectors() {
    check(&[
        ("euclidean_distance", &["array(double): [1, 2]; []", "array(double): [3, 4]; []"], "2.8284271247461903; 0.0"),
        ("dot_product", &["array(double): [1.1, 2.2, 3.3]", "array(double): [4.4, 5.5, 6.6]"], "38.72"),
        ("dot_product", &["array(double): [1.1, null]", "array(double): [1, 2]"], "null"),
        (
            "cosine_distance",
            &["array(double): [1, 2]; [4, 5, 6]", "array(double): [3, 4]; [4, 5, 6]"],
            "0.01613008990009257; 0.0",
        ),
        ("cosine_distance", &["array(double): [1]", "array(double): []"], "!The arguments must have the same length"),
    ]);
}
