//! `url_extract_…`: the parts of a URL.

use boathouse_functions::{Category, Example, Function, I64, Overload, Text, rows1, rows2};
use boathouse_types::Result;

use super::code::form_decoded;
use super::java_uri::{JavaUri, decoded};

macro_rules! part {
    ($constant:ident, $name:literal, $description:literal, $example:literal, $body:expr) => {
        pub(crate) const $constant: Function = Function {
            name: $name,
            category: Category::Url,
            description: $description,
            examples: &[Example {
                sql: concat!($name, "('https://example.com:8080/a%20b?k1=v1#ref')"),
                result: $example,
            }],
            overloads: &[Overload {
                signature: concat!($name, "(varchar(x)) -> varchar(x)"),
                returns: None,
                kernel: |bound| {
                    Ok(rows1::<Text, Text>(&bound.returns, |url| {
                        let body: fn(&JavaUri<'_>) -> Option<String> = $body;
                        // A part that is missing is empty; only what is no URL has none.
                        Ok(JavaUri::parse(url).map(|uri| body(&uri).unwrap_or_default()))
                    }))
                },
            }],
            ..Function::DEFAULT
        };
    };
}

part!(FRAGMENT, "url_extract_fragment", "What stands behind the # of a URL.", "ref", |uri| uri.fragment.map(decoded));
part!(HOST, "url_extract_host", "The host of a URL.", "example.com", |uri| uri.host.map(str::to_owned));
part!(PATH, "url_extract_path", "The path of a URL.", "/a b", |uri| uri.path.map(decoded));
part!(PROTOCOL, "url_extract_protocol", "The protocol of a URL.", "https", |uri| uri.scheme.map(str::to_owned));
part!(QUERY, "url_extract_query", "The query of a URL.", "k1=v1", |uri| uri.query.map(decoded));

pub(crate) const PORT: Function = Function {
    name: "url_extract_port",
    category: Category::Url,
    description: "The port of a URL, NULL when it names none.",
    examples: &[Example { sql: "url_extract_port('https://example.com:8080/')", result: "8080" }],
    overloads: &[Overload {
        signature: "url_extract_port(varchar(x)) -> bigint",
        returns: None,
        kernel: |bound| Ok(rows1::<Text, I64>(&bound.returns, |url| Ok(JavaUri::parse(url).and_then(|uri| uri.port)))),
    }],
    ..Function::DEFAULT
};

pub(crate) const PARAMETER: Function = Function {
    name: "url_extract_parameter",
    category: Category::Url,
    description: "The value of the first query parameter of a name.",
    examples: &[Example { sql: "url_extract_parameter('http://example.com/?k1=v1&k2=v2', 'k2')", result: "v2" }],
    overloads: &[Overload {
        signature: "url_extract_parameter(varchar(x), varchar(y)) -> varchar(x)",
        returns: None,
        kernel: |bound| Ok(rows2::<Text, Text, Text>(&bound.returns, parameter)),
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn parameter(url: &str, name: &str) -> Result<Option<String>> {
    let Some(query) = JavaUri::parse(url).and_then(|uri| uri.query) else { return Ok(None) };
    for argument in query.split('&') {
        match argument.split_once('=') {
            Some((key, value)) if key == name => return form_decoded(value).map(Some),
            None if argument == name => return Ok(Some(String::new())),
            _ => {}
        }
    }
    Ok(None)
}
