//! `reverse` of text and of binaries.

use boathouse_functions::{Bound, Bytes, Category, Example, Function, Kernel, Overload, Text, rows1};
use boathouse_types::Result;

use crate::support::{char_length, padded};

pub(crate) const FUNCTION: Function = Function {
    name: "reverse",
    category: Category::String,
    description: "The characters of a text, or the bytes of a binary, in reverse order.",
    examples: &[Example { sql: "reverse('naïve')", result: "evïan" }],
    overloads: &[
        Overload { signature: "reverse(char(x)) -> char(x)", returns: None, kernel: chars },
        Overload {
            signature: "reverse(varbinary) -> varbinary",
            returns: None,
            kernel: |bound| {
                Ok(rows1::<Bytes, Bytes>(&bound.returns, |bytes| Ok(Some(bytes.iter().rev().copied().collect()))))
            },
        },
        Overload {
            signature: "reverse(varchar(x)) -> varchar(x)",
            returns: None,
            kernel: |bound| Ok(rows1::<Text, Text>(&bound.returns, |text| Ok(Some(text.chars().rev().collect())))),
        },
    ],
    ..Function::DEFAULT
};

fn chars(bound: &Bound) -> Result<Kernel> {
    let length = char_length(bound, 0)?;
    Ok(rows1::<Text, Text>(&bound.returns, move |text| {
        let reversed: String = padded(text, length).chars().rev().collect();
        Ok(Some(reversed.trim_end_matches(' ').to_owned()))
    }))
}
