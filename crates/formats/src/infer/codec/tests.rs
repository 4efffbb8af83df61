//! Streams of every codec, whole, cut and hostile.

use std::io::Write;

use proptest::prelude::*;

use super::*;

fn compress(kind: Compression, text: &[u8]) -> Vec<u8> {
    match kind {
        Compression::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Bzip2 => {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Zstd => zstd::encode_all(text, 1).unwrap(),
        _ => text.to_vec(),
    }
}

#[test]
fn content_tells_the_codec() {
    let text = b"a,b\n1,2\n".repeat(10_000);
    for kind in [Compression::None, Compression::Gzip, Compression::Bzip2, Compression::Zstd] {
        let stored = compress(kind, &text);
        assert_eq!(Compression::sniff(&stored), kind);
        let whole = decompress_sample(kind, &stored, true, text.len() * 2).unwrap();
        assert!(whole.complete && whole.bytes == text, "{kind:?}");
        assert_eq!(whole.stored_bytes, stored.len() as u64, "{kind:?}");
        let part = decompress_sample(kind, &stored, true, 1000).unwrap();
        assert!(!part.complete && part.bytes == text[..1000], "{kind:?}");
        if kind != Compression::None {
            let cut = &stored[..stored.len() - 9];
            assert!(!decompress_sample(kind, cut, false, text.len() * 2).unwrap().complete, "{kind:?}");
            assert!(decompress_sample(kind, cut, true, text.len() * 2).is_err(), "{kind:?}");
        }
    }
    assert_eq!(Compression::sniff(b"BZh is no magic here"), Compression::None);
    assert_eq!(Compression::sniff(b""), Compression::None);
    assert!(decompress_sample(Compression::Zip, b"PK\x03\x04", true, 10).is_err());
}

#[test]
fn gzip_members_are_one_stream() {
    let mut stored = compress(Compression::Gzip, b"a,b\n");
    stored.extend(compress(Compression::Gzip, b"1,2\n"));
    assert_eq!(decompress_sample(Compression::Gzip, &stored, true, 100).unwrap().bytes, b"a,b\n1,2\n");
}

/// A file that another tool wrote.
fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../fixtures/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

const FILES: &[(Compression, &str)] = &[
    (Compression::Gzip, "csv_gzip/f.csv.gz"),
    (Compression::Bzip2, "csv_bzip2/f.csv.bz2"),
    (Compression::Zstd, "csv_zstd/f.csv.zst"),
    (Compression::Lz4, "csv_lz4/f.csv.lz4"),
    (Compression::Lz4, "csv_lz4_unlinked/f.csv.lz4"),
    (Compression::Snappy, "csv_snappy/f.csv.snappy"),
    (Compression::HadoopSnappy, "csv_snappy_hadoop/f.csv.snappy"),
    (Compression::HadoopLz4, "csv_lz4_hadoop/f.csv.lz4"),
    (Compression::Zip, "csv_zip/f.zip"),
    (Compression::Zip, "csv_zip_stored/f.zip"),
];

#[test]
fn files_of_other_tools_are_read() {
    let plain = file("csv_plain/f.csv");
    let mut big = plain.clone();
    for _ in 1..30 {
        big.extend_from_slice(&plain[12..]);
    }
    for (kind, name) in FILES {
        let stored = file(name);
        let text = if *kind == Compression::Lz4 { &big } else { &plain };
        assert_eq!(Compression::sniff(&stored), *kind, "{name}");
        let whole = decompress_sample(*kind, &stored, true, 1 << 20).unwrap();
        assert!(whole.complete && whole.bytes == *text, "{name}");
        let part = decompress_sample(*kind, &stored, true, 1000).unwrap();
        assert!(!part.complete && part.bytes == text[..1000], "{name}");
        assert!((part.stored_bytes as usize) < stored.len(), "{name}");
        if *kind == Compression::Zip {
            continue;
        }
        for cut in [stored.len() / 2, stored.len() - 1] {
            let sample = decompress_sample(*kind, &stored[..cut], false, 1 << 20).unwrap();
            assert!(!sample.complete && text.starts_with(&sample.bytes), "{name}");
            assert!(decompress_sample(*kind, &stored[..cut], true, 1 << 20).is_err(), "{name}");
        }
    }
}

#[test]
fn a_zip_archive_has_one_entry() {
    let stored = file("csv_zip/f.zip");
    let entry = ZipEntry::only(&stored[stored.len() - 200..], stored.len() as u64).unwrap();
    assert_eq!(entry.name, "f.csv");
    let head = entry.sample(&stored[..400], false, 1 << 20).unwrap();
    assert!(!head.complete && file("csv_plain/f.csv").starts_with(&head.bytes) && !head.bytes.is_empty());
    let two = file("csv_zip_two/f.zip");
    let error = ZipEntry::only(&two, two.len() as u64).unwrap_err().to_string();
    assert!(error.contains("has 2 entries"), "{error}");
    let mut encrypted = stored.clone();
    let directory = stored.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    encrypted[directory + 8] |= 1;
    let error = ZipEntry::only(&encrypted, stored.len() as u64).unwrap_err().to_string();
    assert!(error.contains("encrypted"), "{error}");
    assert!(ZipEntry::only(&stored[..stored.len() - 5], stored.len() as u64).is_err());
}

#[test]
fn blocks_do_not_reach_beyond_what_is_there() {
    // A match before the beginning, and one that would fill the memory.
    let mut out = Vec::new();
    assert!(lz4::block(&mut &b"\x10a\x09\x00"[..], &mut out, 0, 100).is_err());
    let mut out = Vec::new();
    let long = [&b"\x1fa\x01\x00"[..], &[255; 1000], &[0]].concat();
    assert_eq!(lz4::block(&mut &long[..], &mut out, 0, 5000), Ok(lz4::Stop::Limit));
    assert_eq!(out.len(), 5000);
    let mut out = Vec::new();
    assert!(snappy::block(&mut &b"\x05\x00a\x05\x09"[..], &mut out, 100).is_err());
    assert_eq!(Compression::sniff(b"\x00\x00\x00\x10\x00\x00\x00\x04abcd"), Compression::None);
}

proptest! {
    #[test]
    fn damaged_files_end_within_the_limit(which in 0..FILES.len(), at: usize, byte: u8, cut: usize, all: bool) {
        let (kind, name) = FILES[which];
        let mut stored = file(name);
        let at = at % stored.len();
        stored[at] = byte;
        stored.truncate(stored.len() - cut % 40);
        Compression::sniff(&stored);
        if let Ok(sample) = decompress_sample(kind, &stored, all, 3000) {
            prop_assert!(sample.bytes.len() <= 3000);
        }
    }

    #[test]
    fn any_bytes_end_within_the_limit(bytes in prop::collection::vec(any::<u8>(), 0..400), all: bool) {
        for kind in Compression::PACKED {
            let magic = MAGICS.iter().find(|(k, _)| k == kind).map_or(&[][..], |(_, m)| *m);
            let hostile = [magic, &bytes].concat();
            if let Ok(sample) = decompress_sample(*kind, &hostile, all, 1000) {
                prop_assert!(sample.bytes.len() <= 1000);
            }
        }
    }
}
