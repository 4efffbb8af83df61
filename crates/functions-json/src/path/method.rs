//! Methods: `type() size() double() ceiling() floor() abs() keyvalue()`.

use boathouse_types::Result;

use super::evaluate::{Scope, Sequence};
use super::item::{Item, Kind};
use super::number::{Number, power};
use super::{Method, arithmetic, failed, wrong_type};
use crate::document::Json;

pub(super) fn call<'d>(scope: &Scope<'_, 'd>, method: Method, items: Sequence<'d>) -> Result<Sequence<'d>> {
    match method {
        Method::Type => Ok(items.iter().map(type_of).collect()),
        Method::Size => items.iter().map(|item| size(scope, item)).collect(),
        Method::KeyValue => {
            let mut found = Vec::new();
            for item in scope.unwrapped(items) {
                key_values(scope, &item, &mut found)?;
            }
            Ok(found)
        }
        _ => scope.unwrapped(items).iter().map(|item| Ok(Item::Number(numeric(method, item)?))).collect(),
    }
}

fn type_of<'d>(item: &Item<'_>) -> Item<'d> {
    let name = match item {
        Item::Typed(name, _) => *name,
        _ => match item.kind() {
            Kind::Null => "null",
            Kind::Bool(_) => "boolean",
            Kind::Text(_) => "string",
            Kind::Number(_) | Kind::Huge => "number",
            Kind::Array(_) => "array",
            Kind::Object | Kind::Typed => "object",
        },
    };
    Item::Made(Json::Text(name.into()))
}

fn size<'d>(scope: &Scope<'_, 'd>, item: &Item<'d>) -> Result<Item<'d>> {
    let size = match item.kind() {
        Kind::Array(elements) => elements.len() as i64,
        _ if scope.lax => 1,
        _ => return Err(wrong_type("ARRAY", item.type_name())),
    };
    Ok(Item::Number(Number::of_i64(size)))
}

fn numeric(method: Method, item: &Item<'_>) -> Result<Number> {
    if method == Method::Double {
        return match item.kind() {
            Kind::Number(number) => Ok(Number::Double(number.to_double())),
            Kind::Text(text) => {
                let text = text.trim();
                let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
                let value = text.parse().ok().filter(|_| plain).map(Number::Double);
                value.ok_or_else(|| failed(format_args!("Cannot cast '{text}' to DOUBLE")))
            }
            _ => Err(wrong_type("NUMBER or TEXT", item.type_name())),
        };
    }
    let number = arithmetic::number(item)?;
    let made = match (method, number) {
        (Method::Abs, Number::Integer(value)) => value.checked_abs().map(Number::Integer),
        (Method::Abs, Number::BigInt(value)) => value.checked_abs().map(Number::BigInt),
        (Method::Abs, Number::Decimal(value, scale)) => value.checked_abs().map(|value| Number::Decimal(value, scale)),
        (Method::Abs, Number::Double(value)) => Some(Number::Double(value.abs())),
        (Method::Ceiling, Number::Double(value)) => Some(Number::Double(value.ceil())),
        (Method::Ceiling, Number::Decimal(value, scale)) => {
            Some(Number::Decimal(-(-value).div_euclid(power(scale)), 0))
        }
        (Method::Floor, Number::Double(value)) => Some(Number::Double(value.floor())),
        (Method::Floor, Number::Decimal(value, scale)) => Some(Number::Decimal(value.div_euclid(power(scale)), 0)),
        (_, whole) => Some(whole),
    };
    made.ok_or_else(|| failed("numeric overflow"))
}

/// An object for each member: its name, its value and the number of the object it is of.
fn key_values<'d>(scope: &Scope<'_, 'd>, item: &Item<'d>, found: &mut Sequence<'d>) -> Result<()> {
    let members = item.members().ok_or_else(|| wrong_type("OBJECT", item.type_name()))?;
    let id = scope.objects.get();
    scope.objects.set(id + 1);
    for (name, value) in members {
        let value = value.to_json().unwrap_or(Json::Null);
        found.push(Item::Made(Json::Object(vec![
            ("name".into(), Json::Text(name.into())),
            ("value".into(), value),
            ("id".into(), Json::Number(id.to_string().into())),
        ])));
    }
    Ok(())
}
