//! uuid, ipaddress, varbinary and the digests.

use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use arrow::array::{AsArray, StringViewArray};
use boathouse_functions::{Bytes, Fixed16, Text};
use boathouse_types::{Result, TrinoError, Type};

use crate::body::{Body, each, held, identity};

/// The cast of two types held as bytes, or of text to one of them.
pub(crate) fn body(from: &Type, to: &Type) -> Option<Body> {
    Some(match (from, to) {
        (Type::Varchar(_), Type::Uuid) => each::<Text, Fixed16>(to, |text| uuid_of_text(text).map(Some)),
        (Type::Varchar(_), Type::IpAddress) => each::<Text, Fixed16>(to, |text| address_of_text(text).map(Some)),
        (Type::Varbinary, Type::Uuid) => each::<Bytes, Fixed16>(to, |bytes| {
            let wrong = || TrinoError::invalid_cast(format!("Invalid UUID binary length: {}", bytes.len()));
            bytes.try_into().map(Some).map_err(|_| wrong())
        }),
        (Type::Varbinary, Type::IpAddress) => each::<Bytes, Fixed16>(to, |bytes| address_of_bytes(bytes).map(Some)),
        (Type::Uuid | Type::IpAddress, Type::Varbinary) => each::<Fixed16, Bytes>(to, |bytes| Ok(Some(bytes.to_vec()))),
        (Type::Varchar(_), Type::Varbinary) => Arc::new(|column, _| {
            let column: &StringViewArray = column.as_string_view_opt().ok_or_else(|| held(column))?;
            Ok(Arc::new(column.clone().to_binary_view()))
        }),
        (Type::Varbinary, to) if is_digest(to) => identity(),
        (from, Type::Varbinary) if is_digest(from) => identity(),
        (Type::P4HyperLogLog, Type::HyperLogLog) => identity(),
        _ => return None,
    })
}

fn is_digest(data_type: &Type) -> bool {
    matches!(data_type, Type::HyperLogLog | Type::P4HyperLogLog | Type::SetDigest | Type::QDigest(_) | Type::TDigest)
}

/// Reads `12151fd2-7586-11e9-8f9e-2a86e4085a59`.
///
/// # Errors
/// `INVALID_CAST_ARGUMENT` for any other text.
pub(crate) fn uuid_of_text(text: &str) -> Result<[u8; 16]> {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let invalid = || TrinoError::invalid_cast(format!("Cannot cast value to UUID: {text}"));
    let groups: Vec<&str> = text.split('-').collect();
    let hexadecimal = |group: &&str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_hexdigit());
    if groups.len() != GROUPS.len() || !groups.iter().all(hexadecimal) || text.len() > 36 {
        return Err(invalid());
    }
    if text.len() != 36 {
        return Err(TrinoError::invalid_cast(format!("Invalid UUID string length: {}", text.len())));
    }
    if !groups.iter().map(|group| group.len()).eq(GROUPS) {
        return Err(invalid());
    }
    u128::from_str_radix(&groups.concat(), 16).map(u128::to_be_bytes).map_err(|_| invalid())
}

/// Appends a uuid as text.
pub(crate) fn write_uuid(out: &mut String, bytes: &[u8]) {
    for (i, byte) in bytes.iter().enumerate() {
        let dash = if matches!(i, 4 | 6 | 8 | 10) { "-" } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(out, "{dash}{byte:02x}");
    }
}

/// Reads an address of either version; version 4 is held as mapped into version 6.
fn address_of_text(text: &str) -> Result<[u8; 16]> {
    let wrong = || TrinoError::invalid_cast(format!("Cannot cast value to IPADDRESS: {text}"));
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return Ok(address.to_ipv6_mapped().octets());
    }
    text.parse::<Ipv6Addr>().map(|address| address.octets()).map_err(|_| wrong())
}

fn address_of_bytes(bytes: &[u8]) -> Result<[u8; 16]> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Ok(Ipv4Addr::from(four).to_ipv6_mapped().octets());
    }
    let wrong = || TrinoError::invalid_cast(format!("Invalid IP address binary length: {}", bytes.len()));
    bytes.try_into().map_err(|_| wrong())
}

/// Appends an address as text: version 4 where it is mapped, else version 6 with its longest run of zeros left out.
pub(crate) fn write_address(out: &mut String, bytes: &[u8]) {
    let Ok(octets) = <[u8; 16]>::try_from(bytes) else { return };
    let address = Ipv6Addr::from(octets);
    let _ = match address.to_ipv4_mapped() {
        Some(mapped) => write!(out, "{mapped}"),
        None => write_version_6(out, address),
    };
}

fn write_version_6(out: &mut String, address: Ipv6Addr) -> std::fmt::Result {
    let segments = address.segments();
    let (mut start, mut length) = (0, 0);
    let mut place = 0;
    while place < segments.len() {
        let run = segments[place..].iter().take_while(|s| **s == 0).count();
        if run > length {
            (start, length) = (place, run);
        }
        place += run.max(1);
    }
    if length < 2 {
        (start, length) = (segments.len(), 0);
    }
    for (i, segment) in segments.iter().enumerate() {
        if i == start {
            out.push_str("::");
        }
        if (start..start + length).contains(&i) {
            continue;
        }
        let follows = i > 0 && i != start + length;
        write!(out, "{}{segment:x}", if follows { ":" } else { "" })?;
    }
    Ok(())
}
