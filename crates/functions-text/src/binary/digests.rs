//! Checksums and cryptographic hashes, with and without a key.

use boathouse_functions::{Bytes, Category, Example, Function, I64, Overload, rows1, rows2};
use md5::Md5;
use sha2::{Digest, Sha256, Sha512};

use super::{murmur3, spooky};

macro_rules! digest {
    ($constant:ident, $name:literal, $description:literal, $text:literal => $result:literal, $body:expr) => {
        pub(crate) const $constant: Function = Function {
            name: $name,
            category: Category::Binary,
            description: $description,
            examples: &[Example { sql: concat!($name, "(to_utf8('", $text, "'))"), result: $result }],
            overloads: &[Overload {
                signature: concat!($name, "(varbinary) -> varbinary"),
                returns: None,
                kernel: |bound| {
                    Ok(rows1::<Bytes, Bytes>(&bound.returns, |bytes| {
                        let body: fn(&[u8]) -> Vec<u8> = $body;
                        Ok(Some(body(bytes)))
                    }))
                },
            }],
            ..Function::DEFAULT
        };
    };
}

macro_rules! keyed {
    ($constant:ident, $name:literal, $description:literal, $result:literal, $block:literal, $body:expr) => {
        pub(crate) const $constant: Function = Function {
            name: $name,
            category: Category::Binary,
            description: $description,
            examples: &[Example { sql: concat!($name, "(to_utf8('hashme'), to_utf8('key'))"), result: $result }],
            overloads: &[Overload {
                signature: concat!($name, "(varbinary, varbinary) -> varbinary"),
                returns: None,
                kernel: |bound| {
                    Ok(rows2::<Bytes, Bytes, Bytes>(&bound.returns, |bytes, key| {
                        Ok(Some(keyed_hash(bytes, key, $block, $body)))
                    }))
                },
            }],
            ..Function::DEFAULT
        };
    };
}

pub(crate) const CRC32: Function = Function {
    name: "crc32",
    category: Category::Binary,
    description: "The CRC-32 of a binary, as a number.",
    examples: &[Example { sql: "crc32(to_utf8('CRC me!'))", result: "38028046" }],
    overloads: &[Overload {
        signature: "crc32(varbinary) -> bigint",
        returns: None,
        kernel: |bound| Ok(rows1::<Bytes, I64>(&bound.returns, |bytes| Ok(Some(i64::from(crc32fast::hash(bytes)))))),
    }],
    ..Function::DEFAULT
};

fn md5_of(bytes: &[u8]) -> Vec<u8> {
    Md5::digest(bytes).to_vec()
}

fn sha1_of(bytes: &[u8]) -> Vec<u8> {
    // This crate follows a later version of the trait than the others do.
    <sha1::Sha1 as sha1::Digest>::digest(bytes).to_vec()
}

fn sha256_of(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

fn sha512_of(bytes: &[u8]) -> Vec<u8> {
    Sha512::digest(bytes).to_vec()
}

fn xxhash64_of(bytes: &[u8]) -> Vec<u8> {
    twox_hash::XxHash64::oneshot(0, bytes).to_be_bytes().to_vec()
}

/// HMAC (RFC 2104) over any of the hashes.
fn keyed_hash(bytes: &[u8], key: &[u8], block: usize, hash: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut padded = if key.len() > block { hash(key) } else { key.to_vec() };
    padded.resize(block, 0);
    let mut inner: Vec<u8> = padded.iter().map(|b| b ^ 0x36).collect();
    inner.extend_from_slice(bytes);
    let mut outer: Vec<u8> = padded.iter().map(|b| b ^ 0x5c).collect();
    outer.extend(hash(&inner));
    hash(&outer)
}

digest!(MD5, "md5", "The MD5 of a binary.", "hashme" => "53 3f 63 57 e0 21 0e 67 d9 1f 65 1b c4 9e 12 78", md5_of);
digest!(SHA1, "sha1", "The SHA-1 of a binary.", "hashme" => "fb 78 99 2e 56 19 29 a6 96 7d 53 28 f4 94 13 fa 99 04 8d 06", sha1_of);
digest!(
    SHA256,
    "sha256",
    "The SHA-256 of a binary.",
    "hashme" => "02 20 8b 94 03 a8 7d f9 f4 ed 6b 2e e2 65 7e fa a5 89 02 6b 4c ce 9a cc c8 e8 a5 bf 3d 69 3c 86",
    sha256_of
);
digest!(
    SHA512,
    "sha512",
    "The SHA-512 of a binary.",
    "hashme" => "8a 4b 59 fb 91 88 d0 9b 98 9f f5 96 ac 9c ef bf 2e d9 1d ed 8d cd 94 98 e8 bf 22 36 81 4a 92 b2 \
     3b e6 86 7e 7f c3 40 88 0e 51 4f 8f df 97 e1 f1 47 ea 4b 0f d6 c2 da 35 57 d0 cf 1c 0b 58 a2 04",
    sha512_of
);
digest!(XXHASH64, "xxhash64", "The 64-bit xxHash of a binary.", "hashme" => "f9 d9 6e 0e 11 65 e8 92", xxhash64_of);
digest!(
    MURMUR3,
    "murmur3",
    "The 128-bit MurmurHash3 of a binary.",
    "hashme" => "93 19 2f e8 05 be 23 04 1c 83 18 f6 7e c4 f2 bc",
    |bytes| murmur3::hash(bytes).to_vec()
);
digest!(SPOOKY_32, "spooky_hash_v2_32", "The 32-bit SpookyHash of a binary.", "hello" => "d3 82 e6 ca", |bytes| {
    spooky::hash32(bytes).to_be_bytes().to_vec()
});
digest!(SPOOKY_64, "spooky_hash_v2_64", "The 64-bit SpookyHash of a binary.", "hello" => "37 68 82 6a d3 82 e6 ca", |bytes| {
    spooky::hash64(bytes).to_be_bytes().to_vec()
});
keyed!(
    HMAC_MD5,
    "hmac_md5",
    "The HMAC of a binary with a key and MD5.",
    "0a 26 eb eb 0e 7b 65 f5 28 d9 6f 7b c6 31 bc 8f",
    64,
    md5_of
);
keyed!(
    HMAC_SHA1,
    "hmac_sha1",
    "The HMAC of a binary with a key and SHA-1.",
    "2e 7c 4c 6a ef a7 e6 9f 10 6e ee 3c e2 19 44 d0 04 6d 2f 3d",
    64,
    sha1_of
);
keyed!(
    HMAC_SHA256,
    "hmac_sha256",
    "The HMAC of a binary with a key and SHA-256.",
    "d3 d7 2f 9f ac de 05 9d a3 a4 eb 43 a9 ab dd 4b 35 11 8e 0f ef 00 e6 d1 6f b0 4b b3 32 af 04 84",
    64,
    sha256_of
);
keyed!(
    HMAC_SHA512,
    "hmac_sha512",
    "The HMAC of a binary with a key and SHA-512.",
    "fe fa 71 2b 67 de d8 71 e1 ed 98 7f 8b 20 d6 a6 9e b9 fc c8 79 74 21 8b 9a 1a 6d 52 02 b5 4c 18 \
     ec da 48 39 a9 79 de d2 2f 07 e0 88 1c f4 0b 76 26 91 99 2d 12 04 08 f4 9d 62 12 e1 12 50 9d 72",
    128,
    sha512_of
);
