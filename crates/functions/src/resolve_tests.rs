use std::convert::Infallible;

use super::*;
use crate::library::Declared;

#[derive(Debug)]
struct Name;

fn call(signatures: &[&str], arguments: &str) -> String {
    let declared = [Declared {
        declaration: &Name,
        signatures: signatures.iter().map(|s| Signature::parse(s).unwrap()).collect(),
    }];
    let arguments: Vec<_> = arguments
        .split(';')
        .filter(|a| !a.is_empty())
        .map(|a| match a.strip_prefix("lambda ") {
            Some(count) => Argument::Lambda(count.parse().unwrap()),
            None => Argument::Typed(a.parse().unwrap()),
        })
        .collect();
    let mut typer = |_: usize, parameters: &[Type]| -> Result<Type, Infallible> { Ok(parameters[0].clone()) };
    match resolve("f", &declared, &arguments, &mut typer, |_, _| None) {
        Ok(found) => {
            let arguments: Vec<_> = found.arguments.iter().map(ToString::to_string).collect();
            format!("{}: ({}) {}", found.overload, arguments.join(", "), found.returns)
        }
        Err(ResolveError::Parameters(text)) => text,
        Err(other) => format!("{other:?}"),
    }
}

#[test]
fn overloads_by_argument_types() {
    const NUMBERS: &[&str] =
        &["f(bigint) -> bigint", "f(integer) -> integer", "f(double) -> double", "f(decimal(p,s)) -> decimal(p,s)"];
    for (signatures, arguments, expected) in [
        (NUMBERS, "integer", "1: (integer) integer"),
        (NUMBERS, "smallint", "1: (integer) integer"),
        (NUMBERS, "real", "2: (double) double"),
        (NUMBERS, "decimal(5,2)", "3: (decimal(5,2)) decimal(5,2)"),
        (
            &["f(decimal(p,s), decimal(p,s)) -> boolean"],
            "decimal(5,2);bigint",
            "0: (decimal(21,2), decimal(21,2)) boolean",
        ),
        (&["<T: comparable> f(array(T), T) -> boolean"], "array(bigint);integer", "0: (array(bigint), bigint) boolean"),
        (&["<T> f(array(T), T) -> T"], "unknown;integer", "0: (array(integer), integer) integer"),
        (&["<T> f(array(T)) -> T"], "array(unknown)", "0: (array(unknown)) unknown"),
        (&["f(varchar(x)) -> varchar(x)"], "varchar(3)", "0: (varchar(3)) varchar(3)"),
        (&["f(varchar(x)) -> varchar(x)"], "varchar", "0: (varchar) varchar"),
        (&["f(varchar) -> varchar"], "varchar(3)", "0: (varchar) varchar"),
        (&["f(varchar...) -> varchar"], "varchar(3);varchar(5)", "0: (varchar, varchar) varchar"),
        (
            &["f(varchar, any...) -> varchar"],
            "varchar(3);bigint;unknown;array(date)",
            "0: (varchar, bigint, unknown, array(date)) varchar",
        ),
        (&["f(timestamp(p) with time zone) -> bigint"], "date", "0: (timestamp(0) with time zone) bigint"),
        (
            &["<T, U> f(array(T), function(T,U)) -> array(U)"],
            "array(bigint);lambda 1",
            "0: (array(bigint), function(bigint,bigint)) array(bigint)",
        ),
        (
            &["<T: orderable> f(T) -> T"],
            "json",
            "Unexpected parameters (json) for function f. Expected: f(T) T:orderable",
        ),
        (
            NUMBERS,
            "varchar(1)",
            "Unexpected parameters (varchar(1)) for function f. Expected: f(bigint), f(decimal(p,s)), f(double), f(integer)",
        ),
    ] {
        assert_eq!(call(signatures, arguments), expected, "{signatures:?} of {arguments}");
    }
}
