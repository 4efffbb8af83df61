//! What a query can ask about its session, and `uuid`, `typeof`, `version` and `fail`.

use std::sync::Arc;

use arrow::array::{ArrayRef, FixedSizeBinaryBuilder, NullArray};
use boathouse_functions::{Bound, Category, Example, Function, Input, Kernel, Overload, Text, kernel};
use boathouse_types::{ErrorCode, Result, TrinoError};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::ColumnarValue;

use crate::support::TextLists;

macro_rules! constant {
    ($constant:ident, $name:literal, $description:literal, $value:expr) => {
        pub(crate) const $constant: Function = Function {
            name: $name,
            category: Category::Session,
            description: $description,
            overloads: &[Overload {
                signature: concat!($name, "() -> varchar"),
                returns: None,
                kernel: |bound| {
                    let value: fn(&Bound) -> Option<String> = $value;
                    let value = ScalarValue::Utf8View(value(bound));
                    Ok(kernel(move |_| Ok(ColumnarValue::Scalar(value.clone()))))
                },
            }],
            ..Function::DEFAULT
        };
    };
}

constant!(CURRENT_USER, "$current_user", "The user who runs the query.", |bound| Some(bound.session.user.clone()));
constant!(CURRENT_CATALOG, "$current_catalog", "The catalog of names without one.", |bound| bound
    .session
    .catalog
    .clone());
constant!(CURRENT_SCHEMA, "$current_schema", "The schema of names without one.", |bound| bound.session.schema.clone());
constant!(VERSION, "version", "The version of the engine.", |bound| Some(bound.session.version.clone()));

pub(crate) const CURRENT_GROUPS: Function = Function {
    name: "current_groups",
    category: Category::Session,
    description: "The groups of the user who runs the query. There are none here.",
    examples: &[Example { sql: "current_groups()", result: "[]" }],
    overloads: &[Overload {
        signature: "current_groups() -> array(varchar)",
        returns: None,
        kernel: |_| {
            Ok(kernel(|_| {
                let mut lists = TextLists::new(1);
                lists.end_row(true);
                Ok(ColumnarValue::Scalar(ScalarValue::List(Arc::new(lists.finish()?))))
            }))
        },
    }],
    ..Function::DEFAULT
};

pub(crate) const TYPEOF: Function = Function {
    name: "typeof",
    category: Category::Conversion,
    description: "The name of the type of an expression.",
    examples: &[
        Example { sql: "typeof(1)", result: "integer" },
        Example { sql: "typeof(ARRAY['ab', 'c'])", result: "array(varchar(2))" },
    ],
    overloads: &[Overload { signature: "<T> typeof(T) -> varchar", returns: None, kernel: type_name }],
    called_on_null: true,
    ..Function::DEFAULT
};

fn type_name(bound: &Bound) -> Result<Kernel> {
    let name = ScalarValue::Utf8View(Some(bound.argument(0)?.to_string()));
    Ok(kernel(move |_| Ok(ColumnarValue::Scalar(name.clone()))))
}

pub(crate) const UUID: Function = Function {
    name: "uuid",
    category: Category::Uuid,
    description: "A random UUID (version 4), another one for each row.",
    overloads: &[Overload {
        signature: "uuid() -> uuid",
        returns: None,
        kernel: |_| {
            Ok(kernel(|call| {
                let mut builder = FixedSizeBinaryBuilder::with_capacity(call.rows, 16);
                for _ in 0..call.rows {
                    builder.append_value(uuid::Builder::from_random_bytes(rand::random()).as_uuid().as_bytes())?;
                }
                Ok(ColumnarValue::Array(Arc::new(builder.finish())))
            }))
        },
    }],
    deterministic: false,
    ..Function::DEFAULT
};

pub(crate) const FAIL: Function = Function {
    name: "fail",
    category: Category::System,
    description: "Fails with a message.",
    overloads: &[Overload { signature: "fail(varchar) -> unknown", returns: None, kernel: fail }],
    deterministic: false,
    fallible: true,
    ..Function::DEFAULT
};

fn fail(_: &Bound) -> Result<Kernel> {
    Ok(kernel(|call| {
        let message = Input::<Text>::of(call, 0)?;
        for row in 0..call.rows_to_compute() {
            if let Some(message) = message.get(row) {
                return Err(TrinoError::new(ErrorCode::GenericUserError, message));
            }
        }
        let column: ArrayRef = Arc::new(NullArray::new(call.rows));
        Ok(ColumnarValue::Array(column))
    }))
}
