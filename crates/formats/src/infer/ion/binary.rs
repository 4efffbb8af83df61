//! Binary Ion: a byte of type and length in front of every value.
//! <https://amazon-ion.github.io/ion-docs/docs/binary.html>

use boathouse_schema::HiveType;

use super::symbols::{IMPORTS, MAX_ID, SYMBOL_TABLE, SYMBOLS, Symbols};
use super::{Broken, ION_MAGIC, READ_DEPTH_MAX, Rows, integer, list, scalar, structure};
use crate::infer::{Mismatch, Shape};

const LENGTH_FOLLOWS: u8 = 14;
const NULL: u8 = 15;

/// A value taken apart: type, the four bits beside it, and its bytes.
struct Value<'a> {
    kind: u8,
    bits: u8,
    body: &'a [u8],
}

pub(super) fn read(sample: &[u8], complete: bool, rows: &mut Rows) -> Result<(), Mismatch> {
    let mut symbols = Symbols::default();
    let mut rest = sample;
    loop {
        if let Some(after) = rest.strip_prefix(ION_MAGIC) {
            symbols.clear();
            rest = after;
            continue;
        }
        if rest.is_empty() {
            return Ok(());
        }
        let mut after = rest;
        let done = value(&mut after).and_then(|value| top_level(&value, &mut symbols));
        match done {
            Ok(Some(fields)) => rows.add(fields, rest.len() - after.len())?,
            Ok(None) => {}
            Err(Broken::Cut) if !complete => return Ok(()),
            Err(broken) => return Err(broken.of(rows.records + 1)),
        }
        rest = after;
    }
}

/// The fields of a row; nothing for what is no data.
fn top_level(value: &Value<'_>, symbols: &mut Symbols) -> Result<Option<Vec<(String, Shape)>>, Broken> {
    match value.kind {
        0 if value.bits != NULL => Ok(None),
        13 if value.bits != NULL => inside(fields(value, symbols, 0)).map(Some),
        14 => {
            let (annotations, inner) = inside(annotated(value.body))?;
            if annotations.first() == Some(&SYMBOL_TABLE) && inner.kind == 13 {
                inside(symbol_table(&inner, symbols))?;
                return Ok(None);
            }
            top_level_of_annotated(&inner, symbols)
        }
        _ => Err(Broken::wrong("it is no struct, and rows are structs")),
    }
}

fn top_level_of_annotated(inner: &Value<'_>, symbols: &Symbols) -> Result<Option<Vec<(String, Shape)>>, Broken> {
    match inner.kind {
        13 if inner.bits != NULL => inside(fields(inner, symbols, 0)).map(Some),
        _ => Err(Broken::wrong("it is no struct, and rows are structs")),
    }
}

/// What lies within a value whose length is known is never cut by the sample.
fn inside<T>(done: Result<T, Broken>) -> Result<T, Broken> {
    done.map_err(|broken| match broken {
        Broken::Cut => Broken::wrong("a part of it is longer than itself"),
        wrong => wrong,
    })
}

fn symbol_table(table: &Value<'_>, symbols: &mut Symbols) -> Result<(), Broken> {
    let mut rest = struct_body(table)?;
    let (mut names, mut imports) = (None, None);
    while !rest.is_empty() {
        let number = var_uint(&mut rest)?;
        let value = value(&mut rest)?;
        match number {
            IMPORTS => imports = Some(value),
            SYMBOLS => names = Some(value),
            _ => {}
        }
    }
    match imports {
        // The name of the symbol table itself: what is there stays.
        Some(Value { kind: 7, body, .. }) if uint(body) == Some(SYMBOL_TABLE) => {}
        Some(Value { kind: 11, body, bits }) if bits != NULL => {
            symbols.clear();
            let mut rest = body;
            while !rest.is_empty() {
                let import = value(&mut rest)?;
                symbols.import(max_id(&import)?)?;
            }
        }
        _ => symbols.clear(),
    }
    if let Some(Value { kind: 11, body, bits }) = names
        && bits != NULL
    {
        let mut rest = body;
        while !rest.is_empty() {
            let name = value(&mut rest)?;
            let text = if name.kind == 8 { String::from_utf8_lossy(name.body).into_owned() } else { String::new() };
            symbols.push(text)?;
        }
    }
    Ok(())
}

