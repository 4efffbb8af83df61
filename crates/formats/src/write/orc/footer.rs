//! What an ORC file says about itself, as protocol buffers.

use arrow_schema::{DataType, Fields, SchemaRef};

use super::super::format::FileCodec;
use super::MAGIC;
use super::column::StreamKind;
use super::compress::{self, BLOCK_BYTES};
use super::run_length::unsigned;
use crate::Result;

/// Marks files whose timestamps are kept as they are here.
const WRITER_VERSION: u64 = 6;
const FORMAT_VERSION: &[u8] = &[0, 12];

/// A stripe that is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stripe {
    pub offset: u64,
    pub data_bytes: u64,
    pub footer_bytes: u64,
    pub rows: u64,
}

fn number(field: u64, value: u64, out: &mut Vec<u8>) {
    unsigned((field << 3).into(), out);
    unsigned(value.into(), out);
}

fn bytes(field: u64, value: &[u8], out: &mut Vec<u8>) {
    unsigned((field << 3 | 2).into(), out);
    unsigned(value.len() as u128, out);
    out.extend_from_slice(value);
}

/// The streams of a stripe by kind, column and bytes, and how its columns are encoded: all in the plain way.
pub(super) fn stripe_footer(streams: &[(StreamKind, u32, u64)], columns: u32) -> Vec<u8> {
    let mut out = Vec::new();
    for (kind, column, length) in streams {
        let mut stream = Vec::new();
        number(1, *kind as u64, &mut stream);
        number(2, (*column).into(), &mut stream);
        number(3, *length, &mut stream);
        bytes(1, &stream, &mut out);
    }
    for _ in 0..columns {
        let mut encoding = Vec::new();
        number(1, 0, &mut encoding);
        bytes(2, &encoding, &mut out);
    }
    bytes(3, b"UTC", &mut out);
    out
}

/// Everything behind the last stripe.
pub(super) fn file_tail(schema: &SchemaRef, stripes: &[Stripe], offset: u64, codec: FileCodec) -> Result<Vec<u8>> {
    let mut footer = Vec::new();
    number(1, MAGIC.len() as u64, &mut footer);
    number(2, offset, &mut footer);
    for stripe in stripes {
        let mut listed = Vec::new();
        number(1, stripe.offset, &mut listed);
        number(2, 0, &mut listed);
        number(3, stripe.data_bytes, &mut listed);
        number(4, stripe.footer_bytes, &mut listed);
        number(5, stripe.rows, &mut listed);
        bytes(3, &listed, &mut footer);
    }
    let mut types = Vec::new();
    structure(schema.fields(), &mut types);
    types.iter().for_each(|one| bytes(4, one, &mut footer));
    number(6, stripes.iter().map(|stripe| stripe.rows).sum(), &mut footer);
    number(8, 0, &mut footer);
    let footer = compress::pack(codec, &footer)?;

    let mut postscript = Vec::new();
    number(1, footer.len() as u64, &mut postscript);
    number(2, compress::number(codec), &mut postscript);
    number(3, BLOCK_BYTES as u64, &mut postscript);
    bytes(4, FORMAT_VERSION, &mut postscript);
    number(5, 0, &mut postscript);
    number(6, WRITER_VERSION, &mut postscript);
    bytes(8000, MAGIC, &mut postscript);
    let mut tail = footer;
    let length = u8::try_from(postscript.len()).unwrap_or(u8::MAX);
    tail.extend_from_slice(&postscript);
    tail.push(length);
    Ok(tail)
}

/// A struct's type and those of its members, each before what is inside of it.
fn structure(fields: &Fields, types: &mut Vec<Vec<u8>>) {
    let at = types.len();
    types.push(Vec::new());
    let mut subtypes = Vec::new();
    for field in fields {
        unsigned(types.len() as u128, &mut subtypes);
        add(field.data_type(), types);
    }
    let mut own = Vec::new();
    number(1, 12, &mut own);
    bytes(2, &subtypes, &mut own);
    fields.iter().for_each(|field| bytes(3, field.name().as_bytes(), &mut own));
    types[at] = own;
}

fn add(data_type: &DataType, types: &mut Vec<Vec<u8>>) {
    let mut own = Vec::new();
    let inside: Vec<&DataType> = match data_type {
        DataType::Struct(fields) => return structure(fields, types),
        DataType::List(item) => vec![item.data_type()],
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(pair) => pair.iter().map(|field| field.data_type()).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let kind = match data_type {
        DataType::Boolean => 0,
        DataType::Int8 => 1,
        DataType::Int16 => 2,
        DataType::Int32 => 3,
        DataType::Int64 => 4,
        DataType::Float32 => 5,
        DataType::Float64 => 6,
        DataType::Utf8View => 7,
        DataType::BinaryView => 8,
        DataType::Timestamp(..) => 9,
        DataType::List(_) => 10,
        DataType::Map(..) => 11,
        DataType::Decimal64(..) | DataType::Decimal128(..) => 14,
        _ => 15,
    };
    number(1, kind, &mut own);
    let at = types.len();
    types.push(Vec::new());
    let mut subtypes = Vec::new();
    for inner in inside {
        unsigned(types.len() as u128, &mut subtypes);
        add(inner, types);
    }
    if !subtypes.is_empty() {
        bytes(2, &subtypes, &mut own);
    }
    if let DataType::Decimal64(precision, scale) | DataType::Decimal128(precision, scale) = data_type {
        number(5, (*precision).into(), &mut own);
        number(6, u64::from(scale.cast_unsigned()), &mut own);
    }
    types[at] = own;
}
