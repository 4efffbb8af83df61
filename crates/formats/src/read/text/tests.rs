use std::io::{self, Write};
use std::sync::Arc;

use ::bytes::Bytes;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

use super::bytes::Object;
use super::codec::{Codec, Piece};
use super::lines::{LINE_BYTES_MAX, Lines};
use super::reader::{Extent, LineReader};

const TEXTS: &[&str] = &[
    "a\nbb\n\nccc",
    "a\nbb\n",
    "a\r\nbb\r\n\r\nc",
    "\n\n",
    "a\rb\r\rc\r",
    "x",
    "a\n\r\nb\r",
    "\r\n",
    "long line\nb\n",
];

fn expected(text: &str) -> Vec<String> {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<String> = unified.split('\n').map(str::to_owned).collect();
    if lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

#[test]
fn lines_do_not_depend_on_chunks() {
    for text in TEXTS {
        for first in 0..=text.len() {
            for second in first..=text.len() {
                let mut lines = Lines::at(100);
                let mut found = Vec::new();
                for chunk in [&text[..first], &text[first..second], &text[second..]] {
                    lines.push(Bytes::copy_from_slice(chunk.as_bytes()));
                    while let Some(line) = lines.next().unwrap() {
                        let at = usize::try_from(line.offset).unwrap() - 100;
                        assert!(text.as_bytes()[at..].starts_with(line.text), "{text:?} {first} {second}");
                        found.push(String::from_utf8(line.text.to_vec()).unwrap());
                    }
                }
                lines.end();
                while let Some(line) = lines.next().unwrap() {
                    found.push(String::from_utf8(line.text.to_vec()).unwrap());
                }
                assert_eq!(found, expected(text), "{text:?} {first} {second}");
            }
        }
    }
}

#[test]
fn a_line_without_end_is_an_error() {
    let mut lines = Lines::at(0);
    let chunk = Bytes::from(vec![b'x'; LINE_BYTES_MAX / 4]);
    for _ in 0..4 {
        lines.push(chunk.clone());
        assert!(lines.next().unwrap().is_none());
    }
    lines.push(chunk);
    assert!(lines.next().is_err());
}

async fn object(bytes: &[u8]) -> Object {
    let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    let path = Path::from("o");
    store.put(&path, PutPayload::from(bytes.to_vec())).await.unwrap();
    Object { store, path, uri: "s3://b/o".into(), size: u64::try_from(bytes.len()).unwrap() }
}

async fn read(object: &Object, codec: Codec, extent: Extent) -> Vec<(String, Option<u64>)> {
    let mut reader = LineReader::open(object.clone(), codec, &extent).await.unwrap();
    let mut found = Vec::new();
    loop {
        while let Some(line) = reader.next().unwrap() {
            found.push((String::from_utf8(line.text.to_vec()).unwrap(), line.number));
        }
        if !reader.fill().await.unwrap() {
            return found;
        }
    }
}

#[tokio::test]
async fn every_line_belongs_to_exactly_one_range() {
    for text in TEXTS {
        let object = object(text.as_bytes()).await;
        for header_lines in [0, 1] {
            let whole: Vec<String> = expected(text).into_iter().skip(header_lines).collect();
            for first in 0..=object.size {
                for second in first..=object.size {
                    let mut found = Vec::new();
                    for range in [0..first, first..second, second..object.size] {
                        if !range.is_empty() {
                            let extent = Extent { range: Some(range), header_lines, footer_lines: 0 };
                            found.extend(read(&object, Codec::Plain, extent).await.into_iter().map(|(line, _)| line));
                        }
                    }
                    assert_eq!(found, whole, "{text:?} cut at {first} and {second}, header {header_lines}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_long_line_is_finished_beyond_its_range() {
    let text = format!("{}\n{}\nend\n", "a".repeat(300_000), "b".repeat(300_000));
    let object = object(text.as_bytes()).await;
    for cut in [1, 100_000, 299_999, 300_000, 300_001, 300_002, 500_000, 600_001, 600_002, 600_003] {
        let mut lengths = Vec::new();
        for range in [0..cut, cut..object.size] {
            let extent = Extent { range: Some(range), header_lines: 0, footer_lines: 0 };
            lengths.extend(read(&object, Codec::Plain, extent).await.into_iter().map(|(line, _)| line.len()));
        }
        assert_eq!(lengths, [300_000, 300_000, 3], "cut at {cut}");
    }
}

#[tokio::test]
async fn headers_footers_and_numbers() {
    let object = object(b"h1\nh2\na\nb\nf\n").await;
    for (header_lines, footer_lines, lines) in [
        (0, 0, vec![("h1", 1), ("h2", 2), ("a", 3), ("b", 4), ("f", 5)]),
        (2, 0, vec![("a", 3), ("b", 4), ("f", 5)]),
        (2, 1, vec![("a", 3), ("b", 4)]),
        (0, 4, vec![("h1", 1)]),
        (0, 9, vec![]),
        (9, 0, vec![]),
    ] {
        let found = read(&object, Codec::Plain, Extent { range: None, header_lines, footer_lines }).await;
        let lines: Vec<_> = lines.into_iter().map(|(line, number)| (line.to_owned(), Some(number))).collect();
        assert_eq!(found, lines, "{header_lines} {footer_lines}");
    }
}

fn compress(codec: Codec, text: &[u8]) -> Vec<u8> {
    let level = flate2::Compression::default();
    match codec {
        Codec::Plain => text.to_vec(),
        Codec::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        }
        Codec::Deflate => {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        }
        Codec::Bzip2 => {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        }
        Codec::Zstd => zstd::encode_all(text, 3).unwrap(),
        Codec::Snappy | Codec::Lz4 => unreachable!("files of other tools stand for these"),
    }
}

fn decompress(codec: Codec, data: &[u8], chunk: usize) -> std::io::Result<Vec<u8>> {
    let mut decoder = codec.decoder()?.unwrap();
    let mut chunks = data.chunks(chunk);
    let mut out = Vec::new();
    loop {
        match decoder.piece()? {
            Piece::Bytes(bytes) => out.extend_from_slice(&bytes),
            Piece::Hungry => decoder.feed(chunks.next().map(Bytes::copy_from_slice)),
            Piece::End => return Ok(out),
        }
    }
}

#[test]
fn codecs_give_back_what_was_compressed_however_it_is_fed() {
    let text = "line of text\n".repeat(50_000).into_bytes();
    for codec in [Codec::Gzip, Codec::Bzip2, Codec::Zstd, Codec::Deflate] {
        let data = compress(codec, &text);
        for chunk in [1, 7, 4096, data.len()] {
            assert_eq!(decompress(codec, &data, chunk).unwrap().len(), text.len(), "{codec:?} {chunk}");
        }
        let cut = decompress(codec, &data[..data.len() / 2], 100).unwrap_err();
        assert_eq!(cut.kind(), io::ErrorKind::UnexpectedEof, "{codec:?} cut short");
        assert!(decompress(codec, b"this is not compressed at all", 100).is_err(), "{codec:?} garbage");
    }
    for codec in [Codec::Gzip, Codec::Bzip2, Codec::Zstd] {
        let mut data = compress(codec, b"one\n");
        data.extend(compress(codec, b"two\n"));
        assert_eq!(decompress(codec, &data, 5).unwrap(), b"one\ntwo\n", "{codec:?} concatenated");
    }
}

#[tokio::test]
async fn compressed_objects_are_read_whole() {
    for codec in [Codec::Gzip, Codec::Bzip2, Codec::Zstd, Codec::Deflate] {
        let object = object(&compress(codec, b"h\na\nb")).await;
        let found = read(&object, codec, Extent { range: None, header_lines: 1, footer_lines: 0 }).await;
        assert_eq!(found, [("a".to_owned(), Some(2)), ("b".to_owned(), Some(3))], "{codec:?}");
    }
}

#[test]
fn blocks_of_other_tools_however_they_are_fed() {
    let file =
        |name: &str| std::fs::read(format!("{}/../../fixtures/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let plain = file("csv_plain/f.csv");
    let big = [&plain[..12], &plain[12..].repeat(30)].concat();
    for (name, codec) in [
        ("csv_snappy/f.csv.snappy", Codec::Snappy),
        ("csv_snappy_hadoop/f.csv.snappy", Codec::Snappy),
        ("csv_lz4/f.csv.lz4", Codec::Lz4),
        ("csv_lz4_unlinked/f.csv.lz4", Codec::Lz4),
        ("csv_lz4_hadoop/f.csv.lz4", Codec::Lz4),
    ] {
        let data = file(name);
        for chunk in [1, 7, 4096, data.len()] {
            let text = decompress(codec, &data, chunk).unwrap();
            assert!(text == plain || text == big, "{name} {chunk}: {} bytes", text.len());
        }
        let cut = decompress(codec, &data[..data.len() / 2], 100).unwrap_err();
        assert_eq!(cut.kind(), io::ErrorKind::UnexpectedEof, "{name} cut short");
        assert!(decompress(codec, b"this is not compressed at all", 100).is_err(), "{name} garbage");
        let twice = [&data[..], &data[..]].concat();
        let text = decompress(codec, &twice, 1000).unwrap();
        assert_eq!(text.len(), 2 * decompress(codec, &data, 1000).unwrap().len(), "{name} twice");
        assert!(decompress(codec, b"", 1).unwrap().is_empty(), "{name} empty");
    }
}

#[test]
fn codecs_by_suffix() {
    for (key, codec) in [
        ("a.csv", Some(Codec::Plain)),
        ("a.csv.gz", Some(Codec::Gzip)),
        ("a.GZ", Some(Codec::Plain)),
        ("gz", Some(Codec::Plain)),
        ("a.bz2", Some(Codec::Bzip2)),
        ("a.zst", Some(Codec::Zstd)),
        ("a.deflate", Some(Codec::Deflate)),
        ("a.snappy", Some(Codec::Snappy)),
        ("a.lz4", Some(Codec::Lz4)),
        ("a.lzo", None),
        ("a.zip", None),
    ] {
        assert_eq!(Codec::of_key(key, key).ok(), codec, "{key}");
    }
    let error = Codec::of_key("a.lzo", "s3://b/a.lzo").unwrap_err().to_string();
    let expected =
        "s3://b/a.lzo is compressed with lzo, which is not supported: use gz, bz2, zst, snappy, lz4 or deflate";
    assert_eq!(error, expected);
}
