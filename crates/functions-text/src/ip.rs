//! `contains` of a network and an address.

use std::net::IpAddr;

use boathouse_functions::{Bool, Category, Example, Fixed16, Function, Overload, Text, rows2};
use boathouse_types::{Result, TrinoError};

/// How an IPv4 address starts where it is held as one of IPv6.
const MAPPED: u128 = 0xffff_0000_0000;

pub(crate) const CONTAINS: Function = Function {
    name: "contains",
    category: Category::IpAddress,
    description: "Whether a network, in CIDR notation, contains an address.",
    examples: &[Example { sql: "contains('10.0.0.0/8', IPADDRESS '10.255.255.255')", result: "true" }],
    overloads: &[Overload {
        signature: "contains(varchar, ipaddress) -> boolean",
        returns: None,
        kernel: |bound| {
            Ok(rows2::<Text, Fixed16, Bool>(&bound.returns, |network, address| {
                let address = <[u8; 16]>::try_from(address);
                let address = address.map_err(|_| TrinoError::internal("an address has sixteen bytes"))?;
                contains(network, u128::from_be_bytes(address)).map(Some)
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn contains(network: &str, address: u128) -> Result<bool> {
    let (base, length) = network.split_once('/').ok_or_else(|| TrinoError::invalid_argument("Invalid CIDR"))?;
    let base: IpAddr = base.parse().map_err(|_| TrinoError::invalid_argument("Invalid network IP address"))?;
    let length: i32 = length.parse().map_err(|_| TrinoError::invalid_argument("Invalid prefix length"))?;
    let length = u32::try_from(length).map_err(|_| TrinoError::invalid_argument("Invalid prefix length"))?;
    let wrong = || TrinoError::invalid_argument("Invalid CIDR");
    // Host bits must be zero in a network of IPv4; in one of IPv6 they do not count.
    let (base, bits) = match base {
        IpAddr::V4(v4) => {
            let base = u128::from(u32::from(v4));
            if length > 32 || base & host_mask(length, 32) != 0 {
                return Err(wrong());
            }
            (MAPPED | base, 32)
        }
        IpAddr::V6(v6) => (u128::from(v6), 128),
    };
    if length > bits {
        return Err(wrong());
    }
    let mapped = |address: u128| address >> 32 == MAPPED >> 32;
    // The two families do not contain each other.
    if mapped(base) != mapped(address) {
        return Ok(false);
    }
    let mask = !host_mask(length, bits);
    Ok(base & mask == address & mask)
}

/// The bits behind a prefix.
fn host_mask(length: u32, bits: u32) -> u128 {
    match bits - length.min(bits) {
        128 => u128::MAX,
        host => (1 << host) - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> u128 {
        match text.parse().unwrap() {
            IpAddr::V4(v4) => MAPPED | u128::from(u32::from(v4)),
            IpAddr::V6(v6) => u128::from(v6),
        }
    }

    #[test]
    fn networks_contain_addresses() {
        for (network, of, expected) in [
            ("0.0.0.0/0", "255.255.255.255", true),
            ("128.0.0.0/1", "128.0.0.0", true),
            ("10.0.0.0/8", "11.0.0.0", false),
            ("::/0", "2001::", true),
            ("::1/128", "2001::", false),
            ("64:ff9b::10.0.0.0/64", "64:ff9b:0:0:0:0:0:0", true),
            ("2001:abcd:ef01:2345:6789:abcd:ef01:234/60", "2001:abcd:ef01:2340::", true),
            ("2001:abcd:ef01:2345:6789:abcd:ef01:234/60", "2001:abcd:ef01:2330::", false),
            ("::aabb:ccdd/96", "170.187.204.221", false),
            ("170.0.0.0/8", "0:0:0:0:0:ffff:aa01:0203", true),
            ("127.0.0.1/32", "64:ff9a:f:f:f:f:f:f", false),
            ("::ffff:7f00:0001/128", "127.0.0.0", false),
        ] {
            assert_eq!(contains(network, address(of)).unwrap(), expected, "{network} {of}");
        }
        for (network, expected) in [
            ("0.0.0.0/-1", "Invalid prefix length"),
            ("0.0.0.1/0", "Invalid CIDR"),
            ("10.0.0.1/33", "Invalid CIDR"),
            ("2620:109:c006:104::/250", "Invalid CIDR"),
            ("2001:0DB8:0:CD3/60", "Invalid network IP address"),
            ("10.0.0.1", "Invalid CIDR"),
        ] {
            assert_eq!(contains(network, 0).unwrap_err().message, expected, "{network}");
        }
    }
}
