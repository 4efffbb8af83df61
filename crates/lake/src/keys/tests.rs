use std::path::Component;

use proptest::prelude::*;

use super::*;

/// The way back, as the listing goes it: name by name.
fn from_path(path: &std::path::Path) -> Option<String> {
    let mut segments = Vec::new();
    let mut open = String::new();
    let mut ended = false;
    for component in path.components() {
        let Component::Normal(name) = component else { return None };
        assert!(name.len() <= NAME_BYTES_MAX);
        match parse_name(name.to_str()?)? {
            Name::Piece(piece) => open.push_str(&piece),
            Name::Segment(rest) => segments.push(std::mem::take(&mut open) + &rest),
            Name::Beside(rest) => {
                segments.push(std::mem::take(&mut open) + &rest);
                ended = true;
            }
        }
    }
    assert!(open.is_empty() || !ended);
    Some(segments.join("/"))
}

#[test]
fn ordinary_keys_are_their_own_path() {
    for key in ["sales/a.csv", "year=2024/month=01/x.parquet", "a b+c/é.txt", ".hidden", "...", "%41", "a~%", "%"] {
        assert_eq!(to_path(key, Form::Plain).to_str(), Some(key));
    }
}

#[test]
fn odd_keys_are_marked() {
    let cases: &[(&str, &str)] = &[
        ("dir/", "dir/%~"),
        ("a//b", "a/%~/b"),
        ("/", "%~/%~"),
        ("../../x", "%~../%~../x"),
        ("./a/.", "%~./a/%~."),
        ("a\0b", "%~a%00b"),
        ("%~x", "%~%25~x"),
        ("%~+x=1", "%~%25~%2Bx%3D1"),
    ];
    for (key, path) in cases {
        assert_eq!(to_path(key, Form::Plain).to_str(), Some(*path));
    }
    assert_eq!(to_path("d/a", Form::Beside).to_str(), Some("d/%~=a"));
    let long = "x".repeat(256);
    assert_eq!(to_path(&long, Form::Plain), PathBuf::from(format!("%~+{}/%~xxxx", "x".repeat(252))));
}

#[test]
fn checks_lengths() {
    assert!(check("").is_err() && check(&"k".repeat(1025)).is_err());
    assert!(check(&"k".repeat(1024)).is_ok());
}

fn any_key() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-c%~+=./\\x00]{0,6}",
        2 => Just("%~".to_owned()),
        2 => Just("/".to_owned()),
        1 => Just("..".to_owned()),
        1 => "[a-zé%+]{240,300}",
        1 => "\\PC{0,8}",
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat()).prop_filter("a key", |key| check(key).is_ok())
}

proptest! {
    #[test]
    fn a_key_comes_back_and_stays_inside(key in any_key()) {
        for form in [Form::Plain, Form::Beside] {
            let path = to_path(&key, form);
            prop_assert!(path.components().all(|component| matches!(component, Component::Normal(_))));
            prop_assert!(!path.to_str().unwrap().contains('\0'));
            prop_assert_eq!(from_path(&path), Some(key.clone()));
        }
    }

    #[test]
    fn different_keys_have_different_paths(one in any_key(), other in any_key()) {
        prop_assume!(one != other);
        for forms in [(Form::Plain, Form::Plain), (Form::Plain, Form::Beside), (Form::Beside, Form::Beside)] {
            prop_assert_ne!(to_path(&one, forms.0), to_path(&other, forms.1));
        }
        prop_assert_ne!(to_path(&one, Form::Plain), to_path(&one, Form::Beside));
    }
}
