//! `length`: code points of a text, bytes of a binary.

use boathouse_functions::{Bytes, Category, Example, Function, I64, Overload, Text, rows1};

use crate::support::{char_count, char_length};

pub(crate) const FUNCTION: Function = Function {
    name: "length",
    category: Category::String,
    description: "Code points in a text, or bytes in a binary. Values of char(n) have n.",
    examples: &[
        Example { sql: "length('häll')", result: "4" },
        Example { sql: "length(X'00ff')", result: "2" },
        Example { sql: "length(CAST('a' AS char(5)))", result: "5" },
    ],
    overloads: &[
        Overload {
            signature: "length(varchar(x)) -> bigint",
            returns: None,
            kernel: |bound| Ok(rows1::<Text, I64>(&bound.returns, |text| Ok(Some(char_count(text) as i64)))),
        },
        Overload {
            signature: "length(char(x)) -> bigint",
            returns: None,
            kernel: |bound| {
                let length = char_length(bound, 0)? as i64;
                Ok(rows1::<Text, I64>(&bound.returns, move |_| Ok(Some(length))))
            },
        },
        Overload {
            signature: "length(varbinary) -> bigint",
            returns: None,
            kernel: |bound| Ok(rows1::<Bytes, I64>(&bound.returns, |bytes| Ok(Some(bytes.len() as i64)))),
        },
    ],
    ..Function::DEFAULT
};
