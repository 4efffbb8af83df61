//! `<`, `<=`, `>` and `>=`

use boathouse_functions::{Category, Example, Function, Overload};

use super::kernels::{Comparison, compare};

/// Fails on arrays and rows where the order hangs on a NULL inside.
pub(crate) const LESS: Function = Function {
    name: "$lt",
    category: Category::Operator,
    description: "Whether the first value sorts before the second.",
    examples: &[
        Example { sql: "1 < 2", result: "true" },
        Example { sql: "nan() < 1", result: "false" },
        Example { sql: "ARRAY[1, 2] < ARRAY[1, 2, 3]", result: "true" },
    ],
    overloads: &[Overload {
        signature: "<T: orderable> $lt(T, T) -> boolean",
        returns: None,
        kernel: |bound| compare(bound, Comparison::Less),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const LESS_OR_EQUAL: Function = Function {
    name: "$lte",
    category: Category::Operator,
    description: "Whether the first value sorts before the second or equals it.",
    examples: &[Example { sql: "ROW(1, 2) <= ROW(1, 2)", result: "true" }],
    overloads: &[Overload {
        signature: "<T: orderable> $lte(T, T) -> boolean",
        returns: None,
        kernel: |bound| compare(bound, Comparison::LessOrEqual),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const GREATER: Function = Function {
    name: "$gt",
    category: Category::Operator,
    description: "Whether the first value sorts after the second.",
    examples: &[Example { sql: "'b' > 'a'", result: "true" }],
    overloads: &[Overload {
        signature: "<T: orderable> $gt(T, T) -> boolean",
        returns: None,
        kernel: |bound| compare(bound, Comparison::Greater),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const GREATER_OR_EQUAL: Function = Function {
    name: "$gte",
    category: Category::Operator,
    description: "Whether the first value sorts after the second or equals it.",
    examples: &[Example { sql: "2.5e0 >= 2.5e0", result: "true" }],
    overloads: &[Overload {
        signature: "<T: orderable> $gte(T, T) -> boolean",
        returns: None,
        kernel: |bound| compare(bound, Comparison::GreaterOrEqual),
    }],
    fallible: true,
    ..Function::DEFAULT
};
