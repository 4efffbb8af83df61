//! Binary Ion: a byte of type and length in front of every value.
//! <https://amazon-ion.github.io/ion-docs/docs/binary.html>

use super::symbols::{IMPORTS, MAX_ID, SYMBOL_TABLE, SYMBOLS, Symbols};
use super::{Broken, DEPTH_MAX, ION_MAGIC, IonValue, Top, timestamp};

const LENGTH_FOLLOWS: u8 = 14;
const NULL: u8 = 15;

/// A value taken apart: type, the four bits beside it, and its bytes.
struct Value<'a> {
    kind: u8,
    bits: u8,
    body: &'a [u8],
}

/// Takes one value off the front.
pub(super) fn next(rest: &mut &[u8], symbols: &mut Symbols) -> Result<Top, Broken> {
    if let Some(after) = rest.strip_prefix(ION_MAGIC) {
        symbols.clear();
        *rest = after;
        return Ok(Top::NoData);
    }
    if rest.is_empty() {
        return Ok(Top::End);
    }
    let mut after = *rest;
    let value = value(&mut after)?;
    let top = match top_level(&value, symbols)? {
        Some(fields) => Top::Row(fields, rest.len() - after.len()),
        None => Top::NoData,
    };
    *rest = after;
    Ok(top)
}

/// The fields of a row; nothing for what is no data.
fn top_level(value: &Value<'_>, symbols: &mut Symbols) -> Result<Option<Vec<(String, IonValue)>>, Broken> {
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

fn top_level_of_annotated(inner: &Value<'_>, symbols: &Symbols) -> Result<Option<Vec<(String, IonValue)>>, Broken> {
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

fn fields(value: &Value<'_>, symbols: &Symbols, depth: u8) -> Result<Vec<(String, IonValue)>, Broken> {
    let mut rest = struct_body(value)?;
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let number = var_uint(&mut rest)?;
        let value = self::value(&mut rest)?;
        // Padding has a field's place and no name.
        if value.kind != 0 || value.bits == NULL {
            fields.push((symbols.name(number)?, of(&value, symbols, depth + 1)?));
        }
    }
    Ok(fields)
}

fn of(value: &Value<'_>, symbols: &Symbols, depth: u8) -> Result<IonValue, Broken> {
    if depth > DEPTH_MAX {
        return Err(Broken::wrong(format!("it is nested deeper than {DEPTH_MAX} levels")));
    }
    if value.bits == NULL && value.kind != 14 {
        return Ok(IonValue::Null);
    }
    Ok(match value.kind {
        1 => IonValue::Boolean(value.bits == 1),
        2 => IonValue::Integer(magnitude(value.body)),
        3 => IonValue::Integer(magnitude(value.body).and_then(i128::checked_neg)),
        4 => IonValue::Float(float(value.body)?),
        5 => IonValue::Decimal(decimal(value.body)?),
        6 => IonValue::Timestamp(moment(value.body)?),
        7 => {
            let number = uint(value.body).unwrap_or(u64::MAX);
            // A symbol of a table that is not in the file has a number and no text.
            IonValue::Text(symbols.name(number).unwrap_or_else(|_| format!("${number}")))
        }
        8 => IonValue::Text(String::from_utf8_lossy(value.body).into_owned()),
        9 | 10 => IonValue::Bytes(value.body.to_vec()),
        11 | 12 => {
            let (mut rest, mut items) = (value.body, Vec::new());
            while !rest.is_empty() {
                let item = self::value(&mut rest)?;
                if item.kind != 0 || item.bits == NULL {
                    items.push(of(&item, symbols, depth + 1)?);
                }
            }
            IonValue::List(items)
        }
        13 => IonValue::Struct(fields(value, symbols, depth)?),
        14 => of(&annotated(value.body)?.1, symbols, depth + 1)?,
        _ => return Err(Broken::wrong("a value has an unknown type")),
    })
}

fn float(bytes: &[u8]) -> Result<f64, Broken> {
    match bytes.len() {
        0 => Ok(0.0),
        4 => Ok(bytes.first_chunk().map_or(0.0, |bytes| f64::from(f32::from_be_bytes(*bytes)))),
        8 => Ok(bytes.first_chunk().map_or(0.0, |bytes| f64::from_be_bytes(*bytes))),
        _ => Err(Broken::wrong("a float has neither 4 nor 8 bytes")),
    }
}

/// Coefficient and power of ten; nothing when the coefficient is beyond 128 bits.
fn decimal(mut bytes: &[u8]) -> Result<Option<(i128, i32)>, Broken> {
    if bytes.is_empty() {
        return Ok(Some((0, 0)));
    }
    let (_, exponent) = var_int(&mut bytes)?;
    let exponent = i32::try_from(exponent).map_err(|_| Broken::wrong("a decimal has too many digits"))?;
    Ok(signed(bytes).map(|coefficient| (coefficient, exponent)))
}

/// A magnitude with its sign in the highest bit.
fn signed(bytes: &[u8]) -> Option<i128> {
    let Some((first, rest)) = bytes.split_first() else { return Some(0) };
    let digits: Vec<u8> = std::iter::once(first & 0x7f).chain(rest.iter().copied()).collect();
    let value = magnitude(&digits)?;
    Some(if first & 0x80 == 0 { value } else { -value })
}

/// A moment, which is in UTC whatever offset stands beside it.
fn moment(mut bytes: &[u8]) -> Result<Option<i64>, Broken> {
    var_int(&mut bytes)?;
    let mut parts = [0_u64, 1, 1, 0, 0, 0];
    for part in &mut parts {
        if bytes.is_empty() {
            break;
        }
        *part = var_uint(&mut bytes)?;
    }
    let mut nanos = 0;
    if !bytes.is_empty() {
        let (_, exponent) = var_int(&mut bytes)?;
        let digits = u32::try_from(-exponent).unwrap_or(0);
        let fraction = signed(bytes).filter(|fraction| *fraction >= 0);
        nanos = fraction.and_then(|fraction| timestamp::nanos(fraction, digits)).unwrap_or(0);
    }
    Ok(timestamp::millis(parts, nanos))
}

/// A number of seven bits a byte with its sign in the second bit of the first; also tells the sign of zero.
fn var_int(rest: &mut &[u8]) -> Result<(bool, i64), Broken> {
    let first = take(rest, 1)?[0];
    let (negative, mut value) = (first & 0x40 != 0, i64::from(first & 0x3f));
    let mut byte = first;
    for _ in 0..8 {
        if byte & 0x80 != 0 {
            return Ok((negative, if negative { -value } else { value }));
        }
        byte = take(rest, 1)?[0];
        value = value << 7 | i64::from(byte & 0x7f);
    }
    Err(Broken::wrong("a number is too long"))
}

/// A magnitude, the highest byte first; `None` when it is beyond 127 bits.
fn magnitude(bytes: &[u8]) -> Option<i128> {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let digits = &bytes[start..];
    let value =
        (digits.len() <= 16).then(|| digits.iter().fold(0_u128, |value, byte| value << 8 | u128::from(*byte)))?;
    i128::try_from(value).ok()
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
