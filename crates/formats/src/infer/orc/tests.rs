//! Footers of other tools, and hostile ones.

use object_store::memory::InMemory;
use proptest::prelude::*;

use super::*;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../fixtures/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn texts(columns: &[InferredColumn]) -> Vec<String> {
    columns.iter().map(|column| format!("{} {}", column.name, column.shape.to_hive())).collect()
}

const COLUMNS: &[&str] = &[
    "flag boolean",
    "tiny tinyint",
    "small smallint",
    "whole int",
    "big bigint",
    "real float",
    "wide double",
    "price decimal(12,2)",
    "text string",
    "raw binary",
    "day date",
    "at timestamp",
    "list array<int>",
    "map map<string,bigint>",
    "nested struct<inner:bigint,deep:struct<x:string>>",
];

#[tokio::test]
async fn every_codec_of_another_tool() {
    for codec in ["uncompressed", "zlib", "snappy", "lz4", "zstd"] {
        let bytes = Bytes::from(file(&format!("orc_{codec}/part.orc")));
        let footer = orc_footer_of(&bytes).unwrap();
        assert_eq!((texts(&footer.columns), footer.rows), (COLUMNS.iter().map(|c| (*c).to_owned()).collect(), 50));
        let (store, path) = (InMemory::new(), Path::from("f"));
        store.put(&path, bytes.clone().into()).await.unwrap();
        assert_eq!(orc_footer(&store, &path, bytes.len() as u64).await.unwrap(), footer, "{codec}");
        let cut = bytes.slice(..bytes.len() / 2);
        let error = orc_footer_of(&cut).unwrap_err().to_string();
        assert!(error.starts_with("the ORC footer cannot be read: "), "{error}");
    }
}

/// A field of a message: its number, and a number or bytes.
type Field = (u64, Result<u64, Vec<u8>>);

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 127 {
        bytes.push(u8::try_from(value & 127).unwrap() | 128);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}

fn message(fields: &[Field]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (number, value) in fields {
        match value {
            Ok(value) => {
                bytes.extend(varint(number << 3));
                bytes.extend(varint(*value));
            }
            Err(body) => {
                bytes.extend(varint(number << 3 | 2));
                bytes.extend(varint(body.len() as u64));
                bytes.extend(body);
            }
        }
    }
    bytes
}

/// A file of types only: kind, places of the parts, names, and further numbers.
fn of_types(types: &[Vec<Field>]) -> Bytes {
    let fields: Vec<_> = types.iter().map(|fields| (4, Err(message(fields)))).chain([(6, Ok(7))]).collect();
    let footer = message(&fields);
    let postscript = message(&[(1, Ok(footer.len() as u64)), (8000, Err(b"ORC".to_vec()))]);
    let length = u8::try_from(postscript.len()).unwrap();
    [&b"ORC"[..], &footer, &postscript, &[length]].concat().into()
}

fn name(text: &str) -> Field {
    (3, Err(text.as_bytes().to_vec()))
}

#[test]
fn types_with_numbers_and_unions() {
    let file = of_types(&[
        vec![(1, Ok(12)), (2, Err(vec![1, 2, 3, 4])), name("V"), name("c"), name("u"), name("d")],
        vec![(1, Ok(16)), (4, Ok(20))],
        vec![(1, Ok(17)), (4, Ok(3))],
        vec![(1, Ok(13)), (2, Ok(5)), (2, Ok(6))],
        vec![(1, Ok(14))],
        vec![(1, Ok(3))],
        vec![(1, Ok(7))],
    ]);
    let footer = orc_footer_of(&file).unwrap();
    assert_eq!(texts(&footer.columns), ["v varchar(20)", "c char(3)", "u uniontype<int,string>", "d decimal(38,18)"]);
    assert_eq!(footer.rows, 7);
}

#[test]
fn hostile_types_are_refused() {
    let many: Vec<u64> = (0..60).collect();
    let deep = many.iter().map(|i| vec![(1, Ok(12)), (2, Ok(i + 1)), name("a")]).collect::<Vec<_>>();
    for (types, expected) in [
        (vec![vec![(1, Ok(12)), (2, Ok(0)), name("a")]], "used in two places"),
        (vec![vec![(1, Ok(12)), (2, Ok(1)), (2, Ok(1)), name("a"), name("b")], vec![(1, Ok(3))]], "used in two places"),
        (vec![vec![(1, Ok(12)), (2, Ok(9)), name("a")]], "not there"),
        (vec![vec![(1, Ok(12)), (2, Ok(1))], vec![(1, Ok(3))]], "names"),
        (vec![vec![(1, Ok(3))]], "no struct"),
        (vec![], "no struct"),
        (vec![vec![(1, Ok(12)), (2, Ok(1)), name("a")], vec![(1, Ok(99))]], "unknown kind"),
        (vec![vec![(1, Ok(12)), (2, Ok(1)), name("a")], vec![(1, Ok(10))]], "wrong number"),
        (deep, "nested deeper"),
    ] {
        let error = orc_footer_of(&of_types(&types)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

proptest! {
    #[test]
    fn damaged_files_never_panic(which in 0..5usize, at: usize, byte: u8, cut in 0..40usize) {
        let codec = ["uncompressed", "zlib", "snappy", "lz4", "zstd"][which];
        let mut bytes = file(&format!("orc_{codec}/part.orc"));
        // Footers are at the end, where damage tells.
        let at = bytes.len() - 1 - at % 900;
        bytes[at] = byte;
        bytes.truncate(bytes.len() - cut / 20);
        let _ = orc_footer_of(&bytes.into());
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), length: u8) {
        let whole = [&b"ORC"[..], &bytes, b"\x82\xf4\x03\x03ORC", &[length]].concat();
        let _ = orc_footer_of(&whole.into());
    }
}
