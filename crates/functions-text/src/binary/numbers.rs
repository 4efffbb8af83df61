//! Numbers as bytes: big-endian integers and IEEE 754.

use boathouse_functions::{Bytes, Category, Double, Example, Function, I32, I64, Overload, Real, rows1};
use boathouse_types::TrinoError;

macro_rules! numbers {
    (
        $to:ident, $to_name:literal, $from:ident, $from_name:literal, $kind:ident, $native:ty, $sql:literal,
        $description:literal, $example:literal, $bytes:literal, $value:literal, $wrong:literal
    ) => {
        pub(crate) const $to: Function = Function {
            name: $to_name,
            category: Category::Binary,
            description: concat!("The bytes of ", $description),
            examples: &[Example { sql: concat!($to_name, "(", $example, ")"), result: $bytes }],
            overloads: &[Overload {
                signature: concat!($to_name, "(", $sql, ") -> varbinary"),
                returns: None,
                kernel: |bound| {
                    Ok(rows1::<$kind, Bytes>(&bound.returns, |number| Ok(Some(number.to_be_bytes().to_vec()))))
                },
            }],
            ..Function::DEFAULT
        };

        pub(crate) const $from: Function = Function {
            name: $from_name,
            category: Category::Binary,
            description: concat!("What bytes say as ", $description),
            examples: &[Example { sql: concat!($from_name, "(", $to_name, "(", $example, "))"), result: $value }],
            overloads: &[Overload {
                signature: concat!($from_name, "(varbinary) -> ", $sql),
                returns: None,
                kernel: |bound| {
                    Ok(rows1::<Bytes, $kind>(&bound.returns, |bytes| match bytes.try_into() {
                        Ok(bytes) => Ok(Some(<$native>::from_be_bytes(bytes))),
                        Err(_) => Err(TrinoError::invalid_argument($wrong)),
                    }))
                },
            }],
            fallible: true,
            ..Function::DEFAULT
        };
    };
}

numbers!(
    TO_BIG_ENDIAN_32,
    "to_big_endian_32",
    FROM_BIG_ENDIAN_32,
    "from_big_endian_32",
    I32,
    i32,
    "integer",
    "an integer, the highest first.",
    "258",
    "00 00 01 02",
    "258",
    "expected 4-byte input, but got instead: a different length"
);
numbers!(
    TO_BIG_ENDIAN_64,
    "to_big_endian_64",
    FROM_BIG_ENDIAN_64,
    "from_big_endian_64",
    I64,
    i64,
    "bigint",
    "a bigint, the highest first.",
    "258",
    "00 00 00 00 00 00 01 02",
    "258",
    "expected 8-byte input, but got instead: a different length"
);
numbers!(
    TO_IEEE754_32,
    "to_ieee754_32",
    FROM_IEEE754_32,
    "from_ieee754_32",
    Real,
    f32,
    "real",
    "a real in IEEE 754, the highest first.",
    "REAL '3.14'",
    "40 48 f5 c3",
    "3.14",
    "Input floating-point value must be exactly 4 bytes long"
);
numbers!(
    TO_IEEE754_64,
    "to_ieee754_64",
    FROM_IEEE754_64,
    "from_ieee754_64",
    Double,
    f64,
    "double",
    "a double in IEEE 754, the highest first.",
    "1e0",
    "3f f0 00 00 00 00 00 00",
    "1.0",
    "Input floating-point value must be exactly 8 bytes long"
);
