use proptest::prelude::*;

use super::*;

fn shape(text: &str) -> Shape {
    if text == "?" { Shape::Unknown } else { Shape::of(&text.parse().unwrap()) }
}

#[test]
fn joins() {
    for (a, b, expected) in [
        ("bigint", "bigint", "bigint"),
        ("int", "bigint", "bigint"),
        ("bigint", "double", "double"),
        ("float", "double", "double"),
        ("float", "int", "double"),
        ("boolean", "bigint", "string"),
        ("bigint", "string", "string"),
        ("date", "timestamp", "timestamp"),
        ("decimal(5,2)", "decimal(7,3)", "decimal(7,3)"),
        ("decimal(5,2)", "int", "decimal(12,2)"),
        ("decimal(38,0)", "decimal(38,38)", "double"),
        ("varchar(3)", "varchar(9)", "varchar(9)"),
        ("varchar(3)", "string", "string"),
        ("array<int>", "array<double>", "array<double>"),
        ("array<int>", "int", "string"),
        ("struct<x:int>", "struct<y:string>", "struct<x:int,y:string>"),
        ("struct<x:int>", "string", "string"),
        ("map<string,int>", "map<string,double>", "map<string,double>"),
        ("binary", "string", "string"),
    ] {
        assert_eq!(shape(a).join(shape(b)).to_hive().to_string(), expected, "{a} + {b}");
        assert_eq!(shape(b).join(Shape::Unknown).to_hive(), shape(b).to_hive());
        let mut joined = shape(a);
        assert_eq!(joined.absorb(shape(b)), joined != shape(a), "{a} + {b}");
    }
    assert_eq!(Shape::Array(Box::new(Shape::Unknown)).to_hive().to_string(), "array<string>");
    assert_eq!(Shape::Struct(vec![]).to_hive(), HiveType::String);
}

#[test]
fn fields_keep_the_place_they_were_first_seen_at() {
    let wide = |names: std::ops::Range<usize>| {
        let fields = names.map(|i| ShapeField { name: format!("f{i}"), shape: shape("int") }).collect();
        Shape::Struct(fields)
    };
    // Few fields are looked for one by one and many by a table, which must not be told apart.
    for cut in [0, 3, 16, 17, 30] {
        let mut joined = wide(0..20);
        assert!(joined.absorb(wide(cut..40)), "{cut}");
        let before = joined.clone();
        assert!(!joined.absorb(wide(cut..40)), "{cut}");
        assert_eq!(joined, before);
        let names: Vec<String> = (0..20).chain(cut.max(20)..40).map(|i| format!("f{i}")).collect();
        let Shape::Struct(fields) = joined else { panic!("no struct") };
        assert_eq!(fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>(), names, "{cut}");
    }
}

#[test]
fn widening() {
    for (a, b, expected) in [
        ("int", "double", true),
        ("?", "string", true),
        ("int", "string", false),
        ("varchar(4)", "string", false),
        ("boolean", "int", false),
        ("struct<x:int>", "struct<y:string>", true),
        ("array<int>", "array<string>", false),
        ("array<int>", "int", false),
    ] {
        assert_eq!(shape(a).widens_with(&shape(b)), expected, "{a} ~ {b}");
        assert_eq!(shape(b).widens_with(&shape(a)), expected, "{b} ~ {a}");
    }
}

fn arbitrary() -> impl Strategy<Value = Shape> {
    let scalar = prop_oneof![
        Just("boolean"),
        Just("tinyint"),
        Just("smallint"),
        Just("int"),
        Just("bigint"),
        Just("float"),
        Just("double"),
        Just("decimal(5,2)"),
        Just("decimal(38,10)"),
        Just("decimal(20,18)"),
        Just("string"),
        Just("varchar(4)"),
        Just("char(4)"),
        Just("binary"),
        Just("date"),
        Just("timestamp"),
        Just("?"),
    ];
    scalar.prop_map(shape).prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|item| Shape::Array(Box::new(item))),
            (inner.clone(), inner.clone()).prop_map(|(k, v)| Shape::Map(Box::new(k), Box::new(v))),
            prop::collection::vec((prop_oneof![Just("a"), Just("b"), Just("c")], inner), 0..4)
                .prop_map(|fields| Shape::Struct(merge_fields(fields.into_iter().map(|(n, s)| (n.to_owned(), s))))),
        ]
    })
}

/// Field order is the order of appearance; the laws hold for the set of fields.
fn sorted(shape: Shape) -> Shape {
    match shape {
        Shape::Array(item) => Shape::Array(Box::new(sorted(*item))),
        Shape::Map(k, v) => Shape::Map(Box::new(sorted(*k)), Box::new(sorted(*v))),
        Shape::Struct(mut fields) => {
            fields.sort_by(|a, b| a.name.cmp(&b.name));
            Shape::Struct(fields.into_iter().map(|f| ShapeField { name: f.name, shape: sorted(f.shape) }).collect())
        }
        other => other,
    }
}

proptest! {
    #[test]
    fn join_is_a_semilattice(a in arbitrary(), b in arbitrary(), c in arbitrary()) {
        prop_assert_eq!(a.clone().join(a.clone()), a.clone());
        prop_assert_eq!(sorted(a.clone().join(b.clone())), sorted(b.clone().join(a.clone())));
        prop_assert_eq!(
            sorted(a.clone().join(b.clone()).join(c.clone())),
            sorted(a.join(b.join(c)))
        );
    }
}
