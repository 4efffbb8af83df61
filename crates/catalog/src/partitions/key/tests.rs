use super::*;

#[test]
fn values_come_back_and_sort_as_themselves() {
    let cases: Vec<Vec<&str>> = vec![
        vec!["", ""],
        vec!["", "b"],
        vec!["a", "z"],
        vec!["a\0", "a"],
        vec!["a\0b", "a"],
        vec!["a\u{1}", ""],
        vec!["ab", ""],
        vec!["ab", "\u{10ffff}"],
        vec!["é", "1"],
    ];
    let keys: Vec<Vec<u8>> = cases.iter().map(|values| encode(&[], values)).collect();
    for (key, values) in keys.iter().zip(&cases) {
        assert_eq!(decode(&[], key), *values);
    }
    assert!(keys.is_sorted(), "{keys:?}");
}

/// Each list is in the order of its kind; those in one inner list are equal and differ in writing only.
const IN_ORDER: &[(Kind, &[&[&str]])] = &[
    (
        Kind::Integer,
        &[
            &["", "1.5", "__HIVE_DEFAULT_PARTITION__", "x"],
            &["-9223372036854775808"],
            &["-9223372036854775807"],
            &["-65536"],
            &["-257"],
            &["-256"],
            &["-255"],
            &["-1", "-01"],
            &["0", "+0", "-0", "00"],
            &["1", " 1", "+1", "01"],
            &["9"],
            &["10"],
            &["255"],
            &["256"],
            &["2024", "02024"],
            &["65535"],
            &["9223372036854775807"],
        ],
    ),
    (
        Kind::Decimal,
        &[
            &["", "x"],
            &["-3e14"],
            &["-100"],
            &["-11"],
            &["-10.5"],
            &["-10", "-1e1"],
            &["-0.5"],
            &["-1e-300"],
            &["-0", "0", "0.00"],
            &["1e-300"],
            &["0.1"],
            &["0.5", ".5"],
            &["0.51"],
            &["1", "1.0", "1e0"],
            &["2.5"],
            &["10"],
            &["10.5"],
            &["3e14"],
            &["1e300"],
        ],
    ),
    (Kind::Date, &[&["2024-1-1", "x"], &["0001-01-01"], &["2023-12-31"], &["2024-01-01"], &["2024-01-02"]]),
    (
        Kind::Timestamp,
        &[
            &["2024-01-01"],
            &["2023-12-31 23:59:59.999999999"],
            &["2024-01-01 00:00:00", "2024-01-01 00:00:00.0"],
            &["2024-01-01 00:00:00.000000001"],
            &["2024-01-01 00:00:00.5", "2024-01-01 00:00:00.50"],
            &["2024-01-01 00:00:01"],
        ],
    ),
];

#[test]
fn every_kind_sorts_as_its_values_and_keeps_how_they_were_written() {
    for (kind, groups) in IN_ORDER {
        let kinds = [Kind::Text, *kind];
        let texts: Vec<&str> = groups.iter().flat_map(|group| group.iter().copied()).collect();
        for text in &texts {
            for values in [vec!["a", text], vec!["a", text, "behind"], vec!["a"]] {
                assert_eq!(decode(&kinds, &encode(&kinds, &values)), values, "{kind:?}");
            }
        }
        let first_of = |group: &[&str]| encode(&kinds, &["a", group[0]]);
        for pair in groups.windows(2) {
            assert!(first_of(pair[0]) < first_of(pair[1]), "{kind:?} {pair:?}");
        }
        let keys: std::collections::BTreeSet<Vec<u8>> = texts.iter().map(|text| encode(&kinds, &["a", text])).collect();
        assert_eq!(keys.len(), texts.len(), "{kind:?}: every text is a partition of its own");
        // Equal values stand together: what is behind them differs, not where they are.
        let mut sorted: Vec<usize> = Vec::new();
        for key in &keys {
            let text = decode(&kinds, key).remove(1);
            sorted.push(groups.iter().position(|group| group.contains(&text.as_str())).unwrap());
        }
        assert!(sorted.is_sorted(), "{kind:?}: {sorted:?}");
    }
}

#[test]
fn bytes_of_somewhere_else_are_read_without_harm() {
    for kind in [Kind::Text, Kind::Integer, Kind::Decimal, Kind::Date, Kind::Timestamp] {
        for first in 0..=255_u8 {
            for second in [0, 1, 0x79, 0x81, 0xFF] {
                for length in 0..6 {
                    let bytes: Vec<u8> = [first, second, 0xFE, 0, 0x80, 0xFF][..length].to_vec();
                    decode(&[kind, kind], &bytes);
                }
            }
        }
    }
}
