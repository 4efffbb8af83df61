//! `json_extract`, `json_extract_scalar` and `json_size`.

use std::sync::Arc;

use arrow::array::{Int64Builder, StringViewBuilder};
use boathouse_functions::{
    Bound, Category, Compiled, Example, Function, Input, Kernel, Overload, Recent, Text, kernel,
};
use boathouse_types::{Result, Type};

use super::json_path::JsonPath;
use crate::document::{Cursor, Json, Wrong, text_of};

pub(crate) const EXTRACT: Function = Function {
    name: "json_extract",
    category: Category::Json,
    description: "The part of a JSON text that a path such as $.a[0] leads to.",
    examples: &[Example { sql: r#"json_extract('{"a": [1, {"b": 2}]}', '$.a[1]')"#, result: r#"{"b":2}"# }],
    overloads: &[
        Overload { signature: "json_extract(json, JsonPath) -> json", returns: None, kernel: extract },
        Overload { signature: "json_extract(varchar(x), JsonPath) -> json", returns: None, kernel: extract },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const EXTRACT_SCALAR: Function = Function {
    name: "json_extract_scalar",
    category: Category::Json,
    description: "The text, number or boolean that a path leads to, as text; NULL when it leads to none.",
    examples: &[
        Example { sql: r#"json_extract_scalar('{"a": [1, "x"]}', '$.a[1]')"#, result: "x" },
        Example { sql: r#"json_extract_scalar('{"a": [1, "x"]}', '$.a')"#, result: "NULL" },
    ],
    overloads: &[
        Overload { signature: "json_extract_scalar(json, JsonPath) -> varchar", returns: None, kernel: scalar },
        Overload {
            signature: "json_extract_scalar(varchar(x), JsonPath) -> varchar(x)",
            returns: None,
            kernel: scalar,
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const SIZE: Function = Function {
    name: "json_size",
    category: Category::Json,
    description: "How many members or elements that has which a path leads to; 0 for a scalar.",
    examples: &[Example { sql: r#"json_size('{"x": {"a": 1, "b": 2}}', '$.x')"#, result: "2" }],
    overloads: &[
        Overload { signature: "json_size(json, JsonPath) -> bigint", returns: None, kernel: size },
        Overload { signature: "json_size(varchar(x), JsonPath) -> bigint", returns: None, kernel: size },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn texts(read: impl Fn(&mut Cursor<'_>) -> Result<Option<String>, Wrong> + Send + Sync + 'static) -> Kernel {
    let paths = Compiled::new(JsonPath::new);
    kernel(move |call| {
        let (json, path) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
        let rows = call.rows_to_compute();
        let mut recent = Recent::new(&paths);
        let mut builder = StringViewBuilder::with_capacity(rows);
        for row in 0..rows {
            let (Some(json), Some(path)) = (json.get(row), path.get(row)) else {
                builder.append_null();
                continue;
            };
            let path = recent.get(path)?;
            let mut cursor = Cursor::new(json);
            // What lies behind is not looked at; a text that is no JSON as far as it is has nothing to give.
            let found = match path.follow(&mut cursor) {
                Ok(true) => read(&mut cursor).ok().flatten(),
                Ok(false) | Err(Wrong) => None,
            };
            builder.append_option(found);
        }
        call.finish(Arc::new(builder.finish()))
    })
}

fn extract(bound: &Bound) -> Result<Kernel> {
    // A value of type json is written as it has to be already.
    if *bound.argument(0)? == Type::Json {
        return Ok(texts(|cursor| {
            let start = cursor.place();
            cursor.skip()?;
            Ok(Some(cursor.since(start).to_owned()))
        }));
    }
    Ok(texts(|cursor| Ok(Some(text_of(&cursor.value()?)))))
}

fn scalar(_: &Bound) -> Result<Kernel> {
    Ok(texts(|cursor| {
        if matches!(cursor.peek(), Some(b'{' | b'[')) {
            return Ok(None);
        }
        Ok(match cursor.value()? {
            Json::Bool(value) => Some(value.to_string()),
            Json::Number(text) | Json::Text(text) => Some(text.into_owned()),
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        })
    }))
}

fn size(_: &Bound) -> Result<Kernel> {
    let paths = Compiled::new(JsonPath::new);
    Ok(kernel(move |call| {
        let (json, path) = (Input::<Text>::of(call, 0)?, Input::<Text>::of(call, 1)?);
        let rows = call.rows_to_compute();
        let mut recent = Recent::new(&paths);
        let mut builder = Int64Builder::with_capacity(rows);
        for row in 0..rows {
            let (Some(json), Some(path)) = (json.get(row), path.get(row)) else {
                builder.append_null();
                continue;
            };
            let path = recent.get(path)?;
            let mut cursor = Cursor::new(json);
            let found = match path.follow(&mut cursor) {
                Ok(true) => count(&mut cursor).ok(),
                Ok(false) | Err(Wrong) => None,
            };
            builder.append_option(found);
        }
        call.finish(Arc::new(builder.finish()))
    }))
}

fn count(cursor: &mut Cursor<'_>) -> Result<i64, Wrong> {
    let mut count = 0;
    match cursor.peek().ok_or(Wrong)? {
        b'{' => {
            cursor.open()?;
            while cursor.member(count == 0)?.is_some() {
                cursor.skip()?;
                count += 1;
            }
        }
        b'[' => {
            cursor.open()?;
            while cursor.element(count == 0)? {
                cursor.skip()?;
                count += 1;
            }
        }
        _ => cursor.skip()?,
    }
    Ok(count)
}
