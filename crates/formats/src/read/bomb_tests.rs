//! Files that become far longer than they are, or claim to: each ends in an error that names it, before there is room
//! made for what it holds.

use std::io::{Read, Write};
use std::sync::Arc;

use parquet::basic::{BrotliLevel, Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, ParquetMetaData, ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::schema::types::SchemaDescriptor;

use super::testing::{Fixture, PARQUET, serde};

fn zeros(bytes: u64) -> impl Read {
    std::io::repeat(b'0').take(bytes)
}

fn gzip(bytes: u64) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::copy(&mut zeros(bytes), &mut encoder).unwrap();
    encoder.finish().unwrap()
}

fn brotli(bytes: u64) -> Vec<u8> {
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 1, 22);
    std::io::copy(&mut zeros(bytes), &mut encoder).unwrap();
    encoder.flush().unwrap();
    encoder.into_inner()
}

fn zstd(bytes: u64) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    std::io::copy(&mut zeros(bytes), &mut encoder).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(bytes: u64) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    std::io::copy(&mut zeros(bytes), &mut encoder).unwrap();
    encoder.finish().unwrap()
}

fn number(bytes: &mut Vec<u8>, value: u64) {
    let mut rest = value << 1;
    while rest > 127 {
        bytes.push((rest & 127) as u8 | 128);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

/// A file of one text in one page that claims to be so long.
fn parquet(codec: Compression, page: &[u8], claimed: u64, is_second: bool) -> Vec<u8> {
    let mut bytes = b"PAR1".to_vec();
    bytes.extend([0x15, if is_second { 6 } else { 0 }, 0x15]);
    number(&mut bytes, claimed);
    bytes.push(0x15);
    number(&mut bytes, page.len() as u64);
    match is_second {
        // One value, no NULL, one row, plain, no levels, compressed.
        true => bytes.extend([0x5c, 0x15, 2, 0x15, 0, 0x15, 2, 0x15, 0, 0x15, 0, 0x15, 0, 0x11, 0, 0]),
        false => bytes.extend([0x2c, 0x15, 2, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0]),
    }
    bytes.extend(page);
    let schema = parquet::schema::parser::parse_message_type("message m { required binary s (UTF8); }").unwrap();
    let schema = Arc::new(SchemaDescriptor::new(Arc::new(schema)));
    let column = ColumnChunkMetaData::builder(schema.column(0))
        .set_compression(codec)
        .set_encodings(vec![Encoding::PLAIN])
        .set_num_values(1)
        .set_data_page_offset(4)
        .set_total_compressed_size(bytes.len() as i64 - 4)
        .set_total_uncompressed_size(claimed as i64);
    let group = RowGroupMetaData::builder(Arc::clone(&schema)).set_num_rows(1).set_total_byte_size(claimed as i64);
    let group = group.add_column_metadata(column.build().unwrap()).build().unwrap();
    let footer = ParquetMetaData::new(FileMetaData::new(1, 1, None, None, schema, None), vec![group]);
    ParquetMetaDataWriter::new(&mut bytes, &footer).finish().unwrap();
    bytes
}

#[tokio::test]
async fn pages_of_parquet() {
    let (gz, br) = (Compression::GZIP(GzipLevel::default()), Compression::BROTLI(BrotliLevel::default()));
    let zs = Compression::ZSTD(ZstdLevel::default());
    let longer = |claimed: u64| format!("a page is longer than the {claimed} bytes that it claims");
    let nothing = |bytes: usize| format!("a page of {bytes} bytes claims to have {} without compression", i32::MAX);
    let most = i32::MAX as u64;
    let short = [&[4, 0, 0, 0][..], b"text"].concat();
    let mut fine = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    fine.write_all(&short).unwrap();
    let (gzipped, brotlied, zstded) = (gzip(1 << 20), brotli(1 << 20), zstd(1 << 20));
    let snapped = [&[0x80, 0x80, 0x80, 0x80, 8][..], &[0; 9]].concat();
    for (what, codec, page, claimed, error) in [
        ("gzip", gz, &fine.finish().unwrap(), 8, None),
        ("gzip, claims it", gz, &gzipped, most, Some(nothing(gzipped.len()))),
        ("brotli, longer", br, &brotlied, 100, Some(longer(100))),
        ("brotli, claims it", br, &brotlied, most, Some(nothing(brotlied.len()))),
        ("zstd, longer", zs, &zstded, 100, Some("Destination buffer is too small".to_owned())),
        ("zstd, claims it", zs, &zstded, most, Some(nothing(zstded.len()))),
        ("snappy, longer", Compression::SNAPPY, &snapped, 100, Some("snappy: output buffer".to_owned())),
        ("snappy, claims it", Compression::SNAPPY, &snapped, most, Some(nothing(snapped.len()))),
        ("lz4, claims it", Compression::LZ4, &snapped, most, Some(nothing(snapped.len()))),
        ("lz4 raw, claims it", Compression::LZ4_RAW, &snapped, most, Some(nothing(snapped.len()))),
        ("as it is, claims it", Compression::UNCOMPRESSED, &snapped, most, Some(nothing(snapped.len()))),
    ] {
        for is_second in [false, true] {
            let file = parquet(codec, page, claimed, is_second);
            let format = serde(PARQUET, &[]).unwrap();
            let found = Fixture::rows_of(format, "s:string", "t/a.parquet", &file).await;
            match &error {
                None => assert_eq!(found, "text", "{what}"),
                Some(error) => {
                    assert!(found.starts_with("HIVE_BAD_DATA: Not valid Parquet file: "), "{what}: {found}");
                    assert!(found.contains(error) && found.ends_with("(s3://b/t/a.parquet)"), "{what}: {found}");
                }
            }
        }
    }
}

/// The one that tests of jobs read.
#[test]
fn the_file_that_others_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/hostile/brotli-bomb.parquet");
    let bytes = parquet(Compression::BROTLI(BrotliLevel::default()), &brotli(1 << 20), 100, false);
    if std::env::var_os("REWRITE").is_some() {
        std::fs::write(path, &bytes).unwrap();
    }
    assert!(std::fs::read(path).unwrap() == bytes, "REWRITE=1 writes it anew");
}

#[tokio::test]
async fn lines_of_text() {
    for (key, bytes) in [("t/a.gz", gzip(1 << 20)), ("t/a.bz2", bzip2(1 << 20)), ("t/a.zst", zstd(1 << 20))] {
        // Members one after the other are one text.
        let bytes = bytes.repeat(66);
        let format = serde("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", &[]).unwrap();
        let found = Fixture::rows_of(format, "s:string", key, &bytes).await;
        let error = format!("HIVE_CURSOR_ERROR: a line is longer than {} bytes", 64 << 20);
        assert!(found.starts_with(&error) && found.contains(key), "{key}: {found}");
    }
}