/// How many names a shared table has, as whoever uses it says.
fn max_id(import: &Value<'_>) -> Result<u64, Broken> {
    let mut rest = if import.kind == 13 { struct_body(import)? } else { &[] };
    while !rest.is_empty() {
        let number = var_uint(&mut rest)?;
        let value = value(&mut rest)?;
        if number == MAX_ID && value.kind == 2 {
            return uint(value.body).ok_or_else(|| Broken::wrong("a shared symbol table is too large"));
        }
    }
    Err(Broken::wrong("a shared symbol table does not say how many names it has"))
}

fn fields(value: &Value<'_>, symbols: &Symbols, depth: u8) -> Result<Vec<(String, Shape)>, Broken> {
    let mut rest = struct_body(value)?;
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let number = var_uint(&mut rest)?;
        let value = self::value(&mut rest)?;
        // Padding has a field's place and no name.
        if value.kind != 0 || value.bits == NULL {
            fields.push((symbols.name(number)?, shape(&value, symbols, depth + 1)?));
        }
    }
    Ok(fields)
}

fn shape(value: &Value<'_>, symbols: &Symbols, depth: u8) -> Result<Shape, Broken> {
    if depth > READ_DEPTH_MAX {
        return Err(Broken::wrong(format!("it is nested deeper than {READ_DEPTH_MAX} levels")));
    }
    if value.bits == NULL && value.kind != 14 {
        return Ok(Shape::Unknown);
    }
    Ok(match value.kind {
        1 => scalar(HiveType::Boolean),
        2 | 3 => integer(uint(value.body), value.kind == 3),
        4 => scalar(HiveType::Double),
        5 => super::decimal(),
        6 => scalar(HiveType::Timestamp),
        7 | 8 => scalar(HiveType::String),
        9 | 10 => scalar(HiveType::Binary),
        11 | 12 => {
            let (mut rest, mut items) = (value.body, Vec::new());
            while !rest.is_empty() {
                let item = self::value(&mut rest)?;
                if item.kind != 0 || item.bits == NULL {
                    items.push(shape(&item, symbols, depth + 1)?);
                }
            }
            list(items, depth)
        }
        13 => structure(fields(value, symbols, depth)?, depth),
        14 => shape(&annotated(value.body)?.1, symbols, depth + 1)?,
        _ => return Err(Broken::wrong("a value has an unknown type")),
    })
}

fn annotated(mut body: &[u8]) -> Result<(Vec<u64>, Value<'_>), Broken> {
    let length = var_uint(&mut body)?;
    let mut names = take(&mut body, length)?;
    let mut annotations = Vec::new();
    while !names.is_empty() {
        annotations.push(var_uint(&mut names)?);
    }
    let inner = value(&mut body)?;
    if inner.kind == 14 || !body.is_empty() {
        return Err(Broken::wrong("an annotation does not hold one value"));
    }
    Ok((annotations, inner))
}

fn value<'a>(rest: &mut &'a [u8]) -> Result<Value<'a>, Broken> {
    let descriptor = take(rest, 1)?[0];
    let (kind, bits) = (descriptor >> 4, descriptor & 15);
    let length = match (kind, bits) {
        (15, _) => return Err(Broken::wrong("a value has an unknown type")),
        (_, NULL) | (1, _) => 0,
        // One in the place of a struct's length says that its fields are sorted.
        (13, 1) | (_, LENGTH_FOLLOWS) => var_uint(rest)?,
        (_, bits) => u64::from(bits),
    };
    Ok(Value { kind, bits, body: take(rest, length)? })
}

fn struct_body<'a>(value: &Value<'a>) -> Result<&'a [u8], Broken> {
    if value.bits == 1 && value.body.is_empty() {
        return Err(Broken::wrong("a sorted struct is empty"));
    }
    Ok(value.body)
}

/// A number of seven bits a byte, the highest first; the last byte has its high bit set.
fn var_uint(rest: &mut &[u8]) -> Result<u64, Broken> {
    let mut value = 0u64;
    for _ in 0..9 {
        let byte = take(rest, 1)?[0];
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            return Ok(value);
        }
    }
    Err(Broken::wrong("a number is too long"))
}

/// A magnitude, the highest byte first; `None` when it is beyond 64 bits.
fn uint(bytes: &[u8]) -> Option<u64> {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let digits = &bytes[start..];
    (digits.len() <= 8).then(|| digits.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

fn take<'a>(rest: &mut &'a [u8], length: u64) -> Result<&'a [u8], Broken> {
    let (taken, after) = rest.split_at_checked(usize::try_from(length).unwrap_or(usize::MAX)).ok_or(Broken::Cut)?;
    *rest = after;
    Ok(taken)
}
