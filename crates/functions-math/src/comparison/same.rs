//! `=`, `<>` and `IS DISTINCT FROM`

use boathouse_functions::{Category, Example, Function, Overload};

use super::kernels::{Comparison, compare};

pub(crate) const EQUAL: Function = Function {
    name: "$eq",
    category: Category::Operator,
    description: "Whether two values are equal; NULL where a NULL, also inside, leaves it open.",
    examples: &[
        Example { sql: "nan() = nan()", result: "false" },
        Example { sql: "ARRAY[1, NULL] = ARRAY[2, NULL]", result: "false" },
        Example { sql: "ARRAY[1, NULL] = ARRAY[1, NULL]", result: "NULL" },
    ],
    overloads: &[Overload {
        signature: "<T: comparable> $eq(T, T) -> boolean",
        returns: None,
        kernel: |bound| compare(bound, Comparison::Equal),
    }],
    ..Function::DEFAULT
};

pub(crate) const NOT_EQUAL: Function = Function {
    name: "$neq",
    category: Category::Operator,
    description: "Whether two values differ; NULL where a NULL, also inside, leaves it open.",
    examples: &[Example { sql: "nan() <> nan()", result: "true" }],
    overloads: &[Overload {
        signature: "<T: comparable> $neq(T, T) -> boolean",
        returns: None,
        kernel: |bound| compare(bound, Comparison::NotEqual),
    }],
    ..Function::DEFAULT
};

pub(crate) const DISTINCT: Function = Function {
    name: "$distinct",
    aliases: &["$is_distinct_from"],
    category: Category::Operator,
    description: "Whether two values differ, where NULL is a value like others, and NaN one too.",
    examples: &[
        Example { sql: "NULL IS DISTINCT FROM 1", result: "true" },
        Example { sql: "nan() IS DISTINCT FROM nan()", result: "false" },
    ],
    overloads: &[Overload {
        signature: "<T: comparable> $distinct(T, T) -> boolean",
        returns: None,
        kernel: |bound| compare(bound, Comparison::Distinct),
    }],
    called_on_null: true,
    ..Function::DEFAULT
};
